"""From ECS's answers to the model, one function a shape. Absent members get the API's documented default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.aws.parse import NO_TIME, moment, texts
from ecstui.aws.service_members import service_members
from ecstui.model.ecs import (
    CapacityProviderShare,
    CircuitBreaker,
    Cluster,
    Container,
    ContainerDefinition,
    Deployment,
    LoadBalancerTarget,
    LogConfiguration,
    ManagedAgent,
    Network,
    RevisionImage,
    Service,
    ServiceDeployment,
    ServiceEvent,
    ServiceRevision,
    Task,
    TaskDefinition,
    TaskProtection,
)
from ecstui.model.shifting import ALL, Hook, RevisionShare, Strategy, linear_steps
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from types_aiobotocore_ecs import type_defs as t


def cluster(raw: t.ClusterTypeDef) -> Cluster:
    """A cluster of DescribeClusters."""
    return Cluster(
        arn=safe(raw["clusterArn"]),
        name=safe(raw["clusterName"]),
        status=safe(raw.get("status", "")),
        active_services=raw.get("activeServicesCount", 0),
        running_tasks=raw.get("runningTasksCount", 0),
        pending_tasks=raw.get("pendingTasksCount", 0),
        container_instances=raw.get("registeredContainerInstancesCount", 0),
        capacity_providers=texts(raw.get("capacityProviders")),
    )


def service(raw: t.ServiceTypeDef) -> Service:
    """A service of DescribeServices or UpdateService."""
    settings = raw.get("deploymentConfiguration", {})
    breaker = settings.get("deploymentCircuitBreaker")
    alarms = settings.get("alarms")
    return Service(
        arn=safe(raw["serviceArn"]),
        name=safe(raw["serviceName"]),
        cluster_arn=safe(raw["clusterArn"]),
        status=safe(raw["status"]),
        scheduling_strategy=safe(raw.get("schedulingStrategy", "REPLICA")),
        launch_type=safe(raw.get("launchType", "")),
        capacity_providers=tuple(_share(share) for share in raw.get("capacityProviderStrategy", ())),
        task_definition=safe(raw.get("taskDefinition", "")),
        desired=raw["desiredCount"],
        running=raw["runningCount"],
        pending=raw["pendingCount"],
        deployments=_newest_first(raw.get("deployments", ())),
        events=tuple(_event(event) for event in raw.get("events", ())),
        created_at=moment(raw.get("createdAt")),
        deployment_controller=safe(raw.get("deploymentController", {}).get("type", "ECS")),
        deployment_strategy=safe(settings.get("strategy", "ROLLING")),
        minimum_healthy_percent=settings.get("minimumHealthyPercent", 100),
        maximum_percent=settings.get("maximumPercent", 200),
        circuit_breaker=CircuitBreaker(
            enabled=breaker is not None and breaker["enable"],
            rollback=breaker is not None and breaker["rollback"],
        ),
        alarms=texts(alarms["alarmNames"]) if alarms and alarms.get("enable") else (),
        load_balancers=tuple(_balancer(entry) for entry in raw.get("loadBalancers", ())),
        health_check_grace_period=raw.get("healthCheckGracePeriodSeconds"),
        enable_execute_command=raw.get("enableExecuteCommand", False),
        platform_version=safe(raw.get("platformVersion", "")),
        network=_network(raw),
        propagate_tags=safe(raw.get("propagateTags", "")),
    )


def _network(raw: t.ServiceTypeDef) -> Network | None:
    """Its network configuration; older services have it in their deployments alone."""
    settings = (raw, *raw.get("deployments", ()))
    configured = (one.get("networkConfiguration", {}).get("awsvpcConfiguration") for one in settings)
    own = next(filter(None, configured), None)
    if own is None:
        return None
    return Network(
        texts(own.get("subnets")),
        texts(own.get("securityGroups")),
        own.get("assignPublicIp") == "ENABLED",
    )


def _share(raw: t.CapacityProviderStrategyItemTypeDef) -> CapacityProviderShare:
    return CapacityProviderShare(safe(raw["capacityProvider"]), raw.get("weight", 0), raw.get("base", 0))


def _newest_first(raw: Iterable[t.DeploymentTypeDef]) -> tuple[Deployment, ...]:
    return tuple(sorted((_deployment(entry) for entry in raw), key=lambda d: d.created_at, reverse=True))


def _deployment(raw: t.DeploymentTypeDef) -> Deployment:
    created = moment(raw.get("createdAt")) or NO_TIME
    return Deployment(
        id=safe(raw["id"]),
        status=safe(raw["status"]),
        task_definition=safe(raw.get("taskDefinition", "")),
        desired=raw.get("desiredCount", 0),
        pending=raw.get("pendingCount", 0),
        running=raw.get("runningCount", 0),
        failed=raw.get("failedTasks", 0),
        rollout_state=safe(raw.get("rolloutState", "")),
        rollout_reason=safe(raw.get("rolloutStateReason", "")),
        created_at=created,
        updated_at=moment(raw.get("updatedAt")) or created,
        launch_type=safe(raw.get("launchType", "")),
    )


def _event(raw: t.ServiceEventTypeDef) -> ServiceEvent:
    return ServiceEvent(raw["id"], moment(raw["createdAt"]) or NO_TIME, safe(raw["message"]))


def _balancer(raw: t.LoadBalancerTypeDef) -> LoadBalancerTarget:
    return LoadBalancerTarget(
        safe(raw.get("targetGroupArn", "")), safe(raw.get("containerName", "")), raw.get("containerPort", 0)
    )


def task(raw: t.TaskTypeDef) -> Task:
    """A task of DescribeTasks."""
    return Task(
        arn=safe(raw["taskArn"]),
        cluster_arn=safe(raw["clusterArn"]),
        group=safe(raw.get("group", "")),
        task_definition=safe(raw["taskDefinitionArn"]),
        last_status=safe(raw["lastStatus"]),
        desired_status=safe(raw.get("desiredStatus", "")),
        health=safe(raw.get("healthStatus", "UNKNOWN")),
        launch_type=safe(raw.get("launchType", "")),
        capacity_provider=safe(raw.get("capacityProviderName", "")),
        containers=tuple(_container(entry) for entry in raw.get("containers", ())),
        cpu=safe(raw.get("cpu", "")),
        memory=safe(raw.get("memory", "")),
        created_at=moment(raw.get("createdAt")) or NO_TIME,
        started_at=moment(raw.get("startedAt")),
        stopping_at=moment(raw.get("stoppingAt")),
        stopped_at=moment(raw.get("stoppedAt")),
        stop_code=safe(raw.get("stopCode", "")),
        stopped_reason=safe(raw.get("stoppedReason", "")),
        started_by=safe(raw.get("startedBy", "")),
        availability_zone=safe(raw.get("availabilityZone", "")),
        private_ip=_interface(raw, "privateIPv4Address"),
        container_instance_arn=safe(raw.get("containerInstanceArn", "")),
        enable_execute_command=raw.get("enableExecuteCommand", False),
        platform_version=safe(raw.get("platformVersion", "")),
        platform_family=safe(raw.get("platformFamily", "")),
        subnet=_interface(raw, "subnetId"),
    )


def _container(raw: t.ContainerTypeDef) -> Container:
    return Container(
        name=safe(raw["name"]),
        image=safe(raw.get("image", "")),
        image_digest=safe(raw.get("imageDigest", "")),
        last_status=safe(raw.get("lastStatus", "")),
        health=safe(raw.get("healthStatus", "UNKNOWN")),
        exit_code=raw.get("exitCode"),
        reason=safe(raw.get("reason", "")),
        runtime_id=safe(raw.get("runtimeId", "")),
        cpu=safe(raw.get("cpu", "")),
        memory=safe(raw.get("memory", "")),
        memory_reservation=safe(raw.get("memoryReservation", "")),
        agents=tuple(
            ManagedAgent(
                safe(agent.get("name", "")), safe(agent.get("lastStatus", "")), safe(agent.get("reason", ""))
            )
            for agent in raw.get("managedAgents", ())
        ),
    )


def _interface(raw: t.TaskTypeDef, name: str) -> str:
    """A detail of the task's own network interface; "" in the bridge and host network modes."""
    for attachment in raw.get("attachments", ()):
        for detail in attachment.get("details", ()):
            if detail.get("name") == name:
                return safe(detail.get("value", ""))
    return ""


