"""The past of a service that has long been well: its deployments, its events, its tasks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ecstui.demo.ecs import wording
from ecstui.demo.ecs.placement import Refusal, place
from ecstui.demo.ecs.scheduler import REPEATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.demo.ecs.records import Instance, Service, TaskDefinition
    from ecstui.demo.world import World

TOLD = 8  # repetitions of the steady state told at most


def deployed(world: World, service: Service, definitions: Sequence[TaskDefinition], until: float) -> None:
    """Tell the deployments of every definition, the first of which the service was made with."""
    for definition in definitions:
        if definition is not definitions[0]:
            world.timers.stand(definition.registered_at + 180)
            world.ecs.deployments.begin(service, definition)
        _resolve(world, service)
        world.timers.stand(world.now + 1)
        world.ecs.deployments.progress(service)
        world.timers.stand(world.now + world.random.uniform(50, 140))
        world.ecs.deployments.complete(service)
        world.ecs.say(service, wording.steady(service.name))
        del service.deployments[1:]
    service.steady = True
    _repeat(world, service, until)


def _resolve(world: World, service: Service) -> None:
    """The digests of the images that its first task fixed."""
    revision = service.primary.revision
    for container in revision.task_definition.containers:
        image = world.ecr.find(container["image"])
        if image is not None:
            revision.digests[container["image"]] = image.digest


def _repeat(world: World, service: Service, until: float) -> None:
    """Say the steady state again every six hours up to `until`, and from then on."""
    rounds = int((until - world.now) // REPEATED)
    began = world.now
    for number in range(max(1, rounds - TOLD + 1), rounds + 1):
        world.timers.stand(began + number * REPEATED)
        world.ecs.say(service, wording.steady(service.name))
    said = world.now
    world.timers.stand(until)
    again = partial(world.ecs.scheduler.still_steady, service, said)
    world.timers.after(said + REPEATED - until, again)


def running(world: World, service: Service, until: float) -> None:
    """Give the service its tasks, running since its last deployment or somewhat later."""
    primary = service.primary
    service.desired_count = world.ecs.scheduler.desired(service)
    for _ in range(service.desired_count):
        instance = _room(world, service)
        task = world.ecs.add_task(service=service, deployment=primary, instance=instance)
        age = (until - primary.created_at) * world.random.choice((1.0, 1.0, 1.0, 0.6, 0.3))
        world.ecs.adopt(task, until - age + world.random.uniform(15, 45))


def _room(world: World, service: Service) -> Instance | None:
    if not world.ecs.needs_instance(service):
        return None
    if service.scheduling == "DAEMON":
        return world.ecs.scheduler.bare_instance(service)
    room = place(world.ecs.clusters[service.cluster], service.task_definition, None)
    return None if isinstance(room, Refusal) else room
