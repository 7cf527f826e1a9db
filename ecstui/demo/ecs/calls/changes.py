"""Changing services: create, update, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.calls.asking import active, cluster_of, definition_of, invalid, service_of
from ecstui.demo.ecs.calls.repetition import repeatable
from ecstui.demo.ecs.shift import PAUSABLE, SHIFTED
from ecstui.demo.ecs.wire import service_form
from ecstui.demo.operations import serves

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Service
    from ecstui.demo.world import World

Params = dict[str, Any]

#: members of UpdateService that begin a deployment whenever they are given
ROLLING = (
    "taskDefinition",
    "networkConfiguration",
    "platformVersion",
    "loadBalancers",
    "serviceConnectConfiguration",
    "serviceRegistries",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)
#: members only remembered and handed back
KEPT = (
    "networkConfiguration",
    "platformVersion",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "placementConstraints",
    "placementStrategy",
    "enableExecuteCommand",
    "enableECSManagedTags",
    "propagateTags",
    "availabilityZoneRebalancing",
)
#: members of deploymentConfiguration that only say how traffic is shifted
SHIFTING = ("strategy", "bakeTimeInMinutes", "lifecycleHooks", "linearConfiguration", "canaryConfiguration")


@serves("ecs", "CreateService")
def create_service(world: World, params: Params) -> Params:
    return repeatable(world, "CreateService", params, _create)


def _create(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    name = params["serviceName"]
    former = cluster.services.get(name)
    if former is not None and former.status == "ACTIVE":
        raise invalid("Creation of service was not idempotent.")
    if former is not None and former.status == "DRAINING":
        raise invalid("Unable to Start a service that is still Draining.")
    definition = definition_of(world, params.get("taskDefinition", ""), usable=True)
    if definition.network_mode == "awsvpc" and "networkConfiguration" not in params:
        raise invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    scheduling = params.get("schedulingStrategy", "REPLICA")
    if scheduling == "DAEMON" and "desiredCount" in params:
        raise invalid("The daemon scheduling strategy does not support a desired count for services.")
    if scheduling == "REPLICA" and "desiredCount" not in params:
        raise invalid("The desired count must be specified for the replica scheduling strategy.")
    configuration = params.get("deploymentConfiguration", {})
    daemon = scheduling == "DAEMON"
    strategy = params.get("capacityProviderStrategy", [])
    if not strategy and "launchType" not in params:
        strategy = list(cluster.default_strategy)
    service = world.ecs.create_service(
        cluster.name,
        name,
        definition,
        desired_count=params.get("desiredCount", 0),
        launch_type=None if strategy else params.get("launchType", "EC2"),
        capacity_providers=strategy,
        scheduling=scheduling,
        minimum=configuration.get("minimumHealthyPercent", 0 if daemon else 100),
        maximum=configuration.get("maximumPercent", 100 if daemon else 200),
        breaker=configuration.get("deploymentCircuitBreaker", {"enable": False, "rollback": False}),
        load_balancers=params.get("loadBalancers", []),
        grace_period=params.get("healthCheckGracePeriodSeconds", 0),
        settings=settings_of(params),
        strategy=_strategy(configuration),
        tags=params.get("tags", []),
    )
    world.ecs.scheduler.wake(service)
    return {"service": service_form(world, service, ["TAGS"])}


def _strategy(configuration: Params) -> Params:
    """How traffic is shifted, checked."""
    for hook in configuration.get("lifecycleHooks", []):
        barred = set(hook.get("lifecycleStages", [])) - PAUSABLE
        if hook.get("targetType") == "PAUSE" and barred:
            stage = min(barred)
            raise invalid(f"PAUSE lifecycle hooks cannot be configured at the {stage} stage.")
    for strategy, member in (("LINEAR", "linearConfiguration"), ("CANARY", "canaryConfiguration")):
        if member in configuration and configuration.get("strategy") != strategy:
            raise invalid(f"{member} is only valid when the deployment strategy is {strategy}.")
    shifts = configuration.get("strategy") in SHIFTED
    if configuration.get("lifecycleHooks") and not shifts:
        raise invalid("Lifecycle hooks are not supported by the ROLLING deployment strategy.")
    return {name: configuration[name] for name in SHIFTING if name in configuration}


def settings_of(params: Params) -> Params:
    """The members a service only hands back, with AWS's defaults."""
    defaults: Params = {
        "enableExecuteCommand": False,
        "enableECSManagedTags": False,
        "propagateTags": "NONE",
        "availabilityZoneRebalancing": "DISABLED",
        "placementConstraints": [],
        "placementStrategy": [],
        "serviceRegistries": [],
    }
    return defaults | {name: params[name] for name in KEPT if name in params}


