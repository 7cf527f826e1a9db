"""The operations of Application Auto Scaling, for services of ECS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves
from ecstui.demo.paging import page
from ecstui.demo.scaling.state import METRICS

if TYPE_CHECKING:
    from ecstui.demo.scaling.schedule import ScheduledAction
    from ecstui.demo.scaling.state import Activity, Policy, Target
    from ecstui.demo.world import World

SERVICE = "application-autoscaling"
DIMENSION = "ecs:service:DesiredCount"
SIZE = ("NextToken", "MaxResults", 50, 50)


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)


def _resource(params: dict[str, Any]) -> str:
    """The resource of a request, checked to be a service of ECS."""
    resource = str(params["ResourceId"])
    if params["ServiceNamespace"] != "ecs" or params.get("ScalableDimension", DIMENSION) != DIMENSION:
        raise _invalid("Unsupported service namespace, resource type or scalable dimension")
    if resource.count("/") != 2 or not resource.startswith("service/"):
        raise _invalid("Unsupported service namespace, resource type or scalable dimension")
    return resource


def _target(world: World, params: dict[str, Any]) -> Target:
    resource = _resource(params)
    if resource not in world.scaling.targets:
        raise AwsError(
            "ObjectNotFoundException",
            f"No scalable target registered for service namespace: ecs, resource ID: {resource}, "
            f"scalable dimension: {DIMENSION}",
        )
    return world.scaling.targets[resource]


def _wanted(world: World, params: dict[str, Any], resources: list[str]) -> list[Target]:
    if params["ServiceNamespace"] != "ecs" or params.get("ScalableDimension", DIMENSION) != DIMENSION:
        return []
    if len(resources) > 50:
        raise _invalid("Member must have length less than or equal to 50")
    ordered = [target for _, target in sorted(world.scaling.targets.items())]
    return [target for target in ordered if not resources or target.resource in resources]


def _named(resource: str) -> dict[str, str]:
    return {"ServiceNamespace": "ecs", "ResourceId": resource, "ScalableDimension": DIMENSION}


@serves(SERVICE, "RegisterScalableTarget")
def register_scalable_target(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Register or update; the desired count is clamped into the bounds, whatever else was asked."""
    resource = _resource(params)
    known = world.scaling.targets.get(resource)
    _, cluster, service = resource.split("/")
    if world.ecs.service_named(cluster, service) is None:
        raise _invalid(f"ECS service doesn't exist: {resource}")
    least, most = params.get("MinCapacity"), params.get("MaxCapacity")
    if known is None and (least is None or most is None):
        raise _invalid("Minimum capacity and maximum capacity are required for a new scalable target")
    low = least if least is not None else known.minimum if known else 0
    high = most if most is not None else known.maximum if known else 0
    if low > high:
        raise _invalid("Maximum capacity cannot be less than minimum capacity")
    target = world.scaling.register(cluster, service, least, most, params.get("SuspendedState"))
    return {"ScalableTargetARN": target.arn}


