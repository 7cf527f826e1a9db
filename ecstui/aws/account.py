"""The one door to AWS: an account and region, through whatever credentials the person has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.aws.calls import Calls
from ecstui.aws.cloudwatch import Cloudwatch
from ecstui.aws.container_instances import ContainerInstances
from ecstui.aws.ec2 import Ec2
from ecstui.aws.ecr import Ecr
from ecstui.aws.ecr_changes import EcrChanges
from ecstui.aws.ecr_push import EcrPush
from ecstui.aws.ecr_registry import EcrRegistry
from ecstui.aws.ecs import Ecs
from ecstui.aws.ecs_exec import EcsExec
from ecstui.aws.ecs_tasks import EcsTasks
from ecstui.aws.elbv2 import Elbv2
from ecstui.aws.iam import Iam
from ecstui.aws.insights import Insights
from ecstui.aws.live_tail import LiveTail
from ecstui.aws.logs import Logs
from ecstui.aws.patience import PATIENCE, Patience
from ecstui.aws.scaling import Scaling
from ecstui.aws.ssm import Ssm
from ecstui.aws.sts import Sts
from ecstui.aws.task_definitions import TaskDefinitions

if TYPE_CHECKING:
    from collections import Counter
    from datetime import datetime
    from types import TracebackType

    from ecstui.model.account import Connection, Identity


class Aws:
    """The gateways of one connection.

    Entering calls nothing and never fails: what keeps a person from signing in is raised as NotSignedIn by
    each call, until a call finds it mended.
    """

    def __init__(self, connection: Connection, *, patience: Patience = PATIENCE) -> None:
        self.connection = connection
        self._calls = Calls(connection, patience)
        self.ecs = Ecs(self._calls)
        self.task_definitions = TaskDefinitions(self._calls)
        self.cloudwatch = Cloudwatch(self._calls)
        self.container_instances = ContainerInstances(self._calls)
        self.ecs_exec = EcsExec(self._calls)
        self.ecs_tasks = EcsTasks(self._calls)
        self.ecr = Ecr(self._calls)
        self.ecr_registry = EcrRegistry(self._calls)
        self.ecr_changes = EcrChanges(self._calls)
        self.ecr_push = EcrPush(self._calls)
        self.logs = Logs(self._calls)
        self.live_tail = LiveTail(self._calls)
        self.insights = Insights(self._calls)
        self.elbv2 = Elbv2(self._calls)
        self.ec2 = Ec2(self._calls)
        self.scaling = Scaling(self._calls)
        self.ssm = Ssm(self._calls)
        self.iam = Iam(self._calls)
        self.sts = Sts(self._calls)

    async def __aenter__(self) -> Aws:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection; calls that still run must have been cancelled before."""
        await self._calls.session.close()

    @property
    def region(self) -> str:
        """The region, "" until it is known: a profile's own is read with the first call."""
        return self._calls.session.region

    @property
    def calls(self) -> Counter[str]:
        """How often each operation was called ("ecs:DescribeServices"), retries not counted."""
        return self._calls.counter

    def now(self) -> datetime:
        """The present in UTC as AWS's clock has it."""
        return self._calls.clock.now()

    async def identity(self) -> Identity:
        """Who the credentials belong to; asked once."""
        return await self.sts.identity()
