"""How well a service, task, cluster, image or target is: a level, one word for a column, and why.

Pure: what is judged is given, and so is the present.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from ecstui.model.ecr import SEVERITIES
from ecstui.model.headline import headline
from ecstui.model.humane import age, count, counted
from ecstui.model.replacements import replacements
from ecstui.model.shortening import reason_in_short, shortened
from ecstui.model.stops import cause, deaths, deaths_before

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.model.ecs import Cluster, Deployment, Service, ServiceEvent, Task
    from ecstui.model.elb import TargetHealth
    from ecstui.model.shifting import Hook


class Level(IntEnum):
    """How much it wants a person's eye; the greater, the more."""

    OK = 0
    IDLE = 1  # nothing is wanted of it
    UNKNOWN = 2
    WORKING = 3  # on its way, no one need act
    WARNING = 4
    BROKEN = 5


@dataclass(frozen=True, slots=True)
class Health:
    """A judgement. `why` is "" where the word says it all."""

    level: Level
    word: str
    why: str = ""

    @property
    def healthy(self) -> bool:
        """Whether `unhealthy only` may hide it."""
        return self.level < Level.WARNING


SETTLING = timedelta(seconds=60)  # ECS may need this long to act on a new desired count
SLOW_ROLLOUT = timedelta(minutes=30)
SLOW_START = timedelta(minutes=10)
OLD_TROUBLE = timedelta(minutes=15)  # a service that runs in full has outlived older trouble

_STEADY = re.compile(r"has reached a steady state|deployment completed")
_TROUBLE = re.compile(
    r"unable to place a task"
    r"|unable to consistently start tasks"
    r"|is unhealthy in|failed (container|elb) health checks"
    r"|deployment failed|rolling back"
    r"|failed to launch|could not launch"
    r"|operations are being throttled"
    r"|unable to (stop or start tasks|scale in)"
    r"|been misconfigured|target (group )?is not found"
    r"|no container instances were found|provisioning capacity limit was exceeded",
    re.IGNORECASE,
)


def service_health(service: Service, now: datetime) -> Health:
    """How a service is, from its counts, deployments and newest events."""
    if service.status == "INACTIVE":
        return Health(Level.IDLE, "inactive")
    if service.status == "DRAINING":
        return Health(Level.WORKING, "draining", f"{counted(service.running, 'task')} still running")
    if service.desired == service.running == service.pending == 0:
        return Health(
            Level.IDLE, "scaled to 0" if service.scheduling_strategy != "DAEMON" else "no instances"
        )
    return (
        _failing(service, now) or _unstable(service, now) or _deploying(service, now) or _counts(service, now)
    )


def _failing(service: Service, now: datetime) -> Health | None:
    """The judgement on a service that cannot get where it is to be; None if nothing speaks of that."""
    primary = service.primary
    if primary is not None and primary.rollout_state == "FAILED":
        reason = shortened(primary.rollout_reason) or "the deployment failed"
        dead = deaths(service)
        return Health(Level.BROKEN, "failing", f"{cause(dead[0])}; {reason}" if dead else reason)
    if rolled_back := next((d for d in service.deployments if d.rollout_state == "FAILED"), None):
        return Health(Level.WARNING, "rolling back", shortened(rolled_back.rollout_reason))
    level = Level.BROKEN if service.running < service.desired else Level.WARNING
    if event := trouble(service, now):
        return Health(level, "failing", headline(service, event))
    if primary is not None and primary.failed:
        return Health(level, "failing", headline(service, None))
    return None


def _unstable(service: Service, now: datetime) -> Health | None:
    """The judgement on a service whose tasks keep dying; None where they do not."""
    replaced = replacements(service, now)
    if replaced is None:
        return None
    word = "failing" if _moving_deployment(service) else "unstable"
    return Health(Level.WARNING if service.running else Level.BROKEN, word, str(replaced))


def trouble(service: Service, now: datetime) -> ServiceEvent | None:
    """The newest event that speaks of trouble since the service was last steady or was last deployed."""
    begun = service.primary.created_at if service.primary else None
    for event in service.events:
        if _STEADY.search(event.message) or (begun is not None and event.created_at < begun):
            return None
        if _TROUBLE.search(event.message):
            outlived = now - event.created_at > OLD_TROUBLE and _complete(service)
            return None if outlived else event
    return None


def _complete(service: Service) -> bool:
    return service.running == service.desired and not _moving_deployment(service)