def task_definition(raw: t.TaskDefinitionTypeDef) -> TaskDefinition:
    """A task definition of DescribeTaskDefinition."""
    return TaskDefinition(
        arn=safe(raw["taskDefinitionArn"]),
        status=safe(raw.get("status", "")),
        cpu=safe(raw.get("cpu", "")),
        memory=safe(raw.get("memory", "")),
        network_mode=safe(raw.get("networkMode", "")),
        containers=tuple(_container_definition(entry) for entry in raw["containerDefinitions"]),
        registered_at=moment(raw.get("registeredAt")),
        task_role=safe(raw.get("taskRoleArn", "")),
        execution_role=safe(raw.get("executionRoleArn", "")),
        architecture=safe(raw.get("runtimePlatform", {}).get("cpuArchitecture", "")),
        requires=texts(raw.get("requiresCompatibilities")),
    )


def _container_definition(raw: t.ContainerDefinitionOutputTypeDef) -> ContainerDefinition:
    log = raw.get("logConfiguration")
    fixed = (mapping.get("hostPort") for mapping in raw.get("portMappings", ()))
    ports = (mapping.get("containerPort") for mapping in raw.get("portMappings", ()))
    return ContainerDefinition(
        name=safe(raw["name"]),
        image=safe(raw.get("image", "")),
        essential=raw.get("essential", True),
        cpu=raw.get("cpu", 0),
        memory=raw.get("memory"),
        memory_reservation=raw.get("memoryReservation"),
        log=None if log is None else _log_configuration(log),
        ports=tuple(port for port in ports if port is not None),
        host_ports=tuple(port for port in fixed if port),
        firelens=safe(raw.get("firelensConfiguration", {}).get("type", "")),
        environment=tuple(
            (safe(variable.get("name", "")), safe(variable.get("value", "")))
            for variable in raw.get("environment", ())
        ),
        secrets=tuple((safe(secret["name"]), safe(secret["valueFrom"])) for secret in raw.get("secrets", ())),
        read_only_root=raw.get("readonlyRootFilesystem", False),
        command=texts(raw.get("command")),
    )


