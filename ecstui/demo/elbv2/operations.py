"""The reads of Elastic Load Balancing v2 a console needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.elbv2.state import EXPLANATIONS
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.demo.elbv2.state import Listener, LoadBalancer, Rule, Target, TargetGroup
    from ecstui.demo.world import World

Params = dict[str, Any]


def _shown(forms: Sequence[Params], params: Params, identity: str) -> tuple[Sequence[Params], dict[str, str]]:
    return page(
        forms,
        params,
        "Marker",
        "PageSize",
        400,
        400,
        key=lambda form: str(form[identity]),
        next_key="NextMarker",
        error="ValidationError",
    )


@serves("elbv2", "DescribeLoadBalancers")
def describe_load_balancers(world: World, params: Params) -> Params:
    arns, names = params.get("LoadBalancerArns"), params.get("Names")
    every = world.elbv2.load_balancers.values()
    found = [b for b in every if (not arns or b.arn in arns) and (not names or b.name in names)]
    if (arns or names) and len(found) < len(arns or names or ()):
        raise AwsError("LoadBalancerNotFound", "One or more load balancers not found")
    shown, more = _shown([_balancer(b) for b in found], params, "LoadBalancerArn")
    return {"LoadBalancers": list(shown), **more}


def _balancer(balancer: LoadBalancer) -> Params:
    return {
        "LoadBalancerArn": balancer.arn,
        "DNSName": balancer.dns_name,
        "CanonicalHostedZoneId": "Z32O12XQLNTSW2",
        "CreatedTime": balancer.created_at,
        "LoadBalancerName": balancer.name,
        "Scheme": balancer.scheme,
        "VpcId": balancer.vpc,
        "State": {"Code": "active"},
        "Type": "application",
        "AvailabilityZones": [{"ZoneName": zone, "SubnetId": subnet} for subnet, zone in balancer.subnets],
        "SecurityGroups": list(balancer.security_groups),
        "IpAddressType": "ipv4",
    }


def _listeners(world: World) -> list[tuple[LoadBalancer, Listener]]:
    return [(b, listener) for b in world.elbv2.load_balancers.values() for listener in b.listeners]


@serves("elbv2", "DescribeListeners")
def describe_listeners(world: World, params: Params) -> Params:
    wanted, balancer_arn = params.get("ListenerArns"), params.get("LoadBalancerArn")
    if balancer_arn and balancer_arn not in world.elbv2.load_balancers:
        raise AwsError("LoadBalancerNotFound", "One or more load balancers not found")
    forms = [
        _listener(balancer, listener)
        for balancer, listener in _listeners(world)
        if (not wanted or listener.arn in wanted) and balancer_arn in (None, balancer.arn)
    ]
    if wanted and len(forms) < len(wanted):
        raise AwsError("ListenerNotFound", "One or more listeners not found")
    shown, more = _shown(forms, params, "ListenerArn")
    return {"Listeners": list(shown), **more}


def _listener(balancer: LoadBalancer, listener: Listener) -> Params:
    default = listener.rules[-1]
    return {
        "ListenerArn": listener.arn,
        "LoadBalancerArn": balancer.arn,
        "Port": listener.port,
        "Protocol": listener.protocol,
        "DefaultActions": _actions(default),
    }


def _actions(rule: Rule) -> list[Params]:
    groups = [{"TargetGroupArn": rule.group, "Weight": 1}]
    return [{"Type": "forward", "TargetGroupArn": rule.group, "ForwardConfig": {"TargetGroups": groups}}]


@serves("elbv2", "DescribeRules")
def describe_rules(world: World, params: Params) -> Params:
    listener_arn, wanted = params.get("ListenerArn"), params.get("RuleArns")
    if not listener_arn and not wanted:
        raise AwsError("ValidationError", "You must specify either listener or rule ARNs")
    listeners = [listener for _, listener in _listeners(world) if listener_arn in (None, listener.arn)]
    if not listeners:
        raise AwsError("ListenerNotFound", "One or more listeners not found")
    rules = [rule for listener in listeners for rule in listener.rules if not wanted or rule.arn in wanted]
    if wanted and len(rules) < len(wanted):
        raise AwsError("RuleNotFound", "One or more rules not found")
    shown, more = _shown([_rule(rule) for rule in rules], params, "RuleArn")
    return {"Rules": list(shown), **more}


def _rule(rule: Rule) -> Params:
    conditions = []
    if rule.path is not None:
        values = [rule.path]
        conditions.append(
            {"Field": "path-pattern", "Values": values, "PathPatternConfig": {"Values": values}}
        )
    return {
        "RuleArn": rule.arn,
        "Priority": rule.priority,
        "Conditions": conditions,
        "Actions": _actions(rule),
        "IsDefault": rule.path is None,
    }


@serves("elbv2", "DescribeTargetGroups")
def describe_target_groups(world: World, params: Params) -> Params:
    arns, names, balancer = params.get("TargetGroupArns"), params.get("Names"), params.get("LoadBalancerArn")
    found = [
        group
        for group in world.elbv2.groups.values()
        if (not arns or group.arn in arns)
        and (not names or group.name in names)
        and (balancer is None or balancer in group.load_balancers)
    ]
    if (arns or names) and len(found) < len(arns or names or ()):
        raise AwsError("TargetGroupNotFound", "One or more target groups not found")
    shown, more = _shown([_group(group) for group in found], params, "TargetGroupArn")
    return {"TargetGroups": list(shown), **more}


def _group(group: TargetGroup) -> Params:
    return {
        "TargetGroupArn": group.arn,
        "TargetGroupName": group.name,
        "Protocol": "HTTP",
        "ProtocolVersion": "HTTP1",
        "Port": group.port,
        "VpcId": group.vpc,
        "HealthCheckProtocol": "HTTP",
        "HealthCheckPort": "traffic-port",
        "HealthCheckEnabled": True,
        "HealthCheckIntervalSeconds": group.interval,
        "HealthCheckTimeoutSeconds": 2,
        "HealthyThresholdCount": 2,
        "UnhealthyThresholdCount": 2,
        "HealthCheckPath": group.path,
        "Matcher": {"HttpCode": "200"},
        "LoadBalancerArns": list(group.load_balancers),
        "TargetType": group.target_type,
        "IpAddressType": "ipv4",
    }


@serves("elbv2", "DescribeTargetHealth")
def describe_target_health(world: World, params: Params) -> Params:
    group = world.elbv2.groups.get(params["TargetGroupArn"])
    if group is None:
        raise AwsError("TargetGroupNotFound", "One or more target groups not found")
    asked = {(target["Id"], target.get("Port", group.port)) for target in params.get("Targets", [])}
    targets = [t for key, t in group.targets.items() if not asked or key in asked]
    absent = [_unused(*key) for key in sorted(asked - set(group.targets))]
    return {"TargetHealthDescriptions": [*(_health(target) for target in targets), *absent]}


def _health(target: Target) -> Params:
    health: Params = {"State": target.state}
    if target.state in EXPLANATIONS:
        health["Reason"], health["Description"] = EXPLANATIONS[target.state]
    return {
        "Target": {"Id": target.id, "Port": target.port},
        "HealthCheckPort": str(target.port),
        "TargetHealth": health,
    }


def _unused(ident: str, port: int) -> Params:
    health = {
        "State": "unused",
        "Reason": "Target.NotRegistered",
        "Description": "Target is not registered to the target group",
    }
    return {"Target": {"Id": ident, "Port": port}, "TargetHealth": health}
