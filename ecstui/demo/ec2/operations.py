"""EC2, as far as the account of ECS names it: its instances, network and security groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.account.infrastructure import SECURITY_GROUPS, VPC
from ecstui.demo.ec2 import ways_out  # noqa: F401 - serves its operations
from ecstui.demo.ec2.asking import Row, filtered, named, owner, tags
from ecstui.demo.ec2.state import VPC_BLOCK
from ecstui.demo.ecs.network import SUBNETS, digits
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Instance
    from ecstui.demo.world import World


@serves("ec2", "DescribeInstances")
def describe_instances(world: World, params: Row) -> Row:
    """The container instances, each in a reservation of its own."""
    instances = [each for cluster in world.ecs.clusters.values() for each in cluster.instances.values()]
    rows = [_instance(world, each) for each in instances]
    rows = named(rows, "InstanceId", params.get("InstanceIds"), "InvalidInstanceID.NotFound")
    fields = {
        "instance-state-name": lambda row: row["State"]["Name"],
        "instance-id": lambda row: row["InstanceId"],
        "instance-type": lambda row: row["InstanceType"],
        "private-ip-address": lambda row: row["PrivateIpAddress"],
    }
    rows = filtered(rows, params, fields)
    shown, more = page(rows, params, "NextToken", "MaxResults", 1000, 1000, key=lambda row: row["InstanceId"])
    reservations = [
        {"ReservationId": "r-0" + digits(row["InstanceId"], 16), "OwnerId": owner(world), "Instances": [row]}
        for row in shown
    ]
    return {"Reservations": reservations, **more}


def _instance(world: World, instance: Instance) -> Row:
    subnet = next(name for name, _, zone in SUBNETS if zone == instance.availability_zone)
    name = next((tag["value"] for tag in instance.tags if tag["key"] == "Name"), instance.ec2_id)
    profile = f"arn:aws:iam::{owner(world)}:instance-profile/ecs-instance"
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
        "Tags": tags(name),
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
            "OwnerId": owner(world),
            "Tags": tags(f"private-{zone[-1]}"),
        }
        for subnet, prefix, zone in SUBNETS
    ]
    rows = named(rows, "SubnetId", params.get("SubnetIds"), "InvalidSubnetID.NotFound")
    fields = {"vpc-id": lambda row: row["VpcId"], "availability-zone": lambda row: row["AvailabilityZone"]}
    return {"Subnets": filtered(rows, params, fields)}


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
            "OwnerId": owner(world),
            "Tags": tags("shop"),
        }
    ]
    rows = named(rows, "VpcId", params.get("VpcIds"), "InvalidVpcID.NotFound")
    return {"Vpcs": filtered(rows, params, {"vpc-id": lambda row: row["VpcId"]})}


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
            "OwnerId": owner(world),
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "IpRanges": [{"CidrIp": VPC_BLOCK}]}
            ],
            "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": everywhere}],
            "Tags": tags("ecs-tasks"),
        }
        for group in SECURITY_GROUPS
    ]
    rows = named(rows, "GroupId", params.get("GroupIds"), "InvalidGroup.NotFound")
    fields = {"vpc-id": lambda row: row["VpcId"], "group-name": lambda row: row["GroupName"]}
    return {"SecurityGroups": filtered(rows, params, fields)}
