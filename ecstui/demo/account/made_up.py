"""A made-up account of any size: calm services and tasks, quick to make and without a timer of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.account import families
from ecstui.demo.account.infrastructure import DAY, NETWORK, tags
from ecstui.demo.ecs import wording
from ecstui.demo.ecs.behaviour import Behaviour
from ecstui.demo.ecs.calls.changes import settings_of

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Service, TaskDefinition
    from ecstui.demo.world import World

CLUSTERS = ("production", "staging", "batch")
WORDS = ("orders", "stock", "prices", "users", "mail", "feeds", "search", "media", "carts", "events")
KINDS = ("api", "worker", "sync", "cache", "proxy")
REPOSITORIES = 12
CROWD = 250
"""Tasks of the first service of an account of thousands: more than one answer of AWS holds."""


def fill_made_up(world: World, services: int, tasks: int) -> None:
    """`services` services over three clusters, `tasks` tasks spread over them, see `counts`."""
    present = world.now
    for name in CLUSTERS:
        world.ecs.create_cluster(name, capacity_providers=["FARGATE"], tags=tags({"environment": name}))
    for number in range(REPOSITORIES):
        repository = f"big/{WORDS[number % len(WORDS)]}-{number}"
        world.ecr.create_repository(repository, at=present - 90 * DAY)
        world.ecr.push(repository, "1.0.0", at=present - 3 * DAY)
        world.ecs.repertoire.teach(repository, Behaviour(voice="json" if number % 2 else "access"))
    repositories = list(world.ecr.repositories)
    for number, count in enumerate(counts(services, tasks)):
        _service(world, number, repositories[number % REPOSITORIES], count, present)
    world.timers.stand(present)


def counts(services: int, tasks: int) -> list[int]:
    """How many tasks each service has: about the same, but a crowd the first one of a large account."""
    first = CROWD if services > 1 and tasks >= 10 * CROWD else tasks // services
    rest, others = tasks - first, services - 1
    return [first, *(rest * (number + 1) // others - rest * number // others for number in range(others))]


def _service(world: World, number: int, repository: str, count: int, present: float) -> None:
    cluster = CLUSTERS[number % len(CLUSTERS)]
    name = f"{WORDS[number % len(WORDS)]}-{KINDS[number // len(WORDS) % len(KINDS)]}-{number:04d}"
    definition = _definition(world, name, f"/ecs/{cluster}/{name}", repository, present)
    world.timers.stand(present - DAY * (1 + number % 30))
    service = world.ecs.create_service(
        cluster,
        name,
        definition,
        desired_count=count,
        launch_type="FARGATE",
        capacity_providers=[],
        scheduling="REPLICA",
        minimum=100,
        maximum=200,
        breaker={"enable": False, "rollback": False},
        load_balancers=[],
        grace_period=0,
        settings=settings_of({"networkConfiguration": NETWORK}),
        tags=tags({"team": WORDS[number % 7]}),
    )
    _settle(world, service)


def _definition(world: World, name: str, group: str, repository: str, present: float) -> TaskDefinition:
    row = {"image": repository, "tag": "1.0.0", "cpu": 256, "memory": 512, "environment": {}, "secrets": {}}
    return world.ecs.register(families.definition_body(world, name, group, row), at=present - 31 * DAY)


def _settle(world: World, service: Service) -> None:
    deployment = service.primary
    world.ecs.deployments.progress(service)
    world.ecs.deployments.complete(service)
    world.ecs.say(service, wording.steady(service.name))
    service.steady = True
    started = world.now + 20
    for _ in range(service.desired_count):
        world.ecs.adopt(world.ecs.add_task(service=service, deployment=deployment), started)
