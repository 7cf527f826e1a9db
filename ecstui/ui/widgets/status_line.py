"""The status line: what it usually says, and for a few seconds a notice instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.widgets.line import Line, Part

if TYPE_CHECKING:
    from textual.timer import Timer

NOTICE = 5.0  # seconds a notice stays


class StatusLine(Line):
    """A line that can be interrupted by a notice."""

    _usual: tuple[Part, ...] = ()
    _timer: Timer | None = None

    def usual(self, *parts: Part) -> None:
        """Say this whenever there is no notice."""
        self._usual = parts
        if self._timer is None:
            self.say(*parts)

    def notice(self, text: str, style: str = "") -> None:
        """Say this for a few seconds."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(NOTICE, self.forget)
        self.say((text, style))

    def forget(self) -> None:
        """The notice has been read."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.say(*self._usual)
