"""Examples of the operations of Application Auto Scaling."""

from __future__ import annotations

from conformance.account import SALE, TRACKING, Example, of

EXAMPLES = {
    "DescribeScalableTargets": Example(
        of(ServiceNamespace="ecs"),
        "ScalableTargets[].ResourceId ScalableTargets[].ScalableDimension ScalableTargets[].MinCapacity"
        " ScalableTargets[].MaxCapacity ScalableTargets[].RoleARN ScalableTargets[].CreationTime"
        " ScalableTargets[].SuspendedState",
    ),
    "DescribeScalingPolicies": Example(
        of(ServiceNamespace="ecs"),
        "ScalingPolicies[].PolicyARN ScalingPolicies[].PolicyName ScalingPolicies[].ResourceId"
        " ScalingPolicies[].PolicyType ScalingPolicies[].CreationTime",
    ),
    "DescribeScalingActivities": Example(
        of(ServiceNamespace="ecs", IncludeNotScaledActivities=True),
        "ScalingActivities[].ActivityId ScalingActivities[].ResourceId ScalingActivities[].Description"
        " ScalingActivities[].Cause ScalingActivities[].StartTime ScalingActivities[].StatusCode",
    ),
    "DescribeScheduledActions": Example(
        of(ServiceNamespace="ecs"),
        "ScheduledActions[].ScheduledActionName ScheduledActions[].ScheduledActionARN"
        " ScheduledActions[].ResourceId ScheduledActions[].Schedule ScheduledActions[].CreationTime"
        " ScheduledActions[].ScalableTargetAction",
    ),
    "PutScheduledAction": Example(lambda a: a.scalable("scheduled") | SALE),
    "DeleteScheduledAction": Example(lambda a: a.unscheduled("unscheduled")),
    "RegisterScalableTarget": Example(
        lambda a: {
            "ServiceNamespace": "ecs",
            "ResourceId": f"service/{a.cluster}/{a.created('scaled')}",
            "ScalableDimension": "ecs:service:DesiredCount",
            "MinCapacity": 0,
            "MaxCapacity": 4,
        },
        "ScalableTargetARN",
    ),
    "DeregisterScalableTarget": Example(lambda a: a.scalable("deregistered")),
    "PutScalingPolicy": Example(
        lambda a: a.scalable("tracked") | TRACKING | {"PolicyName": "again"},
        "PolicyARN Alarms[].AlarmName Alarms[].AlarmARN",
    ),
    "DeleteScalingPolicy": Example(lambda a: a.scalable("untracked") | {"PolicyName": "cpu"}),
}
