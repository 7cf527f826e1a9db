"""What is read of a terminal's keys: an escape is an escape, however soon the next key follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver

if TYPE_CHECKING:
    from collections.abc import Iterable


class EscapeFirst(XTermParser):
    """Takes ESC and another key for those two keys, not for the other one with alt: nothing is bound to alt.

    A slow line brings both at once; Textual would make the second alone of them: the enter after an escape.
    """

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if alt:
            yield events.Key("escape", "\x1b")
        yield from super()._sequence_to_key_events(sequence)


def tell_escape_apart() -> None:
    """Have every terminal from now on read like that; Textual's driver names its parser itself."""
    linux_driver.XTermParser = EscapeFirst  # type: ignore[attr-defined]
