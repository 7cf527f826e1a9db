"""StartLiveTail: what is being ingested, once a second, sampled where it is too much."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError
from ecstui.demo.logs.batches import LATEST
from ecstui.demo.logs.pattern import compile_pattern
from ecstui.demo.logs.reading import Reading
from ecstui.demo.logs.retrieval import FOREVER, group_name, invalid

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from ecstui.demo.logs.state import Group
    from ecstui.demo.logs.stream import Event, Stream
    from ecstui.demo.world import World

MOST = 500  # events an update
SECOND = 1.0  # of the client's own time, however fast the world's clock runs


def start(world: World, params: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
    """Open a session over up to ten groups named by ARN. Refuses before the first event."""
    arns = params["logGroupIdentifiers"]
    if not 1 <= len(arns) <= 10:
        raise invalid("logGroupIdentifiers must have between 1 and 10 members.")
    if any(not arn.startswith("arn:") or arn.endswith("*") for arn in arns):
        raise invalid("Log groups must be named by ARN, and the ARN cannot end with an asterisk.")
    groups = [world.logs.group(group_name(arn)) for arn in arns]
    names, prefixes = params.get("logStreamNames"), params.get("logStreamNamePrefixes")
    if names and prefixes:
        raise invalid("logStreamNames and logStreamNamePrefixes cannot both be specified.")
    if (names or prefixes) and len(groups) > 1:
        raise invalid("Log streams can be chosen in a single log group only.")
    if missing := [name for name in names or () if name not in groups[0].streams]:
        raise AwsError("ResourceNotFoundException", f"The specified log stream does not exist: {missing[0]}")
    return _session(world, params, groups)


async def _session(
    world: World, params: dict[str, Any], groups: list[Group]
) -> AsyncGenerator[dict[str, Any], None]:
    names = ("logGroupIdentifiers", "logStreamNames", "logStreamNamePrefixes", "logEventFilterPattern")
    said = {name: params[name] for name in names if name in params}
    matches = compile_pattern(params.get("logEventFilterPattern", ""))
    shown = world.now
    yield {"sessionStart": {"requestId": world.uuid(), "sessionId": world.uuid(), **said}}
    while True:
        await asyncio.sleep(SECOND)
        world.timers.catch_up()
        now = world.now
        found: list[tuple[Event, Group]] = []
        for group in groups:
            streams = _chosen(group, params)
            start = int((shown - LATEST) * 1000)
            reading = Reading(world.logs.batches, streams, start, FOREVER, now, matches)
            fresh = reading.ingested(int(shown * 1000), int(now * 1000))
            found += [(event, group) for event in fresh]
        shown = now
        yield _update(found)


def _chosen(group: Group, params: dict[str, Any]) -> Sequence[Stream]:
    if names := params.get("logStreamNames"):
        return [group.streams[name] for name in names if name in group.streams]
    prefixes = tuple(params.get("logStreamNamePrefixes", ("",)))
    return [stream for name, stream in group.streams.items() if name.startswith(prefixes)]


def _update(found: list[tuple[Event, Group]]) -> dict[str, Any]:
    """At most 500 of the events, evenly chosen."""
    sampled = len(found) > MOST
    if sampled:
        found = [found[index * len(found) // MOST] for index in range(MOST)]
    results = [
        {
            "logStreamName": event.stream,
            "logGroupIdentifier": f"{group.arn.split(':')[4]}:{group.name}",
            "message": event.message,
            "timestamp": event.timestamp,
            "ingestionTime": event.ingested,
        }
        for event, group in found
    ]
    return {"sessionUpdate": {"sessionMetadata": {"sampled": sampled}, "sessionResults": results}}
