"""A push under way, layer by layer; then the deployments of what was pushed, on one timeline with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.containers import Vertical
from textual.screen import ModalScreen

from ecstui.live.feeds import Tasks
from ecstui.operations.image_users import users_of
from ecstui.ui.actions import ACTIONS
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.rows.pushing import (
    LAYER_COLUMNS,
    SERVICE_COLUMNS,
    STEP_COLUMNS,
    layer_row,
    service_row,
    share_bar,
    step_rows,
)
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.operations_strip import SHOWN, OperationsStrip, standing
from ecstui.ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.model.ecs import Service, Task
    from ecstui.operations.image_users import User
    from ecstui.operations.operation import Operation
    from ecstui.operations.push_image import PushImage
    from ecstui.ui.panes.new_task_logs import NewTaskLogs
    from ecstui.ui.running import Running
    from ecstui.ui.screens.main import MainScreen

EVERY = 0.25  # seconds between two looks
BESIDE = 7  # rows beside the lists; each list has an empty one above it


class PushingScreen(ModalScreen[None], inherit_bindings=False):
    """Shows the push until it is left, how it ended, and the deployments that `follow` is told of.

    Opened over `main`; `deploy` plans that a service gets what was pushed.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "pushing")]

    def __init__(self, main: MainScreen, operation: PushImage, deploy: Callable[[User], None]) -> None:
        super().__init__()
        self._main = main
        self._operation = operation
        self._deploy = deploy
        self._users: dict[str, User] = {}
        self._deployments: list[Operation] = []
        self._service: Service | None = None  # the one deployed last
        self._since: datetime | None = None  # the time of that
        self._logs: NewTaskLogs | None = None
        self._asked = False
        self.heading, self.total = Line(id="pushing-title"), Line(id="pushing-total")
        self.layer_list = Table(LAYER_COLUMNS, placeholder="no layer yet")
        self.service_list = Table(SERVICE_COLUMNS, placeholder="looking for services that use it…")
        self.keys = Hints(id="pushing-keys")
        self.strip = OperationsStrip(id="pushing-deployments")
        self.strip.can_focus = False
        self.step_list = Table(STEP_COLUMNS, placeholder="nothing yet")
        self.step_list.can_focus = False

    def compose(self) -> ComposeResult:
        """What is pushed, its layers; then the services, deployments, what has happened; and the keys."""
        with Vertical(id="pushing"):
            yield self.heading
            yield self.total
            yield self.layer_list
            yield self.service_list
            yield self.strip
            yield self.step_list
            yield self.keys

    def on_mount(self) -> None:
        """Look now, and go on looking."""
        self.service_list.display = self.step_list.display = False
        self._look()
        self.set_interval(EVERY, self._look)

    def on_unmount(self) -> None:
        """Nobody asks for the tasks any more."""
        self._main.watching.besides(())

    def on_resize(self) -> None:
        """Leave the lines their places; every list that is shown has room."""
        self._bound()

    def _bound(self) -> None:
        shown = self._deployments[:SHOWN]
        room = max(8, self.size.height - BESIDE - (len(shown) + 1 if shown else 0) - 3)
        few = max(3, room // 4)
        self.service_list.styles.max_height = few if shown else room - room // 2
        self.layer_list.styles.max_height = room // 2 if self.service_list.display else room
        self.step_list.styles.max_height = few if self._logs else room - few
        if self._logs is not None:
            self._logs.styles.height = max(3, room - 2 * few)

    def _begun(self, operation: Operation) -> Running | None:
        history = self._main.session.running.history
        return next((each for each in history if each.operation is operation), None)

    def _look(self) -> None:
        running, operation = self._begun(self._operation), self._operation
        if running is None:
            return
        progress, state = running.progress, operation.state
        word, style = standing(running)
        self.heading.say((f"{word}  ", style), (f"push {running.plan.subject}", "strong"))
        if progress.ended:
            self.layer_list.placeholder = "the engine told of no layer"
            self.total.say((progress.text, "broken" if progress.phase == "failed" else "ok"))
        elif state.layers:
            self.total.say((f"{share_bar(state.share, 24)}  ", "working"), (operation.words(), ""))
        else:
            self.total.say((progress.text, ""))
        self.layer_list.set_rows([layer_row(layer) for layer in state.layers])
        if progress.phase == "done" and operation.pushed and not self._asked:
            self._asked = True
            self._offer()
        self._look_at_deployments(running)
        self._say_keys(ended=progress.ended)

    def _look_at_deployments(self, push: Running) -> None:
        begun = [running for each in self._deployments if (running := self._begun(each)) is not None]
        self.strip.show(tuple(reversed(begun)), self._main.session.clock.monotonic(), whole=True)
        self.step_list.set_rows(step_rows([push, *begun]))
        self.step_list.action_cursor_first()
        if self._logs is not None:
            self._logs.look()

    def _say_keys(self, *, ended: bool) -> None:
        off = {"pushing.stop"} if ended else set()
        off |= set() if self._users else {"pushing.deploy"}
        off |= set() if self._deployments else {"pushing.logs"}
        shown = (action for action in self._main.actions if action.id not in off)
        self.keys.offer(*dialog_hints("pushing", shown))

    @work(exclusive=True, group="users", exit_on_error=False)
    async def _offer(self) -> None:
        self.service_list.display = True
        self._bound()
        known = self._main.picture.services(None).items
        operation = self._operation
        found = await users_of(operation.desk.aws, known, operation.pushed.partition("@")[0])
        self._users = {f"{user.service.arn} {user.container}": user for user in found}
        self.service_list.placeholder = "no service known here runs an image of this repository"
        self.service_list.set_rows([service_row(key, user) for key, user in self._users.items()])
        if found:
            self.set_focus(self.service_list)

    def follow(self, service: Service, deployment: Operation) -> None:
        """Show the deployment of that service from now on."""
        self._deployments.append(deployment)
        self._service, self._since = service, self._main.session.now()
        self._main.watching.besides({Tasks(service.cluster, service.name)})
        self.layer_list.display = False
        self.step_list.display = True
        self._close_logs()
        self._bound()
        self._look()

    # Keys

    def deploy(self) -> None:
        """Plan that the service chosen gets the image."""
        if user := self._users.get(self.service_list.cursor_key or ""):
            self._deploy(user)

    def logs(self) -> None:
        """Show the lines of the tasks that the newest deployment starts, or no more."""
        from ecstui.ui.panes.new_task_logs import NewTaskLogs

        service, session = self._service, self._main.session
        if self._logs is not None:
            self._close_logs()
        elif service is not None and session.aws is not None:
            name = f"the new tasks of {service.name}"
            self._logs = NewTaskLogs(session.aws, name, self._new_tasks, session)
            self.query_one("#pushing").mount(self._logs, before=self.keys)
        self._bound()

    def _close_logs(self) -> None:
        if self._logs is not None:
            self._logs.remove()
            self._logs = None
            self.set_focus(self.service_list)

    def _new_tasks(self) -> tuple[Task, ...]:
        service, since = self._service, self._since
        if service is None or since is None:
            return ()
        known = self._main.picture.known(Tasks(service.cluster, service.name)).items
        return tuple(task for task in known if task.created_at >= since)

    def stop(self) -> None:
        """End the push."""
        self._operation.stop()

    def down(self) -> None:
        """To the next row."""
        self._list.action_cursor_down()

    def up(self) -> None:
        """To the row above."""
        self._list.action_cursor_up()

    @property
    def _list(self) -> Table:
        return self.service_list if self._users else self.layer_list

    def leave(self) -> None:
        """From the logs back to the services, then to the lists; what is under way goes on."""
        if self._logs is not None:
            self._close_logs()
            self._bound()
        else:
            self.dismiss(None)
