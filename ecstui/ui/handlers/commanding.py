"""Doing what a command line says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui import themes
from ecstui.ui.command_language import CommandError, complete, one_of, parse
from ecstui.ui.handlers.changing import Changing
from ecstui.ui.handlers.handler import Handler
from ecstui.ui.rows.clusters import ALL
from ecstui.ui.rows.tasks import short_id

if TYPE_CHECKING:
    from ecstui.ui.situation import PaneName


class Commanding(Handler):
    """Parses a line and does it; an error is said in words."""

    def names(self) -> dict[str, tuple[str, ...]]:
        """What is known by name, of every kind of argument."""
        picture, selection = self.screen.picture, self.screen.selection
        return {
            "cluster": tuple(cluster.name for cluster in picture.clusters().items),
            "service": tuple(sorted({s.name for s in picture.services(selection.cluster).items})),
            "task": tuple(short_id(task.id) for task in picture.tasks(selection.service).items),
            "repository": tuple(repository.name for repository in picture.repositories().items),
            "theme": themes.names(),
        }

    def completions(self, line: str) -> tuple[str, ...]:
        """What a line may become."""
        return complete(line, self.names())

    def run(self, line: str) -> None:
        """Do it, or say why not."""
        if not line.strip():
            return
        try:
            command, argument = parse(line)
            getattr(self, f"_{command.name}")(argument)
        except ValueError as error:
            self.screen.notice(str(error), "warning")

    def _perform(self, action: str) -> None:
        self.screen.app.call_later(self.screen.app.run_action, f"app.perform('{action}')")

    def _go(self, pane: PaneName, kind: str, argument: str) -> None:
        """Focus a pane, and put its cursor on what is named."""
        if argument:
            name = one_of(self.names()[kind], argument, kind)
            screen = self.screen
            shown = screen.lists[pane]
            shown.table.filter, shown.unhealthy_only = "", False
            screen.paint()
            if not shown.go_to(name):
                raise CommandError(f"{kind} {name} is not in this list.")
        self.screen.focus_pane(pane)

    def _cluster(self, argument: str) -> None:
        if not argument:
            self.screen.clusters.table.move_to(ALL)
        else:
            self._go("clusters", "cluster", argument)
        self.screen.focus_pane("services")

    def _svc(self, argument: str) -> None:
        self._go("services", "service", argument)

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

    def _reason(self, action_id: str) -> str:
        action = next(action for action in self.screen.actions if action.id == action_id)
        return action.reason_off(self.screen.situation())

    def _redeploy(self, _argument: str) -> None:
        self._perform("service.redeploy")

    def _theme(self, argument: str) -> None:
        if not argument:
            raise CommandError(f"themes: {', '.join(themes.names())}")
        self.screen.app.theme = one_of(themes.names(), argument, "theme")

    def _help(self, _argument: str) -> None:
        self._perform("show.help")

    def _q(self, _argument: str) -> None:
        self._perform("app.quit")
