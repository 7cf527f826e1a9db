"""`ecstui status`: how every service is, judged as the console judges it, what is not well first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecstui.aws.paging import side_by_side
from ecstui.commands.at_a_desk import connected
from ecstui.commands.log_notices import failed
from ecstui.commands.log_stdout import tell
from ecstui.commands.service_target import wanted_service
from ecstui.live.log_target import find_service, near_names
from ecstui.live.looked_into import LookedInto, look_into
from ecstui.model.errors import AwsError, NotFound, UsageError
from ecstui.model.health import Health, Level, service_health
from ecstui.model.humane import counted, reached
from ecstui.model.text import safe
from ecstui.ui.rows.listing import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.aws.account import Aws
    from ecstui.commands.connection import Chosen
    from ecstui.commands.log_stdout import Stdout
    from ecstui.model.ecs import Service
    from ecstui.model.scaling import ScalableTarget


@dataclass(frozen=True, slots=True)
class Judged:
    """A service and how it is; `suspended` is what of its auto scaling is, None where that is not known."""

    service: Service
    health: Health
    suspended: tuple[str, ...] | None = ()

    @property
    def name(self) -> str:
        """CLUSTER/SERVICE."""
        return f"{self.service.cluster}/{self.service.name}"

    @property
    def why(self) -> str:
        """Why it is so, and what of its auto scaling is suspended."""
        paused = f"auto scaling suspended ({', '.join(self.suspended)})" if self.suspended else ""
        return "; ".join(filter(None, (self.health.why, paused)))


def judged(
    services: Iterable[Service], now: datetime, targets: Iterable[ScalableTarget] | None = ()
) -> list[Judged]:
    """The services with their health, the gravest first; `targets` is None where they could not be read."""
    paused = {(target.cluster, target.service): target.suspended for target in targets or ()}
    all_of = [
        Judged(
            service,
            service_health(service, now),
            None if targets is None else paused.get((service.cluster, service.name), ()),
        )
        for service in services
    ]
    return sorted(all_of, key=lambda one: (-one.health.level, one.name))


def status_text(all_of: list[Judged]) -> str:
    """A line a service: its level's mark in the console, its name, tasks running of those desired, word, why.

    A suspension of its auto scaling is said, but is no trouble: somebody wanted it.
    """
    wide = max((len(one.name) for one in all_of), default=0)
    words = max((len(one.health.word) for one in all_of), default=0)
    lines = (
        f"{MARKS[one.health.level]} {one.name:{wide}}  {_tasks(one.service):>8}  "
        f"{one.health.word:{words}}  {one.why}".rstrip()
        for one in all_of
    )
    return "".join(f"{line}\n" for line in lines)


def status_object(all_of: list[Judged], gaps: tuple[str, ...]) -> dict[str, Any]:
    """The same as JSON has it; `gaps` is what could not be read of why services are as they are."""
    services = [
        {
            "cluster": one.service.cluster,
            "service": one.service.name,
            "arn": one.service.arn,
            "healthy": one.health.healthy,
            "level": one.health.level.name.lower(),
            "health": one.health.word,
            "why": one.health.why,
            "desired": one.service.desired,
            "running": one.service.running,
            "pending": one.service.pending,
            "auto_scaling_suspended": None if one.suspended is None else list(one.suspended),
        }
        for one in all_of
    ]
    return {"unhealthy": _unhealthy(all_of), "gaps": list(gaps), "services": services}


def _tasks(service: Service) -> str:
    return reached(service.running, service.desired, service.pending)


def _unhealthy(all_of: list[Judged]) -> int:
    return sum(not one.health.healthy for one in all_of)


def _suspended_words(all_of: list[Judged]) -> str:
    """Of how many services auto scaling is suspended, after a sentence; "" where of none."""
    if any(one.suspended is None for one in all_of):
        return " Whether auto scaling is suspended is not known."
    suspended = sum(bool(one.suspended) for one in all_of)
    return f" Auto scaling of {counted(suspended, 'service')} is suspended." if suspended else ""


def show_status(connection: Chosen, target: str | None, output: str) -> int:
    """Print how the services are; the exit code. Raises UsageError where there is none of that name."""
    named = target or ""
    region = wanted_service(named).region if "/" in named or named.startswith("arn:") else ""

    async def work(aws: Aws, stdout: Stdout) -> int:
        all_of, gaps = await _read(aws, named)
        text = json.dumps(status_object(all_of, gaps), ensure_ascii=False) + "\n"
        stdout.write(text if output == "json" else status_text(all_of))
        unhealthy = _unhealthy(all_of)
        if output == "text":
            for gap in gaps:
                tell(f"why is not known whole: {gap}")
            tell(f"{unhealthy} of {counted(len(all_of), 'service')} not well.{_suspended_words(all_of)}")
        return 1 if unhealthy else 0

    return connected(connection, work, region)


async def _read(aws: Aws, target: str) -> tuple[list[Judged], tuple[str, ...]]:
    """How the services are, and what could not be read of why."""
    services = await _services(aws, target)
    alone = len(services) == 1
    looked = await side_by_side(lambda service: _looked_into(aws, service, alone=alone), services)
    targets = await _targets(aws, services)
    unread = [failure for one in looked for failure in one.unread]
    gaps = {(failure.operation, failure.word): failed(failure) for failure in unread}  # one of each kind
    return judged((one.service for one in looked), aws.now(), targets), tuple(gaps.values())


async def _targets(aws: Aws, services: tuple[Service, ...]) -> tuple[ScalableTarget, ...] | None:
    """The scalable targets, of the service alone where it is one; None where they cannot be read."""
    try:
        if len(services) == 1:
            target = await aws.scaling.target_alone(services[0].cluster, services[0].name)
            return () if target is None else (target,)
        return tuple([target async for page in aws.scaling.targets() for target in page])
    except AwsError:
        return None


async def _looked_into(aws: Aws, service: Service, *, alone: bool) -> tuple[LookedInto, ...]:
    """The service, looked into if it is alone or there may be something to explain: each look costs calls."""
    if alone or service_health(service, aws.now()).level >= Level.WORKING:
        return (await look_into(aws, service),)
    return (LookedInto(service),)


async def _services(aws: Aws, target: str) -> tuple[Service, ...]:
    if "/" in target:
        service = await find_service(aws, wanted_service(target))
        if service.status == "INACTIVE":
            raise UsageError(f"{service.cluster}/{service.name} was deleted: ECS only remembers it.")
        return (service,)
    if target:
        try:
            return await _of_cluster(aws, target)
        except NotFound:
            names = [cluster.name async for page in aws.ecs.clusters() for cluster in page]
            named = near_names(target, names)
            raise UsageError(f"there is no cluster {safe(target)}; {named}") from None
    arns = [cluster.arn async for page in aws.ecs.clusters() for cluster in page]
    return await side_by_side(lambda arn: _of_cluster(aws, arn), arns)


async def _of_cluster(aws: Aws, cluster: str) -> tuple[Service, ...]:
    return tuple([service async for page in aws.ecs.services(cluster) for service in page])
