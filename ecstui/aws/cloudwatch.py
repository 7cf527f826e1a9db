"""Amazon CloudWatch: how alarms turned."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ecstui.aws.paging import pages
from ecstui.model.text import safe
from ecstui.model.timeline import AlarmTurn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
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
