"""What the screen shows of repositories and images, and which feeds it needs for that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecstui.live.feeds import Clusters, Feed, Images, Repositories, Services
from ecstui.live.registry_feeds import ClusterTasks, Definition, Lifecycle, Platforms, RegistryRules
from ecstui.model.arn import Arn
from ecstui.model.image_reference import ImageReference
from ecstui.model.image_use import Account, Users, moved
from ecstui.model.registry import RegistrySettings, scan_mode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ecstui.model.ecr import Image, Repository
    from ecstui.model.ecs import Cluster, Service, Task, TaskDefinition
    from ecstui.model.errors import AwsError
    from ecstui.model.image_use import Moved, Use
    from ecstui.model.snapshot import Snapshot
    from ecstui.ui.selection import Selection

IMAGES_AHEAD = 40
"""Of how many repositories around the cursor the images are read."""

AT_A_TIME = 40
"""Task definitions that are read at a time, until all that services name are known."""

TASKS_AT_MOST = 3000
"""Tasks of the account above which they are not all read to tell where an image runs."""


class RegistryPicture:
    """Answers what is known, by asking `snapshot` for what is known of a feed."""

    def __init__(self, snapshot: Callable[[Feed], Snapshot[Any]]) -> None:
        self._snapshot = snapshot
        self._definitions: dict[str, TaskDefinition] = {}  # by ARN: they never change
        self._users: tuple[tuple[Any, ...], Users] | None = None  # and what they were drawn up from

    def repositories(self) -> Snapshot[Repository]:
        """The repositories, each with its images and policy as far as they are read."""
        snapshot: Snapshot[Repository] = self._snapshot(Repositories())
        settings = self.settings()
        return replace(snapshot, items=tuple(self._with_all(each, settings) for each in snapshot.items))

    def _with_all(self, repository: Repository, settings: RegistrySettings | None) -> Repository:
        images: Snapshot[Image] = self._snapshot(Images(repository.name))
        return replace(
            repository,
            images=images.items if images.loaded_at is not None else None,
            lifecycle=self._only(Lifecycle(repository.name)),
            scan_mode=scan_mode(repository, settings),
        )

    def settings(self) -> RegistrySettings | None:
        """The rules of the registry, once they are read."""
        found: RegistrySettings | None = self._only(RegistryRules())
        return found

    def _only(self, feed: Feed) -> Any:
        """The one item of a feed that has one; None until it is read."""
        return next(iter(self._snapshot(feed).items), None)

    def images(self, repository: str) -> Snapshot[Image]:
        """The images of a repository, with where they run as far as that is known."""
        snapshot: Snapshot[Image] = self._snapshot(Images(repository))
        if not snapshot.items:
            return snapshot
        users = self._users_of(repository)
        return replace(snapshot, items=tuple(self._used(image, users) for image in snapshot.items))

    def _used(self, image: Image, users: Users | None) -> Image:
        if image.is_index:
            image = replace(image, platforms=self._snapshot(Platforms(image.repository, image.digest)).items)
        if users is None:
            return image
        return replace(image, runs_in=tuple(use.brief for use in users.of(image)))

    def uses(self, image: Image) -> tuple[Use, ...]:
        """Who uses an image, as far as that is known."""
        users = self._users_of(image.repository)
        return users.of(image) if users is not None else ()

    def image(self, selection: Selection) -> Image | None:
        """The image selected, as last read."""
        if selection.images_of is None:
            return None
        images: tuple[Image, ...] = self._snapshot(Images(selection.images_of)).items
        found = next((image for image in images if image.digest == selection.image), None)
        return None if found is None else self._used(found, self._users_of(selection.images_of))

    def image_repository(self, selection: Selection) -> Repository | None:
        """The repository whose images are shown, as last read."""
        return next((r for r in self.repositories().items if r.name == selection.images_of), None)

    def failures(self, repository: str, image: Image | None = None) -> tuple[AwsError, ...]:
        """Why what is told of a repository, or of an image in it, is not known; the same only once."""
        feeds: list[Feed] = [Lifecycle(repository)]
        if image is None:
            feeds.append(RegistryRules())
        else:
            clusters = self._snapshot(Clusters()).items
            feeds += [Clusters(), Services(None), *(ClusterTasks(cluster.name) for cluster in clusters)]
            feeds += map(Definition, self.account().wanted()[:AT_A_TIME])
            feeds.append(Platforms(repository, image.digest))
        found = (self._snapshot(feed).failure for feed in feeds)
        return tuple({(each.operation, each.why): each for each in found if each is not None}.values())

    # Where images run

    def account(self) -> Account:
        """What is known of what runs."""
        services: Snapshot[Service] = self._snapshot(Services(None))
        clusters: Snapshot[Cluster] = self._snapshot(Clusters())
        whole = services.complete and clusters.complete
        account = Account(services.items, self._definitions, self._tasks(clusters.items), whole)
        for arn in account.wanted():
            if (found := self._only(Definition(arn))) is not None:
                self._definitions[arn] = found
        return account

    def _tasks(self, clusters: Iterable[Cluster]) -> dict[str, tuple[Task, ...] | None]:
        found: dict[str, tuple[Task, ...] | None] = {}
        for cluster in clusters:
            tasks: Snapshot[Task] = self._snapshot(ClusterTasks(cluster.name))
            if tasks.complete:
                found[cluster.name] = tasks.items
            elif cluster.running_tasks:
                found[cluster.name] = None
        return found

    def _users_of(self, repository: str) -> Users | None:
        """Who uses a repository's images; None until services are known. Drawn up anew when something is."""
        uri = next((r.uri for r in self._snapshot(Repositories()).items if r.name == repository), "")
        account = self.account()
        if not uri or not account.services:
            return None
        basis = (uri, account.services, len(account.definitions), *account.tasks.items())
        if self._users is None or not _same(self._users[0], basis):
            self._users = basis, Users(uri, account)
        return self._users[1]

    def feeds_of_uses(self) -> set[Feed]:
        """The feeds behind where images run: a wave of definitions at a time, until all are read."""
        account = self.account()
        clusters: tuple[Cluster, ...] = self._snapshot(Clusters()).items
        wanted: set[Feed] = {Clusters(), Services(None), *map(Definition, account.wanted()[:AT_A_TIME])}
        if sum(cluster.running_tasks for cluster in clusters) <= TASKS_AT_MOST:
            wanted |= {ClusterTasks(cluster.name) for cluster in clusters if cluster.running_tasks}
        return wanted

    @property
    def loads_uses(self) -> bool:
        """Whether some of what is behind where images run is just being read for the first time."""
        return any(self._snapshot(feed).loads for feed in self.feeds_of_uses())

    def feeds_of_image(self, selection: Selection) -> set[Feed]:
        """The feeds behind the image selected alone."""
        image = self.image(selection)
        found: set[Feed] = {RegistryRules(), Lifecycle(selection.images_of)} if selection.images_of else set()
        if image is not None and image.is_index:
            found.add(Platforms(image.repository, image.digest))
        return found

    # Tags that have moved

    def moved(self, service: Service, tasks: Iterable[Task]) -> tuple[Moved, ...]:
        """The tags that a service names and that have moved since it was deployed."""
        definition = self._only(Definition(service.task_definition))
        images = {
            uri: self._snapshot(Images(name)).items for uri, name in _repositories_of(service, definition)
        }
        return moved(service, definition, tasks, images)

    def feeds_of_moved(self, service: Service) -> set[Feed]:
        """The feeds behind whether a service's tags have moved."""
        feed = Definition(service.task_definition)
        return {feed, *(Images(name) for _, name in _repositories_of(service, self._only(feed)))}


def _repositories_of(service: Service, definition: TaskDefinition | None) -> list[tuple[str, str]]:
    """URI and name of the repositories of the service's own registry that its images are in."""
    arn = Arn.parse(service.arn)
    found = {}
    for container in definition.containers if definition is not None else ():
        reference = ImageReference.parse(container.image)
        name = reference.ecr
        if name is not None and (name.account, name.region) == (arn.account, arn.region):
            found[reference.place] = name.repository
    return list(found.items())


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether nothing was read anew: readings that brought the same are told apart at a glance."""
    return len(one) == len(other) and all(a is b or a == b for a, b in zip(one, other, strict=True))