def _moving_deployment(service: Service) -> Deployment | None:
    """The primary deployment while it is still replacing others."""
    primary = service.primary
    others = [d for d in service.deployments if d.status == "ACTIVE"]
    return primary if primary and (others or primary.rollout_state == "IN_PROGRESS") else None


def _deploying(service: Service, now: datetime) -> Health | None:
    deployment = _moving_deployment(service)
    if deployment is None:
        return None
    reached = f"{count(deployment.running)} of {count(deployment.desired)} new"
    if any(other.revision != deployment.revision for other in service.deployments):
        reached += f" on {deployment.revision}"
    if service.pause is not None:
        return Health(Level.WARNING, "paused", _paused(service.pause, now))
    if service.deployment_strategy == "ROLLING" and now - deployment.created_at > SLOW_ROLLOUT:
        taken = age((now - deployment.created_at).total_seconds())
        return Health(Level.WARNING, "deploying", f"for {taken} already: {reached}")
    if failed := deaths_before(service):
        why = f"same task definition as the one that failed: {cause(failed[0])}"
        return Health(Level.WORKING, "deploying", why)
    return Health(Level.WORKING, "deploying", reached)


def _paused(pause: Hook, now: datetime) -> str:
    """What becomes of a deployment that waits, if nobody continues it."""
    if pause.expires_at is None:
        return "waits to be continued or rolled back"
    then = "rolls it back" if pause.timeout_action == "ROLLBACK" else "goes on with it"
    left = age((pause.expires_at - now).total_seconds())
    return f"waits to be continued, or ECS {then} in {left}"


def _counts(service: Service, now: datetime) -> Health:
    running, desired = service.running, service.desired
    reached = f"{count(running)} of {count(desired)} running"
    if running > desired:
        return Health(Level.WORKING, "stopping", reached)
    if running == desired:
        return _targets(service, now) or Health(Level.OK, "healthy")
    if service.pending or _stirred(service, now):
        return Health(Level.WORKING, "starting", reached)
    return Health(Level.BROKEN if running == 0 else Level.WARNING, "short", reached)


def _targets(service: Service, now: datetime) -> Health | None:
    """The judgement on a service that runs in full but whose targets, as far as known, are not all well.

    A target may fail its checks for as long as the grace period lets its task.
    """
    states = Counter(target.state for target in service.targets)
    of = f"of {counted(states.total(), 'target')}"
    started = next((e.created_at for e in service.events if "has started" in e.message), None)
    grace = timedelta(seconds=service.health_check_grace_period or 0)
    spared = started is not None and now - started <= grace + SETTLING
    if (sick := states["unhealthy"]) and not spared:
        reason = next(t.description or t.reason for t in service.targets if t.state == "unhealthy")
        return Health(Level.WARNING, "unhealthy", f"{shortened(reason)}: {count(sick)} {of}")
    if waiting := states["initial"] + sick:
        return Health(Level.WORKING, "warming up", f"{count(waiting)} {of} not healthy yet")
    return None


def _stirred(service: Service, now: datetime) -> bool:
    """Whether something happened so lately that ECS may still be acting on it."""
    moments = [event.created_at for event in service.events[:1]]
    if service.primary is not None:
        moments.append(service.primary.updated_at)
    return any(now - moment < SETTLING for moment in moments)


_STARTING = {"PROVISIONING", "PENDING", "ACTIVATING"}
_TAKEN_AWAY = {"SpotInterruption", "TerminationNotice", "InfrastructureHealth"}


def task_health(task: Task, now: datetime) -> Health:
    """How a task is, or how it ended."""
    if task.last_status in {"STOPPED", "DELETED"}:
        return _ending(task)
    if task.last_status == "RUNNING" and task.desired_status != "STOPPED":
        return _running(task)
    if task.last_status in _STARTING and task.desired_status != "STOPPED":
        waited = now - task.created_at
        level = Level.WARNING if waited > SLOW_START else Level.WORKING
        return Health(level, task.last_status.lower(), f"for {age(waited.total_seconds())}")
    word = "stopping" if task.last_status == "RUNNING" else task.last_status.lower()
    return Health(Level.WORKING, word, reason_in_short(task.stopped_reason))


