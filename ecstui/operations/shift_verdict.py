"""What a reading of the record of a deployment says while it shifts traffic. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.shifting import production_of, standing, waiting_hook, waits_until
from ecstui.operations.cancel_consequences import new_and_old
from ecstui.operations.plan import Progress

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.ecs import Service, ServiceDeployment
    from ecstui.operations.plan import Phase


def with_stage(progress: Progress, record: ServiceDeployment, now: datetime) -> Progress:
    """A progress that says where the traffic stands, and that it may rest there for a while."""
    where = standing(record, now)
    if not where:
        return progress
    return replace(
        progress,
        text=f"{progress.text} {where[:1].upper()}{where[1:]}.".lstrip(),
        stage=f"{record.lifecycle_stage} {production_of(record)}",
        rests=waiting_hook(record) is not None or waits_until(record) is not None,
    )


def of_continued(record: ServiceDeployment, service: Service, hook: str, now: datetime) -> Progress:
    """How a deployment stands that was told to go on at the pause `hook`."""
    new, _ = new_and_old(service)
    waits, why = waiting_hook(record), f" {record.status_reason}".rstrip()
    ended: dict[str, tuple[Phase, str]] = {
        "SUCCESSFUL": ("done", f"Deployed {service.revision}."),
        "STOPPED": ("failed", f"It stopped where it was.{why}"),
        "ROLLBACK_SUCCESSFUL": ("failed", f"It was rolled back.{why}"),
        "ROLLBACK_FAILED": ("failed", f"It was rolled back, and that failed.{why}"),
    }
    if record.status in ended:
        phase, text = ended[record.status]
        return Progress(phase, text, new, service.desired)
    if waits is not None and waits.id != hook:
        return Progress("done", f"It waits again: {standing(record, now)}.", new, service.desired)
    text = "" if record.status in {"PENDING", "IN_PROGRESS"} else f"It is being rolled back.{why}"
    progress = Progress("converging", text, new, service.desired, new=True, pending=service.pending)
    return with_stage(progress, record, now)
