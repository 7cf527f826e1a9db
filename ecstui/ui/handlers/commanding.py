"""Doing what a command line says."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ecstui.model.errors import EcsTuiError
from ecstui.ui import themes
from ecstui.ui.command_language import CommandError, all_of, complete, one_of, parse
from ecstui.ui.handlers.changing import Changing
from ecstui.ui.handlers.deploying import Deploying
from ecstui.ui.handlers.handler import Handler
from ecstui.ui.handlers.running_tasks import RunningTasks
from ecstui.ui.handlers.showing import Showing
from ecstui.ui.names import LISTED, listed, named
from ecstui.ui.rows.clusters import ALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.model.errors import AwsError
    from ecstui.ui.command_language import Kind
    from ecstui.ui.situation import PaneName


class _NotRead(Exception):
    """The list of a pane, in which a name is to be looked up, has not been read to its end."""

    def __init__(self, pane: PaneName, failure: AwsError | None) -> None:
        self.pane = pane
        super().__init__(f"waiting for the {pane}…" + (f" ({failure.word})" if failure else ""))


class Commanding(Handler):
    """Parses a line and does it; an error is said in words.

    A command whose list is still being read waits for it.
    """

    _step: Callable[[], None] | None = None
    _unread: _NotRead | None = None

    def completions(self, line: str) -> tuple[str, ...]:
        """What a line may become."""
        known: dict[str, tuple[str, ...]] = {kind: tuple(self._named(kind)) for kind in LISTED}
        return complete(line, {**known, "theme": themes.names()})

    def _named(self, kind: Kind, typed: str = "") -> dict[str, str]:
        return named(self.screen.picture, self.screen.selection, kind, typed)

    def run(self, line: str) -> None:
        """Do it, or say why not; what waited before is dropped."""
        if not line.strip():
            return
        self.drop()
        try:
            command, argument = parse(line)
        except CommandError as error:
            self.screen.notice(str(error), "warning")
            return
        self._do(partial(getattr(self, f"_{command.name}"), argument))
        if self._unread is not None:
            self.screen.focus_pane(self._unread.pane)  # so that it is read, and seen to be

    @property
    def waiting(self) -> str:
        """What is waited for, in words; "" where nothing is."""
        return "" if self._unread is None else str(self._unread)

    def go_on(self) -> None:
        """Do what waits for a list, if that has come and nobody's keys are taken by it."""
        if self._step is not None and self.screen.at_rest:
            self._do(self._step)

    def drop(self) -> bool:
        """Wait no longer; whether anything did."""
        waited, self._step, self._unread = self._unread is not None, None, None
        return waited

    def _do(self, step: Callable[[], None]) -> None:
        self.drop()
        try:
            step()
        except _NotRead as unread:
            self._step, self._unread = step, unread
        except ValueError as error:
            self.screen.notice(str(error), "warning")

    def _perform(self, action: str) -> None:
        self.screen.app.call_later(self.screen.app.run_action, f"app.perform('{action}')")

    def _go(self, pane: PaneName, kind: Kind, argument: str) -> None:
        """Focus a pane, and put its cursor on what is named; of several, the list shows those alone.

        Raises _NotRead before anything is done, CommandError where it is not one that is meant.
        """
        screen = self.screen
        fitting: tuple[str, ...] = ()
        if argument:
            screen.settle()
            snapshot = listed(screen.picture, screen.selection, kind)
            if not snapshot.complete:
                raise _NotRead(pane, snapshot.failure)
            names = self._named(kind, argument)
            fitting = all_of(tuple(names), argument, kind)
            shown = screen.lists[pane]
            shown.table.filter = argument.replace("/", " ") if len(fitting) > 1 else ""
            shown.unhealthy_only = False
            screen.paint()
            if not shown.table.move_to(names[fitting[0]]):
                raise CommandError(f"{kind} {fitting[0]} is not in this list.")
        screen.focus_pane(pane)
        if len(fitting) > 1:
            raise CommandError(f"{len(fitting)} {pane} fit {argument}: choose one. esc shows all again.")

    def _cluster(self, argument: str) -> None:
        self._go("clusters", "cluster", argument or ALL)
        self.screen.focus_pane("services")

    def _svc(self, argument: str) -> None:
        screen = self.screen
        cluster, _, name = argument.rpartition("/")
        if cluster and screen.selection.cluster not in {None, cluster}:
            self._go("clusters", "cluster", cluster)
            screen.settle()
        self._go("services", "service", argument)
        chosen = screen.situation().service
        if chosen is None or cluster or not name:
            return
        others = {
            s.cluster
            for s in screen.picture.known_services(screen.selection.cluster)
            if s.name == chosen.name and s.cluster != chosen.cluster
        }
        if others:
            there = ", ".join(f"{other}/{chosen.name}" for other in sorted(others))
            screen.notice(f"{chosen.name} of {chosen.cluster}; there is {there} too")

    def _task(self, argument: str) -> None:
        self._go("tasks", "task", argument)

    def _repo(self, argument: str) -> None:
        if self.screen.selection.images_of is not None:
            self.screen.leave_images()
        self._go("repositories", "repository", argument)

    def _logs(self, argument: str) -> None:
        if argument:
            self._svc(argument)
        self._perform("show.logs")

    def _events(self, _argument: str) -> None:
        self._perform("show.events")

    def _scale(self, argument: str) -> None:
        if reason := self._reason("service.scale"):
            raise CommandError(reason)
        Changing(self.screen).open_scale(text=argument)

    def _deploy(self, argument: str) -> None:
        if reason := self._reason("service.deploy"):
            raise CommandError(reason)
        if argument:
            container, equals, image = argument.partition("=")
            Deploying(self.screen).open_images({container: image} if equals else {"": argument})
        else:
            self._perform("service.deploy")

    def _reason(self, action_id: str) -> str:
        action = next(action for action in self.screen.actions if action.id == action_id)
        return action.reason_off(self.screen.situation())

    def _redeploy(self, _argument: str) -> None:
        self._perform("service.redeploy")

    def _rollback(self, _argument: str) -> None:
        self._perform("service.roll-back")

    def _timeline(self, argument: str) -> None:
        Showing(self.screen).timeline(argument or "1h")

    def _operations(self, _argument: str) -> None:
        self._perform("show.operations")

    def _run(self, argument: str) -> None:
        if reason := self._reason("run.task"):
            raise CommandError(reason)
        try:
            RunningTasks(self.screen).run_command(argument)
        except EcsTuiError as error:
            raise CommandError(str(error)) from None

    def _theme(self, argument: str) -> None:
        if not argument:
            raise CommandError(f"themes: {', '.join(themes.names())}")
        self.screen.app.theme = one_of(themes.names(), argument, "theme")

    def _help(self, _argument: str) -> None:
        self._perform("show.help")

    def _q(self, _argument: str) -> None:
        self._perform("app.quit")