@serves(SERVICE, "DeregisterScalableTarget")
def deregister_scalable_target(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Forget a target and its policies; the service keeps its desired count."""
    world.scaling.deregister(_target(world, params))
    return {}


@serves(SERVICE, "DescribeScalableTargets")
def describe_scalable_targets(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Targets by resource, 50 a page."""
    found = _wanted(world, params, params.get("ResourceIds", []))
    shown, more = page(found, params, *SIZE, key=lambda target: target.resource)
    return {"ScalableTargets": [_described(target) for target in shown], **more}


def _described(target: Target) -> dict[str, Any]:
    return {
        **_named(target.resource),
        "MinCapacity": target.minimum,
        "MaxCapacity": target.maximum,
        "RoleARN": target.role,
        "CreationTime": target.created_at,
        "SuspendedState": dict(target.suspended),
        "ScalableTargetARN": target.arn,
    }


@serves(SERVICE, "PutScalingPolicy")
def put_scaling_policy(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Add or replace a target tracking policy on CPU or memory."""
    target = _target(world, params)
    configuration = params.get("TargetTrackingScalingPolicyConfiguration", {})
    metric = configuration.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType")
    if params.get("PolicyType", "TargetTrackingScaling") != "TargetTrackingScaling" or metric not in METRICS:
        raise _invalid("Only target tracking of a service's average CPU or memory is supported here")
    policy = world.scaling.put_policy(target, params["PolicyName"], configuration)
    return {"PolicyARN": policy.arn, "Alarms": _alarms(policy)}


@serves(SERVICE, "DeleteScalingPolicy")
def delete_scaling_policy(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Take a policy away."""
    target = _target(world, params)
    if params["PolicyName"] not in target.policies:
        raise AwsError("ObjectNotFoundException", f"No scaling policy found: {params['PolicyName']}")
    world.scaling.delete_policy(target, params["PolicyName"])
    return {}


def _alarms(policy: Policy) -> list[dict[str, str]]:
    return [{"AlarmName": alarm.name, "AlarmARN": alarm.arn} for alarm in (policy.high, policy.low)]


@serves(SERVICE, "DescribeScalingPolicies")
def describe_scaling_policies(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Policies by resource and name, 50 a page."""
    resources = [params["ResourceId"]] if "ResourceId" in params else []
    names = params.get("PolicyNames")
    found = [
        (target, policy)
        for target in _wanted(world, params, resources)
        for policy in target.policies.values()
        if names is None or policy.name in names
    ]
    shown, more = page(found, params, *SIZE, key=lambda pair: pair[1].arn)
    policies = [
        {
            **_named(target.resource),
            "PolicyARN": policy.arn,
            "PolicyName": policy.name,
            "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": policy.configuration,
            "Alarms": _alarms(policy),
            "CreationTime": policy.created_at,
        }
        for target, policy in shown
    ]
    return {"ScalingPolicies": policies, **more}


@serves(SERVICE, "DescribeScalingActivities")
def describe_scaling_activities(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """What was done, newest first; what was not done only where asked for."""
    found = [
        activity
        for activity in reversed(world.scaling.activities)
        if params.get("ResourceId") in (None, activity.resource)
        and (activity.not_scaled is None or params.get("IncludeNotScaledActivities", False))
    ]
    shown, more = page(found, params, *SIZE, key=lambda activity: activity.id)
    return {"ScalingActivities": [_activity(activity) for activity in shown], **more}


def _activity(activity: Activity) -> dict[str, Any]:
    described: dict[str, Any] = {
        **_named(activity.resource),
        "ActivityId": activity.id,
        "Description": activity.description,
        "Cause": activity.cause,
        "StartTime": activity.at,
        "EndTime": activity.at + 12,
        "StatusCode": "Successful",
        "StatusMessage": activity.message,
    }
    if activity.not_scaled is not None:
        least, most, current = activity.bounds
        reason = {"Code": activity.not_scaled, "CurrentCapacity": current}
        bound = (
            {"MaxCapacity": most} if activity.not_scaled == "AlreadyAtMaxCapacity" else {"MinCapacity": least}
        )
        described |= {"StatusCode": "Unfulfilled", "NotScaledReasons": [reason | bound]}
    return described


@serves(SERVICE, "PutScheduledAction")
def put_scheduled_action(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Add or replace an action that sets bounds once."""
    target = _target(world, params)
    bounds = params.get("ScalableTargetAction", {})
    least, most = bounds.get("MinCapacity"), bounds.get("MaxCapacity")
    if least is None and most is None:
        raise _invalid("You must specify at least one of MinCapacity and MaxCapacity")
    if least is not None and most is not None and least > most:
        raise _invalid("Maximum capacity cannot be less than minimum capacity")
    when, zone = params.get("Schedule", ""), params.get("Timezone", "")
    world.scaling.put_scheduled(target, params["ScheduledActionName"], when, zone, least, most)
    return {}


@serves(SERVICE, "DeleteScheduledAction")
def delete_scheduled_action(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Take a scheduled action away."""
    target, name = _target(world, params), params["ScheduledActionName"]
    if target.scheduled.pop(name, None) is None:
        raise AwsError("ObjectNotFoundException", f"No scheduled action found: {name}")
    return {}


@serves(SERVICE, "DescribeScheduledActions")
def describe_scheduled_actions(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Scheduled actions by resource and name, 50 a page."""
    resources = [params["ResourceId"]] if "ResourceId" in params else []
    names = params.get("ScheduledActionNames")
    found = [
        (target, action)
        for target in _wanted(world, params, resources)
        for action in target.scheduled.values()
        if names is None or action.name in names
    ]
    shown, more = page(found, params, *SIZE, key=lambda pair: pair[1].arn)
    return {"ScheduledActions": [_scheduled(target, action) for target, action in shown], **more}


def _scheduled(target: Target, action: ScheduledAction) -> dict[str, Any]:
    bounds = {"MinCapacity": action.minimum, "MaxCapacity": action.maximum}
    described = {
        **_named(target.resource),
        "ScheduledActionName": action.name,
        "ScheduledActionARN": action.arn,
        "Schedule": action.schedule,
        "ScalableTargetAction": {name: value for name, value in bounds.items() if value is not None},
        "CreationTime": action.created_at,
    }
    return described | ({"Timezone": action.zone} if action.zone else {})
