"""The operations of CloudWatch Logs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError
from ecstui.demo.logs import live_tail, retrieval
from ecstui.demo.logs.insights import queries
from ecstui.demo.logs.retrieval import group_of, invalid
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.logs.state import Group
    from ecstui.demo.logs.stream import Stream
    from ecstui.demo.world import World

SYNC = 600.0  # seconds between two looks of the list of streams at what the streams hold
OLDEST, NEWEST = 14 * 86_400, 2 * 3_600  # seconds before and after now that an event may have

serves("logs", "FilterLogEvents")(retrieval.filter_log_events)
serves("logs", "GetLogEvents")(retrieval.get_log_events)
serves("logs", "StartLiveTail")(live_tail.start)
serves("logs", "StartQuery")(queries.start_query)
serves("logs", "GetQueryResults")(queries.get_query_results)
serves("logs", "StopQuery")(queries.stop_query)
serves("logs", "GetLogRecord")(queries.get_log_record)


@serves("logs", "DescribeLogGroups")
def describe_log_groups(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Groups by name, 50 a page."""
    prefix, pattern = params.get("logGroupNamePrefix"), params.get("logGroupNamePattern")
    if prefix is not None and pattern is not None:
        raise invalid("logGroupNamePrefix and logGroupNamePattern are mutually exclusive.")
    identifiers = {retrieval.group_name(each) for each in params.get("logGroupIdentifiers", ())}
    groups = [
        group
        for name, group in sorted(world.logs.groups.items())
        if name.startswith(prefix or "")
        and (pattern or "").lower() in name.lower()
        and (not identifiers or name in identifiers)
    ]
    shown, more = page(groups, params, "nextToken", "limit", 50, 50, key=lambda group: group.name)
    return {"logGroups": [_group(world, group) for group in shown], **more}


def _group(world: World, group: Group) -> dict[str, Any]:
    stored = sum(event.size for stream in group.streams.values() for event in stream.stored)
    days = min((world.now - group.created) / 86_400, group.retention or 400)
    described = {
        "logGroupName": group.name,
        "creationTime": int(group.created * 1000),
        "metricFilterCount": 0,
        "arn": f"{group.arn}:*",
        "logGroupArn": group.arn,
        "storedBytes": stored + int(max(days, 0.0) * 21_000_000) * bool(group.streams),
        "logGroupClass": group.log_class,
    }
    return described if group.retention is None else described | {"retentionInDays": group.retention}


@serves("logs", "DescribeLogStreams")
def describe_log_streams(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Streams by name or by time of the last event; that time lags behind the stream by minutes."""
    group = group_of(world, params)
    prefix = params.get("logStreamNamePrefix")
    by_time = params.get("orderBy", "LogStreamName") == "LastEventTime"
    if by_time and prefix is not None:
        raise invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
    streams = list(group.with_prefix(prefix or ""))
    if by_time:
        streams.sort(key=lambda stream: (_seen(stream, world.now)[1] or 0, stream.name))
    if params.get("descending", False):
        streams.reverse()
    shown, more = page(streams, params, "nextToken", "limit", 50, 50, key=lambda stream: stream.name)
    return {"logStreams": [_stream(group, stream, world.now) for stream in shown], **more}


def _seen(stream: Stream, now: float) -> tuple[int | None, int | None]:
    """Milliseconds of the first and last event, as the list of streams last looked."""
    synced = now - (now + stream.mark) % SYNC
    first: list[int] = []
    last: list[int] = []
    if stream.voice is not None and stream.started + 10 < synced:
        first.append(int(stream.started * 1000))
        last.append(int(min(synced - 10, stream.stopped or synced) * 1000))
    if stream.stored:
        first.append(stream.stored[0].timestamp)
        last.append(stream.stored[-1].timestamp)
    return (min(first), max(last)) if first else (None, None)


def _stream(group: Group, stream: Stream, now: float) -> dict[str, Any]:
    described = {
        "logStreamName": stream.name,
        "creationTime": int(stream.created * 1000),
        "arn": f"{group.arn}:log-stream:{stream.name}",
        "storedBytes": 0,
        "uploadSequenceToken": f"{stream.mark:056d}",
    }
    first, last = _seen(stream, now)
    if first is None or last is None:
        return described
    return described | {
        "firstEventTimestamp": first,
        "lastEventTimestamp": last,
        "lastIngestionTime": last + 1_200,
    }


@serves("logs", "CreateLogGroup")
def create_log_group(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """A new group."""
    if params["logGroupName"] in world.logs.groups:
        raise AwsError("ResourceAlreadyExistsException", "The specified log group already exists")
    group = world.logs.create_group(params["logGroupName"])
    group.log_class = params.get("logGroupClass", group.log_class)
    return {}


@serves("logs", "DeleteLogGroup")
def delete_log_group(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Delete a group with its streams."""
    world.logs.delete_group(world.logs.group(params["logGroupName"]))
    return {}


@serves("logs", "CreateLogStream")
def create_log_stream(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """A new stream."""
    group = world.logs.group(params["logGroupName"])
    if params["logStreamName"] in group.streams:
        raise AwsError("ResourceAlreadyExistsException", "The specified log stream already exists")
    world.logs.create_stream(group.name, params["logStreamName"])
    return {}


@serves("logs", "PutRetentionPolicy")
def put_retention_policy(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Keep the events of a group for so many days."""
    world.logs.group(params["logGroupName"]).retention = params["retentionInDays"]
    return {}


@serves("logs", "PutLogEvents")
def put_log_events(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Store a client's own events; what is too old or too new is refused by index."""
    group = world.logs.group(params["logGroupName"])
    stream = world.logs.stream(group, params["logStreamName"])
    events = params["logEvents"]
    if any(one["timestamp"] > two["timestamp"] for one, two in pairwise(events)):
        raise invalid("Log events in a single PutLogEvents request must be in chronological order.")
    now = world.now
    old = sum(event["timestamp"] < (now - OLDEST) * 1000 for event in events)
    new = next(
        (i for i, event in enumerate(events) if event["timestamp"] > (now + NEWEST) * 1000), len(events)
    )
    for event in events[old:new]:
        world.logs.write(group.name, stream.name, event["timestamp"] / 1000, event["message"])
    refused = {"tooOldLogEventEndIndex": old} if old else {}
    refused |= {"tooNewLogEventStartIndex": new} if new < len(events) else {}
    answer: dict[str, Any] = {"nextSequenceToken": f"{stream.mark:056d}"}
    return answer | {"rejectedLogEventsInfo": refused} if refused else answer
