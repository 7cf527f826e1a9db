"""What goes beyond the lines of a view: other times, other engines, files, commands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ecstui.ui.handlers.handler import Handler

if TYPE_CHECKING:
    from ecstui.model.log_line import LogLine
    from ecstui.model.logs import LogSource
    from ecstui.ui.screens.display import Display
    from ecstui.ui.widgets.log_view import LogView

SEARCHED = timedelta(hours=3)
"""How far back an Insights query looks unless told otherwise."""


class LogFetching(Handler):
    """Opens a dialog or screen each, but for Live Tail."""

    @property
    def view(self) -> LogView:
        """The view that has the keys."""
        return self.screen.reading.pane.view

    def live_tail(self) -> None:
        """Live Tail on or off."""
        stream = self.screen.reading.stream
        if stream is not None:
            stream.accelerate(on=not stream.live)
            self.screen.paint()

    def go_to(self) -> None:
        """Ask for a time."""
        self.screen.asking.time()

    def display(self) -> None:
        """Columns, times, raw lines."""
        from ecstui.ui.screens.display import Display, DisplayScreen

        view = self.view
        fields = view.field_columns
        shown = Display(view.columns, view.wrap, view.raw, fields)
        self.screen.app.push_screen(DisplayScreen(shown, self._displayed, self.screen.actions))

    def _displayed(self, display: Display) -> None:
        view = self.view
        view.columns, view.wrap, view.raw = display.columns, display.wrap, display.raw
        view.field_columns = display.fields

    def around(self) -> None:
        """Every event of the stream around the one under the cursor."""
        from ecstui.ui.screens.log_context import LogContextScreen

        line, aws = self.view.cursor, self.screen.session.aws
        if line is None or aws is None:
            self.screen.notice("no line is under the cursor", "warning")
            return
        self.screen.app.push_screen(LogContextScreen(line, aws, self.screen.session, self.screen.actions))

    def save(self) -> None:
        """Save the lines to a file."""
        from ecstui.ui.screens.save import SaveScreen

        stream = self.screen.reading.stream
        name = stream.name if stream else "logs"
        self.screen.app.push_screen(
            SaveScreen(self.view.lines_shown, self.view.every_line, name, self.screen.actions),
            lambda said: self.screen.notice(said, "ok") if said else None,
        )

    def export(self) -> None:
        """The same as commands and as a query."""
        from ecstui.model.log_export import events_command, insights_query, tail_command
        from ecstui.ui.screens.export import Exported, ExportScreen

        sources, wanted = self._sources(), self.view.filter
        if sources:
            start, end = self._span()
            commands = (
                Exported("The AWS CLI, once", events_command(sources, wanted, start, end)),
                Exported("The AWS CLI v2, following", tail_command(sources, wanted, start)),
                Exported("CloudWatch Logs Insights", insights_query(wanted, _prefixes(sources))),
            )
            self.screen.app.push_screen(ExportScreen(commands, self.screen.actions))

    def insights(self) -> None:
        """Search days of these logs; of the region that has most of them."""
        from ecstui.model.log_export import insights_query
        from ecstui.ui.screens.insights import InsightsScreen

        screen, sources = self.screen, self._sources()
        if not sources:
            return
        regions = [source.region for source in sources]
        region = max(sorted(set(regions)), key=regions.count)
        here = [source for source in sources if source.region == region]
        now = screen.session.now()
        screen.app.push_screen(
            InsightsScreen(
                tuple(sorted({source.group for source in here})),
                region,
                insights_query(self.view.filter, _prefixes(here)),
                now - SEARCHED,
                now,
                session=screen.session,
                options=screen.options,
                actions=screen.actions,
            )
        )

    def _sources(self) -> list[LogSource]:
        """What is read, in order; says so where nothing is."""
        stream = self.screen.reading.stream
        found = stream.status.sources if stream else frozenset()
        if not found:
            self.screen.notice("no log group is read yet", "warning")
        return sorted(found, key=lambda source: (source.region, source.group, source.prefix))

    def _span(self) -> tuple[datetime, datetime | None]:
        """From when to when the view's lines are; None: still coming."""
        lines = self.view.lines_shown
        if not lines:
            return self.screen.session.now() - timedelta(hours=1), None
        end = None if self.view.following else _moment(lines[-1])
        return _moment(lines[0]), end


def _prefixes(sources: list[LogSource]) -> list[str]:
    return [source.prefix for source in sources if source.prefix]


def _moment(line: LogLine) -> datetime:
    return datetime.fromtimestamp(line.time / 1000, UTC)
