"""Things of the model for tests: give only what matters, the rest is plain and well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ecstui.model.ecr import Image, Repository
from ecstui.model.ecs import Cluster, Container, Deployment, Service, ServiceEvent, Task

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ARN = "arn:aws:ecs:eu-west-1:123456789012"


def ago(**span: float) -> datetime:
    """A moment before NOW."""
    return NOW - timedelta(**span)


def cluster(name: str = "prod", **given: Any) -> Cluster:
    """A cluster with a service and two tasks."""
    plain = {
        "status": "ACTIVE",
        "active_services": 1,
        "running_tasks": 2,
        "pending_tasks": 0,
        "container_instances": 0,
    }
    return Cluster(f"{ARN}:cluster/{name}", name, **{**plain, **given})


def deployment(**given: Any) -> Deployment:
    """A deployment that is complete."""
    plain = {
        "id": "ecs-svc/1",
        "status": "PRIMARY",
        "task_definition": f"{ARN}:task-definition/web:7",
        "desired": 2,
        "pending": 0,
        "running": 2,
        "failed": 0,
        "rollout_state": "COMPLETED",
        "rollout_reason": "",
        "created_at": ago(days=2),
        "updated_at": ago(days=2),
    }
    return Deployment(**{**plain, **given})


def service(name: str = "web", cluster: str = "prod", **given: Any) -> Service:
    """A Fargate service whose two tasks run."""
    plain = {
        "status": "ACTIVE",
        "scheduling_strategy": "REPLICA",
        "launch_type": "FARGATE",
        "capacity_providers": (),
        "task_definition": f"{ARN}:task-definition/{name}:7",
        "desired": 2,
        "running": 2,
        "pending": 0,
        "deployments": (deployment(),),
        "events": (),
        "created_at": ago(days=90),
    }
    arns = {"arn": f"{ARN}:service/{cluster}/{name}", "cluster_arn": f"{ARN}:cluster/{cluster}"}
    return Service(name=name, **{**arns, **plain, **given})


def event(message: str, **span: float) -> ServiceEvent:
    """An event of that long ago."""
    return ServiceEvent(message, ago(**span), message)


def container(name: str = "web", **given: Any) -> Container:
    """A container that runs."""
    plain = {
        "image": "repo/web:1",
        "image_digest": "",
        "last_status": "RUNNING",
        "health": "UNKNOWN",
        "exit_code": None,
        "reason": "",
    }
    return Container(name, **{**plain, **given})


def task(task_id: str = "0123456789abcdef", **given: Any) -> Task:
    """A task that runs."""
    plain = {
        "arn": f"{ARN}:task/prod/{task_id}",
        "cluster_arn": f"{ARN}:cluster/prod",
        "group": "service:web",
        "task_definition": f"{ARN}:task-definition/web:7",
        "last_status": "RUNNING",
        "desired_status": "RUNNING",
        "health": "UNKNOWN",
        "launch_type": "FARGATE",
        "capacity_provider": "",
        "containers": (container(),),
        "cpu": "256",
        "memory": "512",
        "created_at": ago(hours=1),
        "started_at": ago(minutes=59),
    }
    return Task(**{**plain, **given})


def image(*tags: str, **given: Any) -> Image:
    """An image without findings."""
    plain = {
        "repository": "web",
        "digest": "sha256:" + "ab" * 32,
        "size": 50_000_000,
        "pushed_at": ago(days=1),
    }
    return Image(tags=tags, **{**plain, "findings": (), **given})


def repository(name: str = "web", **given: Any) -> Repository:
    """A repository whose images have not been read."""
    plain = {
        "arn": f"arn:aws:ecr:eu-west-1:123456789012:repository/{name}",
        "uri": f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/{name}",
        "registry_id": "123456789012",
        "created_at": ago(days=100),
        "tag_mutability": "MUTABLE",
        "scan_on_push": True,
    }
    return Repository(name=name, **{**plain, **given})
