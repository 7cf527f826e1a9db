"""The calm account of the embedded AWS in the test's own process, its clock in the test's hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.account import fill
from ecstui.demo.boot import load_operations
from ecstui.demo.operations import HANDLERS
from ecstui.demo.settings import Settings
from ecstui.demo.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = 1_800_000_000.0


class Account:
    """The calm account in this process: operations by name, and its clock in the test's hands."""

    def __init__(self, **settings: Any) -> None:
        load_operations()
        self.world = World(NOON, Settings(**{"scenario": "calm", "start": NOON, **settings}))
        fill(self.world)
        self.wait(120)  # the deployment in flight at the start is over

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        answer: dict[str, Any] = HANDLERS["ecs", operation](self.world, params)
        return answer

    def wait(self, seconds: float) -> None:
        self.world.timers.advance(self.world.now + seconds)

    def service(self, name: str, cluster: str = "production") -> dict[str, Any]:
        answer = self.call("DescribeServices", cluster=cluster, services=[name])
        found: dict[str, Any] = answer["services"][0]
        return found

    def update(self, name: str, **changes: Any) -> dict[str, Any]:
        return self.call("UpdateService", cluster="production", service=name, **changes)

    def until(self, condition: Callable[[], bool], within: float = 600) -> float:
        """Let time pass until `condition` holds; the seconds it took."""
        began = self.world.now
        while not condition():
            assert self.world.now - began < within, "it never came to that"
            self.wait(0.5)
        return self.world.now - began

    def steady(self, name: str) -> bool:
        service = self.service(name)
        counts = service["runningCount"] == service["desiredCount"] and service["pendingCount"] == 0
        return counts and [d["rolloutState"] for d in service["deployments"]] == ["COMPLETED"]

    def events(self, name: str) -> list[str]:
        return [event["message"] for event in self.service(name)["events"]]

    def listed(self, name: str, **filters: Any) -> list[str]:
        arns: list[str] = self.call("ListTasks", cluster="production", serviceName=name, **filters)[
            "taskArns"
        ]
        return arns

    def rollout(self, arn: str) -> dict[str, Any]:
        answer = self.call("DescribeServiceDeployments", serviceDeploymentArns=[arn])
        found: dict[str, Any] = answer["serviceDeployments"][0]
        return found

    def stopped(self, name: str) -> list[dict[str, Any]]:
        arns = self.listed(name, desiredStatus="STOPPED")
        if not arns:
            return []
        tasks: list[dict[str, Any]] = self.call("DescribeTasks", cluster="production", tasks=arns)["tasks"]
        return tasks

    def release(self, name: str, tag: str, **members: Any) -> str:
        """A new revision of the service's task definition with another image tag."""
        arn = self.service(name)["taskDefinition"]
        body = dict(self.call("DescribeTaskDefinition", taskDefinition=arn)["taskDefinition"])
        kept = ("family", "networkMode", "cpu", "memory", "requiresCompatibilities")
        first = body["containerDefinitions"][0]
        container = {**first, "image": first["image"].rsplit(":", 1)[0] + f":{tag}", **members}
        answer = self.call(
            "RegisterTaskDefinition",
            containerDefinitions=[container],
            **{k: body[k] for k in kept if k in body},
        )
        registered: str = answer["taskDefinition"]["taskDefinitionArn"]
        return registered
