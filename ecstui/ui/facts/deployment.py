"""One deployment of a service in facts: how it stands, its stages, traffic and tasks, what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.aws_words import guard_words, in_words
from ecstui.model.humane import age, clock_time, count, countdown, date_time
from ecstui.model.shifting import (
    ALL,
    STAGES,
    percent,
    waiting_hook,
    waits_until,
)
from ecstui.ui.facts.sections import Fact, Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from ecstui.model.ecs import Service, ServiceDeployment, ServiceRevision
    from ecstui.model.shifting import RevisionShare, Strategy
    from ecstui.operations.plan import Change

_BAR = 20
_SHORT = {
    "RECONCILE_SERVICE": "reconcile",
    "PRE_SCALE_UP": "pre-scale",
    "SCALE_UP": "scale-up",
    "POST_SCALE_UP": "post-scale",
    "TEST_TRAFFIC_SHIFT": "test-shift",
    "POST_TEST_TRAFFIC_SHIFT": "post-test",
    "PRODUCTION_TRAFFIC_SHIFT": "shift",
    "POST_PRODUCTION_TRAFFIC_SHIFT": "post-shift",
    "BAKE_TIME": "bake",
    "CLEAN_UP": "clean-up",
}
_BROKEN = {"STOPPED", "ROLLBACK_FAILED", "ROLLBACK_SUCCESSFUL"}
_ENDED = {"SUCCESSFUL", *_BROKEN}


@dataclass(frozen=True, slots=True)
class DeploymentPicture:
    """A deployment and what is known around it.

    `revisions` are service revisions by ARN; `changes` is what it changed of the one before, None where that
    is not known, which `unknown` gives the reason of; `newest` is whether it is the service's newest.
    """

    service: Service
    record: ServiceDeployment
    revisions: Mapping[str, ServiceRevision]
    newest: bool = True
    changes: tuple[Change, ...] | None = None
    unknown: str = "loading…"

    def name(self, arn: str) -> str:
        """A service revision as `family:revision`; by its own number where it has not been read."""
        found = self.revisions.get(arn)
        return found.revision if found and found.revision else f"service revision {short(arn)}"


def state(record: ServiceDeployment) -> tuple[str, str]:
    """The state of a deployment with its mark, and the style of that."""
    word = in_words(record.status)
    if waiting_hook(record) is not None:
        return "! paused", "warning"
    if record.status == "SUCCESSFUL":
        return f"✓ {word}", "ok"
    if record.status in _BROKEN:
        return f"✗ {word}", "broken"
    return f"~ {word}", "warning" if record.status.startswith(("ROLLBACK", "STOP")) else "working"


def strategy_words(strategy: Strategy) -> str:
    """A strategy and its times: "canary, 10 % for 5m, then all, bakes 10m"."""
    parts = [strategy.kind]
    if len(strategy.steps) > 1:
        step = age(60 * strategy.step_minutes)
        more = "then all" if strategy.name == "CANARY" else f"in {len(strategy.steps)} steps"
        parts.append(f"{percent(strategy.steps[0])} for {step}, {more}")
    if strategy.bake_minutes:
        parts.append(f"bakes {age(60 * strategy.bake_minutes)}")
    return ", ".join(parts)


def stage_line(record: ServiceDeployment) -> str:
    """All stages and where it is: ✓ behind it, ▶ here (◀ rolling back, ■ stopped), · to come; "" for none."""
    if record.lifecycle_stage not in STAGES:
        return in_words(record.lifecycle_stage)
    here = STAGES.index(record.lifecycle_stage)
    shown = STAGES if here == 0 else STAGES[1:]
    done = record.status == "SUCCESSFUL"
    mark = "◀" if record.status.startswith("ROLLBACK") else "■" if record.status in _BROKEN else "▶"
    marks = ((stage, STAGES.index(stage)) for stage in shown)
    return " ".join(
        f"{'✓' if place < here or done else mark if place == here else '·'}{_SHORT[stage]}"
        for stage, place in marks
    )


def traffic_bar(share: float) -> str:
    """A bar of the percentage of traffic that the new revision has."""
    filled = round(_BAR * share / ALL)
    return "█" * filled + "░" * (_BAR - filled)


def deployment_sections(picture: DeploymentPicture, now: datetime) -> tuple[Section, ...]:
    """The sections of one deployment."""
    record = picture.record
    word, style = state(record)
    return (
        Section("", (Fact("", word, style), *_revision(picture), *_stages(record, now), *_traffic(picture))),
        Section("", (*_tasks(picture), *_guards(picture), *_times(record, now))),
        Section("What it changed", _changes(picture)),
    )


def _revision(picture: DeploymentPicture) -> Iterator[Fact]:
    record = picture.record
    sources = ", ".join(dict.fromkeys(map(picture.name, record.source_revisions)))
    yield Fact("revision", f"{picture.name(record.target_revision)}{f', from {sources}' if sources else ''}")
    yield Fact("strategy", strategy_words(record.strategy))
    if record.rollback_revision:
        yield Fact("rolled back", f"to {picture.name(record.rollback_revision)}", "warning")
    if record.status_reason:
        yield Fact("reason", record.status_reason, "broken" if record.status in _BROKEN else "")


def _stages(record: ServiceDeployment, now: datetime) -> Iterator[Fact]:
    going = record.status not in _ENDED
    if line := stage_line(record):
        yield Fact("stage", in_words(record.lifecycle_stage), "working" if going else "")
        yield Fact("", line, "" if going else "dim")
    hook = waiting_hook(record)
    if hook is not None and hook.expires_at is not None:
        left = countdown((hook.expires_at - now).total_seconds())
        what = "rolls it back" if hook.timeout_action == "ROLLBACK" else "lets it go on"
        yield Fact("pause", f"{left} left, until {clock_time(hook.expires_at)}; then ECS {what}", "warning")
    elif (until := waits_until(record)) is not None:
        left = countdown((until - now).total_seconds())
        yield Fact("bake time", f"{left} left at most, until {clock_time(until)}", "working")


def _traffic(picture: DeploymentPicture) -> Iterator[Fact]:
    target, sources = picture.record.target, picture.record.sources
    if target is None or target.production is None:
        return
    new = f"{percent(target.production)} {picture.name(target.arn)}"
    old = [f"{percent(each.production)} {picture.name(each.arn)}" for each in sources if each.production]
    yield Fact("traffic", f"{traffic_bar(target.production)} {', '.join((new, *old))}")
    if target.test:
        yield Fact("test traffic", f"{traffic_bar(target.test)} {percent(target.test)} to the new")


def _tasks(picture: DeploymentPicture) -> Iterator[Fact]:
    target, record = picture.record.target, picture.record
    if target is None or (record.status in _ENDED and not picture.newest):
        return
    failed = picture.service.primary.failed if picture.newest and picture.service.primary else 0
    parts = [_counts("new", target), *(_counts("old", each) for each in record.sources if each.running)]
    said = "; ".join((*parts, *((f"{count(failed)} failed in a row",) if failed else ())))
    yield Fact("tasks", said, "broken" if failed else "")


def _counts(word: str, share: RevisionShare) -> str:
    pending = f", {count(share.pending)} pending" if share.pending else ""
    return f"{count(share.running)} of {count(share.requested)} {word} running{pending}"


def _guards(picture: DeploymentPicture) -> Iterator[Fact]:
    record = picture.record
    if record.breaker_status not in {"", "DISABLED"}:
        text = f"{guard_words(record.breaker_status)}, {record.breaker_failures} of "
        style = "broken" if record.breaker_status == "TRIGGERED" else ""
        yield Fact("breaker", f"{text}{record.breaker_threshold} failures", style)
    elif picture.newest:
        yield Fact("breaker", "off", "dim")
    if record.alarms_status not in {"", "DISABLED"}:
        names = ", ".join(record.alarms_triggered or record.alarms)
        style = "broken" if record.alarms_triggered else ""
        yield Fact("alarms", f"{guard_words(record.alarms_status)}: {names}", style)


def _times(record: ServiceDeployment, now: datetime) -> Iterator[Fact]:
    began = record.started_at or record.created_at
    took = age(((record.finished_at or now) - began).total_seconds())
    so_far = "" if record.finished_at else " so far"
    yield Fact("took", f"{took}{so_far}, begun {date_time(began)}")


def _changes(picture: DeploymentPicture) -> tuple[Fact, ...]:
    if picture.changes is None:
        return (Fact("", picture.unknown, "dim"),)
    if not picture.changes:
        return (Fact("", "nothing of the task definition", "dim"),)
    return tuple(Fact(change.field, f"{change.now}  ->  {change.after}") for change in picture.changes)
