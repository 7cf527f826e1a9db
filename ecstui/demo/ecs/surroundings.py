"""What a task touches outside ECS: the target groups it serves and the log streams it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.ecs import network

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Container, Task
    from ecstui.demo.world import World


def targets(task: Task) -> list[tuple[str, str, int, str]]:
    """(target group ARN, address, port, container name) of a task, one a load balancer of its deployment."""
    if task.deployment is None:
        return []
    found = []
    for balancer in task.deployment.revision.settings["loadBalancers"]:
        port = balancer["containerPort"]
        if task.task_definition.network_mode == "awsvpc":
            address = network.private_ip(task.id)
        elif task.instance is not None:
            address, port = task.instance.ec2_id, network.host_port(task.id, port)
        else:
            continue
        group = balancer["targetGroupArn"]
        if task.deployment.revision.alternate:
            group = balancer.get("advancedConfiguration", {}).get("alternateTargetGroupArn", group)
        found.append((group, address, port, balancer["containerName"]))
    return found


def log_stream(task: Task, container: Container) -> tuple[str, str] | None:
    """(log group, log stream) the awslogs driver writes into, None without that driver."""
    for definition in task.task_definition.containers:
        logging = definition.get("logConfiguration", {})
        if definition["name"] == container.name and logging.get("logDriver") == "awslogs":
            options = logging["options"]
            prefix = options.get("awslogs-stream-prefix", "ecs")
            return options["awslogs-group"], f"{prefix}/{container.name}/{task.id}"
    return None


def speak(world: World, task: Task, container: Container) -> None:
    """The container begins to write its log."""
    place = log_stream(task, container)
    if place is not None:
        voice = world.ecs.repertoire.of(container.image).voice
        at = world.now if task.started_at is None else task.started_at
        world.logs.container_started(place[0], place[1], voice, at, seed=place[1])


def say(world: World, task: Task, container: Container, line: str) -> None:
    """The container writes one line."""
    place = log_stream(task, container)
    if place is not None:
        world.logs.write(place[0], place[1], world.now, line)


def hush(world: World, task: Task, container: Container, last_words: tuple[str, ...]) -> None:
    """The container's log ends."""
    place = log_stream(task, container)
    if place is not None:
        world.logs.container_stopped(place[1], world.now, last_words)


def settle(world: World, task: Task) -> None:
    """The task has been in service with its load balancers for long."""
    for arn, address, port, _ in targets(task):
        world.elbv2.settle(arn, address, port)
