"""The verbs that change AWS: the console's operations without the screen, planned, allowed, followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ecstui.commands.applying import Applying
from ecstui.commands.at_a_desk import at_a_desk
from ecstui.commands.bounds_advice import with_bounds_advice
from ecstui.commands.revision_target import with_known_revision
from ecstui.commands.service_target import wanted_service
from ecstui.live.log_target import find_service
from ecstui.model.errors import UsageError
from ecstui.operations.redeploy import Redeploy
from ecstui.operations.scale_by import ScaleBy, check_count

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ecstui.commands.connection import Chosen
    from ecstui.commands.log_stdout import Stdout
    from ecstui.model.ecs import Service
    from ecstui.operations.desk import Desk
    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan
    from ecstui.operations.scale_ways import Way

Planned: TypeAlias = "tuple[Operation, Plan]"


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of a verb that changes a service, as given; `timeout` in seconds."""

    target: str
    dry_run: bool = False
    yes: bool = False
    confirm: str | None = None
    wait: bool = True
    timeout: float | None = None
    output: str = "text"


def scale(connection: Chosen, asked: Asked, count: str, bounds: Way = "keep") -> int:
    """Set the desired count of a service; the exit code. Raises EcsTuiError as `change` does.

    `bounds` says what becomes of auto scaling that would take the count back.
    """

    try:
        check_count(count)  # what is no count is told before anything is called
    except ValueError as error:
        raise UsageError(str(error)) from None
    return change(
        connection,
        asked,
        lambda desk, of: ScaleBy(desk, of.cluster, of.name, count, bounds),
        advise=with_bounds_advice if bounds == "keep" else None,
    )


def redeploy(connection: Chosen, asked: Asked) -> int:
    """Force a new deployment of a service; the exit code. Raises EcsTuiError as `change` does."""
    return change(connection, asked, lambda desk, of: Redeploy(desk, of.cluster, of.name))


def change(
    connection: Chosen,
    asked: Asked,
    make: Callable[[Desk, Service], Operation],
    advise: Callable[[Plan], Plan] | None = None,
) -> int:
    """Carry out the operation that `make` makes of the service asked for; the exit code.

    `advise` adds to the plan which options would do it otherwise. Raises UsageError (exit code 2) and
    Refused (3).
    """
    wanted = wanted_service(asked.target)

    async def planned(desk: Desk) -> Planned:
        operation = make(desk, await find_service(desk.aws, wanted))
        plan = await operation.plan()
        return operation, advise(plan) if advise else plan

    return carry_out(connection, asked, planned, wanted.region)


def carry_out(
    connection: Chosen, asked: Asked, planned: Callable[[Desk], Awaitable[Planned]], region: str = ""
) -> int:
    """Carry out the operation that `planned` makes and plans, in `region` where one is named; the exit code.

    Raises UsageError (exit code 2) and Refused (3).
    """

    async def work(desk: Desk, stdout: Stdout) -> int:
        operation, plan = await with_known_revision(desk.aws, planned(desk))
        return await Applying(operation, desk.guard(plan), asked, stdout).to_its_end()

    return at_a_desk(connection, work, dry_run=asked.dry_run, region=region)
