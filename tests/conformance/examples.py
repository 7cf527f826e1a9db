"""How to call each operation of the embedded AWS, and what its answer must hold for a console."""

from __future__ import annotations

from conformance import cloudwatch, ecr, ecs, elbv2, logs, scaling, sessions
from conformance.account import Example, of

_REST = {
    "sts:GetCallerIdentity": Example(of(), "UserId Account Arn"),
    "sts:AssumeRole": Example(
        of(RoleArn="arn:aws:iam::123456789012:role/reader", RoleSessionName="conformance"),
        "Credentials.AccessKeyId Credentials.SecretAccessKey Credentials.SessionToken Credentials.Expiration"
        " AssumedRoleUser.Arn AssumedRoleUser.AssumedRoleId",
    ),
    "ec2:DescribeInstances": Example(
        of(),
        "reservationSet[].instancesSet[].instanceId reservationSet[].instancesSet[].instanceType"
        " reservationSet[].instancesSet[].instanceState.name"
        " reservationSet[].instancesSet[].privateIpAddress",
    ),
    "ec2:DescribeSubnets": Example(of(), "subnetSet[].subnetId subnetSet[].vpcId subnetSet[].cidrBlock"),
    "ec2:DescribeSecurityGroups": Example(of(), "securityGroupInfo[].groupId securityGroupInfo[].groupName"),
    "ec2:DescribeVpcs": Example(of(), "vpcSet[].vpcId vpcSet[].cidrBlock vpcSet[].state"),
    "ec2:DescribeNetworkInterfaces": Example(
        of(),
        "networkInterfaceSet[].networkInterfaceId networkInterfaceSet[].subnetId networkInterfaceSet[].vpcId",
    ),
    "ec2:DescribeRouteTables": Example(
        of(),
        "routeTableSet[].routeTableId routeTableSet[].routeSet[].state routeTableSet[].associationSet[].main",
    ),
    "ec2:DescribeVpcEndpoints": Example(
        of(), "vpcEndpointSet[].vpcEndpointId vpcEndpointSet[].serviceName vpcEndpointSet[].state"
    ),
    "autoscaling:DescribeAutoScalingGroups": Example(
        of(),
        "AutoScalingGroups[].AutoScalingGroupName AutoScalingGroups[].AutoScalingGroupARN"
        " AutoScalingGroups[].MinSize AutoScalingGroups[].MaxSize AutoScalingGroups[].DesiredCapacity"
        " AutoScalingGroups[].Instances[].InstanceId",
    ),
}

_TABLES = {
    "ecs": ecs.EXAMPLES,
    "ecr": ecr.EXAMPLES,
    "elbv2": elbv2.EXAMPLES,
    "logs": logs.EXAMPLES,
    "application-autoscaling": scaling.EXAMPLES,
    "cloudwatch": cloudwatch.EXAMPLES,
}

#: "ecs:ListServices" -> its example
EXAMPLES = (
    _REST
    | sessions.EXAMPLES
    | {f"{service}:{name}": example for service, table in _TABLES.items() for name, example in table.items()}
)
