"""Scale by what is typed: "+3", "x2" or "5", counted from what is desired when the plan is drawn up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.errors import UsageError
from ecstui.operations.scale import Scale, parse_count

if TYPE_CHECKING:
    from ecstui.model.scaling import TargetChange
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Plan
    from ecstui.operations.scale_ways import Way

_HIGH = 1_000_000  # from which every count that can be typed is above 0


def check_count(text: str) -> None:
    """Raise ValueError in words where the text means no count, whatever is desired now."""
    parse_count(text, _HIGH)


class ScaleBy(Scale):
    """Set the desired count of a service to what `text` makes of the present one."""

    def __init__(
        self, desk: Desk, cluster: str, service: str, text: str, bounds: Way | TargetChange = "keep"
    ) -> None:
        super().__init__(desk, cluster, service, 0, bounds)
        self.text = text

    async def plan(self) -> Plan:
        """As of Scale; UsageError where the count would be below 0."""
        service = await self.read()
        try:
            self.desired = parse_count(self.text, service.desired)
        except ValueError as error:
            raise UsageError(str(error)) from None
        return await super().plan()
