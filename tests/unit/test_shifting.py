"""Stages, weights and waits of deployments that shift traffic, and what answering a pause means."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import NOON, PRIMARY, SERVICE

from ecstui.aws import ecs_parse
from ecstui.model.ecs import ServiceDeployment, ServiceRevision
from ecstui.model.shifting import (
    Hook,
    RevisionShare,
    Strategy,
    linear_steps,
    next_share,
    next_stage,
    percent,
    standing,
    waiting_hook,
    waits_until,
)
from ecstui.operations.cancel_consequences import Halt
from ecstui.operations.continue_consequences import after, consequences
from ecstui.operations.plan import Progress
from ecstui.operations.shift_verdict import of_continued, with_stage
from ecstui.operations.standstill import Standstill

if TYPE_CHECKING:
    from ecstui.aws.ecs import HookAction

PAUSE = Hook("h1", "PAUSE", "AWAITING_ACTION", NOON + timedelta(minutes=22), "ROLLBACK")
CANARY = Strategy("CANARY", 5, (10.0, 100.0), 10)
BLUE_GREEN = Strategy("BLUE_GREEN", 5)
NEW = ServiceRevision("arn/r9", "task-definition/api:8")
OLD = ServiceRevision("arn/r8", "task-definition/api:7")
MIXED = replace(
    SERVICE,
    deployments=(
        replace(PRIMARY, running=4, rollout_state="IN_PROGRESS"),
        replace(PRIMARY, id="ecs-svc/0", status="ACTIVE", running=4),
    ),
)


def record(stage: str = "POST_TEST_TRAFFIC_SHIFT", share: float = 0.0, **changes: Any) -> ServiceDeployment:
    plain = ServiceDeployment(
        "arn/d9",
        "IN_PROGRESS",
        "",
        NOON,
        NOON,
        None,
        "arn/r9",
        ("arn/r8",),
        lifecycle_stage=stage,
        updated_at=NOON - timedelta(minutes=1),
        strategy=BLUE_GREEN,
        target=RevisionShare("arn/r9", 4, 4, 0, share, 100.0),
    )
    return replace(plain, **changes)


def weighed(made: ServiceDeployment, action: HookAction, **halt: Any) -> str:
    plain = {"record": made, "target": NEW, "back": OLD, **halt}
    said = consequences(MIXED, Halt(**plain), PAUSE, NOON, action)
    return "\n".join(f"{c.weight}: {c.text}" for c in said)


@pytest.mark.parametrize(
    ("made", "stage", "share"),
    [
        (record("SCALE_UP"), "POST_SCALE_UP", 100.0),
        (record(), "PRODUCTION_TRAFFIC_SHIFT", 100.0),
        (record(strategy=CANARY), "PRODUCTION_TRAFFIC_SHIFT", 10.0),
        (record("PRODUCTION_TRAFFIC_SHIFT", 10.0, strategy=CANARY), "PRODUCTION_TRAFFIC_SHIFT", 100.0),
        (record("PRODUCTION_TRAFFIC_SHIFT", 100.0), "POST_PRODUCTION_TRAFFIC_SHIFT", 100.0),
        (record("CLEAN_UP", 100.0), "", 100.0),
        (record("SOMETHING_NEW"), "", 100.0),
        (record(""), "", 100.0),
    ],
)
def test_the_next_stage_and_the_next_shift(made, stage, share) -> None:
    assert (next_stage(made), next_share(made)) == (stage, share)


@given(st.floats(min_value=3.0, max_value=100.0))
def test_linear_steps_rise_evenly_to_all(step: float) -> None:
    steps = linear_steps(round(step, 1))
    assert steps[-1] == 100.0
    assert all(low < high for low, high in pairwise(steps))
    assert all(share == pytest.approx(round(step, 1) * n, abs=0.06) for n, share in enumerate(steps[:-1], 1))


@pytest.mark.parametrize(
    ("made", "minutes"),
    [
        (record("BAKE_TIME", 100.0), 4),
        (record("PRODUCTION_TRAFFIC_SHIFT", 10.0, strategy=CANARY), 9),
        (record("PRODUCTION_TRAFFIC_SHIFT", 10.0, strategy=CANARY, hooks=(PAUSE,)), None),
        (record("PRODUCTION_TRAFFIC_SHIFT", 100.0), None),
        (record("BAKE_TIME", 100.0, status="ROLLBACK_IN_PROGRESS"), None),
        (record("BAKE_TIME", 100.0, updated_at=None), None),
    ],
)
def test_it_waits_for_its_bake_time_from_its_last_update_on(made, minutes) -> None:
    assert waits_until(made) == (None if minutes is None else NOON + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (record(""), ""),
        (
            record(hooks=(PAUSE,)),
            "stage post test traffic shift, 0 % of the traffic to the new, waits at a pause for 22m more",
        ),
        (
            record("BAKE_TIME", 100.0),
            "stage bake time, 100 % of the traffic to the new, bakes for 4m more at most",
        ),
        (record("SCALE_UP", target=None), "stage scale up"),
    ],
)
def test_where_it_stands_in_words(made, words) -> None:
    assert standing(made, NOON) == words


@pytest.mark.parametrize(
    "hook",
    [
        replace(PAUSE, status="TIMED_OUT"),
        replace(PAUSE, kind="AWS_LAMBDA", status="IN_PROGRESS"),
        replace(PAUSE, status="SUCCEEDED"),
    ],
)
def test_only_a_pause_that_awaits_action_waits(hook: Hook) -> None:
    assert waiting_hook(record(hooks=(hook,))) is None
    assert waiting_hook(record(hooks=(hook, PAUSE))) == PAUSE
    assert waiting_hook(record(hooks=(PAUSE,), status="ROLLBACK_IN_PROGRESS")) is None


@pytest.mark.parametrize(
    ("made", "action", "expected"),
    [
        (record(), "CONTINUE", ("PRODUCTION_TRAFFIC_SHIFT", 100.0)),
        (record("POST_SCALE_UP"), "CONTINUE", ("TEST_TRAFFIC_SHIFT", 0.0)),
        (record(), "ROLLBACK", ("CLEAN_UP", 0.0)),
        (
            record("PRODUCTION_TRAFFIC_SHIFT", 10.0, strategy=CANARY),
            "ROLLBACK",
            ("PRODUCTION_TRAFFIC_SHIFT", 0.0),
        ),
    ],
)
def test_what_follows_a_pause(made, action, expected) -> None:
    assert after(made, action) == expected


@pytest.mark.parametrize(
    ("made", "action", "expected"),
    [
        (record(), "CONTINUE", "warning: api:8 gets 100 % of the production traffic, api:7 keeps 0 %."),
        (
            record(),
            "CONTINUE",
            "note: Once all traffic has gone over, they bake for 5m; then 4 old tasks stop.",
        ),
        (record(strategy=CANARY), "CONTINUE", "note: After 10m it gets the rest."),
        (
            record("POST_SCALE_UP"),
            "CONTINUE",
            "note: The production traffic stays: 0 % to api:8, 100 % to api:7.",
        ),
        (record(), "CONTINUE", "note: Left alone, ECS rolls it back in 22m, at "),
        (
            record(target=RevisionShare("arn/r9", 6, 4, 2, 0.0)),
            "CONTINUE",
            "danger: Only 4 of 6 new tasks run now.",
        ),
        (record(), "ROLLBACK", "warning: api:7 keeps all of the production traffic, and api:8 is given up."),
        (
            record(share=10.0),
            "ROLLBACK",
            "warning: api:7 gets back 10 % and has all of the production traffic",
        ),
        (record(), "ROLLBACK", "note: 4 tasks of api:8 stop."),
    ],
)
def test_answering_a_pause_says_what_it_means(made, action, expected) -> None:
    assert expected in weighed(made, action)


@pytest.mark.parametrize(
    ("made", "phase", "words"),
    [
        (record("BAKE_TIME", 100.0), "converging", "Stage bake time"),
        (record(hooks=(PAUSE,)), "converging", "waits at a pause"),
        (record(hooks=(replace(PAUSE, id="h2"),)), "done", "It waits again: stage post test"),
        (record(status="SUCCESSFUL"), "done", "Deployed"),
        (
            record(status="ROLLBACK_IN_PROGRESS", status_reason="of user request"),
            "converging",
            "rolled back. of",
        ),
        (record(status="ROLLBACK_SUCCESSFUL"), "failed", "rolled back"),
        (record(status="STOPPED"), "failed", "stopped where it was"),
    ],
)
def test_how_a_continued_deployment_stands(made, phase, words) -> None:
    progress = of_continued(made, MIXED, "h1", NOON)
    assert (progress.phase, words in progress.text) == (phase, True)


def test_what_rests_on_purpose_is_not_stuck_and_a_new_stage_is_a_step_forward() -> None:
    standstill = Standstill(60, 0)
    plain = Progress("converging", "", 2, 2, old=2)
    baking = with_stage(plain, record("BAKE_TIME", 100.0), NOON)
    cleaning = with_stage(plain, record("CLEAN_UP", 100.0), NOON)
    assert baking.rests
    assert not cleaning.rests
    assert standstill.look(baking, 1000) is None
    assert standstill.look(cleaning, 1100) is None
    assert standstill.look(cleaning, 1161) == 61


def test_a_record_is_read_with_its_strategy_weights_hooks_and_alarms() -> None:
    raw: Any = {
        "serviceDeploymentArn": "arn/d9",
        "status": "IN_PROGRESS",
        "createdAt": NOON,
        "updatedAt": NOON,
        "targetServiceRevision": {
            "arn": "arn/r9\x1b[2J",
            "requestedTaskCount": 4,
            "runningTaskCount": 3,
            "pendingTaskCount": 1,
            "requestedProductionTrafficWeight": 12.5,
            "requestedTestTrafficWeight": 100.0,
        },
        "sourceServiceRevisions": [{"arn": "arn/r8", "requestedProductionTrafficWeight": 87.5}],
        "lifecycleStage": "PRODUCTION_TRAFFIC_SHIFT",
        "lifecycleHookDetails": [
            {"hookId": "h1", "targetType": "PAUSE", "status": "AWAITING_ACTION", "expiresAt": NOON}
        ],
        "alarms": {"status": "TRIGGERED", "alarmNames": ["a", "b"], "triggeredAlarmNames": ["b"]},
        "deploymentConfiguration": {
            "strategy": "LINEAR",
            "bakeTimeInMinutes": 7,
            "linearConfiguration": {"stepPercent": 12.5, "stepBakeTimeInMinutes": 3},
            "lifecycleHooks": [
                {"targetType": "PAUSE", "lifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"]},
                {"hookTargetArn": "arn:lambda", "lifecycleStages": ["PRE_SCALE_UP"]},
            ],
        },
    }
    made = ecs_parse.service_deployment(raw)
    assert made.target is not None
    assert "\x1b" not in made.target.arn
    assert (made.target.requested, made.target.running, made.target.pending) == (4, 3, 1)
    assert (made.target.production, made.sources[0].production, made.sources[0].test) == (12.5, 87.5, None)
    assert made.strategy == Strategy("LINEAR", 7, linear_steps(12.5), 3, ("PRE_PRODUCTION_TRAFFIC_SHIFT",))
    assert waiting_hook(made) == Hook("h1", "PAUSE", "AWAITING_ACTION", NOON, "ROLLBACK")
    assert (made.alarms_status, made.alarms, made.alarms_triggered) == ("TRIGGERED", ("a", "b"), ("b",))


@pytest.mark.parametrize(
    ("name", "member", "expected"),
    [
        ("CANARY", {}, Strategy("CANARY", 0, (5.0, 100.0), 10)),
        ("LINEAR", {}, Strategy("LINEAR", 0, linear_steps(10.0), 6)),
        ("BLUE_GREEN", {"bakeTimeInMinutes": 2}, Strategy("BLUE_GREEN", 2)),
        ("ROLLING", {}, Strategy()),
    ],
)
def test_a_strategy_that_says_little_has_the_defaults_of_aws(name, member, expected) -> None:
    raw: Any = {
        "serviceDeploymentArn": "arn/d9",
        "status": "PENDING",
        "deploymentConfiguration": {"strategy": name, **member},
    }
    assert ecs_parse.service_deployment(raw).strategy == expected


def test_percentages_are_said_as_short_as_they_are() -> None:
    assert [percent(share) for share in (0.0, 12.5, 100.0)] == ["0 %", "12.5 %", "100 %"]
