"""A minimal app around a log view, its histogram above it, and all that they tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App, ComposeResult

from ecstui.model.log_line import Level, LogLine, Origin
from ecstui.ui import themes
from ecstui.ui.widgets.histogram import LogHistogram
from ecstui.ui.widgets.log_columns import Columns
from ecstui.ui.widgets.log_view import LogView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.strip import Strip

NOON = 1_700_049_600_000
WEB = Origin("eu-west-1", "/ecs/shop", "web/web/aaaabbbbcccc", "aaaabbbbcccc", "web", "7")
DB = Origin("eu-west-1", "/ecs/shop", "web/db/ddddeeeeffff", "ddddeeeeffff", "db", "8")


def line(
    number: int, text: str = "", *, origin: Origin = WEB, level: Level = Level.NONE, second: int = 0
) -> LogLine:
    """A line `number` ms, and so many seconds, after noon."""
    return LogLine(NOON + number + 1000 * second, NOON, origin, text or f"line {number}", level)


def lines(*numbers: int) -> list[LogLine]:
    """A line for each ms after noon."""
    return [line(number) for number in numbers]


class CountingLogView(LogView):
    """Counts the rows it painted."""

    painted = 0

    def render_line(self, y: int) -> Strip:
        self.painted += 1
        return super().render_line(y)


class LogApp(App[None]):
    """A log view, and all it says."""

    def __init__(self, *, theme: str = themes.DEFAULT, **options: Any) -> None:
        super().__init__()
        themes.wear(self, theme)
        self.log_view = CountingLogView(placeholder="no lines yet: [b]waiting", **options)
        self.log_view.set_reactive(LogView.columns, Columns(container=True))
        self.histogram = LogHistogram()
        self.told: list[Any] = []

    def compose(self) -> ComposeResult:
        yield self.histogram
        yield self.log_view

    def on_mount(self) -> None:
        self.log_view.focus()

    def on_log_view_status_changed(self, message: LogView.StatusChanged) -> None:
        self.told.append(message)

    def on_log_view_reached_top(self, message: LogView.ReachedTop) -> None:
        self.told.append(message)

    def on_log_view_opened(self, message: LogView.Opened) -> None:
        self.told.append(message)

    def on_log_view_marked(self, message: LogView.Marked) -> None:
        self.told.append(message)

    def on_log_view_notice(self, message: LogView.Notice) -> None:
        self.told.append(message)

    def on_log_view_changed(self) -> None:
        self.histogram.look(self.log_view)

    def on_log_histogram_moved(self, message: LogHistogram.Moved) -> None:
        self.log_view.go_to(message.ms)

    def lines(self) -> list[str]:
        """The view as it is on the screen, row by row, without the scroll bar."""
        view = self.log_view
        return [view.render_line(y).text[:-1].rstrip() for y in range(view.size.height)]

    def texts(self) -> list[str]:
        """The lines shown, on screen or not."""
        return [shown.text for shown in self.log_view.lines_shown]

    @property
    def at_cursor(self) -> str:
        """The text of the line under the cursor."""
        assert self.log_view.cursor is not None
        return self.log_view.cursor.text

    def last_told(self, kind: type) -> Any:
        """The last message of a kind."""
        return [message for message in self.told if isinstance(message, kind)][-1]

    async def take_in(self, new: Iterable[LogLine], grown: Iterable[LogLine] = ()) -> None:
        """Add lines and wait for the tick that shows them."""
        self.log_view.add(new, grown)
        await self.settled()

    async def settled(self) -> None:
        """Wait until all that was given is on screen."""
        view = self.log_view
        await self.pilot.pause()  # type: ignore[attr-defined]
        while view._intake or view._dirty or view._tick is not None or view.progress < 1:
            await self.pilot.pause(0.01)  # type: ignore[attr-defined]
        await self.pilot.pause()  # type: ignore[attr-defined]
