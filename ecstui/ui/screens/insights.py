"""A search over days by CloudWatch Logs Insights: the query, its time, its progress and cost, its result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input, Static, TextArea

from ecstui.model.errors import MalformedQuery
from ecstui.model.humane import date_time
from ecstui.model.insights import Query
from ecstui.model.log_range import parse_range, range_words
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.panes.query_results import QueryResults
from ecstui.ui.query_run import QueryRun
from ecstui.ui.screens.record import RecordScreen
from ecstui.ui.screens.saved_queries import SavedQueriesScreen
from ecstui.ui.widgets.hints import Hint, Hints
from ecstui.ui.widgets.line import Line

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.ui.options import Options
    from ecstui.ui.session import Session

TICK = 0.5  # seconds between two looks at the time a query has taken
_NOT_RUN = "ctrl+r runs the query; AWS charges for what it scans"


class InsightsScreen(Screen[None], inherit_bindings=False):
    """Opened over the console for the log groups of a region, with a query and a time to begin with."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "insights")]

    def __init__(
        self,
        groups: tuple[str, ...],
        region: str,
        query_text: str,
        start: datetime,
        end: datetime,
        *,
        session: Session,
        options: Options,
        actions: tuple[Action, ...] = ACTIONS,
    ) -> None:
        super().__init__()
        self._groups = groups
        self._region = region
        self._session = session
        self._options = options
        self._actions = actions
        self._query_run: QueryRun | None = None
        self.query_text = TextArea(
            query_text, id="insights-query", compact=True, highlight_cursor_line=False, tab_behavior="focus"
        )
        self.time = Input(range_words(start, end, session.now()), id="insights-time", compact=True)
        self.span = Static("", markup=False, id="insights-span")
        self.progress = Line(id="insights-progress")
        self.results = QueryResults()
        self.keys = Hints(id="insights-keys")

    def compose(self) -> ComposeResult:
        """Where, when, the query, how it is going, what it found, the keys."""
        where = Line(id="insights-where")
        where.say(
            ("Logs Insights ", "heading"), (f"{', '.join(self._groups)}", ""), right=((self._region, "dim"),)
        )
        yield where
        with Horizontal(id="insights-when"):
            yield Static("time ", markup=False, id="insights-when-label")
            yield self.time
            yield self.span
        yield self.query_text
        yield self.progress
        yield self.results
        yield self.keys

    def on_mount(self) -> None:
        """Wait for the query to be run."""
        self.set_interval(TICK, self._tick)
        self.progress.say((_NOT_RUN, "dim"))
        self._say_span()
        self._say_keys()
        self.query_text.focus()

    def on_unmount(self) -> None:
        """A query nobody waits for is stopped."""
        if self._query_run is not None:
            self._query_run.cancel()

    # What is asked

    @on(Input.Changed, "#insights-time")
    def _time_typed(self) -> None:
        self._say_span()

    @on(Input.Submitted, "#insights-time")
    def _time_entered(self) -> None:
        self.run()

    def _say_span(self) -> None:
        """Say what the time typed means, or why it means nothing."""
        try:
            start, end = parse_range(self.time.value, self._session.now())
        except ValueError as wrong:
            self.span.update(str(wrong))
        else:
            self.span.update(f"{date_time(start)} to {date_time(end)}")

    def _asked(self) -> Query:
        """The query as it stands. Raises ValueError in words."""
        start, end = parse_range(self.time.value, self._session.now())
        text = self.query_text.text.strip()
        if not text:
            raise ValueError("there is no query to run")
        return Query(self._groups, text, start, end, region=self._region)

    # Running

    def run(self) -> None:
        """Run the query as it stands, in place of the one that runs."""
        aws = self._session.aws
        if aws is None:
            self.progress.say(("not connected to AWS yet", "warning"))
            return
        try:
            query = self._asked()
        except ValueError as wrong:
            self.progress.say((str(wrong), "warning"))
            return
        if self._query_run is not None:
            self._query_run.cancel()
        self.results.say("")
        self._query_run = QueryRun(aws, query, self._session, self._changed)
        self._query_run.start()
        self._say_progress()

    def interrupt(self) -> bool:
        """Cancel the query that runs; whether there was one."""
        running = self._query_run is not None and self._query_run.running
        if running and self._query_run is not None:
            self._query_run.cancel()
        return running

    def leave(self) -> None:
        """Cancel the query that runs, or go back."""
        if not self.interrupt():
            self.dismiss()

    def _tick(self) -> None:
        if self._query_run is not None and self._query_run.running:
            self._say_progress()

    def _changed(self, run: QueryRun) -> None:
        """A step of a run: one that another has taken the place of has nothing to say any more."""
        if run is not self._query_run or not self.is_mounted:
            return
        if run.failure is not None:
            self._say_failure(run)
        elif run.rows:
            self.results.show(run.rows, run.query)
            self._go_to_results(run)
        elif not run.running:
            self.results.say("cancelled" if run.cancelled else "nothing matched")
        self._say_progress()

    def _say_failure(self, run: QueryRun) -> None:
        self.results.say(str(run.failure), "warning")
        failure, text = run.failure, self.query_text.text
        if (
            isinstance(failure, MalformedQuery)
            and failure.offset is not None
            and text.strip() == run.query.text
        ):
            before = text[: len(text) - len(text.lstrip()) + failure.offset]
            self.query_text.move_cursor((before.count("\n"), len(before) - (before.rfind("\n") + 1)))

    def _go_to_results(self, run: QueryRun) -> None:
        """Send the keys to a complete result, unless the person went on typing."""
        untouched = self.query_text.text.strip() == run.query.text
        inside = self.results.inside
        if not run.running and untouched and self.focused in {self.query_text, self.time} and inside:
            inside.focus()

    def _say_progress(self) -> None:
        run = self._query_run
        if run is not None:
            style = "warning" if run.failure is not None else "working" if run.running else ""
            self.progress.say((run.words, style))
        self._say_keys()

    # Keys

    def on_descendant_focus(self) -> None:
        """The keys that do something are others."""
        self._say_keys()

    def _say_keys(self) -> None:
        running = self._query_run is not None and self._query_run.running
        shown = [
            replace(action, footer="cancel") if running and action.id == "insights.leave" else action
            for action in self._actions
        ]
        on_result = self.focused is not None and self.focused is self.results.inside
        opens = (Hint("enter", "whole event"),) if on_result else ()
        self.keys.offer(*opens, *dialog_hints("insights", shown))

    def next(self) -> None:
        """To the next field."""
        self.focus_next()

    def previous(self) -> None:
        """To the field before."""
        self.focus_previous()

    def saved(self) -> None:
        """Choose a saved query."""
        self.app.push_screen(SavedQueriesScreen(self._options.queries, self._actions), self._take)

    def _take(self, text: str | None) -> None:
        """Put the query chosen in place."""
        if text is not None:
            self.query_text.load_text(text)
            self.query_text.focus()

    @on(QueryResults.Opened)
    def _opened(self, event: QueryResults.Opened) -> None:
        event.stop()
        self.app.push_screen(RecordScreen(event.row, self._session.aws, self._region, self._actions))
