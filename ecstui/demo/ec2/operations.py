"""EC2, as far as the account of ECS names it: its instances, network and security groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.account.infrastructure import SECURITY_GROUPS, VPC
from ecstui.demo.ecs.network import SUBNETS, digits
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.demo.ecs.records import Instance
    from ecstui.demo.world import World

Row = dict[str, Any]
VPC_BLOCK = "10.20.0.0/16"


def _owner(world: World) -> str:
    return world.arn("ec2", "").split(":")[4]


def _named(rows: list[Row], key: str, ids: list[str] | None, code: str) -> list[Row]:
    """The rows with the wanted ids, all where none are named. Raises `code` for one that is missing."""
    if not ids:
        return rows
    known = {row[key] for row in rows}
    missing = [each for each in ids if each not in known]
    if missing:
        kind = {"InstanceId": "instance", "SubnetId": "subnet", "VpcId": "vpc", "GroupId": "security group"}[
            key
        ]
        raise AwsError(code, f"The {kind} ID '{missing[0]}' does not exist")
    return [row for row in rows if row[key] in ids]


def _filtered(rows: list[Row], params: Row, fields: dict[str, Callable[[Row], Any]]) -> list[Row]:
    for each in params.get("Filters", ()):
        name, values = each["Name"], each["Values"]
        if name.startswith("tag:"):
            rows = [row for row in rows if _tag(row, name[4:]) in values]
        elif name in fields:
            rows = [row for row in rows if fields[name](row) in values]
        else:
            raise AwsError("InvalidParameterValue", f"The filter '{name}' is invalid")
    return rows


def _tag(row: Row, key: str) -> str | None:
    return next((tag["Value"] for tag in row.get("Tags", ()) if tag["Key"] == key), None)


def _tags(name: str) -> list[Row]:
    return [{"Key": "Name", "Value": name}, {"Key": "managed-by", "Value": "terraform"}]


@serves("ec2", "DescribeInstances")
def describe_instances(world: World, params: Row) -> Row:
    """The container instances, each in a reservation of its own."""
    instances = [each for cluster in world.ecs.clusters.values() for each in cluster.instances.values()]
    rows = [_instance(world, each) for each in instances]
    rows = _named(rows, "InstanceId", params.get("InstanceIds"), "InvalidInstanceID.NotFound")
    fields = {
        "instance-state-name": lambda row: row["State"]["Name"],
        "instance-id": lambda row: row["InstanceId"],
        "instance-type": lambda row: row["InstanceType"],
        "private-ip-address": lambda row: row["PrivateIpAddress"],
    }
    rows = _filtered(rows, params, fields)
    shown, more = page(rows, params, "NextToken", "MaxResults", 1000, 1000, key=lambda row: row["InstanceId"])
    reservations = [
        {"ReservationId": "r-0" + digits(row["InstanceId"], 16), "OwnerId": _owner(world), "Instances": [row]}
        for row in shown
    ]
    return {"Reservations": reservations, **more}


def _instance(world: World, instance: Instance) -> Row:
    subnet = next(name for name, _, zone in SUBNETS if zone == instance.availability_zone)
    name = next((tag["value"] for tag in instance.tags if tag["key"] == "Name"), instance.ec2_id)
    profile = f"arn:aws:iam::{_owner(world)}:instance-profile/ecs-instance"
    return {
        "InstanceId": instance.ec2_id,
        "InstanceType": instance.instance_type,
        "ImageId": "ami-0" + digits("ecs-optimized", 16),
        "State": {"Code": 16, "Name": "running"},
        "LaunchTime": instance.registered_at - 95,
        "Placement": {"AvailabilityZone": instance.availability_zone, "Tenancy": "default"},
        "PrivateIpAddress": instance.private_ip,
        "PrivateDnsName": f"ip-{instance.private_ip.replace('.', '-')}.eu-west-1.compute.internal",
        "SubnetId": subnet,
        "VpcId": VPC,
        "Architecture": "x86_64",
        "IamInstanceProfile": {"Arn": profile, "Id": "AIPA" + digits("profile", 16).upper()},
        "SecurityGroups": [{"GroupId": SECURITY_GROUPS[0], "GroupName": "ecs-tasks"}],
        "Tags": _tags(name),
    }


@serves("ec2", "DescribeSubnets")
def describe_subnets(world: World, params: Row) -> Row:
    """The private subnets tasks run in."""
    rows = [
        {
            "SubnetId": subnet,
            "SubnetArn": world.arn("ec2", f"subnet/{subnet}"),
            "VpcId": VPC,
            "AvailabilityZone": zone,
            "CidrBlock": f"{prefix}.0/20",
            "AvailableIpAddressCount": 4091 - len(world.ecs.tasks) // len(SUBNETS) % 4000,
            "State": "available",
            "MapPublicIpOnLaunch": False,
            "DefaultForAz": False,
            "OwnerId": _owner(world),
            "Tags": _tags(f"private-{zone[-1]}"),
        }
        for subnet, prefix, zone in SUBNETS
    ]
    rows = _named(rows, "SubnetId", params.get("SubnetIds"), "InvalidSubnetID.NotFound")
    fields = {"vpc-id": lambda row: row["VpcId"], "availability-zone": lambda row: row["AvailabilityZone"]}
    return {"Subnets": _filtered(rows, params, fields)}


@serves("ec2", "DescribeVpcs")
def describe_vpcs(world: World, params: Row) -> Row:
    """The one network of the account."""
    rows = [
        {
            "VpcId": VPC,
            "CidrBlock": VPC_BLOCK,
            "State": "available",
            "IsDefault": False,
            "InstanceTenancy": "default",
            "OwnerId": _owner(world),
            "Tags": _tags("shop"),
        }
    ]
    rows = _named(rows, "VpcId", params.get("VpcIds"), "InvalidVpcID.NotFound")
    return {"Vpcs": _filtered(rows, params, {"vpc-id": lambda row: row["VpcId"]})}


@serves("ec2", "DescribeSecurityGroups")
def describe_security_groups(world: World, params: Row) -> Row:
    """The security groups of tasks."""
    everywhere = [{"CidrIp": "0.0.0.0/0"}]
    rows = [
        {
            "GroupId": group,
            "GroupName": "ecs-tasks",
            "Description": "Tasks behind the load balancer",
            "VpcId": VPC,
            "OwnerId": _owner(world),
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "IpRanges": [{"CidrIp": VPC_BLOCK}]}
            ],
            "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": everywhere}],
            "Tags": _tags("ecs-tasks"),
        }
        for group in SECURITY_GROUPS
    ]
    rows = _named(rows, "GroupId", params.get("GroupIds"), "InvalidGroup.NotFound")
    fields = {"vpc-id": lambda row: row["VpcId"], "group-name": lambda row: row["GroupName"]}
    return {"SecurityGroups": _filtered(rows, params, fields)}
