"""Amazon CloudWatch: how alarms turned, and what they watch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ecstui.aws.paging import chunks, pages, side_by_side
from ecstui.model.text import safe
from ecstui.model.timeline import AlarmTurn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from types_aiobotocore_cloudwatch import CloudWatchClient
    from types_aiobotocore_cloudwatch import type_defs as t

    from ecstui.aws.calls import Calls

PAGE = 100


class Cloudwatch:
    """What the console asks of CloudWatch; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def alarm_turns(self, start: datetime, end: datetime) -> AsyncIterator[tuple[AlarmTurn, ...]]:
        """How every alarm of the region turned from `start` to `end`, the newest first, 100 at a time."""

        async def page(token: str | None) -> tuple[tuple[AlarmTurn, ...], str | None]:
            client: CloudWatchClient
            more: Any = {"NextToken": token} if token else {}
            async with self._calls.call("cloudwatch:DescribeAlarmHistory") as client:
                answer = await client.describe_alarm_history(
                    HistoryItemType="StateUpdate", StartDate=start, EndDate=end, MaxRecords=PAGE, **more
                )
                turns = tuple(_turn(raw) for raw in answer["AlarmHistoryItems"])
                return turns, answer.get("NextToken")

        async for turns in pages(page):
            yield turns

    async def alarms_of(self, names: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The cluster and service that each of these alarms watches, "" where its metrics name none."""

        async def describe(some: tuple[str, ...]) -> tuple[tuple[str, tuple[str, str]], ...]:
            client: CloudWatchClient
            async with self._calls.call("cloudwatch:DescribeAlarms") as client:
                answer = await client.describe_alarms(AlarmNames=list(some), MaxRecords=PAGE)
                return tuple((safe(raw["AlarmName"]), _watched(raw)) for raw in answer["MetricAlarms"])

        return dict(await side_by_side(describe, chunks(names, PAGE)))


def _watched(raw: t.MetricAlarmTypeDef) -> tuple[str, str]:
    """The dimensions of its metric, or of the first that a metric math alarm names."""
    metrics = [each.get("MetricStat", {}).get("Metric", {}) for each in raw.get("Metrics", ())]
    sets = [raw.get("Dimensions", ()), *(metric.get("Dimensions", ()) for metric in metrics)]
    found = {each["Name"]: each["Value"] for dimensions in reversed(sets) for each in dimensions}
    return safe(found.get("ClusterName", "")), safe(found.get("ServiceName", ""))


def _turn(raw: t.AlarmHistoryItemTypeDef) -> AlarmTurn:
    """A line of the history; its data is JSON of CloudWatch's own."""
    before, after, reason = "", "", raw.get("HistorySummary", "")
    try:
        data = json.loads(raw.get("HistoryData", ""))
        before, after = str(data["oldState"]["stateValue"]), str(data["newState"]["stateValue"])
        reason = str(data["newState"].get("stateReason", reason))
    except (ValueError, KeyError, TypeError, AttributeError):
        after = reason.rpartition(" ")[2]  # "Alarm updated from OK to ALARM"
    return AlarmTurn(raw["Timestamp"], safe(raw["AlarmName"]), safe(before), safe(after), safe(reason))
