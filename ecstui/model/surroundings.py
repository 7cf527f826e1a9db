"""A service with what is known around it, by which its health is judged more closely. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.shifting import waiting_hook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecstui.model.ecs import Service, ServiceDeployment, Task
    from ecstui.model.elb import TargetHealth


def surrounded(
    service: Service,
    *,
    tasks: Iterable[Task] = (),
    targets: Iterable[TargetHealth] = (),
    deployments: Sequence[ServiceDeployment] = (),
) -> Service:
    """The service with those of its tasks that stopped, its targets, and the pause that the first of its
    deployments waits at, the newest; what has not been read is left out."""
    return replace(
        service,
        stopped=tuple(task for task in tasks if task.stopped_at is not None),
        targets=tuple(targets),
        pause=waiting_hook(deployments[0]) if deployments else None,
    )