def _log_configuration(raw: t.LogConfigurationOutputTypeDef) -> LogConfiguration:
    options = raw.get("options", {})
    return LogConfiguration(
        safe(raw["logDriver"]),
        tuple((safe(name), safe(value)) for name, value in options.items()),
        texts(secret["name"] for secret in raw.get("secretOptions", ())),
    )


def _strategy(raw: t.DeploymentConfigurationOutputTypeDef) -> Strategy:
    name, minutes = safe(raw.get("strategy", "ROLLING")), 0
    steps: tuple[float, ...] = (ALL,)
    if name == "CANARY":
        canary = raw.get("canaryConfiguration", {})
        steps = (canary.get("canaryPercent", 5.0), ALL)
        minutes = canary.get("canaryBakeTimeInMinutes", 10)
    elif name == "LINEAR":
        linear = raw.get("linearConfiguration", {})
        steps = linear_steps(linear.get("stepPercent", 10.0))
        minutes = linear.get("stepBakeTimeInMinutes", 6)
    pauses = (hook for hook in raw.get("lifecycleHooks", ()) if hook.get("targetType") == "PAUSE")
    stages = texts(stage for hook in pauses for stage in hook.get("lifecycleStages", ()))
    return Strategy(name, raw.get("bakeTimeInMinutes", 0), steps, minutes, stages)


def _revision_share(raw: t.ServiceRevisionSummaryTypeDef) -> RevisionShare:
    return RevisionShare(
        arn=safe(raw.get("arn", "")),
        requested=raw.get("requestedTaskCount", 0),
        running=raw.get("runningTaskCount", 0),
        pending=raw.get("pendingTaskCount", 0),
        production=raw.get("requestedProductionTrafficWeight"),
        test=raw.get("requestedTestTrafficWeight"),
    )


def _hook(raw: t.DeploymentLifecycleHookDetailTypeDef) -> Hook:
    return Hook(
        id=safe(raw.get("hookId", "")),
        kind=safe(raw.get("targetType", "AWS_LAMBDA")),
        status=safe(raw.get("status", "")),
        expires_at=moment(raw.get("expiresAt")),
        timeout_action=safe(raw.get("timeoutAction", "ROLLBACK")),
    )


def service_deployment(raw: t.ServiceDeploymentTypeDef) -> ServiceDeployment:
    """A deployment of DescribeServiceDeployments."""
    breaker = raw.get("deploymentCircuitBreaker", {})
    target, alarms = _revision_share(raw.get("targetServiceRevision", {})), raw.get("alarms", {})
    sources = tuple(_revision_share(source) for source in raw.get("sourceServiceRevisions", ()))
    return ServiceDeployment(
        arn=safe(raw["serviceDeploymentArn"]),
        status=safe(raw["status"]),
        status_reason=safe(raw.get("statusReason", "")),
        created_at=moment(raw.get("createdAt")) or NO_TIME,
        started_at=moment(raw.get("startedAt")),
        finished_at=moment(raw.get("finishedAt")),
        target_revision=target.arn,
        source_revisions=tuple(source.arn for source in sources),
        breaker_status=safe(breaker.get("status", "")),
        breaker_failures=breaker.get("failureCount", 0),
        breaker_threshold=breaker.get("threshold", 0),
        lifecycle_stage=safe(raw.get("lifecycleStage", "")),
        rollback_revision=safe(raw.get("rollback", {}).get("serviceRevisionArn", "")),
        updated_at=moment(raw.get("updatedAt")),
        strategy=_strategy(raw.get("deploymentConfiguration", {})),
        target=target,
        sources=sources,
        hooks=tuple(_hook(hook) for hook in raw.get("lifecycleHookDetails", ())),
        alarms=texts(alarms.get("alarmNames")),
        alarms_status=safe(alarms.get("status", "")),
        alarms_triggered=texts(alarms.get("triggeredAlarmNames")),
    )


def service_revision(raw: t.ServiceRevisionTypeDef) -> ServiceRevision:
    """A revision of DescribeServiceRevisions."""
    images = (
        RevisionImage(
            safe(entry.get("containerName", "")),
            safe(entry.get("image", "")),
            safe(entry.get("imageDigest", "")),
        )
        for entry in raw.get("containerImages", ())
    )
    return ServiceRevision(
        safe(raw["serviceRevisionArn"]),
        safe(raw.get("taskDefinition", "")),
        tuple(images),
        moment(raw.get("createdAt")),
        service_members(raw),
        tuple(_balancer(entry) for entry in raw.get("loadBalancers", ())),
    )


def task_protection(raw: t.ProtectedTaskTypeDef) -> TaskProtection:
    """A task of GetTaskProtection."""
    return TaskProtection(raw.get("protectionEnabled", False), moment(raw.get("expirationDate")))