@serves("ecs", "UpdateService")
def update_service(world: World, params: Params) -> Params:
    service = active(service_of(world, params, params["service"]))
    if "desiredCount" in params:
        if service.scheduling == "DAEMON":
            raise invalid("The daemon scheduling strategy does not support a desired count for services.")
        if params["desiredCount"] < 0:
            raise invalid("desiredCount must be a non-negative integer.")
    definition = service.task_definition
    if "taskDefinition" in params:
        definition = definition_of(world, params["taskDefinition"], usable=True)
    _check_launch(service, params)
    _set(service, params)
    if "desiredCount" in params:
        world.ecs.set_desired(service, params["desiredCount"])
    same = definition is service.task_definition
    asked = [name for name in ROLLING if name in params and not (name == "taskDefinition" and same)]
    if asked or params.get("forceNewDeployment"):
        world.ecs.deployments.begin(service, definition)
    world.ecs.scheduler.wake(service)
    return {"service": service_form(world, service, ["TAGS"])}


def _check_launch(service: Service, params: Params) -> None:
    """Raise what AWS says where another capacity provider strategy comes without a forced deployment."""
    strategy = params.get("capacityProviderStrategy", service.capacity_providers)
    if strategy != service.capacity_providers and not params.get("forceNewDeployment"):
        raise invalid(
            "When switching from launch type to capacity provider strategy on an existing service, or making "
            "a change to a capacity provider strategy on a service that is already using one, you must force "
            "a new deployment."
        )


def _set(service: Service, params: Params) -> None:
    configuration = params.get("deploymentConfiguration", {})
    service.minimum = configuration.get("minimumHealthyPercent", service.minimum)
    service.maximum = configuration.get("maximumPercent", service.maximum)
    service.breaker = configuration.get("deploymentCircuitBreaker", service.breaker)
    if "strategy" in configuration:
        service.strategy = _strategy(configuration)
    service.load_balancers = params.get("loadBalancers", service.load_balancers)
    service.grace_period = params.get("healthCheckGracePeriodSeconds", service.grace_period)
    if "capacityProviderStrategy" in params:
        _set_launch(service, params["capacityProviderStrategy"])
    service.settings = service.settings | {name: params[name] for name in KEPT if name in params}


def _set_launch(service: Service, strategy: list[Params]) -> None:
    """Another strategy; an empty one brings the launch type back."""
    former = service.capacity_providers
    service.capacity_providers = strategy
    if strategy:
        service.launch_type = None
    elif former:
        fargate = former[0]["capacityProvider"].startswith("FARGATE")
        service.launch_type = "FARGATE" if fargate else "EC2"


@serves("ecs", "DeleteService")
def delete_service(world: World, params: Params) -> Params:
    service = active(service_of(world, params, params["service"]))
    if service.desired_count > 0 and service.scheduling == "REPLICA" and not params.get("force"):
        raise invalid("The service cannot be stopped while it is scaled above 0.")
    service.status = "DRAINING"
    service.desired_count = 0
    world.ecs.scheduler.wake(service)
    return {"service": service_form(world, service, [])}
