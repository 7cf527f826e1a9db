"""What the view of a service's deployments says of one of them, and in its list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from models import NOW, ago, deployment, service

from ecstui.live.feeds import Feed, ServiceDeployments, ServiceRevisions, TaskDefinitions
from ecstui.model.ecs import ServiceDeployment, ServiceRevision
from ecstui.model.errors import Denied
from ecstui.model.humane import countdown
from ecstui.model.shifting import Hook, RevisionShare, Strategy
from ecstui.model.snapshot import Snapshot
from ecstui.operations.plan import Change
from ecstui.ui.deployments_seen import DeploymentsSeen
from ecstui.ui.facts.deployment import (
    DeploymentPicture,
    deployment_sections,
    stage_line,
    state,
    strategy_words,
    traffic_bar,
)
from ecstui.ui.picture import Picture
from ecstui.ui.rows.deployments import COLUMNS, deployment_row

REVISIONS = {
    "arn/9": ServiceRevision("arn/9", "arn:task-definition/web:8"),
    "arn/8": ServiceRevision("arn/8", "arn:task-definition/web:7"),
}
PAUSE = Hook("h", "PAUSE", "AWAITING_ACTION", NOW + timedelta(minutes=21, seconds=34), "ROLLBACK")
NEW = RevisionShare("arn/9", 3, 2, 1, 10.0, 100.0)
OLD = RevisionShare("arn/8", 3, 3, 0, 90.0, 0.0)
CANARY = Strategy("CANARY", 5, (10.0, 100.0), 6)


def record(**changes: Any) -> ServiceDeployment:
    plain = ServiceDeployment(
        "arn/d", "IN_PROGRESS", "", ago(minutes=9), ago(minutes=8), None, "arn/9", ("arn/8",)
    )
    return replace(plain, **changes)


SHIFTING = record(
    lifecycle_stage="PRODUCTION_TRAFFIC_SHIFT",
    strategy=CANARY,
    target=NEW,
    sources=(OLD,),
    updated_at=ago(minutes=2),
)


def facts(made: ServiceDeployment, **around: Any) -> str:
    picture = DeploymentPicture(around.pop("of", service()), made, REVISIONS, **around)
    sections = deployment_sections(picture, NOW)
    return "\n".join(f"{fact.label}: {fact.text}" for section in sections for fact in section.facts)


@pytest.mark.parametrize(
    ("made", "around", "expected"),
    [
        (SHIFTING, {}, "revision: web:8, from web:7"),
        (SHIFTING, {}, "strategy: canary, 10 % for 6m, then all, bakes 5m"),
        (SHIFTING, {}, "stage: production traffic shift"),
        (SHIFTING, {}, "bake time: 4:00 left at most, until "),
        (SHIFTING, {}, "10 % web:8, 90 % web:7"),
        (SHIFTING, {}, "100 % to the new"),
        (SHIFTING, {}, "tasks: 2 of 3 new running, 1 pending; 3 of 3 old running"),
        (SHIFTING, {"of": service(deployments=(deployment(failed=2),))}, "; 2 failed in a row"),
        (replace(SHIFTING, hooks=(PAUSE,)), {}, "pause: 21:34 left, until "),
        (replace(SHIFTING, hooks=(PAUSE,)), {}, "then ECS rolls it back"),
        (replace(SHIFTING, hooks=(replace(PAUSE, timeout_action="CONTINUE"),)), {}, "then ECS lets it go on"),
        (record(), {}, "took: 8m so far"),
        (record(finished_at=ago(minutes=5)), {}, "took: 3m, begun"),
        (record(status_reason="somebody asked"), {}, "reason: somebody asked"),
        (record(rollback_revision="arn/8"), {}, "rolled back: to web:7"),
        (record(target_revision="arn:service-revision/c/s/77"), {}, "revision: service revision 77"),
        (record(), {}, "breaker: off"),
        (
            record(breaker_status="MONITORING", breaker_failures=1, breaker_threshold=3),
            {},
            "breaker: watching, 1 of 3 failures",
        ),
        (record(alarms_status="MONITORING", alarms=("5xx", "p99")), {}, "alarms: watching: 5xx, p99"),
        (
            record(alarms_status="TRIGGERED", alarms=("5xx", "p99"), alarms_triggered=("p99",)),
            {},
            "alarms: triggered: p99",
        ),
        (record(), {"changes": (Change("image", "a:1", "a:2"),)}, "image: a:1  ->  a:2"),
        (record(), {"changes": ()}, "nothing of the task definition"),
        (record(), {}, "loading…"),
        (record(), {"unknown": "no deployment was before it"}, "no deployment was before it"),
    ],
)
def test_the_facts_of_a_deployment(made, around, expected) -> None:
    assert expected in facts(made, **around)


def test_a_rolling_deployment_tells_of_no_stage_and_no_traffic() -> None:
    said = facts(record(target=RevisionShare("arn/9", 3, 2, 1)))
    assert not [word for word in ("stage:", "traffic", "pause:", "bake time:") if word in said]


def test_an_earlier_deployment_has_no_tasks_of_its_own_any_more() -> None:
    ended = record(status="SUCCESSFUL", finished_at=ago(minutes=5), target=NEW)
    assert "tasks:" not in facts(ended, newest=False)
    assert "tasks:" in facts(ended)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (record(lifecycle_stage="SCALE_UP"), "✓pre-scale ▶scale-up ·post-scale"),
        (record(lifecycle_stage="RECONCILE_SERVICE"), "▶reconcile ·pre-scale"),
        (record(lifecycle_stage="CLEAN_UP", status="SUCCESSFUL"), "✓bake ✓clean-up"),
        (record(lifecycle_stage="BAKE_TIME", status="ROLLBACK_IN_PROGRESS"), "✓post-shift ◀bake ·clean-up"),
        (record(lifecycle_stage="BAKE_TIME", status="STOPPED"), "✓post-shift ■bake ·clean-up"),
        (record(lifecycle_stage="SOMETHING_NEW"), "something new"),
        (record(), ""),
    ],
)
def test_the_line_of_stages_shows_where_it_is(made, expected) -> None:
    assert expected in stage_line(made)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (record(), ("~ in progress", "working")),
        (record(hooks=(PAUSE,)), ("! paused", "warning")),
        (record(status="SUCCESSFUL"), ("✓ successful", "ok")),
        (record(status="ROLLBACK_SUCCESSFUL"), ("✗ rollback successful", "broken")),
        (record(status="ROLLBACK_IN_PROGRESS"), ("~ rollback in progress", "warning")),
    ],
)
def test_a_state_has_a_mark_and_is_no_colour_alone(made, expected) -> None:
    assert state(made) == expected


def test_a_row_is_as_wide_as_the_list_and_calls_a_revision_by_its_number() -> None:
    row = deployment_row(DeploymentPicture(service(), SHIFTING, REVISIONS), NOW)
    told = [cell if isinstance(cell, str) else cell.text for cell in row.cells]
    assert len(told) == len(COLUMNS)
    assert told == [
        "~ in progress", ":8", "canary", "production traffic shift", "10 %", "2/3 +1", "9m", "8m", ""
    ]  # fmt: skip


def test_a_deployment_that_is_over_shows_no_stage_traffic_or_tasks() -> None:
    over = replace(SHIFTING, status="SUCCESSFUL", finished_at=ago(minutes=1))
    row = deployment_row(DeploymentPicture(service(), over, REVISIONS, newest=False), NOW)
    assert [cell if isinstance(cell, str) else cell.text for cell in row.cells][3:6] == ["", "", ""]


def test_strategies_in_words() -> None:
    assert strategy_words(Strategy()) == "rolling"
    assert strategy_words(Strategy("LINEAR", 0, (50.0, 100.0), 1)) == "linear, 50 % for 1m, in 2 steps"


@pytest.mark.parametrize(("share", "filled"), [(0.0, 0), (5.0, 1), (50.0, 10), (100.0, 20)])
def test_the_bar_of_traffic(share: float, filled: int) -> None:
    assert traffic_bar(share) == "█" * filled + "░" * (20 - filled)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-3, "0:00"), (42.9, "0:42"), (1294, "21:34"), (11529, "3:12:09"), (3605, "1:00:05")],
)
def test_what_is_left_counts_down_to_the_second(seconds: float, said: str) -> None:
    assert countdown(seconds) == said


REVISIONS_READ = {
    ServiceRevisions(("arn/9", "arn/8")): Snapshot(tuple(REVISIONS.values()), 1.0, complete=True)
}
DEFINITIONS = TaskDefinitions(("arn:task-definition/web:7", "arn:task-definition/web:8"))
DENIED: Snapshot[Any] = Snapshot(failure=Denied("no", operation="ecs:DescribeTaskDefinition"))


@pytest.mark.parametrize(
    ("made", "read", "says"),
    [
        (record(), {}, "loading…"),
        (record(), REVISIONS_READ, "loading…"),
        (record(), {**REVISIONS_READ, DEFINITIONS: DENIED}, "not read: ecs:DescribeTaskDefinition denied"),
        (
            record(),
            {ServiceRevisions(("arn/9", "arn/8")): Snapshot((), 1.0, complete=True)},
            "not kept by ECS",
        ),
        (record(source_revisions=()), {}, "no deployment was before it"),
    ],
)
def test_why_it_is_not_known_what_a_deployment_changed(
    made: ServiceDeployment, read: dict[Feed, Snapshot[Any]], says: str
) -> None:
    records = ServiceDeployments("prod", "web")
    known = {records: Snapshot((made,), 1.0, complete=True), **read}
    seen = DeploymentsSeen(Picture(lambda feed: known.get(feed, Snapshot())), service())
    shown = seen.picture(None)
    assert shown is not None
    assert shown.changes is None
    assert shown.unknown == says
