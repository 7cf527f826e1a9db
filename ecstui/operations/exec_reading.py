"""Reading what the exec doctor looks at. What may not be read is said to be not known, and why."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from ecstui.model.arn import short
from ecstui.model.errors import AwsError, NotFound
from ecstui.model.way_out import WayOut
from ecstui.operations.exec_caller import Caller
from ecstui.operations.exec_doctor import CHANNELS, ExecFacts, Unread
from ecstui.operations.exec_surroundings import SERVICE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from ecstui.model.ecs import Container, Service, Task, TaskDefinition
    from ecstui.model.permission import Permission
    from ecstui.model.placement import ContainerInstance
    from ecstui.model.way_out import Place
    from ecstui.operations.desk import Desk
    from ecstui.operations.session_plugin import Plugin

T = TypeVar("T")
_WITHIN = 5.0  # seconds for each reading


async def read_facts(
    desk: Desk, task: Task, container: Container, plugin: Plugin, needs: Sequence[tuple[str, str]]
) -> ExecFacts:
    """Everything; `needs` are the actions that the caller needs, each with a resource.

    Raises AwsError where a task without ECS Exec has a service that cannot be read.
    """
    service = None if task.enable_execute_command else await _service(desk, task)
    async with asyncio.TaskGroup() as reading:
        role = reading.create_task(_role(desk, task))
        around = reading.create_task(_surroundings(desk, task))
        caller = reading.create_task(_caller(desk, needs))
    definition, lacking = role.result()
    instance, way = around.result()
    containers = definition.containers if definition else ()
    return ExecFacts(
        task,
        container,
        next((each for each in containers if each.name == container.name), None),
        # A definition that cannot be read says nothing of a role: no reason to find one missing.
        definition.task_role if definition else "not known",
        service,
        plugin,
        lacking,
        instance,
        way,
        desk.aws.region,
        caller.result(),
    )


async def _tried(read: Awaitable[T]) -> T | Unread:
    """What was read; a network without a way to that part of AWS holds nobody up."""
    try:
        async with asyncio.timeout(_WITHIN):
            return await read
    except AwsError as error:
        return Unread(error.why)
    except TimeoutError:
        return Unread("AWS does not answer.")


async def _service(desk: Desk, task: Task) -> Service | None:
    if not task.service:
        return None
    try:
        return await desk.aws.ecs.describe_service(short(task.cluster_arn), task.service)
    except NotFound:
        return None


async def _role(desk: Desk, task: Task) -> tuple[TaskDefinition | None, tuple[str, ...] | Unread | None]:
    """The task definition, None where it cannot be read, and what its task role does not allow."""
    definition = await _tried(desk.aws.ecs.task_definition(task.task_definition))
    if isinstance(definition, Unread):
        return None, definition
    if not definition.task_role:
        return definition, None
    return definition, await _tried(desk.aws.iam.lacking(definition.task_role, CHANNELS))


async def _surroundings(
    desk: Desk, task: Task
) -> tuple[ContainerInstance | Unread | None, WayOut | Unread | None]:
    """The container instance, None on Fargate, and the way to Systems Manager."""
    instance: ContainerInstance | Unread | None = None
    if arn := task.container_instance_arn:
        instance = await _tried(desk.aws.container_instances.one(short(task.cluster_arn), arn))
    return instance, await _tried(_way_out(desk, task, instance))


async def _way_out(desk: Desk, task: Task, instance: ContainerInstance | Unread | None) -> WayOut | None:
    """The task's way to Systems Manager; None where EC2 has nothing to tell of it."""
    ec2 = desk.aws.ec2
    place: Place | None = None
    if task.subnet and task.private_ip:
        place = await ec2.place_of_interface(task.subnet, task.private_ip)
    elif instance is not None and not isinstance(instance, Unread) and instance.ec2_id.startswith("i-"):
        place = await ec2.place_of_instance(instance.ec2_id)
    if place is None:
        return None
    return WayOut(place, await ec2.default_route(place), await ec2.has_endpoint(place, SERVICE))


async def _caller(desk: Desk, needs: Sequence[tuple[str, str]]) -> Caller:
    actions = tuple(dict.fromkeys(action for action, _ in needs))
    identity = await _tried(desk.aws.identity())
    if isinstance(identity, Unread):
        return Caller("the caller", actions, unchecked=identity.why)
    if not identity.principal:
        return Caller(identity.who, actions, unchecked="IAM simulates users and roles only.")
    found = await _tried(_permissions(desk, identity.principal, needs))
    if isinstance(found, Unread):
        return Caller(identity.who, actions, unchecked=found.why)
    return Caller(identity.who, actions, found)


async def _permissions(
    desk: Desk, principal: str, needs: Sequence[tuple[str, str]]
) -> tuple[Permission, ...]:
    """What IAM says; STS tells no path of a role, so that one IAM does not find is looked up by its name."""
    iam = desk.aws.iam
    try:
        return await iam.permissions(principal, needs)
    except NotFound:
        return await iam.permissions(await iam.role_arn(short(principal)), needs)
