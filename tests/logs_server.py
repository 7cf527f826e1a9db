"""A lifelike CloudWatch Logs for the tests of the tail: FilterLogEvents with all that makes it hard.

`LogsCore` holds the events and answers requests in virtual time: ascending order, opaque position tokens,
events that become visible late, empty and partial pages, repeated tokens, throttling, groups that do not
exist yet, and Live Tail. `LogsServer` serves it over HTTP in CloudWatch's JSON protocol; `InMemoryLogs` and
`InMemoryLive` stand in for the gateways where the same core is asked thousands of times.
"""

from __future__ import annotations

import asyncio
import base64
import bisect
import json
from collections import defaultdict
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

from aiohttp import web

from ecstui.demo.protocol import eventstream
from ecstui.model.errors import AwsError, Denied, NotFound, Rejected, Throttled, Unreachable
from ecstui.model.logs import LiveEvent, LiveUpdate, LogEvent, LogGroup, LogPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecstui.model.logs import LogSource

EPOCH = 1_780_000_000_000  # ms; a moment in 2026
FOREVER = 1 << 53
DAY = 86_400_000


class VirtualTime:
    """A clock that only sleeping and answering move on; `stop_when` ends the world for whoever sleeps."""

    def __init__(self) -> None:
        self.ms = float(EPOCH)
        self.over = asyncio.Event()
        self.stop_when = lambda: False

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.ms / 1000, UTC)

    def monotonic(self) -> float:
        return self.ms / 1000

    async def sleep(self, seconds: float) -> None:
        self.ms += seconds * 1000
        if self.stop_when():
            self.over.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)


@dataclass(frozen=True, slots=True, order=True)
class Stored:
    """An event; it sorts as CloudWatch does, `put` being its request. `visible`: when it can be read, ms.

    Ids are in no order that anybody may rely on.
    """

    timestamp: int
    ingested: int
    put: int
    id: str
    stream: str
    visible: int
    message: str = "a line"

    @property
    def position(self) -> tuple[int, int, int]:
        """Where it stands in an answer."""
        return (self.timestamp, self.ingested, self.put)


