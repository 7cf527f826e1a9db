"""Amazon EC2: where interfaces are, and how their subnets reach AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.text import safe
from ecstui.model.way_out import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from types_aiobotocore_ec2 import EC2Client
    from types_aiobotocore_ec2 import type_defs as t

    from ecstui.aws.calls import Calls

EVERYWHERE = "0.0.0.0/0"
_TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "TransitGatewayId",
    "NetworkInterfaceId",
    "InstanceId",
    "VpcPeeringConnectionId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
)


class Ec2:
    """What the console asks of EC2; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def place_of_interface(self, subnet: str, address: str) -> Place | None:
        """The place of the interface with this private address in the subnet; None if there is none."""
        client: EC2Client
        wanted: Sequence[t.FilterTypeDef] = [
            {"Name": "subnet-id", "Values": [subnet]},
            {"Name": "addresses.private-ip-address", "Values": [address]},
        ]
        async with self._calls.call("ec2:DescribeNetworkInterfaces", subnet) as client:
            answer = await client.describe_network_interfaces(Filters=wanted)
            for raw in answer["NetworkInterfaces"]:
                public = bool(raw.get("Association", {}).get("PublicIp"))
                return Place(safe(raw.get("SubnetId", "")), safe(raw.get("VpcId", "")), public)
        return None

    async def place_of_instance(self, instance: str) -> Place | None:
        """The place of an instance by its id; None if there is none."""
        client: EC2Client
        async with self._calls.call("ec2:DescribeInstances", instance) as client:
            answer = await client.describe_instances(InstanceIds=[instance])
            for raw in (each for held in answer["Reservations"] for each in held.get("Instances", ())):
                public = bool(raw.get("PublicIpAddress"))
                return Place(safe(raw.get("SubnetId", "")), safe(raw.get("VpcId", "")), public)
        return None

    async def default_route(self, place: Place) -> str:
        """The id of what 0.0.0.0/0 leads to from there; "" where there is no such route, or a dead one."""
        client: EC2Client
        async with self._calls.call("ec2:DescribeRouteTables", place.vpc) as client:
            answer = await client.describe_route_tables(Filters=_in_vpc(place))
            return _default_route(_table(answer["RouteTables"], place.subnet))

    async def has_endpoint(self, place: Place, service: str) -> bool:
        """Whether the VPC has an endpoint of the service ("ssmmessages") under the service's own name."""
        client: EC2Client
        async with self._calls.call("ec2:DescribeVpcEndpoints", place.vpc) as client:
            answer = await client.describe_vpc_endpoints(Filters=_in_vpc(place))
            return any(
                raw.get("ServiceName", "").endswith(f".{service}")
                and raw.get("State", "").lower() == "available"
                and raw.get("PrivateDnsEnabled", False)
                for raw in answer["VpcEndpoints"]
            )


def _in_vpc(place: Place) -> Sequence[t.FilterTypeDef]:
    return [{"Name": "vpc-id", "Values": [place.vpc]}]


def _table(tables: Iterable[t.RouteTableTypeDef], subnet: str) -> t.RouteTableTypeDef | None:
    """The route table of a subnet: its own, or else the main one of the VPC."""
    main = None
    for table in tables:
        for association in table.get("Associations", ()):
            if association.get("SubnetId") == subnet:
                return table
            if association.get("Main"):
                main = table
    return main


def _default_route(table: t.RouteTableTypeDef | None) -> str:
    for route in table.get("Routes", ()) if table else ():
        if route.get("DestinationCidrBlock") == EVERYWHERE and route.get("State") == "active":
            targets: Mapping[str, object] = route
            return next((safe(str(targets[name])) for name in _TARGETS if targets.get(name)), "")
    return ""
