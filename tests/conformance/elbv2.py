"""Examples of the operations of Elastic Load Balancing."""

from __future__ import annotations

from conformance.account import Example, of

EXAMPLES = {
    "DescribeTargetGroups": Example(
        of(PageSize=3),
        "TargetGroups[].TargetGroupArn TargetGroups[].TargetGroupName TargetGroups[].Protocol"
        " TargetGroups[].Port TargetGroups[].HealthCheckPath TargetGroups[].HealthCheckIntervalSeconds"
        " TargetGroups[].TargetType TargetGroups[].LoadBalancerArns TargetGroups[].Matcher.HttpCode"
        " NextMarker",
    ),
    "DescribeTargetHealth": Example(
        lambda a: {"TargetGroupArn": a.first("elbv2", "DescribeTargetGroups", "TargetGroupArn")},
        "TargetHealthDescriptions[].Target.Id TargetHealthDescriptions[].Target.Port"
        " TargetHealthDescriptions[].TargetHealth.State",
    ),
    "DescribeLoadBalancers": Example(
        of(),
        "LoadBalancers[].LoadBalancerArn LoadBalancers[].DNSName LoadBalancers[].State.Code"
        " LoadBalancers[].Type LoadBalancers[].Scheme LoadBalancers[].AvailabilityZones[].ZoneName",
    ),
    "DescribeListeners": Example(
        lambda a: {"LoadBalancerArn": a.first("elbv2", "DescribeLoadBalancers", "LoadBalancerArn")},
        "Listeners[].ListenerArn Listeners[].Port Listeners[].Protocol Listeners[].DefaultActions[].Type",
    ),
    "DescribeRules": Example(
        lambda a: {
            "ListenerArn": a.first(
                "elbv2",
                "DescribeListeners",
                "ListenerArn",
                LoadBalancerArn=a.first("elbv2", "DescribeLoadBalancers", "LoadBalancerArn"),
            )
        },
        "Rules[].RuleArn Rules[].Priority Rules[].Actions[].Type Rules[].IsDefault",
    ),
}
