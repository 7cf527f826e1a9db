"""Changing AWS: every action opens a plan, and nothing is done before it is applied."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ecstui.model.arn import short_id
from ecstui.model.ecs import Service
from ecstui.ui.handlers.changing_many import Named, change_many
from ecstui.ui.handlers.handler import Handler

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan
    from ecstui.ui.screens.plan import Choice, Note


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
        if self.screen.situation().marked:
            self._scale_many(text or (f"{by:+d}" if by else str(service.desired)))
            return
        count = parse_count(text, service.desired) if text else max(0, service.desired + by)
        self._open(
            lambda chosen: Scale(desk, service.cluster, service.name, chosen.count),
            f"scale {service.name}",
            now=service.desired,
            count=count,
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
        self._open(make, f"redeploy {service.name}", ways=len(names), names=names)

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
        undoing = self.screen.session.running.undoing
        if len(undoing) == 1:
            ((newest, reverse),) = undoing
            self._open(lambda _: reverse, f"undo: {newest.plan.verb} {newest.plan.subject}")
        elif undoing:
            named = [(each.plan.subject, reverse) for each, reverse in undoing]
            plan = undoing[-1][0].plan
            change_many(self.screen, f"undo: {plan.verb}", plan.kind, len(named), lambda _: named)

    def cancel(self) -> None:
        """Plan to roll the deployment under way back or, the other way, to abort it."""
        from ecstui.operations.cancel import Cancel

        service, desk = self.screen.situation().service, self.screen.session.desk
        if service is None or desk is None:
            return

        if self._many("cancel the deployments of", lambda of: Cancel(desk, of.cluster, of.name)):
            return

        def make(chosen: Choice) -> Operation:
            return Cancel(desk, service.cluster, service.name, "ABORT" if chosen.way else "ROLLBACK")

        self._open(make, f"cancel the deployment of {service.name}", ways=2)

    def stop(self) -> None:
        """Plan the end of the task."""
        from ecstui.model.arn import short
        from ecstui.operations.protect_task import USUAL, ProtectTask
        from ecstui.operations.stop_task import StopTask, own_reason
        from ecstui.ui.screens.plan import Note

        task, desk = self.screen.situation().task, self.screen.session.desk
        if task is None or desk is None:
            return
        if self._many("stop", lambda of: StopTask(desk, short(of.cluster_arn), of.id)):
            return
        cluster, who = short(task.cluster_arn), self.screen.session.identity
        note = Note("reason", own_reason(who.arn if who else "unknown"))

        def make(chosen: Choice) -> Operation:
            if chosen.way == 0:
                return StopTask(desk, cluster, task.id, lambda: note.text)
            return ProtectTask(desk, cluster, task.id, USUAL if chosen.way == 1 else None)

        names = ("stop it", "protect it for 2 h", "clear its protection")
        self._open(make, f"stop or protect task {task.id}", ways=len(names), names=names, note=note)

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

    def _open(
        self,
        make: Callable[[Choice], Operation],
        title: str,
        now: int | None = None,
        count: int | None = None,
        since: Plan | None = None,
        ways: int = 1,
        way: int = 0,
        names: tuple[str, ...] = (),
        note: Note | None = None,
    ) -> None:
        from ecstui.ui.screens.plan import Decided, PlanScreen

        screen = self.screen

        def applied(decided: Decided | None) -> None:
            if decided is not None:
                screen.session.begin(decided.operation, decided.plan, partial(plan_anew, decided))

        def plan_anew(decided: Decided) -> bool:
            free = screen.at_rest
            if free:
                self._open(make, title, now, decided.count, decided.plan, ways, decided.way, names, note)
            return free

        plan = PlanScreen(
            make,
            title,
            now=now,
            count=count,
            since=since,
            ways=ways,
            way=way,
            names=names,
            note=note,
            actions=screen.actions,
        )
        screen.app.push_screen(plan, applied)


def _name_of(marked: Any) -> str:
    """What a marked row is called among the others."""
    return f"{marked.cluster}/{marked.name}" if isinstance(marked, Service) else short_id(marked.id)
