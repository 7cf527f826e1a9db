"""Application Auto Scaling: scalable targets, their policies, and what these do when alarms say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any

from ecstui.demo.cloudwatch import metrics
from ecstui.demo.cloudwatch.alarm import Alarm
from ecstui.demo.scaling import schedule

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Service
    from ecstui.demo.scaling.schedule import ScheduledAction
    from ecstui.demo.world import World

METRICS = {
    "ECSServiceAverageCPUUtilization": "CPUUtilization",
    "ECSServiceAverageMemoryUtilization": "MemoryUtilization",
}
HIGH, LOW = 3, 15  # minutes above the target, and minutes below 90 % of it, until its alarms go off
COOLDOWN = 300  # seconds
NOTHING_SUSPENDED = {
    "DynamicScalingInSuspended": False,
    "DynamicScalingOutSuspended": False,
    "ScheduledScalingSuspended": False,
}


@dataclass(slots=True, eq=False)
class Policy:
    """A target tracking policy: keeps a metric of the service (percent) at `target` by its desired count."""

    name: str
    arn: str
    created_at: float
    configuration: dict[str, Any]  # as the model has it
    high: Alarm
    low: Alarm

    @property
    def target(self) -> float:
        """The value to keep to."""
        return float(self.configuration["TargetValue"])


@dataclass(slots=True, eq=False)
class Target:
    """A service that may be scaled. `resource` is service/CLUSTER/NAME."""

    resource: str
    arn: str
    role: str
    minimum: int
    maximum: int
    created_at: float
    suspended: dict[str, bool] = field(default_factory=NOTHING_SUSPENDED.copy)
    policies: dict[str, Policy] = field(default_factory=dict)
    scheduled: dict[str, ScheduledAction] = field(default_factory=dict)
    scaled_at: float = 0.0

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
    """One thing scaling did, or had reason to do and did not (`not_scaled`: the code why)."""

    id: str
    resource: str
    description: str
    cause: str
    at: float
    message: str
    not_scaled: str | None = None
    bounds: tuple[int, int, int] = (0, 0, 0)  # minimum, maximum, count


class Scaling:
    """The scalable targets of the account, by resource."""

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
            target = self.targets[resource] = self._new(resource, at)
        target.minimum = target.minimum if minimum is None else minimum
        target.maximum = target.maximum if maximum is None else maximum
        target.suspended |= suspended or {}
        found = self.world.ecs.service_named(cluster, service)
        if found is not None:
            wanted = min(max(found.desired_count, target.minimum), target.maximum)
            if wanted != found.desired_count:
                self.world.ecs.set_desired(found, wanted)
        return target

    def _new(self, resource: str, at: float | None) -> Target:
        arn = self.world.arn("application-autoscaling", f"scalable-target/0ec5{self.world.hex(32)}")
        account = arn.split(":")[4]
        role = (
            f"arn:aws:iam::{account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService"
        )
        return Target(resource, arn, role, 0, 0, self.world.now if at is None else at)

    def deregister(self, target: Target) -> None:
        """Forget a target, with its policies and their alarms."""
        for name in list(target.policies):
            self.delete_policy(target, name)
        del self.targets[target.resource]

    def put_policy(
        self, target: Target, name: str, configuration: dict[str, Any], at: float | None = None
    ) -> Policy:
        """Add or replace a target tracking policy, with its two alarms."""
        if name in target.policies:
            self.delete_policy(target, name)
        created = self.world.now if at is None else at
        arn = self.world.arn(
            "autoscaling",
            f"scalingPolicy:{self.world.uuid()}:resource/ecs/{target.resource}:policyName/{name}",
        )
        goal = float(configuration["TargetValue"])
        metric = METRICS[configuration["PredefinedMetricSpecification"]["PredefinedMetricType"]]
        high = self._alarm(target, arn, "High", metric, goal, created)
        low = self._alarm(target, arn, "Low", metric, goal * 0.9, created)
        policy = target.policies[name] = Policy(name, arn, created, configuration, high, low)
        for alarm in (high, low):
            self.world.cloudwatch.add_alarm(alarm)
        return policy

    def _alarm(
        self, target: Target, policy: str, end: str, metric: str, threshold: float, at: float
    ) -> Alarm:
        name = f"TargetTracking-{target.resource}-Alarm{end}-{self.world.uuid()}"
        return Alarm(
            name=name,
            arn=self.world.arn("cloudwatch", f"alarm:{name}"),
            description=f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {policy}.",
            cluster=target.cluster,
            service=target.service,
            metric=metric,
            threshold=threshold,
            periods=HIGH if end == "High" else LOW,
            comparison="GreaterThanThreshold" if end == "High" else "LessThanThreshold",
            actions=[policy],
            created_at=at,
            since=at,
        )

    def put_scheduled(
        self, target: Target, name: str, when: str, zone: str, minimum: int | None, maximum: int | None
    ) -> None:
        """Add or replace an action that sets bounds at a time. AwsError for what is no time."""
        target.scheduled[name] = schedule.ScheduledAction(
            name=name,
            arn=schedule.arn_of(self, target, name),
            schedule=when,
            zone=zone,
            due=schedule.due_at(when, zone),
            created_at=self.world.now,
            minimum=minimum,
            maximum=maximum,
        )

    def record_schedule(self, target: Target, name: str, minimum: int, maximum: int) -> None:
        """Note that a scheduled action set the bounds."""
        self.activities.append(
            Activity(
                id=self.world.uuid(),
                resource=target.resource,
                description=f"Setting min capacity to {minimum} and max capacity to {maximum}",
                cause=f"scheduled action name {name} was triggered",
                at=self.world.now,
                message=f"Successfully set min capacity to {minimum} and max capacity to {maximum}",
            )
        )

    def delete_policy(self, target: Target, name: str) -> None:
        """Take away a policy and its alarms."""
        policy = target.policies.pop(name)
        for alarm in (policy.high, policy.low):
            self.world.cloudwatch.alarms.pop(alarm.name, None)

    def cpu_target(self, service: Service) -> float | None:
        """The CPU a policy keeps the service at, None where none does."""
        target = self.targets.get(f"service/{service.cluster}/{service.name}")
        policies = target.policies.values() if target else ()
        return next((each.target for each in policies if each.high.metric == "CPUUtilization"), None)

    def act(self) -> None:
        """Let scheduled actions that are due set bounds, and policies whose alarm is in ALARM the count."""
        for target in list(self.targets.values()):
            service = self.world.ecs.service_named(target.cluster, target.service)
            if service is None:
                continue
            schedule.fire(self, target)
            for policy in target.policies.values():
                if policy.high.state == "ALARM":
                    self._scale_out(target, policy, service)
                elif policy.low.state == "ALARM":
                    self._scale_in(target, policy, service)

    def _wanted(self, target: Target, policy: Policy, service: Service) -> int:
        """The count that would bring the metric to its target, within the bounds."""
        now, count = self.world.now, service.desired_count
        value = metrics.of_service(self.world, service, policy.high.metric, now - metrics.MINUTE)
        running = self.world.cloudwatch.counts(service).at(now - metrics.MINUTE).running
        wanted = count if value is None else ceil(running * value / policy.target - 0.001)
        return min(max(wanted, target.minimum), target.maximum)

    def _scale_out(self, target: Target, policy: Policy, service: Service) -> None:
        if target.suspended["DynamicScalingOutSuspended"] or self._cooling(
            target, policy, "ScaleOutCooldown"
        ):
            return
        wanted = self._wanted(target, policy, service)
        if wanted > service.desired_count:
            self._set(target, policy.high, policy, service, wanted)
        elif service.desired_count >= target.maximum:
            self._leave(target, policy, service, "AlreadyAtMaxCapacity")

    def _scale_in(self, target: Target, policy: Policy, service: Service) -> None:
        if target.suspended["DynamicScalingInSuspended"] or self._cooling(target, policy, "ScaleInCooldown"):
            return
        rolling = len(service.deployments) > 1 or service.primary.rollout_state == "IN_PROGRESS"
        if rolling or policy.configuration.get("DisableScaleIn", False):
            return
        wanted = self._wanted(target, policy, service)
        if wanted < service.desired_count:
            self._set(target, policy.low, policy, service, wanted)

    def _cooling(self, target: Target, policy: Policy, kind: str) -> bool:
        return self.world.now - target.scaled_at < float(policy.configuration.get(kind, COOLDOWN))

    def _set(self, target: Target, alarm: Alarm, policy: Policy, service: Service, count: int) -> None:
        self.world.ecs.set_desired(service, count)
        target.scaled_at = self.world.now
        self.record(target, alarm, policy, count)

    def record(
        self, target: Target, alarm: Alarm, policy: Policy, count: int, at: float | None = None
    ) -> None:
        """Note that the desired count was set to `count`."""
        self.activities.append(
            Activity(
                id=self.world.uuid(),
                resource=target.resource,
                description=f"Setting desired count to {count}.",
                cause=_cause(alarm, policy),
                at=self.world.now if at is None else at,
                message=f"Successfully set desired count to {count}. Change successfully fulfilled by ecs.",
            )
        )

    def _leave(self, target: Target, policy: Policy, service: Service, code: str) -> None:
        """Note once in a while that an alarm asked for what the bounds forbid."""
        recent = [a for a in self.activities if a.resource == target.resource and a.not_scaled == code]
        if recent and self.world.now - recent[-1].at < 12 * COOLDOWN:
            return
        self.activities.append(
            Activity(
                id=self.world.uuid(),
                resource=target.resource,
                description="Attempting to scale due to alarm triggered",
                cause=_cause(policy.high, policy),
                at=self.world.now,
                message="",
                not_scaled=code,
                bounds=(target.minimum, target.maximum, service.desired_count),
            )
        )


def _cause(alarm: Alarm, policy: Policy) -> str:
    return f"monitor alarm {alarm.name} in state ALARM triggered policy {policy.name}"
