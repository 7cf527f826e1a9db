"""What another desired count means for a service. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.errors import AwsError
from ecstui.model.humane import count, counted
from ecstui.model.rollout import breaker_threshold
from ecstui.model.scaling import TargetChange
from ecstui.operations.plan import Consequence
from ecstui.operations.target_plan import HOW_TO_RESUME, bounds, suspended

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.model.placement import Room
    from ecstui.model.scaling import ScalableTarget

TASKS_PER_SERVICE = 5000  # ECS's quota
HUGE_FROM, HUGE_TIMES = 50, 10
UNCHANGED = TargetChange()
_RUN_OUT = {"CPU": "CPU runs out", "memory": "memory runs out", "ports": "host ports run out"}


def consequences(
    service: Service,
    wanted: int,
    target: ScalableTarget | AwsError | None,
    definition: TaskDefinition | None,
    change: TargetChange = UNCHANGED,
    room: Room | None = None,
) -> tuple[Consequence, ...]:
    """All that a person should know before; `target` may be the reason why it could not be read.

    `change` is what is made another of the target before the count is set, `room` what is left on the
    container instances, where the tasks run on such and that could be read.
    """
    if wanted == service.desired and not change:
        return (Consequence("note", f"{count(wanted)} is what is desired already: nothing to change."),)
    return (
        *_tasks(service, wanted),
        *_capacity(service, wanted, definition, room),
        *_auto_scaling(service, wanted, target, change),
        *_deployment(service, wanted),
        *_controller(service),
    )


def _tasks(service: Service, wanted: int) -> Iterator[Consequence]:
    difference = wanted - service.desired
    if difference == 0:
        return
    if wanted == 0:
        yield Consequence("danger", f"No task will be left: {service.name} stops working.")
        if groups := sorted({short_group(b.target_group_arn) for b in service.load_balancers}):
            yield Consequence("danger", f"Requests to {', '.join(groups)} fail: there is no target left.")
    elif difference < 0:
        stopped = counted(-difference, "task")
        yield Consequence("warning", f"{stopped} will be stopped; ECS chooses which, protected ones last.")
    else:
        yield Consequence("note", f"{counted(difference, 'task')} will be started.")
    if wanted > TASKS_PER_SERVICE:
        yield Consequence("danger", f"A service has at most {count(TASKS_PER_SERVICE)} tasks by default.")
    if is_huge(service.desired, wanted):
        text = f"That is far from the {count(service.desired)} of now: its name must be typed to apply it."
        yield Consequence("danger", text)


def is_huge(now: int, wanted: int) -> bool:
    """Whether a count looks like a slip of the keys: beyond ECS's quota, or more than tenfold."""
    return wanted > TASKS_PER_SERVICE or (wanted > HUGE_FROM and wanted > HUGE_TIMES * max(1, now))


def asks_for_name(now: int, wanted: int) -> bool:
    """Whether the service's name must be typed: nothing is left, or the count looks like a slip."""
    return is_huge(now, wanted) or (wanted == 0 and now > 0)


def short_group(arn: str) -> str:
    """A target group's name: the part before the last of its ARN."""
    return short(arn.rpartition("/")[0]) if arn.count("/") > 1 else arn or "its load balancer"


def _capacity(
    service: Service, wanted: int, definition: TaskDefinition | None, room: Room | None
) -> Iterator[Consequence]:
    difference = wanted - service.desired
    size = _size(definition)
    if difference == 0:
        return
    if on_fargate(service):
        if size is not None:
            verb = "adds" if difference > 0 else "frees"
            yield Consequence("note", f"Fargate: {verb} {_amount(size, abs(difference))}.")
    elif service.launch_type == "EXTERNAL":
        if difference > 0:
            yield Consequence("note", "The tasks need room on the external instances of the cluster.")
    elif difference > 0 and room is not None:
        yield _placed(room, difference)
    elif difference > 0:
        need = f": {_amount(size, difference)} in all" if size else ""
        yield Consequence("note", f"The tasks stay pending until container instances have room{need}.")


def _placed(room: Room, tasks: int) -> Consequence:
    """Whether so many more tasks find room on the container instances."""
    if room.tasks < 0 or room.tasks >= tasks:
        left = "" if room.tasks < 0 else f" for {count(room.tasks)} more"
        return Consequence("note", f"The container instances have room{left} at present.")
    if room.runs_out == "instances":
        text = "No container instance takes tasks at present: they stay pending until one does."
        return Consequence("warning", text)
    fit = f"Only {count(room.tasks)} of {counted(tasks, 'task')} fit" if room.tasks else "No more tasks fit"
    rest = "the rest stays pending" if room.tasks else "they stay pending"
    text = f"{fit} on the container instances: {_RUN_OUT[room.runs_out]}; {rest} until there is more."
    return Consequence("warning", text)


