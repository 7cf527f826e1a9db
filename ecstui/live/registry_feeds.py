"""The feeds of what is told of repositories and images beside their lists, and of where images run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecstui.live.feeds import CALM, Feed, Reading

if TYPE_CHECKING:
    from ecstui.aws.account import Aws
    from ecstui.live.feeds import Publish

FOR_EVER = 86_400.0  # seconds between two readings of what never changes


@dataclass(frozen=True, slots=True)
class RegistryRules(Feed):
    """The settings of the registry: one item."""

    operations = ("ecr:GetRegistryScanningConfiguration",)

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """GetRegistryScanningConfiguration, DescribeRegistry, DescribePullThroughCacheRules."""
        del publish
        return Reading((await aws.ecr_registry.settings(),))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """They change by hand, a few times a year."""
        del items
        return max(CALM * 10, every)


@dataclass(frozen=True, slots=True)
class Lifecycle(Feed):
    """The text of a repository's lifecycle policy: one item, "" where it has none."""

    operations = ("ecr:GetLifecyclePolicy",)

    repository: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """GetLifecyclePolicy."""
        del publish
        return Reading((await aws.ecr_registry.lifecycle(self.repository),))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Policies change by hand."""
        del items
        return max(CALM * 10, every)


@dataclass(frozen=True, slots=True)
class Platforms(Feed):
    """The platforms of one index; a digest's never change."""

    operations = ("ecr:BatchGetImage",)

    repository: str
    digest: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """BatchGetImage."""
        del publish
        return Reading(await aws.ecr.platforms(self.repository, self.digest))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Read once."""
        del every, items
        return FOR_EVER


@dataclass(frozen=True, slots=True)
class Definition(Feed):
    """One revision of a task definition, by its ARN: one item, which never changes but for its status."""

    operations = ("ecs:DescribeTaskDefinition",)

    revision: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeTaskDefinition."""
        del publish
        return Reading((await aws.ecs.task_definition(self.revision),))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Read once."""
        del every, items
        return FOR_EVER


@dataclass(frozen=True, slots=True)
class ClusterTasks(Feed):
    """The tasks of a cluster that are to run, for the images they run."""

    operations = ("ecs:ListTasks", "ecs:DescribeTasks")

    cluster: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """ListTasks, DescribeTasks."""
        found: list[Any] = []
        async for tasks in aws.ecs.tasks(self.cluster):
            found.extend(tasks)
            await publish(tuple(found), None)
        return Reading(tuple(sorted(found, key=lambda task: str(task.arn))))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Deployments take minutes."""
        del items
        return max(CALM, every)
