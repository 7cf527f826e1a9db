"""How what runs in a subnet reaches AWS, as far as EC2 tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a network interface is: ids, and whether it has a public IPv4 address."""

    subnet: str
    vpc: str
    public_address: bool


@dataclass(frozen=True, slots=True)
class WayOut:
    """From a place to one service of AWS.

    `default_route` is the id of what 0.0.0.0/0 leads to ("igw-...", "nat-..."), "" where nothing usable does;
    `endpoint` whether the VPC has an endpoint of the service that answers to the service's own name.
    """

    place: Place
    default_route: str
    endpoint: bool
