"""Live Tail beside the polls: lines appear within a second, while the polls keep the truth.

It has no history, no ids, may be sampled, ends after three hours and may not be there at all: whatever
happens to it is said in `state`, and the tail goes on as if it had never been.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError, BadAnswer, Denied, Rejected, Throttled
from ecstui.model.logs import LogEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ecstui.live.tail_pages import TailTools
    from ecstui.live.tail_shown import Shown
    from ecstui.live.tail_source import SourceTail
    from ecstui.model.logs import LiveEvent, LogSource

GROUPS = 10  # a session; AWS allows 15 sessions an account
PREFIXES = 100
OPERATION = "logs:StartLiveTail"
LOOK = 1.0  # seconds between two looks at what is to be followed
AGAIN = 60.0  # seconds until a session that could not be had is asked for again
SOON = 1.0  # seconds until a session that AWS ended is followed by the next
ENDED = {"SessionTimeoutException", "SessionStreamingException"}
FOR_GOOD = (Denied, Rejected, BadAnswer)  # asking again does not mend these


@dataclass(frozen=True, slots=True)
class Plan:
    """What one session follows: log groups of one region, and stream prefixes where it is one group."""

    region: str
    groups: tuple[str, ...]
    prefixes: tuple[str, ...] = ()


def plans(sources: Iterable[tuple[LogSource, Sequence[str]]]) -> frozenset[Plan]:
    """As few sessions as will do for these sources and their stream prefixes ("" for all streams)."""
    regions: dict[str, dict[str, set[str]]] = {}
    for source, prefixes in sources:
        regions.setdefault(source.region, {}).setdefault(source.group, set()).update(prefixes)
    found: set[Plan] = set()
    for region, groups in regions.items():
        names = sorted(groups)
        for at in range(0, len(names), GROUPS):
            chunk = tuple(names[at : at + GROUPS])
            wanted = groups[chunk[0]] if len(chunk) == 1 else set()
            few = 0 < len(wanted) <= PREFIXES and "" not in wanted
            found.add(Plan(region, chunk, tuple(sorted(wanted)) if few else ()))
    return frozenset(found)


class LiveSessions:
    """The sessions of a tail while they are wanted; `tails` gives what is to be followed."""

    def __init__(self, tools: TailTools, shown: Shown, tails: Callable[[], Iterable[SourceTail]]) -> None:
        self._tools = tools
        self._shown = shown
        self._tails = tails
        self._states: dict[Plan, str] | None = None  # None while it is off
        self._sessions = 0

    @property
    def state(self) -> str:
        """ "off", "connecting", "on", "sampled", or why a session ended."""
        if self._states is None:
            return "off"
        states = set(self._states.values()) or {"connecting"}
        ended = sorted(states - {"connecting", "on", "sampled"})
        return ended[0] if ended else next(s for s in ("connecting", "sampled", "on") if s in states)

    @property
    def sampled(self) -> bool:
        """Whether a session leaves lines out at the moment; the polls bring them."""
        return self._states is not None and "sampled" in self._states.values()

    async def run(self) -> None:
        """Keep the sessions that are needed, until cancelled. Never raises `AwsError`."""
        states: dict[Plan, str] = {}
        self._states = states
        sessions: dict[Plan, asyncio.Task[None]] = {}
        self._shown.count_equals()
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    wanted = plans((tail.source, tail.names.prefixes()) for tail in self._opened())
                    for plan in sessions.keys() - wanted:
                        sessions.pop(plan).cancel()
                        states.pop(plan, None)
                    for plan in wanted - sessions.keys():
                        states[plan] = "connecting"
                        sessions[plan] = group.create_task(self._keep(plan, states))
                    await self._tools.sleep(LOOK)
        finally:
            if self._states is states:
                self._states = None

    def _opened(self) -> list[SourceTail]:
        return [tail for tail in self._tails() if tail.window is not None and not tail.reader.waiting]

    async def _keep(self, plan: Plan, states: dict[Plan, str]) -> None:
        """One session after the other."""
        while True:
            began = self._tools.monotonic()
            try:
                await self._follow(plan, states)
            except AwsError as failure:
                states[plan] = _why(failure)
                if isinstance(failure, FOR_GOOD) and failure.code not in ENDED:
                    return
                lived = self._tools.monotonic() - began >= AGAIN
                await self._tools.sleep(SOON if lived and failure.code in ENDED else AGAIN)
                states[plan] = "connecting"

    async def _follow(self, plan: Plan, states: dict[Plan, str]) -> None:
        """Show what a session brings until it ends. Raises `AwsError`."""
        rules = self._tools.rules
        if self._tools.budget is not None:
            await self._tools.budget.ready(OPERATION)
        arns = await self._arns(plan)
        self._sessions += 1
        number, began = self._sessions, self._tools.now()
        session = self._tools.aws.live_tail.session(
            plan.region,
            arns,
            prefixes=plan.prefixes,
            within=rules.live_connect,
            silence=rules.live_silence,
        )
        async with session as updates:
            async for update in updates:
                states[plan] = "sampled" if update.sampled else "on"
                # What was ingested before is the polls' business: they may have shown it already.
                fresh = [event for event in update.events if event.ingested >= began]
                await self._show(plan, fresh, number)

    async def _arns(self, plan: Plan) -> tuple[str, ...]:
        """The groups' ARNs; where STS cannot be reached, CloudWatch Logs tells them."""
        try:
            identity = await self._tools.aws.identity()
        except AwsError:
            logs = self._tools.aws.logs
            return tuple([(await logs.group(plan.region, group)).arn for group in plan.groups])
        partition = identity.arn.split(":")[1]
        return tuple(
            f"arn:{partition}:logs:{plan.region}:{identity.account}:log-group:{group}"
            for group in plan.groups
        )

    async def _show(self, plan: Plan, events: list[LiveEvent], session: int) -> None:
        found: dict[LogSource, list[LogEvent]] = {}
        for event in events:
            shape = LogEvent("", event.timestamp, event.ingested, event.stream, event.message)
            place = (plan.region, event.group)
            # What is older than the history belongs to older(), which would bring it again.
            owner = next((t for t in self._opened() if t.source.place == place and t.covers(shape)), None)
            if owner is not None:
                found.setdefault(owner.source, []).append(shape)
        for source, shapes in found.items():
            await self._shown.learn(source, shapes)
            self._shown.take_live(source, shapes, session)


def _why(failure: AwsError) -> str:
    """In a few words, why there is no session."""
    match failure:
        case _ if failure.code == "SessionTimeoutException":
            return "ended after three hours, reconnecting"
        case _ if failure.code == "SessionStreamingException":
            return "broken off by AWS, reconnecting"
        case _ if failure.code == "LimitExceededException":
            return "no session is free (15 an account)"
        case Denied():
            return "denied: logs:StartLiveTail is not allowed"
        case Throttled():
            return "throttled"
        case _:
            return f"{failure.word}: {failure.why}"
