"""Changing AWS: every action opens a plan, and nothing is done before it is applied."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ecstui.model.arn import short_id
from ecstui.model.ecs import Service, Task
from ecstui.ui.handlers.changing_many import Named, change_many
from ecstui.ui.handlers.planning import Planning

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from ecstui.operations.operation import Operation
    from ecstui.ui.screens.plan import Choice


class Changing(Planning):
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

    def open_scale(self, *, by: int = 0, text: str = "", over: Screen[Any] | None = None) -> None:
        """Open the plan of another desired count: `by` more, or as typed in the command line."""
        from ecstui.operations.scale import Scale, parse_count
        from ecstui.operations.scale_ways import WAYS

        service, desk = self.screen.situation().service, self.screen.session.desk
        if service is None or desk is None:
            return
        if self.screen.situation().marked:
            self._scale_many(text or (f"{by:+d}" if by else str(service.desired)))
            return
        count = parse_count(text, service.desired) if text else max(0, service.desired + by)
        self.open_plan(
            lambda chosen: Scale(desk, service.cluster, service.name, chosen.count, WAYS[chosen.way]),
            f"scale {service.name}",
            now=service.desired,
            count=count,
            ways=len(WAYS),
            names=("the count alone", "move the bounds too", "suspend scaling too"),
            over=over,
        )

    def redeploy(self) -> None:
        """Plan a new deployment."""
        from ecstui.operations.redeploy import Redeploy
        from ecstui.operations.replace_tasks import ReplaceTasks

        service, desk = self.screen.situation().service, self.screen.session.desk
        if service is None or desk is None:
            return
        if self._many("redeploy", lambda of: Redeploy(desk, of.cluster, of.name)):
            return

        def make(chosen: Choice) -> Operation:
            kind = ReplaceTasks if chosen.way else Redeploy
            return kind(desk, service.cluster, service.name)

        names = ("force a new deployment", "replace one by one")
        self.open_plan(make, f"redeploy {service.name}", ways=len(names), names=names)

    def undo(self) -> None:
        """Plan the reverse of the newest change."""
        undoing = self.screen.session.running.undoing
        if len(undoing) == 1:
            ((newest, reverse),) = undoing
            self.open_plan(lambda _: reverse, f"undo: {newest.plan.verb} {newest.plan.subject}")
        elif undoing:
            named = [(each.plan.whole_subject, reverse) for each, reverse in undoing]
            plan = undoing[-1][0].plan
            change_many(self.screen, f"undo: {plan.verb}", plan.kind, len(named), lambda _: named)

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
        if self._many("cancel the deployments of", lambda of: Cancel(desk, of.cluster, of.name)):
            return
        at = (desk, service.cluster, service.name)
        back, abort = partial(Cancel, *at), partial(Cancel, *at, "ABORT")
        if self.screen.picture.pause_of(service) is None:
            self.open_ways(f"cancel the deployment of {service.name}", {"roll back": back, "abort": abort})
            return
        way_on, way_back = partial(Continue, *at), partial(Continue, *at, "ROLLBACK")
        ways: dict[str, Callable[[], Operation]] = {"continue": way_on, "roll back": way_back, "abort": abort}
        self.open_ways(f"the deployment of {service.name} waits at a pause", ways)

    def stop(self) -> None:
        """Plan the end of the task."""
        from ecstui.model.arn import short
        from ecstui.operations.protect_task import USUAL, ProtectTask
        from ecstui.operations.stop_task import StopTask, fellows, own_reason
        from ecstui.ui.screens.plan import Note

        task, desk = self.screen.situation().task, self.screen.session.desk
        if task is None or desk is None:
            return
        marked = [each for each in self.screen.situation().marked if isinstance(each, Task)]
        if self._many(
            "stop", lambda of: StopTask(desk, short(of.cluster_arn), of.id, fellows=fellows(of, marked))
        ):
            return
        cluster, who = short(task.cluster_arn), self.screen.session.identity
        note = Note("reason", own_reason(who.arn if who else "unknown"))

        def make(chosen: Choice) -> Operation:
            if chosen.way == 0:
                return StopTask(desk, cluster, task.id, lambda: note.text)
            return ProtectTask(desk, cluster, task.id, USUAL if chosen.way == 1 else None)

        names = ("stop it", "protect it for 2 h", "clear its protection")
        self.open_plan(make, f"stop or protect task {task.id}", ways=len(names), names=names, note=note)

    def _many(self, verb: str, make: Callable[[Any], Operation]) -> bool:
        """Plan what `make` makes of each marked row; False where none is marked."""
        situation = self.screen.situation()
        if not situation.marked:
            return False
        named = [(_name_of(each), make(each)) for each in situation.marked]
        change_many(self.screen, verb, situation.marked_kind, len(named), lambda _: named)
        return True

    def _scale_many(self, typed: str) -> None:
        from ecstui.operations.scale_by import ScaleBy, check_count

        situation, desk = self.screen.situation(), self.screen.session.desk
        services = [each for each in situation.marked if isinstance(each, Service)]
        if desk is None:
            return

        def make(text: str) -> Named:
            check_count(text)
            return [(_name_of(of), ScaleBy(desk, of.cluster, of.name, text)) for of in services]

        change_many(self.screen, "scale", "service", len(services), make, typed)


def _name_of(marked: Any) -> str:
    """What a marked row is called among the others."""
    return f"{marked.cluster}/{marked.name}" if isinstance(marked, Service) else short_id(marked.id)
