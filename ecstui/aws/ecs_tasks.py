"""Amazon ECS: starting tasks on their own, and keeping a service's tasks from being stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecstui.aws import ecs_parse as parse
from ecstui.model.arn import short
from ecstui.model.errors import Rejected
from ecstui.model.run_request import STARTED_BY, failure_words
from ecstui.model.text import safe

if TYPE_CHECKING:
    from types_aiobotocore_ecs import type_defs as t

    from ecstui.aws.calls import Calls
    from ecstui.model.ecs import Network, Task, TaskProtection
    from ecstui.model.run_request import Overrides, RunRequest

_NOT_PROTECTED = {
    "TASK_NOT_VALID": "only the tasks of services can be protected.",
    "DEPLOYMENT_BLOCKED": "a deployment waits for protected tasks of the service already.",
    "MISSING": "there is no such task.",
}


@dataclass(frozen=True, slots=True)
class Launched:
    """The answer to RunTask: what was started, why the rest was not, and the request's id."""

    tasks: tuple[Task, ...]
    failures: tuple[str, ...]
    request_id: str


class EcsTasks:
    """Changes of single tasks; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def run(self, request: RunRequest) -> Launched:
        """Run tasks, sent once; the request's token lets the caller send it again without a second task.

        Unreachable and BadAnswer leave open whether it was applied.
        """
        async with self._calls.call("ecs:RunTask", short(request.cluster), writing=True) as ecs:
            answer = await ecs.run_task(**_members(request))
            return Launched(
                tuple(parse.task(raw) for raw in answer["tasks"]),
                tuple(dict.fromkeys(_failure(raw) for raw in answer["failures"])),
                safe(answer["ResponseMetadata"].get("RequestId", "")),
            )

    async def protect(self, cluster: str, task: str, minutes: int | None) -> tuple[TaskProtection, str]:
        """Keep a service's task (its id) for `minutes` (1 to 2880) from being scaled in, or no longer.

        How it is protected then, and the request's id. None ends the protection. Rejected where it is not a
        task of a service. Sent again, it means the same from then on.
        """
        asked: dict[str, Any] = {"protectionEnabled": minutes is not None}
        if minutes is not None:
            asked["expiresInMinutes"] = minutes
        place = f"{short(cluster)}/{short(task)}"
        async with self._calls.call("ecs:UpdateTaskProtection", place, writing=True) as ecs:
            answer = await ecs.update_task_protection(cluster=cluster, tasks=[task], **asked)
            request_id = safe(answer["ResponseMetadata"].get("RequestId", ""))
            for raw in answer["failures"]:
                reason = safe(raw.get("reason", ""))
                raise Rejected(_NOT_PROTECTED.get(reason, reason), request_id=request_id)
            return parse.task_protection(answer["protectedTasks"][0]), request_id


def _failure(raw: t.FailureTypeDef) -> str:
    return failure_words(safe(raw.get("reason", "")), safe(raw.get("detail", "")))


def _members(request: RunRequest) -> dict[str, Any]:
    """The members of RunTask, those alone that say something."""
    members: dict[str, Any] = {
        "cluster": request.cluster,
        "taskDefinition": request.task_definition,
        "count": request.count,
        "launchType": request.launch_type,
        "capacityProviderStrategy": [
            {"capacityProvider": share.provider, "weight": share.weight, "base": share.base}
            for share in request.capacity_providers
        ],
        "platformVersion": request.platform_version,
        "networkConfiguration": _network(request.network),
        "overrides": _overrides(request.overrides),
        "enableExecuteCommand": request.execute_command,
        "propagateTags": "TASK_DEFINITION" if request.propagate_tags else "",
        "startedBy": STARTED_BY,
        "clientToken": request.token,
    }
    return {name: value for name, value in members.items() if value}


def _network(network: Network | None) -> dict[str, Any]:
    if network is None:
        return {}
    own: dict[str, Any] = {
        "subnets": list(network.subnets),
        "assignPublicIp": "ENABLED" if network.public_address else "DISABLED",
    }
    if network.security_groups:
        own["securityGroups"] = list(network.security_groups)
    return {"awsvpcConfiguration": own}


def _overrides(overrides: Overrides) -> dict[str, Any]:
    size = {"cpu": overrides.cpu, "memory": overrides.memory}
    members: dict[str, Any] = {name: str(value) for name, value in size.items() if value is not None}
    if overrides.of_container:
        container: dict[str, Any] = {"name": overrides.container}
        if overrides.command:
            container["command"] = list(overrides.command)
        if overrides.environment:
            container["environment"] = [{"name": k, "value": v} for k, v in overrides.environment]
        members["containerOverrides"] = [container]
    return members