class Refusal(Exception):
    """An error answer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Cut(Exception):
    """The connection ends without an answer."""


@dataclass(slots=True)
class Moods:
    """How the server behaves; the shares are probabilities."""

    page: int = 10_000
    empty: float = 0.0
    partial: float = 0.0
    repeated: float = 0.0
    throttled: float = 0.0
    latency: tuple[int, int] = (20, 150)  # ms
    newest_first: str = "heeded"  # or "ignored", "refused"
    tokens_since: int = 0  # tokens of calls before this one are not accepted
    live: str = ""  # "denied", "limit", "hanging", "mute", or an exception's code that ends each session
    live_ends: float = 0.0  # share of the updates after which a session ends, one way or another
    live_most: int = 500  # events an update
    live_every: float = 1.0  # seconds between two updates; of real time over HTTP
    cut: set[int] = field(default_factory=set)  # numbers of the calls whose connection is cut


class LogsCore:
    """The groups, and FilterLogEvents."""

    def __init__(self, time: VirtualTime, rng: Random | None = None, moods: Moods | None = None) -> None:
        self.time = time
        self.rng = rng or Random(0)
        self.moods = moods or Moods()
        self.groups: dict[str, int] = {}  # name -> ms from which it exists
        self.events: dict[str, list[Stored]] = defaultdict(list)
        self.requests: list[dict[str, Any]] = []
        self.live_requests: list[dict[str, Any]] = []
        self.live_open = 0  # sessions that are open now
        self._ids = 0

    def put(self, group: str, stream: str, timestamp: int, lateness: int = 0, message: str = "a line") -> str:
        """An event that becomes visible `lateness` ms after its own time. Its id."""
        self.groups.setdefault(group, 0)
        self._ids += 1
        identity = f"{self._ids * 2_654_435_761 % 2**32:056d}"
        visible = timestamp + lateness
        ingested = max(timestamp, visible - 30)
        stored = Stored(timestamp, ingested, self._ids, identity, stream, visible, message)
        bisect.insort(self.events[group], stored)
        return identity

    def filter(self, asked: dict[str, Any]) -> dict[str, Any]:
        """One call. Raises Refusal or Cut."""
        self.requests.append(asked)
        self.time.ms += self.rng.randint(*self.moods.latency)
        if len(self.requests) in self.moods.cut:
            raise Cut
        if self.rng.random() < self.moods.throttled:
            raise Refusal("ThrottlingException")
        if self.groups.get(asked["logGroupName"], float("inf")) > self.time.ms:
            raise Refusal("ResourceNotFoundException")
        if set(asked.get("logStreamNames", ())) - self._streams(asked["logGroupName"]):
            assert len(asked["logStreamNames"]) <= 100
            raise Refusal("ResourceNotFoundException")
        descending = asked.get("startFromHead") is False and self.moods.newest_first != "ignored"
        if descending and self.moods.newest_first == "refused":
            raise Refusal("InvalidParameterException")
        return self._page(asked, descending)

    def live(self, asked: dict[str, Any], since: float) -> tuple[list[tuple[str, Stored]], bool]:
        """What became visible since then in the groups and prefixes of a session; whether it is sampled."""
        prefixes = tuple(asked.get("logStreamNamePrefixes", ("",)))
        names = [arn.split(":log-group:")[1] for arn in asked["logGroupIdentifiers"]]
        found = [
            (name, event)
            for name in names
            for event in self.events[name]
            if since < event.visible <= self.time.ms and event.stream.startswith(prefixes)
        ]
        most = self.moods.live_most
        if len(found) <= most:
            return found, False
        return [found[index * len(found) // most] for index in range(most)], True

    def live_end(self) -> str:
        """How a session ends after this update: "" not at all, "close", or an exception's code."""
        if self.moods.live.endswith("Exception"):
            return self.moods.live
        if self.rng.random() >= self.moods.live_ends:
            return ""
        return self.rng.choice(("close", "SessionTimeoutException", "SessionStreamingException"))

    def live_begin(self, asked: dict[str, Any]) -> None:
        """A session is asked for. Raises Refusal."""
        self.live_requests.append(asked)
        arns = asked["logGroupIdentifiers"]
        assert 1 <= len(arns) <= 10
        assert all(arn.startswith("arn:aws:logs:") and not arn.endswith("*") for arn in arns)
        assert len(arns) == 1 or "logStreamNamePrefixes" not in asked
        refusals = {"denied": "AccessDeniedException", "limit": "LimitExceededException"}
        if self.moods.live in refusals:
            raise Refusal(refusals[self.moods.live])

    def _streams(self, group: str) -> set[str]:
        """The streams that exist: those of which anything can be read."""
        return {event.stream for event in self.events[group] if event.visible <= self.time.ms}

    def _page(self, asked: dict[str, Any], descending: bool) -> dict[str, Any]:
        token = asked.get("nextToken")
        if token and self.rng.random() < self.moods.repeated:
            return {"events": [], "nextToken": token}
        position, given = _position(token)
        if given < self.moods.tokens_since and token:
            raise Refusal("InvalidParameterException")
        rest = self._rest(asked, descending, position)
        size = min(asked.get("limit", 10_000), self.moods.page)
        if self.rng.random() < self.moods.partial:
            size = self.rng.randint(1, size)
        if rest and self.rng.random() < self.moods.empty:
            size = 0
        page = rest[:size]
        answer: dict[str, Any] = {"events": [_shape(event) for event in page]}
        if len(rest) > size:
            last = page[-1] if page else None
            key = list(last.position) if last else position
            answer["nextToken"] = _token(key, len(self.requests))
        return answer

    def _rest(self, asked: dict[str, Any], descending: bool, position: list[Any] | None) -> list[Stored]:
        """The events after the position that can be read now, in the order asked for."""
        events = self.events[asked["logGroupName"]]
        start = bisect.bisect_left(events, asked["startTime"], key=lambda event: event.timestamp)
        end = bisect.bisect_right(events, asked.get("endTime", FOREVER), key=lambda event: event.timestamp)
        prefix, names = asked.get("logStreamNamePrefix", ""), asked.get("logStreamNames")
        rest = [
            event
            for event in (reversed(events[start:end]) if descending else events[start:end])
            if event.visible <= self.time.ms
            and (event.stream in names if names else event.stream.startswith(prefix))
        ]
        if position is None:
            return rest
        key = tuple(position)
        if descending:
            return [event for event in rest if event.position < key]
        return [event for event in rest if event.position > key]


def _shape(event: Stored) -> dict[str, Any]:
    return {
        "logStreamName": event.stream,
        "timestamp": event.timestamp,
        "ingestionTime": event.ingested,
        "message": event.message,
        "eventId": event.id,
    }


def _token(position: list[Any] | None, number: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([position, number]).encode()).decode()


def _position(token: str | None) -> tuple[list[Any] | None, int]:
    """The position, and the number of the call that gave it."""
    if token is None:
        return None, 0
    position, number = json.loads(base64.urlsafe_b64decode(token))
    return position, number


class InMemoryLogs:
    """The gateway's shape over a core, without HTTP."""

    def __init__(self, core: LogsCore) -> None:
        self._core = core

    async def group(self, region: str, name: str) -> LogGroup:
        """The group, which keeps its events for a week."""
        return LogGroup(name, f"arn:aws:logs:{region}:123456789012:log-group:{name}", EPOCH - 7 * DAY, 7)

    async def filter_events(
        self,
        source: LogSource,
        *,
        start: int,
        end: int | None = None,
        token: str | None = None,
        limit: int = 2500,
        newest_first: bool = False,
        streams: tuple[str, ...] = (),
    ) -> LogPage:
        asked: dict[str, Any] = {"logGroupName": source.group, "startTime": start, "limit": limit}
        if streams:
            asked["logStreamNames"] = list(streams)
        else:
            asked["logStreamNamePrefix"] = source.prefix
        if end is not None:
            asked["endTime"] = end
        if token:
            asked["nextToken"] = token
        if newest_first:
            asked["startFromHead"] = False
        try:
            answer = self._core.filter(asked)
        except Refusal as refusal:
            kinds = {"ThrottlingException": Throttled, "ResourceNotFoundException": NotFound}
            raise kinds.get(refusal.code, Rejected)(refusal.code) from None
        events = (
            LogEvent(e["eventId"], e["timestamp"], e["ingestionTime"], e["logStreamName"], e["message"])
            for e in answer["events"]
        )
        return LogPage(tuple(events), answer.get("nextToken"))


