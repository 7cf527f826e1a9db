"""Application Auto Scaling: scalable targets, policies and what they did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecstui.demo.world import World

EVERY = 60.0  # seconds between two looks at the metrics
NOTHING_SUSPENDED = {
    "DynamicScalingInSuspended": False,
    "DynamicScalingOutSuspended": False,
    "ScheduledScalingSuspended": False,
}


@dataclass(slots=True, eq=False)
class Policy:
    """A target tracking policy: keeps `metric` (percent) at `target` by changing the desired count."""

    name: str
    arn: str
    metric: str
    target: float
    created_at: float
    configuration: dict[str, Any]
    alarms: tuple[str, str]  # names: high, low


@dataclass(slots=True, eq=False)
class Target:
    """A service Application Auto Scaling may scale. `resource` is service/CLUSTER/NAME."""

    resource: str
    arn: str
    minimum: int
    maximum: int
    created_at: float
    role: str
    suspended: dict[str, bool] = field(default_factory=NOTHING_SUSPENDED.copy)
    policies: dict[str, Policy] = field(default_factory=dict)
    breaching: dict[str, int] = field(default_factory=dict)  # looks in a row, by alarm

    @property
    def cluster(self) -> str:
        """The cluster's name."""
        return self.resource.split("/")[1]

    @property
    def service(self) -> str:
        """The service's name."""
        return self.resource.split("/")[2]


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing scaling did, or found no need to do. Times in seconds since the epoch."""

    id: str
    resource: str
    description: str
    cause: str
    started_at: float
    ended_at: float
    status: str = "Successful"
    message: str = ""
    not_scaled: str | None = None  # the code of the reason


class Scaling:
    """The scalable targets of the account."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.targets: dict[str, Target] = {}
        self.activities: list[Activity] = []  # oldest first

    def register(
        self,
        cluster: str,
        service: str,
        minimum: int | None = None,
        maximum: int | None = None,
        suspended: dict[str, bool] | None = None,
        at: float | None = None,
    ) -> Target:
        """Register or update a service; either way its desired count is brought within the bounds."""
        resource = f"service/{cluster}/{service}"
        target = self.targets.get(resource)
        if target is None:
            target = self._new_target(resource, at)
        target.minimum = target.minimum if minimum is None else minimum
        target.maximum = target.maximum if maximum is None else maximum
        target.suspended |= suspended or {}
        self._clamp(target)
        return target

    def _new_target(self, resource: str, at: float | None) -> Target:
        suffix = self.world.hex(31)
        arn = self.world.arn("application-autoscaling", f"scalable-target/0ec5{suffix}")
        role = self.world.arn(
            "iam",
            "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService",
        ).replace(self.world.arn("iam", "").split(":")[3], "", 1)
        created = self.world.now if at is None else at
        target = self.targets[resource] = Target(resource, arn, 0, 0, created, role)
        return target

    def _clamp(self, target: Target) -> None:
        service = self.world.ecs.service_named(target.cluster, target.service)
        if service is None:
            return
        wanted = min(max(service.desired_count, target.minimum), target.maximum)
        if wanted != service.desired_count:
            self.world.ecs.set_desired(service, wanted)
