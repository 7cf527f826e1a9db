"""What things are called on the command line, and in which list they are looked up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ecstui.model.snapshot import Snapshot
from ecstui.ui.rows.clusters import ALL
from ecstui.ui.rows.tasks import short_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.model.ecs import Service
    from ecstui.ui.command_language import Kind
    from ecstui.ui.picture import Picture
    from ecstui.ui.selection import Selection


LISTED: tuple[Kind, ...] = ("cluster", "service", "task", "repository")
"""The kinds of arguments that name a thing in a list."""


def listed(picture: Picture, selection: Selection, kind: Kind) -> Snapshot[Any]:
    """The list in which things of a kind are looked up."""
    match kind:
        case "cluster":
            return picture.clusters()
        case "service":
            return picture.services(selection.cluster)
        case "task" if selection.service is not None or not picture.services(selection.cluster).complete:
            return picture.tasks(selection.service)
        case "repository":
            return picture.repositories()
        case _:
            return Snapshot(complete=True)


def named(picture: Picture, selection: Selection, kind: Kind, typed: str = "") -> dict[str, str]:
    """The key of the row of each thing in that list, by its name; `typed` may ask for whole names."""
    items = listed(picture, selection, kind).items
    match kind:
        case "cluster":
            return {ALL: ALL, **{cluster.name: cluster.name for cluster in items}}
        case "service":
            return service_names(items, whole="/" in typed)
        case "task":
            return {short_id(task.id): task.arn for task in items}
        case _:
            return {item.name: item.arn for item in items}


def service_names(services: Iterable[Service], *, whole: bool = False) -> dict[str, str]:
    """The ARNs of services by name, in order; "staging/cart" if there are several carts, or `whole` is so."""
    services = tuple(services)
    alike = Counter(service.name for service in services)
    names = {f"{s.cluster}/{s.name}" if whole or alike[s.name] > 1 else s.name: s.arn for s in services}
    return dict(sorted(names.items()))
