"""The exec doctor on what is around the task: the ECS agent of its instance, its route to AWS. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.operations.exec_finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.placement import ContainerInstance
    from ecstui.model.way_out import WayOut

SERVICE = "ssmmessages"
"""The endpoint that the agent in the container speaks to."""
_LEAST_AGENT = (1, 50, 2)


def agent_findings(instance: ContainerInstance, *, exec_agent_runs: bool) -> Iterator[Finding]:
    """The version of the ECS agent, and whether ECS hears from it."""
    version = tuple(int(part) for part in instance.agent_version.split(".") if part.isdigit())
    name = f"the container instance {instance.ec2_id or instance.id}"
    if not version:
        yield Finding("unknown", f"The version of the ECS agent of {name} is not known.")
    elif version < _LEAST_AGENT:
        text = f"The ECS agent of {name} is {instance.agent_version}; ECS Exec needs 1.50.2."
        advice = "Update it (aws ecs update-container-agent), then replace the task (K)."
        yield Finding("warning" if exec_agent_runs else "blocking", text, advice)
    else:
        yield Finding("fine", f"The ECS agent of {name} is {instance.agent_version}.")
    if not instance.agent_connected:
        text = f"ECS does not hear from its agent on {name}: what it tells of the task may be old."
        yield Finding("warning", text, "See whether the instance runs and reaches ECS.")


def route_finding(way: WayOut, region: str) -> Finding:
    """Whether the task can reach Systems Manager, as far as addresses, routes and endpoints tell."""
    subnet, route = way.place.subnet, way.default_route
    endpoint = f"the interface endpoint com.amazonaws.{region}.{SERVICE} with private DNS"
    if way.endpoint:
        return Finding("fine", f"The VPC has an endpoint of {SERVICE}.")
    if not route:
        text = f"The subnet {subnet} has no route to the internet, and its VPC no endpoint of {SERVICE}."
        return Finding("warning", text, f"Lead 0.0.0.0/0 to a NAT gateway, or add {endpoint}.")
    if route.startswith("igw-") and not way.place.public_address:
        text = (
            f"The subnet {subnet} leads to {route}, where nothing without a public address gets out, "
            f"and its VPC has no endpoint of {SERVICE}."
        )
        advice = "Assign a public IP, run the task in subnets behind a NAT gateway, or add"
        return Finding("warning", text, f"{advice} {endpoint}.")
    return Finding("fine", f"The route of {subnet} out to {SERVICE} is {route}.")
