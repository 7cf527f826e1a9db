"""Records of ECS, tasks apart, in the members of the model's shapes. Absent is absent, never None."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import (
        CapacityProvider,
        Cluster,
        Deployment,
        Instance,
        Revision,
        Rollout,
        Service,
        TaskDefinition,
    )
    from ecstui.demo.world import World

Wire = dict[str, Any]
#: settings that a service keeps and its deployments tell
_OF_DEPLOYMENTS = ("serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations")


def present(**members: Any) -> Wire:
    """The members that are not None."""
    return {name: value for name, value in members.items() if value is not None}


def cluster_form(world: World, cluster: Cluster, include: list[str]) -> Wire:
    """A Cluster, with what `include` asks for."""
    tasks = cluster.tasks.values()
    running = sum(task.running for task in tasks)
    form = {
        "clusterArn": cluster.arn,
        "clusterName": cluster.name,
        "status": cluster.status,
        "registeredContainerInstancesCount": len(cluster.instances),
        "runningTasksCount": running,
        "pendingTasksCount": len(tasks) - running,
        "activeServicesCount": sum(s.status == "ACTIVE" for s in cluster.services.values()),
        "statistics": [],
        "tags": cluster.tags if "TAGS" in include else [],
        "settings": cluster.settings if "SETTINGS" in include else [],
        "capacityProviders": cluster.capacity_providers,
        "defaultCapacityProviderStrategy": cluster.default_strategy,
    }
    if "CONFIGURATIONS" in include and cluster.exec_configuration is not None:
        form["configuration"] = {"executeCommandConfiguration": cluster.exec_configuration}
    if "STATISTICS" in include:
        form["statistics"] = _statistics(world, cluster)
    return form


def _statistics(world: World, cluster: Cluster) -> list[dict[str, str]]:
    counts: dict[str, int] = {}
    for kind, name in (("EC2", "EC2"), ("FARGATE", "Fargate")):
        tasks = [task for task in cluster.tasks.values() if task.launch_type == kind]
        counts[f"running{name}TasksCount"] = sum(task.running for task in tasks)
        counts[f"pending{name}TasksCount"] = sum(task.pending for task in tasks)
        mine = [s for s in cluster.services.values() if world.ecs.needs_instance(s) == (kind == "EC2")]
        counts[f"active{name}ServiceCount"] = sum(s.status == "ACTIVE" for s in mine)
        counts[f"draining{name}ServiceCount"] = sum(s.status == "DRAINING" for s in mine)
    return [{"name": name, "value": str(value)} for name, value in counts.items()]


def service_form(world: World, service: Service, include: list[str]) -> Wire:
    """A Service."""
    form = {
        **{name: value for name, value in service.settings.items() if name not in _OF_DEPLOYMENTS},
        "serviceArn": service.arn,
        "serviceName": service.name,
        "clusterArn": world.ecs.clusters[service.cluster].arn,
        "loadBalancers": service.load_balancers,
        "status": service.status,
        "desiredCount": world.ecs.scheduler.desired(service) if service.status == "ACTIVE" else 0,
        "runningCount": service.running_count,
        "pendingCount": service.pending_count,
        "taskDefinition": service.task_definition.arn,
        "deploymentConfiguration": service.deployment_configuration,
        "deployments": [deployment_form(world, service, d) for d in service.deployments],
        "events": [{"id": e.id, "createdAt": e.at, "message": e.message} for e in service.events],
        "createdAt": service.created_at,
        "schedulingStrategy": service.scheduling,
        "deploymentController": {"type": "ECS"},
        "currentServiceRevisions": [_share(service, d) for d in service.deployments],
        **service.launch,
    }
    if service.load_balancers:
        form["healthCheckGracePeriodSeconds"] = service.grace_period
    if service.status != "ACTIVE":
        form["deployments"] = []
    elif service.rollouts:
        form["currentServiceDeployment"] = service.rollouts[0].arn
    if "TAGS" in include:
        form["tags"] = service.tags
    return form


def _counts(service: Service, deployment: Deployment) -> tuple[int, int]:
    tasks = [task for task in service.tasks.values() if task.deployment is deployment]
    return sum(task.running for task in tasks), sum(task.pending for task in tasks)


def deployment_form(world: World, service: Service, deployment: Deployment) -> Wire:
    """An entry of deployments[]."""
    running, pending = _counts(service, deployment)
    desired = world.ecs.scheduler.desired(service)
    if deployment.given_up:
        desired = 0
    elif deployment is not service.primary:
        desired = running
    elsewhere = {"loadBalancers", "serviceRegistries"}  # the service has them
    settings = deployment.revision.settings
    return {
        **{name: value for name, value in settings.items() if name not in elsewhere},
        "id": deployment.id,
        "status": deployment.status,
        "taskDefinition": deployment.task_definition.arn,
        "desiredCount": desired,
        "pendingCount": pending,
        "runningCount": running,
        "failedTasks": deployment.failed_tasks,
        "createdAt": deployment.created_at,
        "updatedAt": deployment.updated_at,
        "rolloutState": deployment.rollout_state,
        "rolloutStateReason": deployment.reason,
    }


def _share(service: Service, deployment: Deployment) -> Wire:
    running, pending = _counts(service, deployment)
    shift = service.rollouts[0].shift if service.rollouts else None
    kept = shift is not None and shift.keeps(deployment.revision, service.rollouts[0].target)
    wanted = service.desired_count if kept or deployment is service.primary else 0
    return {
        "arn": deployment.revision.arn,
        "requestedTaskCount": wanted,
        "runningTaskCount": running,
        "pendingTaskCount": pending,
    }


def _revision_share(service: Service, rollout: Rollout, revision: Revision) -> Wire:
    share: Wire = {"requestedTaskCount": 0, "runningTaskCount": 0, "pendingTaskCount": 0}
    for deployment in service.deployments:
        if deployment.revision is revision:
            share = _share(service, deployment)
    return {**share, "arn": revision.arn, **_traffic(rollout, revision)}


def _traffic(rollout: Rollout, revision: Revision) -> Wire:
    """The percentages of traffic asked for a revision, where the deployment shifts any."""
    shift = rollout.shift
    if shift is None:
        return {}
    new, blue = revision is rollout.target, revision.arn == shift.blue
    production = shift.production if new else 100.0 - shift.production if blue else 0.0
    test = None if shift.test is None else shift.test if new else 0.0
    return present(requestedProductionTrafficWeight=production, requestedTestTrafficWeight=test)


def _stage(rollout: Rollout) -> Wire:
    """Where a deployment that shifts traffic stands, and its hooks."""
    shift = rollout.shift
    if shift is None:
        return {}
    hooks = [
        present(
            hookId=hook.id,
            targetType=hook.kind,
            targetArn=hook.arn,
            status=hook.status,
            expiresAt=hook.expires_at,
            timeoutAction=hook.timeout_action,
        )
        for hook in shift.hooks
    ]
    return {"lifecycleStage": shift.stage, "lifecycleHookDetails": hooks}


def rollout_form(world: World, service: Service, rollout: Rollout) -> Wire:
    """A ServiceDeployment."""
    return present(
        serviceDeploymentArn=rollout.arn,
        serviceArn=service.arn,
        clusterArn=world.ecs.clusters[service.cluster].arn,
        createdAt=rollout.created_at,
        startedAt=rollout.started_at,
        finishedAt=rollout.finished_at,
        stoppedAt=rollout.stopped_at,
        updatedAt=rollout.updated_at,
        sourceServiceRevisions=[_revision_share(service, rollout, source) for source in rollout.sources],
        targetServiceRevision=_revision_share(service, rollout, rollout.target),
        **_stage(rollout),
        status=rollout.status,
        statusReason=rollout.status_reason,
        deploymentConfiguration=rollout.configuration,
        rollback=rollout.rollback,
        deploymentCircuitBreaker={
            "status": rollout.breaker,
            "failureCount": rollout.failure_count,
            "threshold": rollout.threshold,
        },
    )


def rollout_brief(world: World, service: Service, rollout: Rollout) -> Wire:
    """A ServiceDeploymentBrief."""
    return present(
        serviceDeploymentArn=rollout.arn,
        serviceArn=service.arn,
        clusterArn=world.ecs.clusters[service.cluster].arn,
        startedAt=rollout.started_at,
        createdAt=rollout.created_at,
        finishedAt=rollout.finished_at,
        targetServiceRevisionArn=rollout.target.arn,
        status=rollout.status,
        statusReason=rollout.status_reason,
    )


def revision_form(world: World, service: Service, revision: Revision) -> Wire:
    """A ServiceRevision."""
    images = []
    for definition in revision.task_definition.containers:
        image, name = definition["image"], definition["name"]
        digest = revision.digests.get(image)
        images.append(present(containerName=name, image=image, imageDigest=digest))
    return {
        **revision.settings,
        "serviceRevisionArn": revision.arn,
        "serviceArn": service.arn,
        "clusterArn": world.ecs.clusters[service.cluster].arn,
        "taskDefinition": revision.task_definition.arn,
        "containerImages": images,
        "guardDutyEnabled": False,
        "createdAt": revision.created_at,
    }


def definition_form(definition: TaskDefinition) -> Wire:
    """A TaskDefinition."""
    body = definition.body
    fargate = definition.network_mode == "awsvpc" and "cpu" in body
    return present(
        **{name: body[name] for name in body if name != "tags"},
        taskDefinitionArn=definition.arn,
        revision=definition.revision,
        status=definition.status,
        registeredAt=definition.registered_at,
        deregisteredAt=definition.deregistered_at,
        registeredBy=f"arn:aws:sts::{definition.arn.split(':')[4]}:assumed-role/deployer/ci",
        compatibilities=["EC2", "FARGATE"] if fargate else ["EC2"],
        requiresAttributes=[{"name": "com.amazonaws.ecs.capability.docker-remote-api.1.18"}],
    )


def instance_form(instance: Instance, include: list[str]) -> Wire:
    """A ContainerInstance."""
    running = sum(task.running for task in instance.tasks.values())
    attributes = {
        "ecs.availability-zone": instance.availability_zone,
        "ecs.instance-type": instance.instance_type,
        "ecs.os-type": "linux",
        "ecs.cpu-architecture": "x86_64",
        "ecs.ami-id": "ami-0f2c5be3c54a76b21",
    }
    ports = ["22", "2375", "2376", "51678", "51679"]
    return present(
        containerInstanceArn=instance.arn,
        ec2InstanceId=instance.ec2_id,
        capacityProviderName=instance.capacity_provider,
        version=7 + len(instance.tasks),
        versionInfo={
            "agentVersion": instance.agent_version,
            "agentHash": "48c5c7b5",
            "dockerVersion": "DockerVersion: 25.0.8",
        },
        remainingResources=_resources(
            instance.cpu_left, instance.memory_left, [*ports, *map(str, sorted(instance.ports))]
        ),
        registeredResources=_resources(instance.cpu, instance.memory, ports),
        status=instance.status,
        agentConnected=instance.agent_connected,
        runningTasksCount=running,
        pendingTasksCount=len(instance.tasks) - running,
        attributes=[{"name": name, "value": value} for name, value in attributes.items()],
        registeredAt=instance.registered_at,
        attachments=[],
        tags=instance.tags if "TAGS" in include else [],
        healthStatus={"overallStatus": "OK"} if "CONTAINER_INSTANCE_HEALTH" in include else None,
    )


def _resources(cpu: int, memory: int, ports: list[str]) -> list[Wire]:
    zero = {"doubleValue": 0.0, "longValue": 0}
    return [
        {"name": "CPU", "type": "INTEGER", **zero, "integerValue": cpu},
        {"name": "MEMORY", "type": "INTEGER", **zero, "integerValue": memory},
        {"name": "PORTS", "type": "STRINGSET", **zero, "integerValue": 0, "stringSetValue": ports},
        {"name": "PORTS_UDP", "type": "STRINGSET", **zero, "integerValue": 0, "stringSetValue": []},
    ]


def provider_form(provider: CapacityProvider, include: list[str]) -> Wire:
    """A CapacityProvider."""
    group = None
    if provider.group_arn:
        group = {
            "autoScalingGroupArn": provider.group_arn,
            "managedScaling": {
                "status": "ENABLED",
                "targetCapacity": 90,
                "minimumScalingStepSize": 1,
                "maximumScalingStepSize": 4,
                "instanceWarmupPeriod": 120,
            },
            "managedTerminationProtection": "DISABLED",
            "managedDraining": "ENABLED",
        }
    return present(
        capacityProviderArn=provider.arn,
        name=provider.name,
        status="ACTIVE",
        autoScalingGroupProvider=group,
        type="EC2_AUTOSCALING" if group else provider.name,
        tags=provider.tags if "TAGS" in include else [],
    )
