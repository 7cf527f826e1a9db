"""What the detail area tells: the facts of what is selected in the list that was in focus last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.ui.facts.cluster import all_clusters_facts, cluster_facts
from ecstui.ui.facts.registry import image_sections, repository_facts
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.facts.service import event_facts, service_facts
from ecstui.ui.facts.task import task_facts
from ecstui.ui.rows.repositories import image_name
from ecstui.ui.rows.tasks import short_id

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.ecr import Image, Repository
    from ecstui.ui.picture import Picture
    from ecstui.ui.selection import Selection
    from ecstui.ui.situation import PaneName


@dataclass(frozen=True, slots=True)
class Subject:
    """What the detail is about: `name` for its title, and its facts."""

    name: str
    sections: tuple[Section, ...]


NOTHING = Subject("", (Section("", (Fact("", "nothing is selected", "dim"),)),))


def subject(picture: Picture, selection: Selection, pane: PaneName, now: datetime) -> Subject:
    """The facts of what is selected in a list."""
    match pane:
        case "clusters":
            return _cluster(picture, selection, now)
        case "services":
            if service := picture.service(selection):
                return Subject(f"service {service.name}", service_facts(picture.around(service), now))
        case "tasks":
            if task := picture.task(selection):
                name = f"task {short_id(task.id)} of {task.service or task.group}"
                return Subject(name, task_facts(task, now))
        case "repositories":
            if repository := picture.repository(selection):
                return Subject(
                    f"repository {repository.name}",
                    _repository(picture, repository, now),
                )
        case "images":
            if image := picture.image(selection):
                return Subject(
                    f"image {image.repository} {image_name(image)}", _image(picture, selection, image, now)
                )
        case "detail":
            pass
    return NOTHING


def _repository(picture: Picture, repository: Repository, now: datetime) -> tuple[Section, ...]:
    registry = picture.registry
    failures = registry.failures(repository.name)
    return repository_facts(repository, now, registry.settings(), failures)


def _image(picture: Picture, selection: Selection, image: Image, now: datetime) -> tuple[Section, ...]:
    registry = picture.registry
    uses, gaps = registry.uses(image), registry.account().gaps
    failures = registry.failures(image.repository, image)
    repository, loading = registry.image_repository(selection), registry.loads_uses
    return image_sections(image, uses, gaps, repository, now, failures, loading=loading)


def events(picture: Picture, selection: Selection, now: datetime) -> Subject:
    """All events of the service selected."""
    service = picture.service(selection)
    if service is None:
        return NOTHING
    facts = event_facts(service.events, now) or (Fact("", "no events yet", "dim"),)
    return Subject(f"events of {service.name}, newest first", (Section("", facts),))


def _cluster(picture: Picture, selection: Selection, now: datetime) -> Subject:
    wanted = selection.cluster
    services = picture.judged_services(wanted, now)
    judged = services if wanted is None else tuple(pair for pair in services if pair[0].cluster == wanted)
    for cluster in picture.clusters().items:
        if cluster.name == wanted:
            return Subject(f"cluster {cluster.name}", cluster_facts(cluster, judged))
    return Subject("all clusters", all_clusters_facts(picture.clusters().items, judged))
