"""The facts of a service: first what is wrong and why, then how it is moving, then what it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ecstui.model.arn import short
from ecstui.model.aws_words import guard_words, in_words, strategy_name
from ecstui.model.event_runs import runs
from ecstui.model.health import Level, service_health, target_health, task_health, trouble
from ecstui.model.humane import age, clock_time, counted, date_time, reached, since
from ecstui.model.shifting import standing, waiting_hook
from ecstui.model.snapshot import Freshness, Snapshot
from ecstui.ui.facts.limits import limits
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.rows.listing import MARKS, STYLES
from ecstui.ui.rows.services import runs_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ecstui.model.ecs import Deployment, Service, ServiceDeployment, ServiceEvent, Task
    from ecstui.model.elb import TargetHealth
    from ecstui.model.event_runs import Run
    from ecstui.model.image_use import Moved
    from ecstui.model.scaling import ScalableTarget

_ROUTINE = re.compile(r"|ECS deployment \S+ (in progress|completed)\.")
"""Reasons that say no more than the rollout state."""

EVENTS_SHOWN = 5
REASONS_SHOWN = 3
TARGETS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ServicePicture:
    """A service and what is known around it; `targets` by target group ARN, `moved` its tags that did."""

    service: Service
    tasks: Snapshot[Task] = field(default_factory=Snapshot)
    deployments: Snapshot[ServiceDeployment] = field(default_factory=Snapshot)
    scaling: Snapshot[ScalableTarget] = field(default_factory=Snapshot)
    targets: Mapping[str, Snapshot[TargetHealth]] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()


def service_facts(picture: ServicePicture, now: datetime) -> tuple[Section, ...]:
    """The sections of the detail area."""
    service = picture.service
    return (
        Section(
            "",
            (*_verdict(service, now), *_stops(picture.tasks.items, now), *_limits(picture.tasks.items, now)),
        ),
        Section(
            "Deployments",
            (
                *_deployments(service, now),
                *_moved(picture.moved, now),
                *_stage(picture, now),
                *_breaker(picture),
            ),
        ),
        Section("Load balancer", tuple(_load_balancers(picture))),
        Section("Auto scaling", _scaling(picture.scaling)),
        Section("Newest events", event_facts(service.events, now)[:EVENTS_SHOWN]),
        Section("Service", _identity(service, now)),
    )


def _verdict(service: Service, now: datetime) -> tuple[Fact, ...]:
    health = service_health(service, now)
    facts = [Fact("", " ".join(filter(None, (MARKS[health.level], health.word))), STYLES[health.level])]
    if health.why:
        facts.append(Fact("Why", health.why))
    event = trouble(service, now)
    if event is not None and health.why not in event.message:
        facts.append(Fact(f"{since(event.created_at, now)} ago", event.message))
    return tuple(facts)


def _stops(tasks: Iterable[Task], now: datetime) -> tuple[Fact, ...]:
    """Why tasks stopped lately, the most frequent reason first; stops nobody need mind are left out."""
    reasons: Counter[tuple[str, str]] = Counter()
    newest: dict[tuple[str, str], datetime] = {}
    for task in tasks:
        if task.stopped_at is None:
            continue
        health = task_health(task, now)
        if health.level < Level.WARNING:
            continue
        reason = (health.word, task.stopped_reason)
        reasons[reason] += 1
        newest[reason] = max(newest.get(reason, task.stopped_at), task.stopped_at)
    return tuple(
        Fact("Stopped", _stop(reason, number, since(newest[reason], now)), "broken")
        for reason, number in reasons.most_common(REASONS_SHOWN)
    )


def _limits(tasks: Iterable[Task], now: datetime) -> Iterable[Fact]:
    """What the newest task killed for its memory was allowed to take."""
    killed = (task for task in tasks if task_health(task, now).word == "out of memory")
    newest = max(killed, key=lambda task: task.created_at, default=None)
    if newest is not None:
        yield Fact("limits", limits(newest))


def _stop(reason: tuple[str, str], number: int, ago: str) -> str:
    return f"{counted(number, 'task')}, the last {ago} ago: {': '.join(filter(None, reason))}"


def _deployments(service: Service, now: datetime) -> Iterable[Fact]:
    for deployment in service.deployments:
        yield Fact(
            deployment.status.lower(), _deployment(deployment, service, now), _deployment_style(deployment)
        )
        if not _ROUTINE.fullmatch(deployment.rollout_reason):
            yield Fact("", " " * 2 + deployment.rollout_reason, "dim")


def _moved(tags: Iterable[Moved], now: datetime) -> Iterable[Fact]:
    """Where a redeployment would take another image than what runs."""
    for tag in tags:
        yield Fact("image", f"{tag.container}: {tag.words(now)}", "working")


def _deployment(deployment: Deployment, service: Service, now: datetime) -> str:
    parts = [
        deployment.revision,
        f"{reached(deployment.running, deployment.desired, deployment.pending)} running",
        _failed(deployment, service, now),
        in_words(deployment.rollout_state),
        f"begun {since(deployment.created_at, now)} ago",
    ]
    return ", ".join(filter(None, parts))


def _failed(deployment: Deployment, service: Service, now: datetime) -> str:
    """How many failed, and where they found no room, that these were never tasks: none is listed."""
    event = trouble(service, now)
    if not deployment.failed:
        return ""
    if deployment is service.primary and event is not None and "unable to place a task" in event.message:
        return f"{deployment.failed} could not be placed: no task was created"
    return f"{deployment.failed} failed"


def _deployment_style(deployment: Deployment) -> str:
    if deployment.failed or deployment.rollout_state == "FAILED":
        return "broken"
    return "working" if deployment.rollout_state == "IN_PROGRESS" else ""


def _stage(picture: ServicePicture, now: datetime) -> Iterable[Fact]:
    """Where the newest deployment stands that shifts traffic, and what it waits for."""
    newest = next(iter(picture.deployments.items), None)
    if newest is not None and newest.finished_at is None and (where := standing(newest, now)):
        yield Fact("stage", where.removeprefix("stage "), "warning" if waiting_hook(newest) else "working")


def _breaker(picture: ServicePicture) -> Iterable[Fact]:
    breaker = picture.service.circuit_breaker
    says = ("on, rolls back" if breaker.rollback else "on, without rollback") if breaker.enabled else "off"
    newest = next(iter(picture.deployments.items), None)
    if breaker.enabled and newest is not None and newest.breaker_threshold:
        says += f"; {newest.breaker_failures} of {newest.breaker_threshold} failures"
        says += f", {guard_words(newest.breaker_status)}" if newest.breaker_status else ""
    yield Fact("breaker", says)
    if newest is not None and newest.status_reason:
        status = in_words(newest.status)
        yield Fact("last record", f"{status}: {newest.status_reason}")
    yield from _failure(picture.deployments)


def _load_balancers(picture: ServicePicture) -> Iterable[Fact]:
    for balancer in picture.service.load_balancers:
        group = balancer.target_group_arn
        name = group.split("/")[1] if group.count("/") > 1 else short(group)
        yield Fact("target group", f"{name} -> {balancer.container}:{balancer.port}")
        snapshot: Snapshot[Any] = picture.targets.get(group) or Snapshot()
        yield from _failure(snapshot)
        states = Counter(target.state for target in snapshot.items)
        if states:
            yield Fact("targets", ", ".join(f"{number} {state}" for state, number in states.most_common()))
        troubled = [(target, target_health(target)) for target in snapshot.items]
        troubled = [(target, health) for target, health in troubled if health.level >= Level.WARNING]
        for target, health in troubled[:TARGETS_SHOWN]:
            port = f":{target.port}" if target.port else ""
            says = f"{MARKS[health.level]} {target.state} {health.why}".rstrip()
            yield Fact(f"{target.id}{port}", says, STYLES[health.level])
        if (more := len(troubled) - TARGETS_SHOWN) > 0:
            yield Fact("", f"and {counted(more, 'target')} more in trouble", "warning")
    if picture.service.health_check_grace_period:
        yield Fact("grace period", age(picture.service.health_check_grace_period))


def _scaling(snapshot: Snapshot[ScalableTarget]) -> tuple[Fact, ...]:
    facts = list(_failure(snapshot))
    if snapshot.freshness is Freshness.LOADING:
        facts.append(Fact("", "loading…", "dim"))
    for target in snapshot.items:
        facts.append(Fact("bounds", f"{target.minimum} to {target.maximum} tasks"))
        facts.extend(Fact("policy", policy.words) for policy in target.policies)
        if target.policies_unread:
            facts.append(Fact("policy", target.policies_unread, "dim"))
        if target.suspended:
            facts.append(Fact("suspended", ", ".join(target.suspended), "warning"))
    if snapshot.complete and not snapshot.items:
        facts.append(Fact("", "none", "dim"))
    return tuple(facts)


def event_facts(events: Iterable[ServiceEvent], now: datetime) -> tuple[Fact, ...]:
    """Events with their age, the newest first; many of one kind in a row as one."""
    return tuple(Fact(f"{since(run.newest.created_at, now)} ago", _said(run)) for run in runs(events))


def _said(run: Run) -> str:
    if len(run.events) == 1:
        return run.message
    oldest, newest = run.oldest.created_at, run.newest.created_at
    told = clock_time if newest - oldest < timedelta(hours=12) else date_time
    span = f"{told(oldest)} to {told(newest)}"
    return f"{run.message} {len(run.events)} times, {span}"


def _identity(service: Service, now: datetime) -> tuple[Fact, ...]:
    percent = f"{service.minimum_healthy_percent} to {service.maximum_percent} % while deploying"
    created = (
        f"{date_time(service.created_at)}, {since(service.created_at, now)} ago" if service.created_at else ""
    )
    facts = (
        Fact("name", service.name),
        Fact("cluster", service.cluster),
        Fact("counts", f"{service.running} running of {service.desired} desired, {service.pending} pending"),
        Fact("definition", service.revision),
        Fact("runs on", " ".join(filter(None, (runs_on(service), service.platform_version)))),
        Fact("strategy", f"{strategy_name(service.deployment_strategy)}, {percent}"),
        Fact("exec", "enabled" if service.enable_execute_command else "not enabled"),
        Fact("alarms", ", ".join(service.alarms)),
        Fact("created", created),
        Fact("ARN", service.arn),
    )
    return tuple(fact for fact in facts if fact.text)


def _failure(snapshot: Snapshot[Any]) -> Iterable[Fact]:
    if snapshot.failure is not None:
        failure = snapshot.failure
        yield Fact(failure.word, f"{failure.operation} {failure.why} {failure.advice}".strip(), "warning")
