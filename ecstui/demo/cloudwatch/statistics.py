"""Data points: a metric's minutes gathered into periods, by statistic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecstui.demo.cloudwatch.metrics import MINUTE, of_cluster, of_service
from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from ecstui.demo.world import World

STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?|100)")
LOOKS = 15  # minutes looked at in a long period, at most
SPREAD = 0.22  # how far single tasks are from the mean of all, of that mean
NAMESPACES = ("AWS/ECS", "ECS/ContainerInsights")


@dataclass(frozen=True, slots=True)
class Series:
    """One metric: namespace, name and dimensions."""

    namespace: str
    name: str
    dimensions: dict[str, str]

    def value(self, world: World, at: float) -> float | None:
        """The mean of the minute that begins at `at`; None where there is no data."""
        if self.namespace not in NAMESPACES:
            return None
        cluster, service = self.dimensions.get("ClusterName", ""), self.dimensions.get("ServiceName")
        if set(self.dimensions) - {"ClusterName", "ServiceName"}:
            return None
        if service is None:
            return of_cluster(world, cluster, self.name, at)
        found = world.ecs.service_named(cluster, service)
        if found is None or at < found.created_at:
            return None
        return of_service(world, found, self.name, at)

    @property
    def unit(self) -> str:
        """The unit of its values."""
        return "Percent" if self.name.endswith(("Utilization", "Reservation")) else "Count"

    def points(self, world: World, start: float, end: float, period: int) -> list[tuple[float, list[float]]]:
        """(begin, means of minutes) of every period with data, oldest first; what is not over is left out."""
        width = max(period, int(MINUTE))
        step = max(1, width // int(MINUTE) // LOOKS) * MINUTE
        found = []
        begin = start // width * width
        while begin < min(end, world.now - MINUTE):
            ends = min(begin + width, world.now - MINUTE + 1)
            minutes = (begin + step * n for n in range(int((ends - begin - 1) // step) + 1))
            values = [value for at in minutes if (value := self.value(world, at)) is not None]
            if values:
                found.append((begin, values))
            begin += width
        return found


def series_of(metric: dict[str, Any]) -> Series:
    """The series a request names."""
    dimensions = {each["Name"]: each["Value"] for each in metric.get("Dimensions", ())}
    return Series(metric.get("Namespace", ""), metric.get("MetricName", ""), dimensions)


def statistic(name: str, values: list[float], percent: bool) -> float:
    """One statistic of a period. Raises ValidationError for one that is not known."""
    mean = sum(values) / len(values)
    spread = SPREAD if percent else 0.0
    top = min(100.0, max(values) * (1 + spread)) if percent else max(values)
    if name == "Average":
        return mean
    if name == "SampleCount":
        return float(len(values))
    if name == "Sum":
        return sum(values)
    if name == "Minimum":
        return min(values) * (1 - spread)
    if name == "Maximum":
        return top
    match = _PERCENTILE.fullmatch(name)
    if match is None:
        raise AwsError("ValidationError", f"The value {name} for parameter Stat is not supported.")
    share = float(match[1]) / 100
    low = min(values) * (1 - spread)
    return low + (top - low) * share
