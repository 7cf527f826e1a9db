"""Task definitions from the table of families: what a release changes, and what it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import TaskDefinition
    from ecstui.demo.world import World

Row = dict[str, Any]


def released(family: Row, release: Row) -> Row:
    """The family with one more release in it; an empty value takes a variable or secret away."""
    merged = {
        **family,
        **{name: value for name, value in release.items() if name not in {"days", "cluster", "service"}},
    }
    for name in ("environment", "secrets"):
        kept = {**family.get(name, {}), **release.get(name, {})}
        merged[name] = {key: value for key, value in kept.items() if value}
    return merged


def image_of(world: World, row: Row) -> str:
    """The image reference of a release."""
    public = "." in row["image"].split("/", 1)[0]
    name = row["image"] if public else f"{world.ecr.host}/{row['image']}"
    return f"{name}:{row['tag']}"


def definition_body(world: World, name: str, group: str, row: Row) -> Row:
    """What RegisterTaskDefinition would have been sent."""
    mode = row.get("mode", "awsvpc")
    container: Row = {
        "name": name,
        "image": image_of(world, row),
        "essential": True,
        "environment": [{"name": key, "value": value} for key, value in row["environment"].items()],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": group,
                "awslogs-region": "eu-west-1",
                "awslogs-stream-prefix": "ecs",
            },
        },
    }
    secrets = row["secrets"]
    if secrets:
        arn = world.arn("secretsmanager", "secret:")
        container["secrets"] = [{"name": key, "valueFrom": f"{arn}{value}"} for key, value in secrets.items()]
    if "port" in row:
        host = row["port"] if mode == "awsvpc" else 0
        container["portMappings"] = [{"containerPort": row["port"], "hostPort": host, "protocol": "tcp"}]
    if "health" in row:
        command = ["CMD-SHELL", row["health"]]
        container["healthCheck"] = {
            "command": command,
            "interval": 10,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 5,
        }
    if row.get("read_only"):
        container["readonlyRootFilesystem"] = True
    if "container_memory" in row:
        container["memory"] = row["container_memory"]
    iam = world.arn("iam", "role/").replace(":eu-west-1:", "::")
    body: Row = {
        "family": name,
        "networkMode": mode,
        "executionRoleArn": f"{iam}ecs-execution",
        "taskRoleArn": f"{iam}{name}-task",
        "containerDefinitions": [container],
    }
    if mode == "awsvpc":
        body |= {"requiresCompatibilities": ["FARGATE"], "cpu": str(row["cpu"]), "memory": str(row["memory"])}
        body["runtimePlatform"] = {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"}
    else:
        container |= {"cpu": row["cpu"], "memory": row["memory"]}
        body["requiresCompatibilities"] = ["EC2"]
    return body


def register(world: World, name: str, group: str, row: Row, at: float, pushed: bool = True) -> TaskDefinition:
    """Register a release, its image pushed ten minutes before."""
    repository = row["image"]
    if pushed and repository in world.ecr.repositories:
        size = int(world.ecs.repertoire.of(image_of(world, row)).megabytes * 1_000_000)
        world.ecr.push(repository, row["tag"], size=size, at=at - 600)
    tags = [{"key": "version", "value": row["tag"]}, {"key": "managed-by", "value": "terraform"}]
    return world.ecs.register(definition_body(world, name, group, row), tags=tags, at=at)
