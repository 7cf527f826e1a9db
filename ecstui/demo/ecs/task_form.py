"""A task and its containers in the members of the model's shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.ecs import network
from ecstui.demo.ecs.agents import agents_form, runtime_id
from ecstui.demo.ecs.behaviour import memory_limit
from ecstui.demo.ecs.wire import Wire, present

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Container, Task
    from ecstui.demo.world import World


def task_form(world: World, task: Task, include: list[str]) -> Wire:
    """A Task."""
    settings = task.settings
    form = present(
        taskArn=task.arn,
        clusterArn=world.ecs.clusters[task.cluster].arn,
        taskDefinitionArn=task.task_definition.arn,
        containerInstanceArn=task.instance.arn if task.instance else None,
        capacityProviderName=task.capacity_provider,
        overrides=settings.get("overrides", {"containerOverrides": [], "inferenceAcceleratorOverrides": []}),
        lastStatus=task.last_status,
        desiredStatus=task.desired_status,
        cpu=str(task.task_definition.cpu),
        memory=str(task.task_definition.memory),
        containers=[container_form(world, task, container) for container in task.containers],
        startedBy=task.started_by,
        version=task.version,
        stoppedReason=task.stopped_reason,
        stopCode=task.stop_code,
        connectivity="CONNECTED" if task.pull_started_at else None,
        connectivityAt=task.pull_started_at,
        pullStartedAt=task.pull_started_at,
        pullStoppedAt=task.pull_stopped_at,
        executionStoppedAt=task.execution_stopped_at,
        createdAt=task.created_at,
        startedAt=task.started_at,
        stoppingAt=task.stopping_at,
        stoppedAt=task.stopped_at,
        group=task.group,
        launchType=task.launch_type,
        attachments=_attachments(task),
        attributes=[{"name": "ecs.cpu-architecture", "value": "x86_64"}],
        availabilityZone=task.availability_zone,
        enableExecuteCommand=bool(settings.get("enableExecuteCommand", False)),
        healthStatus=_health(task),
        tags=task.tags if "TAGS" in include else [],
    )
    if task.launch_type == "FARGATE":
        form |= {"platformVersion": "1.4.0", "platformFamily": "Linux", "ephemeralStorage": {"sizeInGiB": 20}}
    return form


def _health(task: Task) -> str:
    essential = [container.health for container in task.containers if container.essential]
    if "UNHEALTHY" in essential:
        return "UNHEALTHY"
    return "HEALTHY" if "HEALTHY" in essential else "UNKNOWN"


def _attachments(task: Task) -> list[Wire]:
    if task.task_definition.network_mode != "awsvpc":
        return []
    status = {"PROVISIONING": "PRECREATED", "STOPPED": "DELETED", "DEPROVISIONING": "DETACHING"}
    details = {
        "subnetId": network.subnet_of(task.id)[0],
        "networkInterfaceId": network.interface(task.id),
        "macAddress": network.mac(task.id),
        "privateDnsName": f"ip-{network.private_ip(task.id).replace('.', '-')}.eu-west-1.compute.internal",
        "privateIPv4Address": network.private_ip(task.id),
    }
    if task.last_status == "PROVISIONING":
        details = {"subnetId": details["subnetId"]}
    return [
        {
            "id": network.attachment_id(task.id),
            "type": "ElasticNetworkInterface",
            "status": status.get(task.last_status, "ATTACHED"),
            "details": [{"name": name, "value": value} for name, value in details.items()],
        }
    ]


def container_form(world: World, task: Task, container: Container) -> Wire:
    """A Container."""
    definition = next(d for d in task.task_definition.containers if d["name"] == container.name)
    head, _, rest = task.arn.partition(":task/")
    ident = network.attachment_id(f"{task.id}/{container.name}")
    memory = memory_limit(task, container)
    return present(
        containerArn=f"{head}:container/{rest}/{ident}",
        taskArn=task.arn,
        name=container.name,
        image=container.image,
        imageDigest=container.digest,
        runtimeId=runtime_id(task, container),
        lastStatus=container.last_status,
        exitCode=container.exit_code,
        reason=container.reason,
        networkBindings=_bindings(task, definition),
        networkInterfaces=_interfaces(task),
        healthStatus=container.health,
        managedAgents=agents_form(world, task, container),
        cpu=str(definition.get("cpu", 0)),
        memory=str(memory) if definition.get("memory") else None,
        memoryReservation=str(definition["memoryReservation"]) if "memoryReservation" in definition else None,
    )


def _bindings(task: Task, definition: Wire) -> list[Wire]:
    if task.task_definition.network_mode == "awsvpc" or task.started_at is None:
        return []
    return [
        {
            "bindIP": "0.0.0.0",  # noqa: S104 - what the agent reports, nothing is bound here
            "containerPort": port["containerPort"],
            "hostPort": port.get("hostPort") or network.host_port(task.id, port["containerPort"]),
            "protocol": port.get("protocol", "tcp"),
        }
        for port in definition["portMappings"]
    ]


def _interfaces(task: Task) -> list[Wire]:
    if task.task_definition.network_mode != "awsvpc" or task.last_status == "PROVISIONING":
        return []
    address = network.private_ip(task.id)
    return [{"attachmentId": network.attachment_id(task.id), "privateIpv4Address": address}]
