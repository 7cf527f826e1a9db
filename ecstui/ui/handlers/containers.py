"""Sessions with the containers of the task selected: a shell or command, a forwarded port."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ecstui.model.text import safe
from ecstui.ui.handlers.handler import Handler

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.model.ecs import Task
    from ecstui.operations.container_session import ContainerSession
    from ecstui.operations.desk import Desk
    from ecstui.ui.running import Running
    from ecstui.ui.screens.plan import Decided
    from ecstui.ui.screens.session import SessionScreen


NOBODY_THERE = "The demo opens the session, but nothing answers in it: the plugin will find nobody there."


class InContainers(Handler):
    """What is done in the containers of a task."""

    def exec(self) -> None:
        """Ask for a command, and run it on the terminal."""
        if (found := self._found()) is not None:
            self._open(partial(self._exec_screen, *found))

    def forward(self) -> None:
        """Ask for a port, and forward it."""
        if (found := self._found()) is not None:
            self._open(partial(self._forward_screen, *found))

    def end_forwarding(self) -> None:
        """Choose a port that is forwarded, and close it."""
        from ecstui.operations.forward import Forward
        from ecstui.ui.screens.forwardings import ForwardingsScreen

        def chosen(running: Running | None) -> None:
            if running is not None and isinstance(running.operation, Forward):
                running.operation.stop()

        screen = self.screen
        forwardings = screen.session.running.forwardings
        if forwardings:
            screen.app.push_screen(ForwardingsScreen(forwardings, screen.actions), chosen)

    def _found(self) -> tuple[Desk, Task] | None:
        task, desk = self.screen.situation().task, self.screen.session.desk
        return None if task is None or desk is None else (desk, task)

    def _exec_screen(self, desk: Desk, task: Task) -> SessionScreen:
        from ecstui.operations.container_session import containers_of
        from ecstui.operations.execute import SHELL, Execute, is_shell
        from ecstui.ui.screens.session import SessionScreen
        from ecstui.ui.standing_aside import StandingAside

        def make(container: str, command: str) -> ContainerSession:
            title = f"ecstui: {safe(command)} in {container} of task {task.id} ({cluster})"
            aside = StandingAside(self.screen.app, title, stays=not is_shell(command))
            return Execute(desk, cluster, task.id, container, command, aside)

        cluster = _cluster(task)
        return SessionScreen(
            f"exec in task {task.id}",
            "command",
            containers_of(task),
            make,
            actions=self.screen.actions,
            text=SHELL,
            note=self._note,
        )

    def _forward_screen(self, desk: Desk, task: Task) -> SessionScreen:
        from ecstui.model.errors import AwsError
        from ecstui.operations.container_session import containers_of
        from ecstui.operations.forward import Forward
        from ecstui.operations.ports import Ports, suggestion
        from ecstui.ui.screens.session import SessionScreen

        def make(container: str, typed: str) -> ContainerSession:
            return Forward(desk, cluster, task.id, container, Ports.parse(typed))

        async def suggest(container: str) -> str:
            try:
                definition = await desk.aws.ecs.task_definition(task.task_definition)
            except AwsError:
                return ""
            ports = next((c.ports for c in definition.containers if c.name == container), ())
            return suggestion(ports[0]) if ports else ""

        cluster = _cluster(task)
        return SessionScreen(
            f"forward a port to task {task.id}",
            "port",
            containers_of(task),
            make,
            actions=self.screen.actions,
            placeholder="[local:][host:]port",
            suggest=suggest,
            note=self._note,
        )

    @property
    def _note(self) -> str:
        return NOBODY_THERE if self.screen.session.is_demo else ""

    def _open(self, screen: Callable[[], SessionScreen]) -> None:
        main = self.screen

        def applied(decided: Decided | None) -> None:
            if decided is not None:
                main.session.begin(decided.operation, decided.plan, plan_anew)

        def plan_anew() -> bool:
            free = main.at_rest
            if free:
                self._open(screen)
            return free

        main.app.push_screen(screen(), applied)


def _cluster(task: Task) -> str:
    return task.cluster_arn.rsplit("/", 1)[-1]
