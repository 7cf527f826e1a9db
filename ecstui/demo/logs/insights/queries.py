"""Queries as calls: started, asked for their results while they run, stopped; and a single record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError
from ecstui.demo.logs.insights.commands import MOST_ROWS, Plan, read
from ecstui.demo.logs.insights.records import Record, as_text, pointed_at
from ecstui.demo.logs.reading import Reading
from ecstui.demo.logs.retrieval import group_name, invalid
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.logs.state import Logs
    from ecstui.demo.world import World

Row = dict[str, str]
RUNS = 1.2  # seconds that a query takes at least
SLICE = 30_000  # events read for one look at the results, so that no call holds the others up
SCANNED = 120_000  # events at most, the newest; more would take minutes
CONCURRENT = 100
MOST_GROUPS = 50
FURTHEST_LIMIT = 100_000


@dataclass(slots=True, eq=False)
class Query:
    """A query that reads on whenever its results are asked for; done at `ready` (seconds) at the earliest."""

    plan: Plan
    reading: Reading
    groups: dict[str, str]  # of a stream, by its name
    limit: int
    ready: float
    stopped: bool = False
    records: list[Record] = field(default_factory=list)
    scanned: int = 0
    size: int = 0
    finished: bool = False
    rows: list[Row] = field(default_factory=list)
    _position: int | None = None
    _read: bool = False

    def status(self, now: float) -> str:
        """As GetQueryResults says it."""
        if self.stopped:
            return "Cancelled"
        return "Complete" if self.finished and now >= self.ready else "Running"

    def read_on(self) -> None:
        """Read a slice more, and make the rows of what there is."""
        if self.stopped or self.finished:
            return
        goal = self.scanned + SLICE
        while not self._read and self.scanned < goal:
            events, self._position = self.reading.page(self._position, goal - self.scanned)
            found = [Record(event, self.groups[event.stream]) for event in events]
            for step in self.plan.leading:
                found = step(found)
            self.records += found
            self.scanned += len(events)
            self.size += sum(event.size for event in events)
            self._read = self._position is None or self.scanned >= SCANNED
        self.rows = self._rows()
        self.finished = self._read

    def _rows(self) -> list[Row]:
        records = self.records
        for step in self.plan.rest:
            records = step(records)
        return [self.plan.row(record) for record in records[: self.limit]]


def start_query(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Start a query. startTime and endTime are epoch seconds, both inclusive."""
    names = _groups(params)
    plan = read(params["queryString"])
    running = [
        query for query in world.logs.queries.values() if world.now < query.ready and not query.stopped
    ]
    if len(running) >= CONCURRENT:
        raise AwsError("LimitExceededException", "Account maximum query concurrency limit of [100] reached.")
    streams = [stream for name in names for stream in world.logs.group(name).streams.values()]
    start, end = params["startTime"] * 1000, params["endTime"] * 1000 + 999
    if end < start:
        raise invalid("startTime must not be after endTime.")
    asked = params.get("limit", MOST_ROWS)
    if not 1 <= asked <= FURTHEST_LIMIT:
        raise invalid(f"limit must be between 1 and {FURTHEST_LIMIT}.")
    identity = world.uuid()
    world.logs.queries[identity] = Query(
        plan=plan,
        reading=Reading(world.logs.batches, streams, start, end + 1, world.now, newest_first=True),
        groups={stream.name: stream.group for stream in streams},
        limit=asked if plan.limit is None else plan.limit,
        ready=world.now + RUNS,
    )
    return {"queryId": identity}


def _groups(params: dict[str, Any]) -> list[str]:
    given = [name for name in ("logGroupName", "logGroupNames", "logGroupIdentifiers") if params.get(name)]
    if len(given) != 1:
        raise invalid("Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.")
    named = params[given[0]]
    names = [named] if isinstance(named, str) else [group_name(each) for each in named]
    if len(names) > MOST_GROUPS:
        raise invalid(f"At most {MOST_GROUPS} log groups can be queried.")
    return names


def _query(logs: Logs, params: dict[str, Any]) -> Query:
    if params["queryId"] not in logs.queries:
        raise AwsError("ResourceNotFoundException", "The specified query does not exist.")
    return logs.queries[params["queryId"]]


def get_query_results(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Status, statistics so far, and rows: a foretaste while it runs, a page of all when it is complete."""
    query = _query(world.logs, params)
    query.read_on()
    rows, more = page(query.rows, params, "nextToken", "maxItems", MOST_ROWS, MOST_ROWS)
    status = query.status(world.now)
    return {
        "status": status,
        "results": [[{"field": name, "value": value} for name, value in row.items()] for row in rows],
        "statistics": {
            "recordsMatched": float(len(query.records)),
            "recordsScanned": float(query.scanned),
            "bytesScanned": float(query.size),
            "resultCount": float(len(query.rows)),
            "logGroupsScanned": float(len(set(query.groups.values()))),
        },
        "queryLanguage": "CWLI",
        **(more if status == "Complete" else {}),
    }


def stop_query(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Stop a query that runs; one that has ended is refused."""
    query = _query(world.logs, params)
    if query.status(world.now) != "Running":
        raise invalid("The specified query is not running.")
    query.stopped = True
    return {"success": True}


def get_log_record(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """All fields of one event."""
    try:
        group, stream, identity = pointed_at(params["logRecordPointer"])
    except ValueError:
        raise invalid("The log record pointer is invalid.") from None
    at = identity >> 144
    streams = [world.logs.stream(world.logs.group(group), stream)]
    events, _ = Reading(world.logs.batches, streams, at, at + 1, world.now).page(None, MOST_ROWS)
    event = next((event for event in events if event.id == identity), None)
    if event is None:
        raise AwsError("ResourceNotFoundException", "The log record does not exist.")
    fields = Record(event, group).everything() | {
        "@timestamp": str(event.timestamp),
        "@ingestionTime": str(event.ingested),
    }
    return {"logRecord": {name: as_text(value) for name, value in fields.items()}}