def on_fargate(service: Service) -> bool:
    """Whether its tasks run on Fargate, by launch type or by capacity providers."""
    providers = {share.provider for share in service.capacity_providers}
    return service.launch_type == "FARGATE" or bool(providers and providers <= {"FARGATE", "FARGATE_SPOT"})


def _size(definition: TaskDefinition | None) -> tuple[int, int] | None:
    """CPU units and MiB of one task, where the task definition sets them."""
    if definition is None or not (definition.cpu.isdigit() and definition.memory.isdigit()):
        return None
    return int(definition.cpu), int(definition.memory)


def _amount(size: tuple[int, int], tasks: int) -> str:
    cpu, memory = size
    return f"{_plain(cpu * tasks / 1024)} vCPU and {_plain(memory * tasks / 1024)} GB"


def _plain(number: float) -> str:
    """A number without an exponent; fractions only of small ones."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.4g}"


def _auto_scaling(
    service: Service, wanted: int, target: ScalableTarget | AwsError | None, change: TargetChange
) -> Iterator[Consequence]:
    if target is None:
        return
    if isinstance(target, AwsError):
        yield Consequence("warning", f"Whether auto scaling moves it is not known: {target.why}")
        return
    if change:
        yield from _registering(service, wanted, target, change)
    after = change.of(target)
    if wanted > after.maximum:
        fate = "The next scaling in" if not after.scale_in_suspended else "Once scaling in is resumed, it"
        text = f"Above auto scaling's bounds ({bounds(after)}). {fate} drops it to {count(after.maximum)}."
        yield Consequence("warning", text)
    elif wanted < after.minimum:
        fate = "The next scaling out" if not after.scale_out_suspended else "Once scaling out is resumed, it"
        text = f"Below auto scaling's bounds ({bounds(after)}). {fate} lifts it to {count(after.minimum)}."
        yield Consequence("warning", text)
    elif not (after.scale_in_suspended and after.scale_out_suspended):
        by = f" ({', '.join(policy.words for policy in after.policies)})" if after.policies else ""
        yield Consequence("note", f"Auto scaling{by} may move it again, within {bounds(after)}.")
    if paused := suspended(target):
        yield Consequence("note", f"Suspended in auto scaling: {', '.join(paused)}.")


def _registering(
    service: Service, wanted: int, target: ScalableTarget, change: TargetChange
) -> Iterator[Consequence]:
    """What comes of changing the scalable target before the count."""
    after = change.of(target)
    paused = [what for what in suspended(after) if what not in suspended(target)]
    if paused:
        what = " and ".join(paused).capitalize()
        yield Consequence("warning", f"{what}: suspended until somebody resumes it ({HOW_TO_RESUME}).")
    if bounds(after) != bounds(target):
        text = f"Auto scaling's bounds stay {bounds(after)} until somebody moves them back."
        yield Consequence("note", text)
    between = after.clamped(service.desired)
    if between not in {service.desired, wanted}:
        text = f"Changing the target brings the count into its bounds first: {count(service.desired)} -> "
        yield Consequence("warning", f"{text}{count(between)}, then to {count(wanted)}.")


def _deployment(service: Service, wanted: int) -> Iterator[Consequence]:
    primary = service.primary
    if primary is None:
        return
    if primary.rollout_state == "FAILED":
        yield Consequence("warning", f"The deployment of {primary.revision} has failed; new tasks may too.")
    elif primary.failed and wanted > service.desired:
        failed = counted(primary.failed, "task")
        yield Consequence("warning", f"{failed} of {primary.revision} failed in a row; new ones may too.")
    if primary.rollout_state == "IN_PROGRESS":
        reached = f"{count(primary.running)} of {count(primary.desired)} running"
        text = f"A deployment of {primary.revision} is in flight ({reached}); it goes on with the new count."
        if service.circuit_breaker.enabled:
            text += f" Its circuit breaker trips by count too, by default at {breaker_threshold(wanted)}."
        yield Consequence("warning", text)


def _controller(service: Service) -> Iterator[Consequence]:
    if service.deployment_controller == "EXTERNAL":
        text = (
            "An external controller deploys it: its task sets take their share of the count by their scale."
        )
        yield Consequence("warning", text)
    elif service.deployment_controller == "CODE_DEPLOY":
        yield Consequence("note", "CodeDeploy deploys it; only the count changes, no deployment starts.")
