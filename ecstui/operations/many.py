"""The same change of many services or tasks: planned side by side, weighed together."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.errors import EcsTuiError
from ecstui.model.humane import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan, Weight

AT_ONCE = 4  # plans drawn up at a time
PACE = 1.0  # seconds between two that begin: UpdateService refills by five a second, for all who call it


@dataclass(frozen=True, slots=True)
class Planned:
    """One of many: its name on the screen and its plan, or in words why there is none."""

    name: str
    operation: Operation
    plan: Plan | None = None
    refusal: str = ""

    @property
    def ready(self) -> bool:
        """Whether it can be applied and would change something."""
        return self.plan is not None and not self.plan.empty


async def plan_all(operations: Sequence[tuple[str, Operation]]) -> tuple[Planned, ...]:
    """The plan of each, in their order; what cannot be planned says why. Raises nothing."""
    places = asyncio.Semaphore(AT_ONCE)

    async def planned(name: str, operation: Operation) -> Planned:
        async with places:
            try:
                plan = operation.desk.guard(await operation.plan())
            except EcsTuiError as error:
                return Planned(name, operation, refusal=str(error))
        return Planned(name, operation, plan)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(planned(*each)) for each in operations]
    return tuple(task.result() for task in tasks)


def ready(all_planned: Sequence[Planned]) -> tuple[Planned, ...]:
    """Those that would be applied."""
    return tuple(each for each in all_planned if each.ready)


def summary(all_planned: Sequence[Planned]) -> str:
    """How many would change, what weighs on them, and how many are left out: in one line."""
    changing = ready(all_planned)
    weights: Counter[Weight] = Counter(each.plan.weight for each in changing if each.plan is not None)
    parts = [f"{len(changing)} of {len(all_planned)} change"]
    parts += [f"{counted(weights[weight], weight)}" for weight in ("danger", "warning") if weights[weight]]
    if refused := sum(bool(each.refusal) for each in all_planned):
        parts.append(f"{refused} refused")
    return ", ".join(parts)


def confirmation(all_planned: Sequence[Planned]) -> str:
    """What must be typed to apply them all, where one of them asks for its name; "" where enter will do."""
    changing = ready(all_planned)
    if not any(each.plan.confirm for each in changing if each.plan is not None):
        return ""
    kinds = {each.plan.kind for each in changing if each.plan is not None}
    return counted(len(changing), kinds.pop() if len(kinds) == 1 else "change")
