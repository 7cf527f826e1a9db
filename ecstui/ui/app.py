"""The app: composes, routes, owns lifetimes."""

from __future__ import annotations

import asyncio
import gc
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import App
from textual.widgets import Input
from textual.worker import Worker, WorkerError, WorkerState

from ecstui.model.text import safe
from ecstui.ui import themes
from ecstui.ui.action import MAIN_SCREEN
from ecstui.ui.actions import ACTIONS
from ecstui.ui.keyboard import tell_escape_apart
from ecstui.ui.keymap import bindings, with_keys
from ecstui.ui.screens.main import MainScreen
from ecstui.ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.binding import BindingType
    from textual.command import Provider

    from ecstui.model.account import Connection
    from ecstui.model.clock import Clock
    from ecstui.ui.options import Options

HANG_UP = 1.0  # seconds the connections have to close


def _actions_provider() -> type[Provider]:
    from ecstui.ui.palette import ActionsProvider  # once the palette opens, to keep the first paint early

    return ActionsProvider


class ConsoleApp(App[None], inherit_bindings=False):
    """The console. `boot` may still have to make the connection, after the first paint.

    Raises UsageError where the options name an unknown theme, action or clashing keys.
    """

    TITLE = "ecstui"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "everywhere")]
    COMMANDS = {_actions_provider}
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "f24"  # the registry binds it; Textual wants a key of its own

    def __init__(
        self,
        connection: Connection,
        options: Options,
        *,
        audit_path: Path,
        boot: Callable[[], Awaitable[Connection]] | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(css_path=themes.folder() / themes.STYLE_SHEET)
        tell_escape_apart()
        self.options = options
        self.actions = with_keys(options.keys)
        self.session = Session(connection, options, audit_path, boot=boot, clock=clock)
        self.main = MainScreen(self.session, options, self.actions)
        self.crash = ""
        self._connection: Worker[None] | None = None
        themes.wear(self, options.theme)

    def get_default_screen(self) -> MainScreen:
        """The main screen."""
        return self.main

    def on_mount(self) -> None:
        """Paint first, then connect."""
        self.set_keymap(dict(self.options.keys))
        self.call_after_refresh(self._painted)

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew; before there is a screen, its first styling does."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def _painted(self) -> None:
        """The first frame stands: now what it did without."""
        if not gc.isenabled():  # held up for this frame by who opened the console
            gc.freeze()  # what stands now stays: collections need not walk it
            gc.enable()
        for name in themes.names():
            if name != self.options.theme:
                self.register_theme(themes.load(name))
        self._connect()

    def _connect(self) -> None:
        work = self.session.run()
        self._connection = self.run_worker(work, name="session", group="session", exit_on_error=False)

    async def on_unmount(self) -> None:
        """Hang up: what still talks to AWS ends before the console does."""
        if self._connection is not None:
            self._connection.cancel()
            with suppress(WorkerError, TimeoutError):
                async with asyncio.timeout(HANG_UP):
                    await self._connection.wait()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The session never ends by itself: if it does by a bug, that is a crash."""
        if event.worker.group == "session" and event.state is WorkerState.ERROR and event.worker.error:
            self._crashed(event.worker.error)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys work now: while a line is being typed, those that are letters are text."""
        if action != "perform":
            return True
        known = next(known for known in self.actions if known.id == parameters[0])
        if self.screen is self.main and known.scope in MAIN_SCREEN:
            return not isinstance(self.focused, Input) and self.main.obeys(known.id)
        typing = getattr(self.screen, "is_typing", False)
        return not (typing and known.scope != "everywhere" and all(len(key) == 1 for key in known.keys))

    def action_perform(self, action_id: str) -> None:
        """The dispatcher: every action goes through here, and what is off is refused, with its reason."""
        action = next(action for action in self.actions if action.id == action_id)
        if not action.free and (reason := action.reason_off(self.main.situation())):
            self.main.notice(reason, "warning")
            return
        handler = self.main.handlers.get(action.group, self.screen)
        getattr(handler, action.method)()

    # Crashes

    def _handle_exception(self, error: Exception) -> None:
        """A bug: leave, with one line that is safe to show."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._crashed(error)

    def _crashed(self, error: BaseException) -> None:
        logging.getLogger(__name__).critical("ecstui crashed", exc_info=error)
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        self._return_code = 1
        where = f"; details are in {self.options.log_path}" if self.options.log_path else ""
        self.crash = safe(f"ecstui: a bug ended it ({type(error).__name__}){where}")
        self._exit_renderables[:] = [Text(self.crash)]
        self._close_messages_no_wait()
