"""A calm service and a plan for it, to vary in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ecstui.model.ecs import Deployment, Service
from ecstui.operations.plan import Call, Consequence, Plan, Where

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PRIMARY = Deployment("ecs-svc/1", "PRIMARY", "api:7", 4, 0, 4, 0, "COMPLETED", "", NOON, NOON)
SERVICE = Service(
    arn="arn:aws:ecs:eu-west-1:1:service/prod/api",
    name="api",
    cluster_arn="arn:aws:ecs:eu-west-1:1:cluster/prod",
    status="ACTIVE",
    scheduling_strategy="REPLICA",
    launch_type="FARGATE",
    capacity_providers=(),
    task_definition="arn:aws:ecs:eu-west-1:1:task-definition/api:7",
    desired=4,
    running=4,
    pending=0,
    deployments=(PRIMARY,),
    events=(),
    created_at=NOON,
)


def plan(**changes: Any) -> Plan:
    """A plan with one consequence of each weight."""
    base = Plan(
        verb="scale",
        subject="api",
        where=Where("1", "eu-west-1", "prod"),
        changes=(),
        consequences=(Consequence("note", "n"), Consequence("danger", "d"), Consequence("warning", "w")),
        call=Call("ecs:UpdateService", ()),
        facts=(("count", "4"), ("deployment", "1")),
        resource=SERVICE.arn,
        before=SERVICE,
    )
    return replace(base, **changes)
