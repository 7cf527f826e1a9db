"""Where images run: which services and task definitions use them, and whether the tag they name has moved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from ecstui.model.arn import short
from ecstui.model.humane import counted, since
from ecstui.model.image_reference import ImageReference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ecstui.model.ecr import Image
    from ecstui.model.ecs import Service, Task, TaskDefinition

LATEST = "latest"
"""The tag that is meant where none is written."""

OVER = {"STOPPED", "DEPROVISIONING", "STOPPING", "DELETED"}
Place: TypeAlias = tuple[str, str]
"""The names of a cluster and a service."""
_parse = lru_cache(maxsize=4096)(ImageReference.parse)


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of what runs.

    `definitions` by ARN, as far as they were read; `tasks` by the name of their cluster, None where they were
    not read. `whole` is False while services are still being read.
    """

    services: tuple[Service, ...] = ()
    definitions: Mapping[str, TaskDefinition] = field(default_factory=dict)
    tasks: Mapping[str, tuple[Task, ...] | None] = field(default_factory=dict)
    whole: bool = True

    def wanted(self) -> tuple[str, ...]:
        """The ARNs of the task definitions that services name and that are not read yet."""
        named = (arn for service in self.services for arn in revisions(service))
        return tuple(arn for arn in dict.fromkeys(named) if arn not in self.definitions)

    @property
    def gaps(self) -> tuple[str, ...]:
        """In words, what was not read: what is not found may run all the same."""
        found = []
        if not self.whole:
            found.append("not all services are read")
        if unread := len(self.wanted()):
            found.append(f"{counted(unread, 'task definition')} not read")
        if gone := [cluster for cluster, tasks in self.tasks.items() if tasks is None]:
            found.append(f"tasks of {', '.join(gone)} not read")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Use:
    """One service that uses an image: `running` tasks have it, `tags` and `pinned` (by digest) name it.

    `definitions` are the task definitions that name it, `newest` whether one of them is what the service
    starts tasks of. A `name` without a service is a task run on its own.
    """

    cluster: str
    name: str
    running: int = 0
    tags: tuple[str, ...] = ()
    pinned: bool = False
    definitions: tuple[str, ...] = ()
    newest: bool = False

    @property
    def place(self) -> str:
        """CLUSTER/SERVICE."""
        return f"{self.cluster}/{self.name}"

    @property
    def brief(self) -> str:
        """Where and how many: "production/web 8"."""
        return f"{self.place} {self.running}"

    @property
    def words(self) -> str:
        """How it uses it: "4 tasks, by tag 7.42.1 in web:4"."""
        by = [f"by tag {tag}" for tag in self.tags] + (["by digest"] if self.pinned else [])
        tasks = counted(self.running, "task") if self.running else "no task runs it"
        named = f" in {', '.join(self.definitions)}" if self.definitions else ""
        return ", ".join((tasks, *by)) + named


def revisions(service: Service) -> tuple[str, ...]:
    """The ARNs of the task definitions that a service runs, or would start tasks of; its wanted one first."""
    named = (service.task_definition, *(deployment.task_definition for deployment in service.deployments))
    return tuple(arn for arn in dict.fromkeys(named) if arn)


