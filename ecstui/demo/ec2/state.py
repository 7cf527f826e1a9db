"""What EC2 knows beside what ECS names: how the subnets reach what is outside of their network."""

from __future__ import annotations

from ecstui.demo.ecs.network import SUBNETS, digits

VPC_BLOCK = "10.20.0.0/16"


class Ec2:
    """Subnets behind NAT gateways, with a VPC endpoint of ECR's, until that is changed."""

    def __init__(self) -> None:
        self.default_routes = {subnet: f"nat-0{digits(subnet, 16)}" for subnet, _, _ in SUBNETS}
        self.endpoints = ["ecr.dkr"]  # services by their short names
