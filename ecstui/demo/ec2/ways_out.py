"""EC2 on ways out of the network: interfaces, route tables and VPC endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.account.infrastructure import SECURITY_GROUPS, VPC
from ecstui.demo.ec2.asking import Row, filtered, owner, tags
from ecstui.demo.ec2.state import VPC_BLOCK
from ecstui.demo.ecs import network
from ecstui.demo.operations import serves
from ecstui.demo.settings import REGION

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Task
    from ecstui.demo.world import World

_LOCAL = {"DestinationCidrBlock": VPC_BLOCK, "GatewayId": "local", "State": "active"}


@serves("ec2", "DescribeNetworkInterfaces")
def describe_network_interfaces(world: World, params: Row) -> Row:
    """The interfaces of tasks that have one of their own."""
    tasks = (task for task in world.ecs.tasks.values() if task.task_definition.network_mode == "awsvpc")
    fields = {
        "subnet-id": lambda row: row["SubnetId"],
        "addresses.private-ip-address": lambda row: row["PrivateIpAddress"],
    }
    return {"NetworkInterfaces": filtered([_interface(world, task) for task in tasks], params, fields)}


def _interface(world: World, task: Task) -> Row:
    subnet, _, zone = network.subnet_of(task.id)
    address = network.private_ip(task.id)
    row: Row = {
        "NetworkInterfaceId": network.interface(task.id),
        "SubnetId": subnet,
        "VpcId": VPC,
        "AvailabilityZone": zone,
        "PrivateIpAddress": address,
        "MacAddress": network.mac(task.id),
        "OwnerId": owner(world),
        "Status": "in-use",
        "Groups": [{"GroupId": SECURITY_GROUPS[0], "GroupName": "ecs-tasks"}],
    }
    own = task.settings.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    if own.get("assignPublicIp") == "ENABLED":
        row["Association"] = {"PublicIp": f"203.0.113.{int(address.rpartition('.')[2])}"}
    return row


@serves("ec2", "DescribeRouteTables")
def describe_route_tables(world: World, params: Row) -> Row:
    """The main route table, which leads nowhere else, and one a subnet."""
    main: Row = {"Associations": [{"Main": True, "RouteTableId": _table("main")}], "Routes": [_LOCAL]}
    tables = [{"RouteTableId": _table("main"), **main}]
    for subnet, target in world.ec2.default_routes.items():
        association: Row = {"Main": False, "RouteTableId": _table(subnet), "SubnetId": subnet}
        routes = [_LOCAL, *([_default(target)] if target else [])]
        tables.append({"RouteTableId": _table(subnet), "Associations": [association], "Routes": routes})
    rows = [{**table, "VpcId": VPC, "OwnerId": owner(world), "Tags": tags("shop")} for table in tables]
    return {"RouteTables": filtered(rows, params, {"vpc-id": lambda row: row["VpcId"]})}


def _table(name: str) -> str:
    return f"rtb-0{network.digits(name, 16)}"


def _default(target: str) -> Row:
    member = {"nat": "NatGatewayId", "tgw": "TransitGatewayId"}.get(target.partition("-")[0], "GatewayId")
    return {"DestinationCidrBlock": "0.0.0.0/0", member: target, "State": "active"}


@serves("ec2", "DescribeVpcEndpoints")
def describe_vpc_endpoints(world: World, params: Row) -> Row:
    """The interface endpoints, in every subnet."""
    rows = [
        {
            "VpcEndpointId": f"vpce-0{network.digits(service, 16)}",
            "VpcEndpointType": "Interface",
            "VpcId": VPC,
            "ServiceName": f"com.amazonaws.{REGION}.{service}",
            "State": "Available",
            "PrivateDnsEnabled": True,
            "SubnetIds": list(world.ec2.default_routes),
            "OwnerId": owner(world),
        }
        for service in world.ec2.endpoints
    ]
    fields = {"vpc-id": lambda row: row["VpcId"], "service-name": lambda row: row["ServiceName"]}
    return {"VpcEndpoints": filtered(rows, params, fields)}
