"""Running a task on its own: what is to run is asked for, planned, and its log lines followed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ecstui.ui.handlers.changing import Changing

if TYPE_CHECKING:
    from ecstui.operations.run_task_asked import Asked


class RunningTasks(Changing):
    """Opens the form and the plan of a run."""

    def task(self) -> None:
        """Ask what is to run, like the task or service selected."""
        from ecstui.ui.screens.run_task import RunTaskScreen

        screen = self.screen
        desk, asked = screen.session.desk, self._like_selection()
        if desk is None or asked is None:
            return

        def filled(typed: Asked | None) -> None:
            if typed is not None:
                self.plan_run(typed)

        title = f"run a task in {asked.cluster}" + (f", like {asked.service}" if asked.service else "")
        form = RunTaskScreen(asked, title, desk.aws.ecs.task_definition, screen.actions)
        screen.app.push_screen(form, filled)

    def run_command(self, typed: str) -> None:
        """Plan the run of a command, or ask for one where none is typed. Raises UsageError."""
        from dataclasses import replace

        from ecstui.operations.run_task_asked import parse_command

        asked = self._like_selection()
        if asked is None or not typed:
            self.task()
            return
        self.plan_run(replace(asked, command=parse_command(typed)))

    def plan_run(self, asked: Asked) -> None:
        """Open the plan of a run; once its tasks are started, their log lines."""
        from ecstui.model.arn import short
        from ecstui.operations.run_task import RunTask

        screen, desk = self.screen, self.screen.session.desk
        if desk is None:
            return

        def follow(run: RunTask) -> None:
            if screen.at_rest:
                screen.reading.open_run(f"run of {name}", lambda: run.tasks)

        name = short(asked.task_definition)
        started = partial(screen.call_later, follow)
        self.open_plan(lambda _: RunTask(desk, asked, started), f"run {name}")

    def _like_selection(self) -> Asked | None:
        from ecstui.model.arn import short
        from ecstui.operations.run_task_asked import Asked

        situation = self.screen.situation()
        task, service = situation.task, situation.service
        if task is not None and (service is None or task.service != service.name):
            return Asked(short(task.cluster_arn), task.revision, like=task)
        if service is None:
            return None
        revision = task.revision if task is not None else service.revision
        return Asked(service.cluster, revision, service.name)
