"""What the operations on one service have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.operations.operation import Operation

if TYPE_CHECKING:
    from ecstui.operations.desk import Desk


class ServiceChange(Operation):
    """An operation on the service `service` of the cluster `cluster` (names)."""

    def __init__(self, desk: Desk, cluster: str, service: str) -> None:
        super().__init__(desk)
        self.cluster = cluster
        self.service = service
