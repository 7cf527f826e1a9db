"""What the screen shows, read from the snapshots; and which feeds must be kept true for it."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ecstui.live.feeds import (
    Clusters,
    Feed,
    Images,
    Repositories,
    Scaling,
    ServiceDeployments,
    Services,
    TargetHealth,
    Tasks,
)
from ecstui.live.registry_feeds import Lifecycle, RegistryRules
from ecstui.model.health import service_health
from ecstui.model.shifting import waiting_hook
from ecstui.model.snapshot import Freshness, Snapshot
from ecstui.model.surroundings import surrounded
from ecstui.ui.registry_picture import RegistryPicture
from ecstui.ui.remembered import Remembered
from ecstui.ui.selection import ServiceRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from ecstui.model.ecr import Image, Repository
    from ecstui.model.ecs import Cluster, Service, ServiceDeployment, Task
    from ecstui.model.health import Health
    from ecstui.model.shifting import Hook
    from ecstui.ui.facts.service import ServicePicture
    from ecstui.ui.selection import Selection
    from ecstui.ui.situation import PaneName, Selected


PAUSES_READ = 10
"""Of how many services that shift traffic it is read whether they wait for somebody."""


class Picture:
    """Answers what is known, by asking `snapshot` for what is known of a feed."""

    def __init__(self, snapshot: Callable[[Feed], Snapshot[Any]]) -> None:
        self._snapshot = snapshot
        self.registry = RegistryPicture(snapshot)
        self._looked_into: set[str] = set()  # the ARNs of the services whose tasks have been asked for
        self._targets_of = ""  # the ARN of the service whose targets are kept true
        self._judged: Remembered[Service, tuple[Service, Health]] = Remembered(
            attrgetter("arn"), lambda service, now: (service, service_health(service, now))
        )

    def clusters(self) -> Snapshot[Cluster]:
        """All clusters."""
        return self._snapshot(Clusters())

    def services(self, cluster: str | None) -> Snapshot[Service]:
        """The services of a cluster, or of all; until they are read on their own, as known from the whole."""
        own: Snapshot[Service] = self._snapshot(Services(cluster))
        if cluster is None or own.freshness is not Freshness.LOADING:
            return replace(own, items=self._looked_at(own.items))
        whole: Snapshot[Service] = self._snapshot(Services(None))
        items = tuple(service for service in whole.items if service.cluster == cluster)
        return replace(whole, items=self._looked_at(items), expected=None)

    def _looked_at(self, services: tuple[Service, ...]) -> tuple[Service, ...]:
        """The services, those that were looked into with what is known of their tasks and targets."""
        return tuple(map(self._looked_at_one, services))

    def _looked_at_one(self, service: Service) -> Service:
        looked_into = service.arn in self._looked_into
        if not (looked_into or service.shifting):
            return service
        groups = service.target_groups if service.arn == self._targets_of else ()
        return surrounded(
            service,
            tasks=self.tasks(ServiceRef.of(service)).items if looked_into else (),
            targets=tuple(target for group in groups for target in self._snapshot(TargetHealth(group)).items),
            deployments=self.deployments(service).items if service.shifting else (),
        )

    def known_services(self, selected: str | None) -> tuple[Service, ...]:
        """Every service known, the freshest reading of each; `selected` is the cluster on screen."""
        items: tuple[Service, ...] = self._snapshot(Services(None)).items
        if selected is None:
            return items
        whole = {service.arn: service for service in items}
        own: Snapshot[Service] = self._snapshot(Services(selected))
        if own.complete:
            whole = {arn: service for arn, service in whole.items() if service.cluster != selected}
        whole.update((service.arn, service) for service in own.items)
        return tuple(whole.values())

    def loads_services(self, selected: str | None) -> Callable[[str], bool]:
        """Whether the services of a cluster are just being read, for the first time."""
        own: Snapshot[Service] = self._snapshot(Services(selected))
        return lambda cluster: own.loads and selected in {None, cluster}

    def judged_services(self, selected: str | None, now: datetime) -> tuple[tuple[Service, Health], ...]:
        """Every service known, with its health."""
        return self._judged.of(self._looked_at(self.known_services(selected)), now)

    def service(self, selection: Selection) -> Service | None:
        """The service selected, as last read."""
        wanted = selection.service
        if wanted is None:
            return None
        items = self.services(selection.cluster).items
        return next((s for s in items if s.name == wanted.name and s.cluster == wanted.cluster), None)

    def tasks(self, service: ServiceRef | None) -> Snapshot[Task]:
        """The tasks of a service."""
        return Snapshot() if service is None else self._snapshot(Tasks(service.cluster, service.name))

    def task(self, selection: Selection) -> Task | None:
        """The task selected, as last read."""
        return _named(self.tasks(selection.service).items, selection.task)

    def repositories(self) -> Snapshot[Repository]:
        """The repositories, each with its images and policy as far as they are read."""
        return self.registry.repositories()

    def repository(self, selection: Selection) -> Repository | None:
        """The repository selected, as last read."""
        return _named(self.repositories().items, selection.repository)

    def images(self, repository: str) -> Snapshot[Image]:
        """The images of a repository."""
        return self.registry.images(repository)

    def image(self, selection: Selection) -> Image | None:
        """The image selected, as last read."""
        return self.registry.image(selection)

    def selected(self, selection: Selection, pane: PaneName) -> Selected | None:
        """What is selected in a list."""
        match pane:
            case "clusters":
                return next((c for c in self.clusters().items if c.name == selection.cluster), None)
            case "services":
                return self.service(selection)
            case "tasks":
                return self.task(selection)
            case "repositories":
                return self.repository(selection)
            case "images":
                return self.image(selection)
            case "detail":
                return None

    def around(self, service: Service) -> ServicePicture:
        """A service and all that its facts tell of."""
        ref = ServiceRef.of(service)
        from ecstui.ui.facts.service import ServicePicture  # no facts before the first frame

        tasks = self.tasks(ref)
        return ServicePicture(
            service,
            tasks,
            self._snapshot(ServiceDeployments(ref.cluster, ref.name)),
            self._snapshot(Scaling(ref.cluster, ref.name)),
            {group: self._snapshot(TargetHealth(group)) for group in service.target_groups},
            self.registry.moved(service, tasks.items),
        )

    def known(self, feed: Feed) -> Snapshot[Any]:
        """What is known of a feed that only what is open over the main screen needs."""
        return self._snapshot(feed)

    def deployments(self, service: Service) -> Snapshot[ServiceDeployment]:
        """ECS's records of the deployments of a service, as last read."""
        return self._snapshot(ServiceDeployments(service.cluster, service.name))

    def pause_of(self, service: Service) -> Hook | None:
        """The pause that the deployment of a service is known to wait at."""
        newest = next(iter(self.deployments(service).items), None)
        return waiting_hook(newest) if newest is not None else None

    def feeds(
        self,
        selection: Selection,
        visible: Iterable[PaneName],
        subject: PaneName,
        repositories_near: Iterable[str],
    ) -> frozenset[Feed]:
        """The feeds behind what is on screen; `subject` is the list whose selection the detail shows."""
        on_screen = set(visible)
        about_service = "detail" in on_screen and subject in {"services", "tasks"}
        found: set[Feed] = set()
        if "clusters" in on_screen or ("detail" in on_screen and subject == "clusters"):
            found.add(Clusters())
        if on_screen & {"clusters", "services", "tasks"} or about_service:
            found.add(Services(selection.cluster))
        service = self.service(selection)
        if selection.service is not None and (about_service or "tasks" in on_screen):
            found.add(Tasks(selection.service.cluster, selection.service.name))
            self._looked_into |= {service.arn} if service else set()
        if "services" in on_screen or about_service:
            found |= self._feeds_of_pauses(selection, service)
        self._targets_of = ""
        if about_service and subject == "services" and service:
            self._targets_of = service.arn
            found |= {
                Scaling(service.cluster, service.name),
                ServiceDeployments(service.cluster, service.name),
            }
            found |= {TargetHealth(group) for group in service.target_groups}
            found |= self.registry.feeds_of_moved(service)
        return frozenset(found | self._feeds_of_registry(selection, on_screen, subject, repositories_near))

    def _feeds_of_pauses(self, selection: Selection, selected: Service | None) -> set[Feed]:
        """Of deployments that may wait for somebody: the one selected, and some of the others listed."""
        listed = [service for service in self.services(selection.cluster).items if service.shifting]
        of = [service for service in (selected,) if service is not None and service.shifting]
        return {ServiceDeployments(s.cluster, s.name) for s in (*of, *listed[:PAUSES_READ])}

    def _feeds_of_registry(
        self, selection: Selection, on_screen: set[PaneName], subject: PaneName, near: Iterable[str]
    ) -> set[Feed]:
        found: set[Feed] = set()
        if "repositories" in on_screen or ("detail" in on_screen and subject == "repositories"):
            near = tuple(near)
            found |= {Repositories(), *map(Images, near)}
            alone = on_screen == {"repositories"}  # only then is there room for the policies of all
            repository = self.repository(selection) if subject == "repositories" else None
            found |= {Lifecycle(name) for name in near if alone}
            found |= {Lifecycle(repository.name)} if repository is not None else set()
            found |= {RegistryRules()} if alone or repository is not None else set()
        if selection.images_of is not None and (on_screen & {"images", "detail"}):
            found |= {Repositories(), Images(selection.images_of)}
            if subject == "images":
                found |= self.registry.feeds_of_uses() | self.registry.feeds_of_image(selection)
        return found


class _Named(Protocol):
    @property
    def arn(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


def _named(items: Iterable[_T], arn: str | None) -> _T | None:
    return next((item for item in items if item.arn == arn), None)
