"""What the person has chosen: the scope of each list, and the row the cursor is on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.model.ecs import Service


@dataclass(frozen=True, slots=True)
class ServiceRef:
    """Which service: the names of its cluster and its own."""

    cluster: str
    name: str

    @classmethod
    def of(cls, service: Service) -> ServiceRef:
        """The reference to a service."""
        return cls(service.cluster, service.name)


@dataclass(frozen=True, slots=True)
class Selection:
    """`cluster` None means all; `task`, `repository` are ARNs; `images_of` the repository (name) gone into,
    `image` a digest."""

    cluster: str | None = None
    service: ServiceRef | None = None
    task: str | None = None
    repository: str | None = None
    images_of: str | None = None
    image: str | None = None

    @property
    def service_name(self) -> str:
        """The service chosen, "staging/cart" where all clusters are; "" for none."""
        if self.service is None:
            return ""
        return self.service.name if self.cluster else f"{self.service.cluster}/{self.service.name}"

    def in_cluster(self, cluster: str | None) -> Selection:
        """Another cluster: its services and tasks are not chosen yet."""
        if cluster == self.cluster:
            return self
        return replace(self, cluster=cluster, service=None, task=None)

    def with_service(self, service: ServiceRef | None) -> Selection:
        """Another service: its tasks are not chosen yet."""
        return self if service == self.service else replace(self, service=service, task=None)
