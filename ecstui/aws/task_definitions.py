"""Revisions of task definitions made from others: a copy keeps everything but the images asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecstui.aws import ecs_parse as parse
from ecstui.model.arn import short
from ecstui.model.errors import NotFound
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_aiobotocore_ecs import ECSClient

    from ecstui.aws.calls import Calls
    from ecstui.model.ecs import TaskDefinition

_REGISTER = "RegisterTaskDefinition"
_AWS_OWN = "aws:"  # tags that begin so are AWS's, and refused where they are sent


@dataclass(frozen=True, slots=True)
class Registered:
    """A revision just made, and the request's id for the record."""

    definition: TaskDefinition
    request_id: str


class TaskDefinitions:
    """Copies of revisions. What a revision holds never leaves the gateway; every method raises AwsError only.

    A copy keeps all that RegisterTaskDefinition accepts, by the service model that botocore has: members
    that AWS adds are kept as soon as botocore knows them.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def register_copy(self, of: str, images: Mapping[str, str]) -> Registered:
        """Register a copy of the revision `of` with these images by container, sent once.

        It has no client token: Unreachable and BadAnswer leave open whether there is a new revision.
        """
        request = await self._copy(of, images)
        async with self._calls.call(f"ecs:{_REGISTER}", short(of), writing=True) as ecs:
            answer = await ecs.register_task_definition(**request)
            request_id = answer["ResponseMetadata"].get("RequestId", "")
            return Registered(parse.task_definition(answer["taskDefinition"]), safe(request_id))

    async def is_copy(self, revision: str, of: str, images: Mapping[str, str]) -> bool:
        """Whether `revision` is active and is just what `register_copy` of `of` makes or would make."""
        async with self._calls.call("ecs:DescribeTaskDefinition", short(revision)) as ecs:
            answer = await _described(ecs, revision)
            if answer["taskDefinition"].get("status") != "ACTIVE":
                return False
            found = _request(ecs, answer)
        return bool(_comparable(found) == _comparable(await self._copy(of, images)))

    async def _copy(self, of: str, images: Mapping[str, str]) -> dict[str, Any]:
        """The request that registers the copy."""
        async with self._calls.call("ecs:DescribeTaskDefinition", short(of)) as ecs:
            request = _request(ecs, await _described(ecs, of))
        containers = request["containerDefinitions"]
        if unknown := images.keys() - {container["name"] for container in containers}:
            raise NotFound(f"there is no container {', '.join(sorted(unknown))} in it.", where=short(of))
        request["containerDefinitions"] = [
            {**container, "image": images.get(container["name"], container.get("image"))}
            for container in containers
        ]
        return request


async def _described(ecs: ECSClient, revision: str) -> Any:
    return await ecs.describe_task_definition(taskDefinition=revision, include=["TAGS"])


def _request(ecs: ECSClient, answer: Any) -> dict[str, Any]:
    """What registers the revision that `answer` describes once more."""
    shape = ecs.meta.service_model.operation_model(_REGISTER).input_shape
    accepted = shape.members.keys() if shape else ()
    request = {name: value for name, value in answer["taskDefinition"].items() if name in accepted}
    tags = [tag for tag in answer.get("tags", ()) if not tag["key"].lower().startswith(_AWS_OWN)]
    return {**request, "tags": tags} if tags else request  # ECS refuses an empty list of tags


def _comparable(value: Any) -> Any:
    """A request without what is empty or off, and with its lists of objects in one order.

    ECS keeps no such order, and may fill in what is off where it was not asked for.
    """
    if isinstance(value, dict):
        kept = {name: _comparable(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member}
    if isinstance(value, list):
        items = [_comparable(item) for item in value]
        of_objects = all(isinstance(item, dict) for item in items)
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if of_objects else items
    return value
