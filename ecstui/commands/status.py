"""`ecstui status`: how every service is, judged as the console judges it, what is not well first."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ecstui.aws.account import Aws
from ecstui.aws.paging import side_by_side
from ecstui.commands.log_notices import failed
from ecstui.commands.log_stdout import Ended, Stdout, tell
from ecstui.commands.service_target import wanted_service
from ecstui.live.log_target import find_service, near_names
from ecstui.model.errors import AwsError, NotFound, UsageError
from ecstui.model.health import Health, service_health
from ecstui.model.humane import counted, reached
from ecstui.model.shifting import waiting_hook
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.commands.connection import Chosen
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
    """A line a service: ! where it is not well, its name, tasks running of those desired, word and why.

    A suspension of its auto scaling is said, but is no trouble: somebody wanted it.
    """
    wide = max((len(one.name) for one in all_of), default=0)
    words = max((len(one.health.word) for one in all_of), default=0)
    lines = (
        f"{' ' if one.health.healthy else '!'} {one.name:{wide}}  {_tasks(one.service):>8}  "
        f"{one.health.word:{words}}  {one.why}".rstrip()
        for one in all_of
    )
    return "".join(f"{line}\n" for line in lines)


def status_object(all_of: list[Judged]) -> dict[str, Any]:
    """The same as JSON has it."""
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
    return {"unhealthy": _unhealthy(all_of), "services": services}


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
    if target and ("/" in target or target.startswith("arn:")):
        region = wanted_service(target).region
        connection = replace(connection, region=region) if region else connection
    connection.open_log()
    stdout = Stdout()
    try:
        all_of = asyncio.run(_read(connection, target or ""))
        text = json.dumps(status_object(all_of), ensure_ascii=False) + "\n"
        stdout.write(text if output == "json" else status_text(all_of))
    except AwsError as failure:
        tell(failed(failure))
        return failure.exit_code
    except KeyboardInterrupt:
        return 130
    except Ended as ended:
        return ended.code
    unhealthy = _unhealthy(all_of)
    if output == "text":
        tell(f"{unhealthy} of {counted(len(all_of), 'service')} not well.{_suspended_words(all_of)}")
    return 1 if unhealthy else 0


async def _read(connection: Chosen, target: str) -> list[Judged]:
    async with Aws(connection.connection()) as aws:
        services = await _services(aws, target)
        known = await side_by_side(lambda service: _with_pause(aws, service), services)
        return judged(known, aws.now(), await _targets(aws, services))


async def _targets(aws: Aws, services: tuple[Service, ...]) -> tuple[ScalableTarget, ...] | None:
    """The scalable targets, of the service alone where it is one; None where they cannot be read."""
    try:
        if len(services) == 1:
            target = await aws.scaling.target_alone(services[0].cluster, services[0].name)
            return () if target is None else (target,)
        return tuple([target async for page in aws.scaling.targets() for target in page])
    except AwsError:
        return None


async def _with_pause(aws: Aws, service: Service) -> tuple[Service, ...]:
    """The service with the pause that its deployment waits at, where it may and that can be read."""
    if not service.shifting:
        return (service,)
    try:
        newest = await aws.ecs.service_deployments(service.cluster, service.name, limit=1)
    except AwsError:
        return (service,)
    return (replace(service, pause=waiting_hook(newest[0]) if newest else None),)


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
