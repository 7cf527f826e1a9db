"""Load balancers, listeners and target groups, and targets that become healthy, unhealthy, and drain.

Health checks are quicker than usual in AWS, so that one can watch them: a target needs two good checks, the
first a second after it was registered and the next one interval later.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.demo.world import World

#: state -> (reason, description) as DescribeTargetHealth says it
EXPLANATIONS: dict[str, tuple[str, str]] = {
    "initial": ("Elb.InitialHealthChecking", "Initial health checks in progress"),
    "unhealthy": ("Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"),
    "draining": ("Target.DeregistrationInProgress", "Target deregistration is in progress"),
    "unused": ("Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"),
}


@dataclass(slots=True, eq=False)
class Target:
    """One registered target. `id` is an IP address or an instance id."""

    id: str
    port: int
    answers: bool
    watch: Callable[[str], None] | None = None
    state: str = "initial"


@dataclass(slots=True, eq=False)
class TargetGroup:
    """A target group. `drain` is the deregistration delay, `interval` that of health checks (seconds)."""

    name: str
    arn: str
    port: int
    vpc: str
    path: str = "/healthz"
    target_type: str = "ip"
    interval: int = 5
    drain: int = 6
    load_balancers: list[str] = field(default_factory=list)
    targets: dict[tuple[str, int], Target] = field(default_factory=dict)
    tags: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Rule:
    """A rule of a listener: a path pattern forwarded to a target group (None: the default rule)."""

    arn: str
    priority: str
    group: str
    path: str | None = None
    host: str | None = None


@dataclass(slots=True, eq=False)
class Listener:
    """A listener and its rules, the default one last."""

    arn: str
    port: int
    protocol: str
    rules: list[Rule] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class LoadBalancer:
    """An application load balancer."""

    name: str
    arn: str
    dns_name: str
    created_at: float
    scheme: str
    subnets: tuple[tuple[str, str], ...]  # (subnet, availability zone)
    security_groups: tuple[str, ...]
    vpc: str
    listeners: list[Listener] = field(default_factory=list)


class LoadBalancing:
    """All load balancers and target groups of the account, by ARN."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.load_balancers: dict[str, LoadBalancer] = {}
        self.groups: dict[str, TargetGroup] = {}

    def create_group(self, name: str, port: int, vpc: str, **settings: Any) -> TargetGroup:
        """A new, empty target group."""
        arn = self.world.arn("elasticloadbalancing", f"targetgroup/{name}/{self.world.hex(16)}")
        group = self.groups[arn] = TargetGroup(name, arn, port, vpc, **settings)
        return group

    def create_load_balancer(
        self,
        name: str,
        vpc: str,
        *,
        at: float,
        subnets: tuple[tuple[str, str], ...],
        security_groups: tuple[str, ...],
        scheme: str = "internet-facing",
    ) -> LoadBalancer:
        """A new application load balancer without listeners."""
        arn = self.world.arn("elasticloadbalancing", f"loadbalancer/app/{name}/{self.world.hex(16)}")
        region = arn.split(":")[3]
        dns = f"{name}-{int(self.world.hex(8), 16)}.{region}.elb.amazonaws.com"
        balancer = LoadBalancer(name, arn, dns, at, scheme, subnets, security_groups, vpc)
        self.load_balancers[arn] = balancer
        return balancer

    def add_listener(
        self, balancer: LoadBalancer, port: int, protocol: str, default: TargetGroup
    ) -> Listener:
        """Listen on `port`; what no rule matches goes to `default`."""
        arn = balancer.arn.replace(":loadbalancer/", ":listener/") + f"/{self.world.hex(16)}"
        listener = Listener(arn, port, protocol)
        balancer.listeners.append(listener)
        self._forward(balancer, listener, Rule(self._rule_arn(listener), "default", default.arn))
        return listener

    def add_rule(self, balancer: LoadBalancer, listener: Listener, group: TargetGroup, path: str) -> Rule:
        """Forward what matches `path` to `group`."""
        rule = Rule(self._rule_arn(listener), str(10 * len(listener.rules)), group.arn, path=path)
        self._forward(balancer, listener, rule)
        return rule

    def _rule_arn(self, listener: Listener) -> str:
        return listener.arn.replace(":listener/", ":listener-rule/") + f"/{self.world.hex(16)}"

    def _forward(self, balancer: LoadBalancer, listener: Listener, rule: Rule) -> None:
        listener.rules.append(rule)
        listener.rules.sort(key=lambda r: (r.priority == "default", int(r.priority) if r.path else 0))
        group = self.groups[rule.group]
        if balancer.arn not in group.load_balancers:
            group.load_balancers.append(balancer.arn)

    def register(
        self,
        group_arn: str,
        ip: str,
        port: int,
        healthy: bool,
        watch: Callable[[str], None] | None = None,
    ) -> None:
        """Add a target that will pass (`healthy`) or fail its checks; `watch` is told each new state."""
        group = self.groups.get(group_arn)
        if group is None:
            return
        target = group.targets[ip, port] = Target(ip, port, healthy, watch)
        verdict = "healthy" if healthy else "unhealthy"
        self.world.timers.after(1.0 + group.interval, partial(self._change, group, target, verdict))

    def settle(self, group_arn: str, ip: str, port: int, watch: Callable[[str], None] | None = None) -> None:
        """Add a target that has been healthy for long."""
        group = self.groups.get(group_arn)
        if group is not None:
            group.targets[ip, port] = Target(ip, port, True, watch, state="healthy")

    def deregister(self, group_arn: str, ip: str, port: int) -> float:
        """Let a target drain and go; returns the seconds that takes. Unknown targets take none."""
        group = self.groups.get(group_arn)
        target = group.targets.get((ip, port)) if group is not None else None
        if group is None or target is None:
            return 0.5
        seconds = float(group.drain) if target.state == "healthy" else 1.0
        target.state = "draining"
        self.world.timers.after(seconds, partial(group.targets.pop, (ip, port), None))
        return seconds

    def state(self, group_arn: str, ip: str, port: int) -> str:
        """The state of a target; "unused" where it is not registered."""
        group = self.groups.get(group_arn)
        target = group.targets.get((ip, port)) if group is not None else None
        return target.state if target is not None else "unused"

    def _change(self, group: TargetGroup, target: Target, state: str) -> None:
        if group.targets.get((target.id, target.port)) is target and target.state == "initial":
            target.state = state
            if target.watch is not None:
                target.watch(state)
