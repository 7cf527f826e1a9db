"""The main screen: the panes, what is selected in them, and what is known of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Container, Horizontal, Vertical
from textual.screen import Screen

from ecstui.ui.action import MAIN_SCREEN, in_reach
from ecstui.ui.actions import ACTIONS
from ecstui.ui.asking import Asking
from ecstui.ui.frame import Frame
from ecstui.ui.handlers import HANDLERS
from ecstui.ui.handlers.commanding import Commanding
from ecstui.ui.handlers.showing import Showing
from ecstui.ui.keymap import bindings
from ecstui.ui.layout import Layout, decide, visible
from ecstui.ui.panes.clusters import ClustersPane
from ecstui.ui.panes.detail import DetailPane, Tab
from ecstui.ui.panes.repositories import ImagesPane, RepositoriesPane
from ecstui.ui.panes.services import ServicesPane
from ecstui.ui.panes.tasks import TasksPane
from ecstui.ui.picture import Picture
from ecstui.ui.reading import Reading
from ecstui.ui.selection import Selection, ServiceRef
from ecstui.ui.situation import MARKABLE, PaneName, Situation
from ecstui.ui.watching import Watching
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.operations_strip import OperationsStrip
from ecstui.ui.widgets.prompt import Prompt
from ecstui.ui.widgets.status_line import StatusLine
from ecstui.ui.widgets.table import Table

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from ecstui.live.feeds import Feed
    from ecstui.ui.action import Action
    from ecstui.ui.handlers.handler import Handler
    from ecstui.ui.options import Options
    from ecstui.ui.panes.list_pane import ListPane
    from ecstui.ui.panes.logs import LogsPane
    from ecstui.ui.session import Session
    from ecstui.ui.widgets import log_messages

SETTLE = 0.15  # seconds a cursor rests on a row before AWS is asked about it
PAINT = 0.05  # seconds in which changes are gathered into one repaint
TICK = 1.0  # seconds between two repaints of ages


class MainScreen(Screen[None], inherit_bindings=False):
    """Four lists and a detail area; routes keys to handlers and snapshots to panes."""

    # on_mount sends the keys to the services; a pane that goes off screen would take them along
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        binding for scope in MAIN_SCREEN for binding in bindings(ACTIONS, scope)
    ]

    def __init__(self, session: Session, options: Options, actions: tuple[Action, ...]) -> None:
        super().__init__()
        self.session = session
        self.options = options
        self.actions = actions
        self.handlers: dict[str, Handler] = {group: handler(self) for group, handler in HANDLERS.items()}
        self.commanding = Commanding(self)
        self.picture = Picture(session.snapshot)
        self.selection = Selection(cluster=options.cluster or None)
        self.focus_name: PaneName = "services"
        self.subject: PaneName = "services"
        self.zoomed = False
        self.frame = Frame(self)
        self.watching = Watching(self)
        self.reading = Reading(self)
        self.asking = Asking(self)
        self.clusters = ClustersPane()
        self.services = ServicesPane()
        self.tasks = TasksPane()
        self.repositories = RepositoriesPane()
        self.images = ImagesPane()
        self.detail = DetailPane()
        self.lists: dict[PaneName, ListPane] = {
            pane.NAME: pane
            for pane in (self.clusters, self.services, self.tasks, self.repositories, self.images)
        }
        self.header, self.strip = Line(id="header"), Line(id="strip")
        self.status, self.footer = StatusLine(id="status"), Hints(id="footer")
        self.operations = OperationsStrip(id="operations")
        self.prompt = Prompt(self.commanding.completions)
        self._settling: Timer | None = None
        self._painting: Timer | None = None
        self._cluster_wanted = options.cluster

    def compose(self) -> ComposeResult:
        """Header, strip, panes, operations, status, footer."""
        self._set_layout(update=False)  # so that the panes are styled once, as they will stand
        yield self.header
        yield self.strip
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield self.clusters
                yield self.repositories
            with Container(id="right"):
                with Vertical(id="lists"):
                    yield self.services
                    yield self.tasks
                yield self.detail
        yield self.operations
        yield self.status
        yield self.prompt
        yield self.footer

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Widgets are styled as they are mounted: when the screen first appears, once is enough."""
        if not self.stack_updates:
            event.refresh_styles = False
        self.reading.look()

    def on_mount(self) -> None:
        """Show the frame; the session tells when there is more."""
        self.session.on_change = self.changed
        self.app.app_resume_signal.subscribe(self, lambda _: self.call_after_refresh(self.repaint))
        self.set_interval(TICK, self.paint)
        self.lay_out()
        self.services.table.focus()

    # Arrangement

    @property
    def fourth(self) -> PaneName:
        """What stands in the fourth pane."""
        return "images" if self.selection.images_of is not None else "repositories"

    @property
    def layout_now(self) -> Layout:
        """The layout of the screen's size."""
        return decide(self.size.width, self.size.height)

    @property
    def is_zoomed(self) -> bool:
        """Whether the pane in focus has the whole screen: logs do unless told otherwise."""
        if self.focus_name == "detail" and self.detail.tab == "logs":
            return self.reading.wide
        return self.zoomed

    @property
    def on_screen(self) -> frozenset[PaneName]:
        """The panes that are on screen."""
        return visible(self.layout_now, self.focus_name, self.is_zoomed, self.fourth)

    @property
    def about(self) -> PaneName:
        """The list whose selection the detail and the actions are about; a service without tasks stays it."""
        return "services" if self.subject == "tasks" and self.selection.task is None else self.subject

    @property
    def list_in_focus(self) -> ListPane | None:
        """The list in focus; None in the detail area."""
        return self.lists.get(self.focus_name)

    def on_resize(self) -> None:
        """Another size may be another layout."""
        self.lay_out()

    def lay_out(self) -> None:
        """Show the panes that belong on screen, mark the one in focus, and watch what is shown."""
        on_screen = self.on_screen
        self._set_layout(update=True)
        if "images" in on_screen and not self.images.is_attached:  # few look at them: not in the first frame
            self.query_one("#left").mount(self.images)
        for name, pane in (*self.lists.items(), ("detail", self.detail)):
            pane.display = name in on_screen
            pane.set_class(name == self.focus_name, "focused", update=False)  # read by titles, not by styles
        self.query_one("#left").display = bool(on_screen & {"clusters", "repositories", "images"})
        self.query_one("#lists").display = bool(on_screen & {"services", "tasks"})
        self.query_one("#right").display = bool(on_screen & {"services", "tasks", "detail"})
        self.paint()

    def _set_layout(self, *, update: bool) -> None:
        now = self.layout_now
        classes = {layout.value: layout is now for layout in Layout}
        self.update_classes({**classes, "zoomed": self.is_zoomed}, update=update)

    def focus_pane(self, name: PaneName) -> None:
        """Bring a pane on screen and send the keys to it."""
        self.settle()
        self._focus_moved(name)
        self.focus_inside()

    def focus_inside(self) -> None:
        """Send the keys into the pane in focus: now, for the next may be in the same burst."""
        pane = self.list_in_focus
        inside = self.detail.inside if pane is None else pane.table
        if inside.is_attached:
            self.set_focus(inside)
        else:
            inside.focus()  # once it is mounted

    def _focus_moved(self, name: PaneName) -> None:
        self.focus_name = name
        if name != "detail":
            if name != self.subject and self.detail.tab != "facts" and name not in {"services", "tasks"}:
                self.close_tab()
            self.subject = name
        self.lay_out()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click may have moved the focus; where it has gone on since, this is old news."""
        if event.widget is not self.focused:
            return
        for ancestor in event.widget.ancestors_with_self:
            name = next((n for n, pane in self.lists.items() if pane is ancestor), None)
            name = "detail" if ancestor is self.detail else name
            if name is not None and name != self.focus_name:
                self.settle()
                self._focus_moved(name)

    # Selection

    @on(Table.Highlighted)
    def _highlighted(self, event: Table.Highlighted) -> None:
        """The cursor moved: when it rests, what is shown follows."""
        event.stop()
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLE, self.settle)
        self.frame.say_status()

    def settle(self) -> None:
        """Make the rows under the cursors the selection, now."""
        if self._settling is not None:
            self._settling.stop()
            self._settling = None
        selection = self._under_cursors()
        if selection != self.selection:
            self.selection = selection
            self.paint()

    def _under_cursors(self) -> Selection:
        selection = self.selection
        cluster = self.clusters.table.cursor_key
        if cluster is not None and not self._cluster_wanted:
            selection = selection.in_cluster(self.clusters.cluster_of(cluster))
        if selection.cluster == self.selection.cluster:
            service = self.services.item(self.services.table.cursor_key)
            selection = selection.with_service(ServiceRef.of(service) if service else None)
        if selection.service == self.selection.service:
            selection = replace(selection, task=self.tasks.table.cursor_key)
        if selection.images_of is not None:
            selection = replace(selection, image=self.images.table.cursor_key)
        return replace(selection, repository=self.repositories.table.cursor_key)

    @on(Table.Selected)
    def _selected(self, event: Table.Selected) -> None:
        """Go into the row."""
        event.stop()
        self.settle()
        match self.focus_name:
            case "clusters":
                self.focus_pane("services")
            case "services":
                self.focus_pane("tasks")
            case "repositories" if repository := self.repositories.item(event.key):
                self.selection = replace(self.selection, images_of=repository.name, image=None)
                self.focus_pane("images")
            case _:
                self.focus_pane("detail")

    def leave_images(self) -> None:
        """Back from the images of a repository to the repositories."""
        self.selection = replace(self.selection, images_of=None, image=None)
        self.focus_pane("repositories")

    def situation(self) -> Situation:
        """What is selected, with the cursors where they are at this moment: what actions are about."""
        self.settle()
        return self.situation_now()

    def obeys(self, action_id: str) -> bool:
        """Whether a key of that action means it now: those of the logs go before the others."""
        return any(action.id == action_id for action in in_reach(self.actions, self.situation_now()))

    def situation_now(self) -> Situation:
        """What is selected, as far as the cursors have settled."""
        about = self.about
        of_service = about in {"services", "tasks"}
        service = self.picture.service(self.selection) if of_service else None
        newest = self.session.running.newest
        return Situation(
            focus=self.focus_name,
            selected=self.picture.selected(self.selection, about),
            service=service,
            task=self.picture.task(self.selection) if about == "tasks" else None,
            reading_logs=self.detail.tab == "logs",
            log_views=self.reading.views,
            read_only=self.options.read_only,
            newest=f"{newest.plan.verb} {newest.plan.whole_subject}" if newest else "",
            undoable=self.session.running.undoable,
            marked=self.lists[about].marked if about in MARKABLE else (),
            marked_kind=MARKABLE.get(about, "service"),
            pausing=service is not None and self.picture.pause_of(service) is not None,
            operations=len(self.session.running.shown),
            forwarding=bool(self.session.running.forwardings),
            connected=self.session.connected,
        )

    # What is known

    def changed(self, feed: Feed | None) -> None:
        """Something is known anew: repaint soon, together with what else comes."""
        del feed
        if self._painting is None and self.is_mounted:
            self._painting = self.set_timer(PAINT, self.paint)

    def paint(self) -> None:
        """Bring everything on screen up to what is known, and watch what is on screen."""
        if self._painting is not None:
            self._painting.stop()
            self._painting = None
        if self.session.connected:
            now, monotonic = self.session.now(), self.session.clock.monotonic()
            for pane in self.lists.values():
                pane.look(self.picture, self.selection, now, monotonic)
            self._go_to_wanted_cluster()
            self._paint_detail()
            self.watching.look()
        self.commanding.go_on()
        for pane in self.lists.values():
            pane.retitle()
        self.detail.retitle()
        self.frame.paint()

    def _go_to_wanted_cluster(self) -> None:
        """Put the cursor on the cluster asked for when the console was opened."""
        wanted = self._cluster_wanted
        if wanted and self.picture.clusters().complete:
            self._cluster_wanted = ""
            if not self.clusters.table.move_to(wanted):
                self.notice(f"there is no cluster {wanted} in this account and region", "warning")

    def _paint_detail(self) -> None:
        from ecstui.ui import subjects  # no facts before the first frame

        now = self.session.now()
        if self.reading.stream is not None:
            self.reading.paint()
            return
        of = partial(subjects.subject, pane=self.about) if self.detail.tab == "facts" else subjects.events
        subject = of(self.picture, self.selection, now=now)
        self.detail.present(subject.name, subject.sections)

    def drop_command(self) -> bool:
        """Wait no longer for what a command is to look up; whether one waited."""
        dropped = self.commanding.drop()
        if dropped:
            self.paint()
        return dropped

    @property
    def at_rest(self) -> bool:
        """Whether what comes by itself takes nobody's keys: no dialog is open, no line is being typed."""
        return self.app.screen is self and not self.prompt.is_open

    def notice(self, text: str, style: str = "") -> None:
        """Say something for a few seconds."""
        self.status.notice(text, style)

    def repaint(self) -> None:
        """Paint every cell again, for something else wrote over the screen."""
        self.app.screen.refresh(repaint=True, layout=True)

    def dismiss_operations(self) -> bool:
        """Put away the operations that have ended; whether there were any."""
        dismissed = self.session.running.dismiss()
        if dismissed:
            self.paint()
        return dismissed

    def clear_marks(self) -> bool:
        """Take the marks off the list in focus; whether there were any."""
        pane = self.lists.get(self.subject)
        if pane is None or not pane.table.marked:
            return False
        pane.table.clear_marks()
        self.paint()
        return True

    @on(OperationsStrip.Opened)
    def open_operation(self) -> None:
        """Show the deployments of the service that the operation chosen in the strip is about."""
        if (running := self.operations.chosen) is not None:
            Showing(self).open_operation(running)

    # The detail's tabs

    def open_tab(self, tab: Tab) -> None:
        """Show another tab of the detail, and go there."""
        self.close_tab()
        self.detail.turn_to(tab)
        self.focus_pane("detail")

    def on_logs_pane_older_wanted(self) -> None:
        """One moved up at the top of the logs."""
        self.reading.load_older()

    def on_logs_pane_said(self, event: LogsPane.Said) -> None:
        """A jump led nowhere."""
        self.notice(event.text, "dim")

    def on_logs_pane_changed(self) -> None:
        """A view shows something else: up to ten times a second, so nothing else is painted for it."""
        self.reading.pane.retitle()
        self.detail.retitle()

    def on_log_view_opened(self, event: log_messages.Opened) -> None:
        """A click on the line under the cursor."""
        event.stop()
        self.app.action_perform("log.open")  # type: ignore[attr-defined]

    def close_tab(self) -> None:
        """Back to the facts; a log stream ends."""
        self.reading.close()
        self.detail.turn_to("facts")

    def leave_tab(self) -> None:
        """Close the tab and go back to the list it was opened from."""
        self.close_tab()
        self.focus_pane(self.subject)

    # The prompt

    @on(Prompt.Changed)
    def _typed(self, event: Prompt.Changed) -> None:
        self.asking.typed(event.mode, event.line)

    @on(Prompt.Entered)
    def _entered(self, event: Prompt.Entered) -> None:
        self.asking.entered(event.mode, event.line)

    @on(Prompt.Cancelled)
    def _cancelled(self, event: Prompt.Cancelled) -> None:
        self.asking.cancelled(event.mode)