def _running(task: Task) -> Health:
    if task.health == "UNHEALTHY":
        sick = [c.name for c in task.containers if c.health == "UNHEALTHY"]
        return Health(Level.BROKEN, "unhealthy", f"health check of {', '.join(sick) or 'the task'} fails")
    ended = [c for c in task.containers if c.last_status == "STOPPED" and c.exit_code]
    if ended:
        return Health(Level.WARNING, "running", f"{ended[0].name} exited with {ended[0].exit_code}")
    return Health(Level.OK, "healthy" if task.health == "HEALTHY" else "running")


def _ending(task: Task) -> Health:
    why = reason_in_short(task.stopped_reason)
    if any("OutOfMemory" in container.reason for container in task.containers):
        return Health(Level.BROKEN, "out of memory", why)
    if task.stop_code == "TaskFailedToStart":
        return Health(Level.BROKEN, "not started", why)
    if task.stop_code in _TAKEN_AWAY:
        return Health(Level.WARNING, "interrupted", why)
    if task.stop_code == "ServiceSchedulerInitiated" and "health check" in why:
        return Health(Level.BROKEN, "unhealthy", why)
    if task.stop_code == "EssentialContainerExited":
        code = next((c.exit_code for c in task.containers if c.exit_code), 0)
        return Health(Level.BROKEN if code else Level.IDLE, f"exit {code}", why)
    return Health(Level.IDLE, "stopped", why)


_CLUSTER_STATUS = {
    "PROVISIONING": Level.WORKING,
    "DEPROVISIONING": Level.WORKING,
    "FAILED": Level.BROKEN,
    "INACTIVE": Level.IDLE,
}


def cluster_health(cluster: Cluster, services: Iterable[Health] = (), *, loading: bool = False) -> Health:
    """How a cluster is; as bad as the worst of its services, of which those are given that were read.

    `loading` is whether they are just being read.

    Nothing is said to be well that was not read: its counts do not tell whether its services fail.
    """
    if cluster.status != "ACTIVE":
        return Health(_CLUSTER_STATUS.get(cluster.status, Level.UNKNOWN), cluster.status.lower() or "unknown")
    levels = Counter(health.level for health in services)
    judged = levels.total()
    found = tuple((level, levels[level], word) for level, word in _CLUSTER_WORDS if levels[level])
    bad = tuple(f"{count(number)} {word}" for level, number, word in found if level >= Level.WARNING)
    if bad:
        return Health(found[0][0], ", ".join(bad), f"of {counted(judged, 'service')}")
    if judged < cluster.active_services:
        read = f"{count(judged)} of {counted(cluster.active_services, 'service')} read"
        return Health(Level.IDLE, "loading" if loading or judged else "not read", read)
    if found:
        level, number, word = found[0]
        return Health(level, f"{count(number)} {word}", f"of {counted(judged, 'service')}")
    if cluster.pending_tasks:
        return Health(Level.WORKING, "starting", f"{counted(cluster.pending_tasks, 'task')} pending")
    if not (cluster.active_services or cluster.running_tasks):
        return Health(Level.IDLE, "empty")
    return Health(Level.OK, "healthy" if judged else "active")


_CLUSTER_WORDS = ((Level.BROKEN, "broken"), (Level.WARNING, "not well"), (Level.WORKING, "moving"))


def image_health(findings: tuple[tuple[str, int], ...] | None) -> Health:
    """What a vulnerability scan found; `findings` counts by severity, None where no scan has answered."""
    if findings is None:
        return Health(Level.UNKNOWN, "not scanned")
    counts = dict(findings)
    worst = next((severity for severity in SEVERITIES if counts.get(severity)), None)
    if worst is None:
        return Health(Level.OK, "clean")
    level = {"CRITICAL": Level.BROKEN, "HIGH": Level.WARNING}.get(worst, Level.OK)
    every = ", ".join(f"{count(counts[s])} {s.lower()}" for s in SEVERITIES if counts.get(s))
    return Health(level, f"{count(counts[worst])} {worst.lower()}", every)


_TARGET_LEVELS = {
    "healthy": Level.OK,
    "initial": Level.WORKING,
    "draining": Level.WORKING,
    "unused": Level.IDLE,
    "unhealthy": Level.BROKEN,
    "unhealthy.draining": Level.WARNING,
    "unavailable": Level.WARNING,
}


def target_health(target: TargetHealth) -> Health:
    """How a load balancer's target is."""
    level = _TARGET_LEVELS.get(target.state, Level.UNKNOWN)
    return Health(level, target.state, target.description or target.reason)