KINDS: dict[str, type[AwsError]] = {"AccessDeniedException": Denied, "LimitExceededException": Throttled}


class InMemoryLive:
    """The Live Tail gateway's shape over a core, without HTTP, in virtual time."""

    def __init__(self, core: LogsCore) -> None:
        self._core = core

    @asynccontextmanager
    async def session(
        self, _region: str, groups: tuple[str, ...], *, prefixes: tuple[str, ...] = (), **_: float
    ) -> AsyncIterator[AsyncIterator[LiveUpdate]]:
        asked: dict[str, Any] = {"logGroupIdentifiers": list(groups)}
        if prefixes:
            asked["logStreamNamePrefixes"] = list(prefixes)
        try:
            self._core.live_begin(asked)
        except Refusal as refusal:
            raise KINDS[refusal.code](refusal.code, code=refusal.code) from None
        self._core.live_open += 1
        try:
            yield self._updates(asked)
        finally:
            self._core.live_open -= 1

    async def _updates(self, asked: dict[str, Any]) -> AsyncIterator[LiveUpdate]:
        core = self._core
        since = core.time.ms
        while True:
            await core.time.sleep(core.moods.live_every)
            found, sampled = core.live(asked, since)
            since = core.time.ms
            events = (LiveEvent(name, e.stream, e.timestamp, e.ingested, e.message) for name, e in found)
            yield LiveUpdate(tuple(events), sampled)
            if end := core.live_end():
                raise Unreachable("closed") if end == "close" else Rejected(end, code=end)


class LogsServer:
    """A core over HTTP, which may be changed for another: `async with LogsServer(core) as endpoint_url`."""

    def __init__(self, core: LogsCore) -> None:
        self.core = core
        app = web.Application()
        app.router.add_post("/", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def __aenter__(self) -> str:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers["X-Amz-Target"].endswith(".StartLiveTail"):
            return await self._live(request)
        if request.headers["X-Amz-Target"].endswith(".DescribeLogGroups"):
            name = (await request.json())["logGroupNamePrefix"]
            found = {"logGroups": [{"logGroupName": name, "creationTime": EPOCH, "retentionInDays": 7}]}
            return web.json_response(found, content_type="application/x-amz-json-1.1")
        assert request.headers["X-Amz-Target"].endswith(".FilterLogEvents")
        body: Any
        try:
            status, body = 200, self.core.filter(await request.json())
        except Refusal as refusal:
            status, body = 400, {"__type": refusal.code, "message": "no"}
        except Cut:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return web.Response(status=status, text=json.dumps(body), content_type="application/x-amz-json-1.1")

    async def _live(self, request: web.Request) -> web.StreamResponse:
        core, asked = self.core, await request.json()
        try:
            core.live_begin(asked)
        except Refusal as refusal:
            body = json.dumps({"__type": refusal.code, "message": "no"})
            return web.Response(status=400, text=body, content_type="application/x-amz-json-1.1")
        if core.moods.live == "hanging":
            await asyncio.Event().wait()
        answer = web.StreamResponse(headers={"Content-Type": eventstream.CONTENT_TYPE})
        await answer.prepare(request)
        core.live_open += 1
        try:
            with suppress(ConnectionResetError):
                await self._stream(core, asked, answer)
        finally:
            core.live_open -= 1
        return answer

    async def _stream(self, core: LogsCore, asked: dict[str, Any], answer: web.StreamResponse) -> None:
        await answer.write(eventstream.initial_response() + _frame("sessionStart", {"sessionId": "1"}))
        since = core.time.ms
        while True:
            await asyncio.sleep(core.moods.live_every)
            if core.moods.live == "mute":
                continue
            found, sampled = core.live(asked, since)
            since = core.time.ms
            results = [
                _shape(event) | {"logGroupIdentifier": f"123456789012:{name}"} for name, event in found
            ]
            update = {"sessionMetadata": {"sampled": sampled}, "sessionResults": results}
            await answer.write(_frame("sessionUpdate", update))
            if end := core.live_end():
                if end != "close":
                    headers = {":message-type": "exception", ":exception-type": end}
                    await answer.write(eventstream.frame(headers, b'{"message": "the end"}'))
                return


def _frame(kind: str, body: dict[str, Any]) -> bytes:
    headers = {":message-type": "event", ":event-type": kind}
    return eventstream.frame(headers, json.dumps(body).encode())
