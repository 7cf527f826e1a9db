"""The timeline: changes, deployments, events, stopped tasks and alarms in one order, to read and to save."""

from __future__ import annotations

import asyncio
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal
from textual.widgets import Input, Static

from ecstui.model.health import Level
from ecstui.model.humane import counted, date_time
from ecstui.model.log_time import parse_local_moment
from ecstui.model.shortening import shortened
from ecstui.model.text import safe
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.log_save import SaveFailed, save_lines
from ecstui.ui.rows.listing import STYLES
from ecstui.ui.screens.rows_screen import FILTER, RowsScreen
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.rows_and_facts import RowsAndFacts
from ecstui.ui.widgets.said import Said
from ecstui.ui.widgets.table import Cell, Column, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.model.ecs import Service
    from ecstui.model.timeline import Moment
    from ecstui.operations.desk import Desk
    from ecstui.operations.timeline import Scope, Timeline

_COLUMNS = (
    Column("time", "TIME"),
    Column("kind", "WHAT"),
    Column("subject", "OF", max_width=18, weight=1),
    Column("text", "", weight=3),
)


class TimelineScreen(RowsScreen, inherit_bindings=False):
    """Of the first of `scopes` or, by a key, of the next; `services_of` gives the services in a scope."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "timeline")]

    def __init__(
        self,
        desk: Desk,
        scopes: Sequence[Scope],
        services_of: Callable[[Scope], Sequence[Service]],
        since: str,
        actions: tuple[Action, ...],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._scopes = scopes
        self._place = 0
        self._services_of = services_of
        self._actions = actions
        self._timeline: Timeline | None = None
        self.title_line, self.said, self.keys = Line(id="timeline-title"), Said(id="timeline-said"), Hints()
        self.since = Input(since, id="timeline-since", compact=True)
        self.filter = Input(placeholder="words, !words", classes=FILTER, compact=True)
        self.rows = RowsAndFacts(_COLUMNS, self._facts_of)

    @property
    def scope(self) -> Scope:
        """What it is of."""
        return self._scopes[self._place]

    def compose(self) -> ComposeResult:
        """What it is of, since when, the moments, the keys."""
        yield self.title_line
        with Horizontal(classes="many-line"):
            yield Static("since", markup=False)
            yield self.since
            yield Static("filter", markup=False)
            yield self.filter
        yield self.rows
        yield self.said
        yield self.keys

    def on_mount(self) -> None:
        """Read it."""
        several = len(self._scopes) > 1
        shown = (action for action in self._actions if several or action.id != "timeline.scope-next")
        self.keys.offer(*dialog_hints("timeline", shown))
        self.set_focus(self.rows.table)
        self.again()

    def again(self) -> None:
        """Read it anew."""
        try:
            self._read(self._start())
        except ValueError as error:
            self.said.say((str(error), "warning"))

    def _start(self) -> datetime:
        return parse_local_moment(self.since.value, self._desk.aws.now())

    @work(exclusive=True, group="timeline", exit_on_error=False)
    async def _read(self, start: datetime) -> None:
        from ecstui.operations.timeline import read_timeline

        scope = self.scope
        self.title_line.say(("timeline of ", ""), (scope.words, "heading"))
        self.rows.table.placeholder = "reading…"
        timeline = await read_timeline(self._desk, scope, self._services_of(scope), start)
        self._timeline = timeline
        self.rows.table.placeholder = f"nothing is known to have happened since {date_time(start)}"
        self.rows.show([_row(place, moment, scope) for place, moment in enumerate(timeline.moments)])
        told = f"{counted(len(timeline.moments), 'moment')} since {date_time(start)}"
        gaps = (("; ".join(timeline.gaps), "warning"),) if timeline.gaps else ()
        self.said.say((told, "dim"), *gaps)

    @on(Input.Submitted, "#timeline-since")
    def _typed(self) -> None:
        self.set_focus(self.rows.table)
        self.again()

    def _facts_of(self, key: str) -> tuple[Section, ...]:
        moment = self._timeline.moments[int(key)] if self._timeline else None
        if moment is None:
            return ()
        when = Fact("time", date_time(moment.time))
        of = Fact(moment.kind, moment.subject)
        return (Section("", (when, of, Fact("", moment.text, _style(moment)))),)

    def scope_next(self) -> None:
        """Of more, or of the narrowest again."""
        self._place = (self._place + 1) % len(self._scopes)
        self.rows.table.clear()
        self.again()

    def since_when(self) -> None:
        """Type another time to begin with."""
        self.set_focus(self.since)

    def save(self) -> None:
        """Save it as Markdown in the directory the console was opened in."""
        if self._timeline is not None:
            self._save(self._timeline)

    @work(exclusive=True, group="save", exit_on_error=False)
    async def _save(self, timeline: Timeline) -> None:
        from ecstui import __version__
        from ecstui.model.timeline import markdown

        scope, now = self.scope, self._desk.aws.now()
        about = (
            f"Account {scope.account}, region {scope.region}; {date_time(self._start(), UTC)} to "
            f"{date_time(now, UTC)} UTC. Written by ecstui {__version__}.",
            *(f"Not in it: {gap}." for gap in timeline.gaps),
        )
        text = markdown(f"Timeline of {scope.words}", about, timeline.moments)
        path = Path.cwd() / f"timeline-{now.astimezone():%Y%m%d-%H%M%S}.md"
        try:
            await asyncio.to_thread(save_lines, path, (text,), str, lambda _: True)
        except SaveFailed as failure:
            self.said.say((safe(str(failure)), "broken"))
        else:
            self.said.say((f"saved as {safe(str(path))}", "ok"))


def _style(moment: Moment) -> str:
    if moment.level > Level.OK:
        return STYLES[moment.level]
    return "strong" if moment.kind in {"change", "outcome"} else ""


def _row(place: int, moment: Moment, scope: Scope) -> Row:
    style = _style(moment)
    text = Cell(shortened(moment.text), style)
    subject = moment.subject
    for within in filter(None, (scope.cluster, scope.service)):
        subject = subject.removeprefix(f"{within}/")
    return Row(str(place), (date_time(moment.time)[5:], moment.kind, subject, text))
