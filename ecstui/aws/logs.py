"""CloudWatch Logs: the events of a log group, by stream or by stream prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.model.errors import NotFound, Rejected
from ecstui.model.logs import LogEvent, LogGroup, LogPage
from ecstui.model.text import safe, safe_lines

if TYPE_CHECKING:
    from types_aiobotocore_logs import CloudWatchLogsClient
    from types_aiobotocore_logs import type_defs as t

    from ecstui.aws.calls import Calls
from ecstui.model.logs import LogSource

INFREQUENT_ACCESS = "INFREQUENT_ACCESS"
PAGE = 2500  # a page of 10,000 blocks the event loop for 65 ms while it is parsed


class Logs:
    """What the console asks of CloudWatch Logs; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def filter_events(
        self,
        source: LogSource,
        *,
        start: int,
        end: int | None = None,
        token: str | None = None,
        limit: int = PAGE,
        newest_first: bool = False,
        streams: tuple[str, ...] = (),
    ) -> LogPage:
        """One page of the events between `start` and `end` (ms since the epoch, both inclusive).

        `streams` (at most 100) stand in place of the source's prefix. `newest_first` begins with the newest;
        the following pages keep that direction. A page may be empty and still not be the last.
        """
        asked: dict[str, Any] = {"logGroupName": source.group, "startTime": start, "limit": limit}
        if streams:
            asked["logStreamNames"] = list(streams)
        elif source.prefix:
            asked["logStreamNamePrefix"] = source.prefix
        if end is not None:
            asked["endTime"] = end
        if token:
            asked["nextToken"] = token
        if newest_first:
            asked["startFromHead"] = False
        client: CloudWatchLogsClient
        try:
            async with self._calls.call("logs:FilterLogEvents", source.group, region=source.region) as client:
                answer = await client.filter_log_events(**asked)
                return LogPage(tuple(_event(raw) for raw in answer["events"]), answer.get("nextToken"))
        except Rejected as refusal:
            if (await self.group(source.region, source.group)).log_class != INFREQUENT_ACCESS:
                raise
            raise Rejected(
                "the log group is of the class Infrequent Access, whose events only Logs Insights reads.",
                operation=refusal.operation,
                where=refusal.where,
                advice="Search it in the console with i, or with aws logs start-query.",
                code=refusal.code,
                request_id=refusal.request_id,
            ) from refusal

    async def group(self, region: str, name: str) -> LogGroup:
        """A log group by its name. Raises NotFound where there is none."""
        client: CloudWatchLogsClient
        operation = "logs:DescribeLogGroups"
        async with self._calls.call(operation, name, region=region) as client:
            # A prefix is given, not the name: but no other name that begins so stands before it.
            answer = await client.describe_log_groups(logGroupNamePrefix=name, limit=1)
            for raw in answer["logGroups"]:
                if raw["logGroupName"] == name:
                    return _group(raw)
        raise NotFound("there is no such log group.", operation=operation, where=f"{region} {name}")


def _group(raw: t.LogGroupTypeDef) -> LogGroup:
    return LogGroup(
        name=safe(raw["logGroupName"]),
        arn=safe(raw.get("logGroupArn") or raw.get("arn", "")).removesuffix(":*"),
        created=raw.get("creationTime", 0),
        retention_days=raw.get("retentionInDays"),
        log_class=safe(raw.get("logGroupClass", "STANDARD")),
    )


def _event(raw: t.FilteredLogEventTypeDef) -> LogEvent:
    timestamp = raw["timestamp"]
    return LogEvent(
        id=raw["eventId"],
        timestamp=timestamp,
        ingested=raw.get("ingestionTime", timestamp),
        stream=safe(raw.get("logStreamName", "")),
        message="\n".join(safe_lines(raw.get("message", ""))),
    )
