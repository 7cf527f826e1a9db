"""A push under way, layer by layer; and once it is done, the services that it can be deployed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.containers import Vertical
from textual.screen import ModalScreen

from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import footer_parts
from ecstui.ui.keymap import bindings
from ecstui.ui.rows.pushing import LAYER_COLUMNS, SERVICE_COLUMNS, layer_row, service_row, share_bar
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.operations_strip import standing
from ecstui.ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.operations.push_image import PushImage
    from ecstui.operations.push_users import User
    from ecstui.ui.running import Running

EVERY = 0.25  # seconds between two looks


class PushingScreen(ModalScreen["User | None"], inherit_bindings=False):
    """Shows the push until it is left, and goes on showing how it ended. Ends with where to deploy it.

    `running` tells how the operation stands, `users` who can get the image.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "pushing")]

    def __init__(
        self,
        operation: PushImage,
        running: Callable[[], Running | None],
        users: Callable[[], Awaitable[tuple[User, ...]]],
        actions: tuple[Action, ...],
    ) -> None:
        super().__init__()
        self._operation = operation
        self._stands = running
        self._find_users = users
        self._actions = actions
        self._users: dict[str, User] = {}
        self._asked = False
        self.heading, self.total = Line(id="pushing-title"), Line(id="pushing-total")
        self.layer_list = Table(LAYER_COLUMNS, placeholder="no layer yet")
        self.service_list = Table(SERVICE_COLUMNS, placeholder="looking for services that use it…")
        self.keys = Line(id="pushing-keys")

    def compose(self) -> ComposeResult:
        """What is pushed, all of it, its layers, the services and the keys."""
        with Vertical(id="pushing"):
            yield self.heading
            yield self.total
            yield self.layer_list
            yield self.service_list
            yield self.keys

    def on_mount(self) -> None:
        """Look now, and go on looking."""
        self.service_list.display = False
        self._look()
        self.set_interval(EVERY, self._look)

    def on_resize(self) -> None:
        """Leave the lines their places; both lists have room where both are shown."""
        self._bound()

    def _bound(self) -> None:
        room = max(4, self.size.height - 7)
        both = self.service_list.display
        self.layer_list.styles.max_height = room // 2 if both else room
        self.service_list.styles.max_height = room - room // 2

    def _look(self) -> None:
        running, operation = self._stands(), self._operation
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
        self._say_keys(ended=progress.ended)

    def _say_keys(self, *, ended: bool) -> None:
        off = {"pushing.stop"} if ended else set()
        off |= set() if self._users else {"pushing.deploy"}
        shown = (a for a in self._actions if a.scope == "pushing" and a.footer and a.id not in off)
        self.keys.say(*footer_parts(shown))

    @work(exclusive=True, group="users", exit_on_error=False)
    async def _offer(self) -> None:
        self.service_list.display = True
        self._bound()
        found = await self._find_users()
        self._users = {f"{user.service.arn} {user.container}": user for user in found}
        self.service_list.placeholder = "no service known here runs an image of this repository"
        self.service_list.set_rows([service_row(key, user) for key, user in self._users.items()])
        if found:
            self.set_focus(self.service_list)

    def deploy(self) -> None:
        """Leave with the service chosen, to plan that it gets the image."""
        if user := self._users.get(self.service_list.cursor_key or ""):
            self.dismiss(user)

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
        """Back to the lists; a push under way goes on."""
        self.dismiss(None)
