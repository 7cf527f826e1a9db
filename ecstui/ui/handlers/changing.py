"""Changing AWS: every action opens a plan, and nothing is done before it is applied."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ecstui.ui.handlers.handler import Handler

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.model.ecs import Service
    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan


class Changing(Handler):
    """What is done to the service or task selected."""

    def scale(self) -> None:
        """Ask for the desired count."""
        self.open_scale()

    def scale_up(self) -> None:
        """Plan one task more."""
        self.open_scale(by=1)

    def scale_down(self) -> None:
        """Plan one task fewer."""
        self.open_scale(by=-1)

    def open_scale(self, *, by: int = 0, text: str = "") -> None:
        """Open the plan of another desired count: `by` more, or as typed in the command line."""
        from ecstui.operations.scale import Scale, parse_count

        service, desk = self.screen.situation().service, self.screen.session.desk
        if service is None or desk is None:
            return
        count = parse_count(text, service.desired) if text else max(0, service.desired + by)
        self._open(
            lambda number: Scale(desk, service.cluster, service.name, number),
            f"scale {service.name}",
            now=service.desired,
            count=count,
        )

    def redeploy(self) -> None:
        """Plan a new deployment."""
        from ecstui.operations.redeploy import Redeploy

        service, desk = self.screen.situation().service, self.screen.session.desk
        if service is None or desk is None:
            return
        self._open(lambda _: Redeploy(desk, service.cluster, service.name), f"redeploy {service.name}")

    def roll_back(self) -> None:
        """Choose an earlier revision, then plan to deploy it."""
        from ecstui.operations.rollback import Rollback, earlier_revisions
        from ecstui.ui.screens.revisions import RevisionsScreen

        screen = self.screen
        service, desk = screen.situation().service, screen.session.desk
        if service is None or desk is None:
            return

        def chosen(revision: str | None) -> None:
            if revision is not None:
                self._open(
                    lambda _: Rollback(desk, service.cluster, service.name, revision),
                    f"roll back {service.name}",
                )

        picker = RevisionsScreen(
            service.name,
            lambda: earlier_revisions(desk, service.task_definition),
            screen.session.now,
            screen.actions,
        )
        screen.app.push_screen(picker, chosen)

    def undo(self) -> None:
        """Plan the reverse of the newest change."""
        newest = self.screen.session.running.newest
        reverse = newest.operation.reverse(newest.plan) if newest else None
        if newest is not None and reverse is not None:
            self._open(lambda _: reverse, f"undo: {newest.plan.verb} {newest.plan.subject}")

    def cancel(self) -> None:
        """Plan to roll the deployment under way back or to abort it; to continue it, where it waits."""
        if (service := self.screen.situation().service) is not None:
            self.open_cancel(service)

    def open_cancel(self, service: Service) -> None:
        """Open the plans of what can be done to the deployment of a service, the likeliest first."""
        from ecstui.operations.cancel import Cancel
        from ecstui.operations.continue_deployment import Continue

        desk = self.screen.session.desk
        if desk is None:
            return
        at = (desk, service.cluster, service.name)
        if self.screen.picture.pause_of(service) is None:
            ways: tuple[Callable[[], Operation], ...] = (lambda: Cancel(*at), lambda: Cancel(*at, "ABORT"))
            self._open(lambda way: ways[way](), f"cancel the deployment of {service.name}", ways=2)
            return
        ways = (lambda: Continue(*at), lambda: Continue(*at, "ROLLBACK"), lambda: Cancel(*at, "ABORT"))
        self._open(
            lambda way: ways[way](),
            f"the deployment of {service.name} waits at a pause",
            ways=3,
            other="continue, roll back or abort",
        )

    def stop(self) -> None:
        """Plan the end of the task."""
        from ecstui.model.arn import short
        from ecstui.operations.stop_task import StopTask

        task, desk = self.screen.situation().task, self.screen.session.desk
        if task is None or desk is None:
            return
        self._open(lambda _: StopTask(desk, short(task.cluster_arn), task.id), f"stop task {task.id}")

    def _open(
        self,
        make: Callable[[int], Operation],
        title: str,
        now: int | None = None,
        count: int | None = None,
        since: Plan | None = None,
        ways: int = 1,
        other: str = "",
    ) -> None:
        from ecstui.ui.screens.plan import Decided, PlanScreen

        screen = self.screen

        def applied(decided: Decided | None) -> None:
            if decided is not None:
                screen.session.begin(decided.operation, decided.plan, partial(plan_anew, decided))

        def plan_anew(decided: Decided) -> bool:
            free = screen.at_rest
            if free:
                self._open(make, title, now, decided.count, since=decided.plan, ways=ways, other=other)
            return free

        plan = PlanScreen(
            make, title, now=now, count=count, since=since, ways=ways, other=other, actions=screen.actions
        )
        screen.app.push_screen(plan, applied)