class Users:
    """Who uses the images of one repository, by URI: drawn up once, then asked of each image."""

    def __init__(self, repository: str, account: Account) -> None:
        self._by_tag: dict[str, list[tuple[Service, str]]] = {}
        self._by_digest: dict[str, list[tuple[Service, str]]] = {}
        self._running: dict[str, Counter[Place]] = {}
        for service in account.services:
            for arn in revisions(service):
                for reference in _references(account.definitions.get(arn)):
                    if reference.place == repository:
                        self._note(service, arn, reference)
        for cluster, tasks in account.tasks.items():
            for task in tasks or ():
                self._count(repository, cluster, task)

    def _note(self, service: Service, arn: str, reference: ImageReference) -> None:
        if reference.digest:
            self._by_digest.setdefault(reference.digest, []).append((service, arn))
        else:
            self._by_tag.setdefault(reference.tag or LATEST, []).append((service, arn))

    def _count(self, repository: str, cluster: str, task: Task) -> None:
        """Each digest that a task has out of the repository counts once."""
        place = (cluster, task.service or f"task of {task.revision}")
        digests = {
            container.image_digest
            for container in task.containers
            if container.image_digest and _parse(container.image).place == repository
        }
        for digest in digests if task.last_status not in OVER else ():
            self._running.setdefault(digest, Counter())[place] += 1

    def tagged(self, tag: str) -> tuple[Service, ...]:
        """The services that name a tag of the repository, without a digest."""
        return tuple({service.arn: service for service, _ in self._by_tag.get(tag, ())}.values())

    def of(self, image: Image) -> tuple[Use, ...]:
        """Who uses an image, those that run it first.

        A task may have the digest of an index or that of the platform it runs on: both are the image.
        """
        digests = (image.digest, *(platform.digest for platform in image.platforms))
        running: Counter[Place] = Counter()
        for digest in digests:
            running.update(self._running.get(digest, Counter()))
        found = {place: Use(*place, number) for place, number in running.items()}
        for tag in image.tags:
            for service, arn in self._by_tag.get(tag, ()):
                use = _named(found, service, arn)
                found[use.cluster, use.name] = replace(use, tags=_with(use.tags, tag))
        for digest in digests:
            for service, arn in self._by_digest.get(digest, ()):
                use = _named(found, service, arn)
                found[use.cluster, use.name] = replace(use, pinned=True)
        return tuple(sorted(found.values(), key=lambda use: (-use.running, use.place)))


def _named(found: dict[Place, Use], service: Service, arn: str) -> Use:
    """The use by that service, with one more task definition that names the image."""
    place = (service.cluster, service.name)
    use = found.get(place) or Use(*place)
    newest = use.newest or arn == service.task_definition
    return replace(use, definitions=_with(use.definitions, short(arn)), newest=newest)


def _with(texts: tuple[str, ...], text: str) -> tuple[str, ...]:
    return texts if text in texts else (*texts, text)


def _references(definition: TaskDefinition | None) -> tuple[ImageReference, ...]:
    if definition is None:
        return ()
    return tuple(_parse(container.image) for container in definition.containers)


@dataclass(frozen=True, slots=True)
class Moved:
    """A tag that a service names and that names another image now than its tasks run.

    `newer` where that image was pushed after the deployment began; else an older one was tagged again.
    """

    container: str
    tag: str
    repository: str
    running: str  # digest, "" where not known
    image: Image
    newer: bool

    def words(self, now: datetime) -> str:
        """In a line: "newer image pushed 12m ago as main"."""
        ago = since(self.image.pushed_at, now)
        what = (
            f"newer image pushed {ago} ago as" if self.newer else f"another image (pushed {ago} ago) is now"
        )
        return f"{what} {self.tag}: a redeployment takes it"


def moved(
    service: Service,
    definition: TaskDefinition | None,
    tasks: Iterable[Task],
    images: Mapping[str, tuple[Image, ...]],
) -> tuple[Moved, ...]:
    """The tags of a service's task definition that have moved since it was deployed.

    `images` are those of repositories by URI; of others nothing is known. ECS resolves a tag once a
    deployment (container image resolution, ECS developer guide), so that its tasks have one digest.
    """
    primary = service.primary
    if definition is None or primary is None:
        return ()
    own = [task for task in tasks if task.task_definition == definition.arn and task.last_status not in OVER]
    found = []
    for container in definition.containers:
        reference = _parse(container.image)
        tag = reference.tag or LATEST
        image = next((i for i in images.get(reference.place, ()) if tag in i.tags), None)
        if reference.digest or image is None:
            continue
        running = _digests(own, container.name)
        newer = image.pushed_at > primary.created_at
        # Of an index the digest of a platform may run, and without any task only the time can tell.
        sure = bool(running) and not image.is_index
        if image.digest not in running and (newer or sure):
            digest = next(iter(running), "")
            found.append(Moved(container.name, tag, reference.place, digest, image, newer))
    return tuple(found)


def _digests(tasks: Iterable[Task], container: str) -> dict[str, None]:
    """What a container of these tasks runs."""
    return dict.fromkeys(
        each.image_digest
        for task in tasks
        for each in task.containers
        if each.name == container and each.image_digest
    )
