"""The whole state of the embedded AWS: one clock, one source of chance, and one state a service."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from ecstui.demo.clock import Timers
from ecstui.demo.cloudwatch.state import CloudWatch
from ecstui.demo.ec2.state import Ec2
from ecstui.demo.ecr.state import Registry
from ecstui.demo.ecs.state import Ecs
from ecstui.demo.elbv2.state import LoadBalancing
from ecstui.demo.iam.state import Iam
from ecstui.demo.logs.state import Logs
from ecstui.demo.scaling.state import Scaling
from ecstui.demo.settings import ACCOUNT, REGION
from ecstui.demo.ssm.state import Sessions

if TYPE_CHECKING:
    from ecstui.demo.settings import Settings


class World:
    """Everything there is. States call each other through it (`world.elbv2.register(...)`)."""

    def __init__(self, start: float, settings: Settings) -> None:
        self.settings = settings
        self.timers = Timers(start, settings.speed)
        self.random = random.Random(settings.seed)  # noqa: S311 - chance for a play, not for secrets
        self.logs = Logs(self)
        self.ecr = Registry(self)
        self.elbv2 = LoadBalancing(self)
        self.scaling = Scaling(self)
        self.cloudwatch = CloudWatch(self)
        self.iam = Iam(self)
        self.ec2 = Ec2()
        self.sessions = Sessions(self)
        self.ecs = Ecs(self)

    @property
    def now(self) -> float:
        """Virtual seconds since the epoch."""
        return self.timers.now

    def hex(self, length: int) -> str:
        """A fresh identifier of `length` hexadecimal digits, the same for a seed."""
        return f"{self.random.getrandbits(4 * length):0{length}x}"

    def uuid(self) -> str:
        """A fresh identifier in the form of a UUID."""
        digits = self.hex(32)
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region."""
        return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"
