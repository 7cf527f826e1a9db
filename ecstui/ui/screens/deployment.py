"""The deployments of a service: all of them in a list, one of them whole, and the newest events."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.screen import Screen

from ecstui.ui.actions import ACTIONS
from ecstui.ui.deployments_seen import DeploymentsSeen
from ecstui.ui.facts.deployment import deployment_sections, strategy_words
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.facts.service import event_facts
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.rows.deployments import COLUMNS, deployment_row
from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.hints import Hint, Hints
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.operations_strip import OperationsStrip
from ecstui.ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.model.ecs import Service
    from ecstui.ui.screens.main import MainScreen

TICK = 0.5  # seconds between two looks: what counts down does so by the second
EVENTS_SHOWN = 12
ROOM_FOR_REASONS = 110  # columns
LEAST_ROWS = 4  # of the list, its title included


class DeploymentScreen(Screen[None], inherit_bindings=False):
    """Opened over `main`, which watches what this screen shows for as long as it is open."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "deployment")]

    def __init__(self, main: MainScreen, service: Service) -> None:
        super().__init__()
        self._main = main
        self._seen = DeploymentsSeen(main.picture, service)
        self.heading = Line(id="deployment-heading", fill="─")
        self.table = Table(COLUMNS)
        self.facts = FactsView()
        self.scroll = VerticalScroll(self.facts, can_focus=False)
        self.operations = OperationsStrip(id="deployment-operations")
        self.keys = Hints(id="deployment-keys")

    def compose(self) -> ComposeResult:
        """The list, the deployment under its cursor, the operations, the keys."""
        yield self.heading
        yield self.table
        yield self.scroll
        yield self.operations
        yield self.keys

    def on_mount(self) -> None:
        """Have it read, and show what is known already."""
        self.table.placeholder = "reading the deployments…"
        self.table.focus()
        self.set_interval(TICK, self.paint)
        self.paint()

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        self._main.watching.instead = frozenset()

    def on_resize(self, event: events.Resize) -> None:
        """A third of the screen for the list, at most; reasons only where there is room for all else."""
        self.table.hide(*(() if event.size.width >= ROOM_FOR_REASONS else ("reason",)))
        self.table.styles.max_height = max(LEAST_ROWS, event.size.height // 3)

    def paint(self) -> None:
        """Bring the screen up to what is known."""
        seen, now = self._seen, self._main.session.now()
        service, pictures = seen.service, seen.pictures()
        self._main.watching.instead = seen.feeds(self.table.cursor_key)
        if failure := seen.failure:
            self.table.placeholder = failure
        elif seen.read:
            self.table.placeholder = "no deployment of it is on record"
        self.table.set_rows([deployment_row(picture, now) for picture in pictures])
        strategy = strategy_words(pictures[0].record.strategy) if pictures else ""
        self.heading.say(
            ("━ ", "key"),
            (f"Deployments of {service.cluster}/{service.name} ", "heading"),
            (strategy, "dim"),
            (" ", ""),
            right=((f" {service.running}/{service.desired} running", ""),),
        )
        self._paint_facts()
        running = self._main.session.running
        self.operations.show(running.shown, self._main.session.clock.monotonic(), whole=True)
        self._say_keys()

    @on(Table.Highlighted)
    def _paint_facts(self) -> None:
        now = self._main.session.now()
        chosen = self._seen.picture(self.table.cursor_key)
        sections = deployment_sections(chosen, now) if chosen is not None else ()
        trouble = (Fact("", self._seen.failure, "warning"),) if self._seen.failure else ()
        happened = event_facts(self._seen.service.events, now)[:EVENTS_SHOWN]
        self.facts.show((Section("", trouble), *sections, Section("Newest events", happened)))

    def _say_keys(self) -> None:
        situation = self._main.situation()
        off = situation.read_only or not self._seen.under_way
        able = [a for a in self._main.actions if not (a.changes_aws and off)]
        paused = self._main.picture.pause_of(self._seen.service) is not None
        able = [replace(a, footer="continue") if a.changes_aws and paused else a for a in able]
        scrolls = (Hint("space", "more", kept=True),) if self.scroll.max_scroll_y else ()
        self.keys.offer(*dialog_hints("deployment", able), *scrolls)

    # Keys

    def leave(self) -> None:
        """Back to the lists."""
        self.dismiss()

    def cancel(self) -> None:
        """Plan what is to become of the deployment under way."""
        from ecstui.ui.handlers.changing import Changing

        Changing(self._main).open_cancel(self._seen.service)

    def again(self) -> None:
        """Read it again, now."""
        if self._main.session.refresher is not None:
            self._main.session.refresher.look_again(*self._seen.feeds(self.table.cursor_key))

    def next_operation(self) -> None:
        """The service of the operation after the one whose service is shown."""
        shown = [r.plan.before for r in self._main.session.running.shown if r.plan.before is not None]
        arns = [service.arn for service in shown]
        if not shown:
            self.app.bell()
            return
        here = self._seen.service.arn
        place = arns.index(here) if here in arns else -1
        self._seen = DeploymentsSeen(self._main.picture, shown[(place + 1) % len(shown)])
        self.table.clear()
        self.scroll.scroll_home(animate=False)
        self.paint()

    def down(self) -> None:
        """The deployment before."""
        self._move(self.table.action_cursor_down)

    def up(self) -> None:
        """The deployment after."""
        self._move(self.table.action_cursor_up)

    def first(self) -> None:
        """The newest deployment."""
        self._move(self.table.action_cursor_first)

    def last(self) -> None:
        """The oldest deployment."""
        self._move(self.table.action_cursor_last)

    def _move(self, step: Callable[[], None]) -> None:
        step()
        self.scroll.scroll_home(animate=False)

    def page_down(self) -> None:
        """See what stands below."""
        self.scroll.scroll_page_down(animate=False)

    def page_up(self) -> None:
        """See what stands above."""
        self.scroll.scroll_page_up(animate=False)
