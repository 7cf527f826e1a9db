"""Logs Insights, the part people type: fields, filter ... like, sort, limit and stats count(*)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError
from ecstui.demo.logs.reading import Reading
from ecstui.demo.logs.retrieval import group_name, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.demo.logs.state import Logs
    from ecstui.demo.logs.stream import Event
    from ecstui.demo.world import World

Row = dict[str, str]
_LIKE = re.compile(
    r"(?P<field>@\w+)\s+(?P<no>not\s+)?like\s+(?:/(?P<regex>.*)/|[\"'](?P<text>.*)[\"'])", re.IGNORECASE
)
_SORT = re.compile(r"(?P<field>@\w+)(?:\s+(?P<way>asc|desc))?", re.IGNORECASE)
_COUNT = re.compile(
    r"count\(\*\)(?:\s+as\s+(?P<name>\w+))?(?:\s+by\s+bin\((?P<size>\d+)(?P<unit>[smhd])\))?", re.IGNORECASE
)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
RUNS = 0.8  # seconds a query takes
SCANNED = 200_000  # events at most


@dataclass(slots=True, eq=False)
class Query:
    """A query and its answer, which can be had from `ready` on (seconds since the epoch)."""

    rows: list[Row]
    matched: int
    scanned: int
    size: int
    ready: float
    stopped: bool = False


def _stage(text: str) -> Callable[[list[Row]], list[Row]]:
    """One command of a query as a function of its rows. Raises MalformedQueryException."""
    command, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    if command == "fields":
        names = [name.strip() for name in rest.split(",")]
        return lambda rows: [{n: row[n] for n in (*names, "@ptr", "@timestamp") if n in row} for row in rows]
    if command == "limit" and rest.isdigit():
        return lambda rows: rows[: int(rest)]
    if command == "sort" and (sort := _SORT.fullmatch(rest)):
        field, down = sort["field"], (sort["way"] or "asc").lower() == "desc"
        return lambda rows: sorted(rows, key=lambda row: row.get(field, ""), reverse=down)
    if command == "filter" and (like := _LIKE.fullmatch(rest)):
        found = re.compile(like["regex"] if like["regex"] is not None else re.escape(like["text"]))
        field, wanted = like["field"], like["no"] is None
        return lambda rows: [row for row in rows if (found.search(row.get(field, "")) is not None) == wanted]
    if command == "stats" and (count := _COUNT.fullmatch(rest)):
        return lambda rows: _counted(rows, count)
    raise AwsError("MalformedQueryException", f"unexpected symbol found {text.strip()!r}")


def _counted(rows: list[Row], count: re.Match[str]) -> list[Row]:
    name = count["name"] or "count(*)"
    if count["size"] is None:
        return [{name: str(len(rows))}]
    width = int(count["size"]) * _SECONDS[count["unit"].lower()]
    bins: dict[str, int] = {}
    for row in rows:
        at = datetime.fromisoformat(row["@timestamp"]).replace(tzinfo=UTC).timestamp()
        begin = _written(int(at // width) * width * 1000)
        bins[begin] = bins.get(begin, 0) + 1
    field = f"bin({count['size']}{count['unit']})"
    return [{field: begin, name: str(number)} for begin, number in sorted(bins.items(), reverse=True)]


def _written(milliseconds: int) -> str:
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return f"{at:%Y-%m-%d %H:%M:%S}.{milliseconds % 1000:03d}"


def _row(event: Event) -> Row:
    return {
        "@timestamp": _written(event.timestamp),
        "@message": event.message,
        "@logStream": event.stream,
        "@ingestionTime": _written(event.ingested),
        "@ptr": f"{event.id:056d}",
    }


def start_query(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Run a query; its answer can be fetched a moment later. startTime and endTime are epoch seconds."""
    names = [params["logGroupName"]] if "logGroupName" in params else []
    names += params.get("logGroupNames", []) + [group_name(i) for i in params.get("logGroupIdentifiers", [])]
    if not names:
        raise invalid("A log group must be specified.")
    stages = [_stage(text) for text in params["queryString"].split("|") if text.strip()]
    streams = [stream for name in names for stream in world.logs.group(name).streams.values()]
    start, end = params["startTime"] * 1000, params["endTime"] * 1000
    reading = Reading(world.logs.batches, streams, start, end + 1, world.now, newest_first=True)
    events = reading.all(SCANNED)
    rows = [_row(event) for event in events]
    for stage in stages:
        rows = stage(rows)
    identity = world.uuid()
    size = sum(event.size for event in events)
    rows = rows[: params.get("limit", 10_000)]
    world.logs.queries[identity] = Query(rows, len(rows), len(events), size, world.now + RUNS)
    return {"queryId": identity}


def _query(logs: Logs, params: dict[str, Any]) -> Query:
    if params["queryId"] not in logs.queries:
        raise AwsError("ResourceNotFoundException", "The specified query does not exist.")
    return logs.queries[params["queryId"]]


def get_query_results(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """The rows of a query that is done; none while it runs."""
    query = _query(world.logs, params)
    done = world.now >= query.ready
    rows = query.rows if done and not query.stopped else []
    return {
        "status": "Cancelled" if query.stopped else "Complete" if done else "Running",
        "results": [[{"field": k, "value": v} for k, v in row.items()] for row in rows],
        "statistics": {
            "recordsMatched": float(query.matched),
            "recordsScanned": float(query.scanned),
            "bytesScanned": float(query.size),
        },
        "queryLanguage": "CWLI",
    }


def stop_query(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Stop a query that runs."""
    query = _query(world.logs, params)
    running = world.now < query.ready and not query.stopped
    query.stopped = query.stopped or running
    return {"success": running}
