"""FilterLogEvents and GetLogEvents: which streams, which time, which page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError
from ecstui.demo.logs.pattern import compile_pattern
from ecstui.demo.logs.reading import Reading, bound
from ecstui.demo.logs.tokens import Mark, read_mark, read_stream_token, stream_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.demo.logs.state import Group
    from ecstui.demo.logs.stream import Event, Stream
    from ecstui.demo.world import World

FOREVER = 1 << 42  # milliseconds, beyond any event
MOST = 10_000
NEWEST_FIRST_SINCE = 1_704_067_200_000  # 2024-01-01, the earliest start of a reading from the newest


def invalid(message: str) -> AwsError:
    """The refusal of a parameter."""
    return AwsError("InvalidParameterException", message)


def group_of(world: World, params: dict[str, Any]) -> Group:
    """The group of logGroupName or logGroupIdentifier (name or ARN), exactly one of which must be given."""
    name, identifier = params.get("logGroupName"), params.get("logGroupIdentifier")
    if (name is None) == (identifier is None):
        raise invalid("Exactly one of logGroupName and logGroupIdentifier must be specified.")
    group = world.logs.group(name or group_name(str(identifier)))
    if group.log_class == "INFREQUENT_ACCESS":
        raise AwsError(
            "InvalidOperationException", "The operation is not supported for this log group's class."
        )
    return group


def group_name(identifier: str) -> str:
    """The name in a log group's name or ARN."""
    return identifier.split(":log-group:", 1)[-1].removesuffix(":*") if ":" in identifier else identifier


def limit_of(params: dict[str, Any]) -> int:
    """How many events a page may have."""
    limit = int(params.get("limit", MOST))
    if not 1 <= limit <= MOST:
        raise invalid(f"limit must be between 1 and {MOST}.")
    return limit


def filter_log_events(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """One page of the events of a group, merged over its streams."""
    group = group_of(world, params)
    streams = _streams(group, params)
    scope = json.dumps({k: v for k, v in params.items() if k not in ("nextToken", "limit")}, sort_keys=True)
    newest_first = not params.get("startFromHead", True)
    start = int(params.get("startTime", 0))
    if newest_first and start < NEWEST_FIRST_SINCE:
        raise invalid("startFromHead can be false only with a startTime of 2024-01-01 or later.")
    reading = Reading(
        batches=world.logs.batches,
        streams=streams,
        start=start,
        end=int(params.get("endTime", FOREVER)) + 1,
        now=world.now,
        matches=compile_pattern(params["filterPattern"]) if params.get("filterPattern") else None,
        newest_first=newest_first,
    )
    token = params.get("nextToken")
    mark = read_mark(token, scope) if token else Mark(None)
    limit = limit_of(params)
    nothing: dict[str, Any] = {"events": [], "searchedLogStreams": []}
    empty = world.logs.empty_pages.token(mark, token, scope)
    if empty is not None:
        return nothing | {"nextToken": empty}
    events, position = reading.page(mark.position, limit)
    answer = nothing | {"events": [_filtered(event) for event in events]}
    return answer if position is None else answer | {"nextToken": Mark(position).write(scope)}


def _streams(group: Group, params: dict[str, Any]) -> Sequence[Stream]:
    names, prefix = params.get("logStreamNames"), params.get("logStreamNamePrefix")
    if names is not None and prefix is not None:
        raise invalid("logStreamNames and logStreamNamePrefix cannot both be specified.")
    if names is None:
        return tuple(group.with_prefix(prefix or ""))
    if not 1 <= len(names) <= 100:
        raise invalid("logStreamNames must have between 1 and 100 members.")
    missing = [name for name in names if name not in group.streams]
    if missing:
        raise AwsError("ResourceNotFoundException", "The specified log stream does not exist.")
    return tuple(group.streams[name] for name in dict.fromkeys(names))


def _filtered(event: Event) -> dict[str, Any]:
    return {
        "logStreamName": event.stream,
        "timestamp": event.timestamp,
        "message": event.message,
        "ingestionTime": event.ingested,
        "eventId": f"{event.id:056d}",
    }


def get_log_events(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """One page of one stream, oldest first within the page, and the tokens in both directions."""
    group = group_of(world, params)
    stream = world.logs.stream(group, params["logStreamName"])
    start = int(params.get("startTime", 0))
    end = int(params.get("endTime", FOREVER))
    token = params.get("nextToken")
    way, position = "f" if params.get("startFromHead", False) else "b", None
    if token:
        way, position = read_stream_token(token, stream.mark)
    reading = Reading(world.logs.batches, (stream,), start, end, world.now, newest_first=way == "b")
    events, _ = reading.page(position, limit_of(params))
    if way == "b":
        events.reverse()
    if position is None:
        position = bound(min(int(world.now * 1000), end)) if way == "b" else bound(start)
    first, last = (events[0].id, events[-1].id) if events else (position, position)
    return {
        "events": [
            {"timestamp": event.timestamp, "message": event.message, "ingestionTime": event.ingested}
            for event in events
        ],
        "nextForwardToken": stream_token("f", last, stream.mark),
        "nextBackwardToken": stream_token("b", first, stream.mark),
    }
