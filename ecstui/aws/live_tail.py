"""CloudWatch Logs Live Tail: what is being ingested, pushed once a second, sampled where it is too much."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ecstui.aws.errors import calling
from ecstui.model.errors import BadAnswer, Unreachable
from ecstui.model.logs import LiveEvent, LiveUpdate
from ecstui.model.text import safe, safe_lines

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from types_aiobotocore_logs import CloudWatchLogsClient

    from ecstui.aws.calls import Calls

OPERATION = "logs:StartLiveTail"
GROUPS = 10  # a session
PREFIXES = 100  # a session, and only with one group


class LiveTail:
    """Sessions of Live Tail; everything raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    @asynccontextmanager
    async def session(
        self,
        region: str,
        groups: tuple[str, ...],
        *,
        prefixes: tuple[str, ...] = (),
        within: float = 3.0,
        silence: float = 5.0,
    ) -> AsyncIterator[AsyncIterator[LiveUpdate]]:
        """The updates of a session over at most 10 log groups, given by their ARNs (without `:*`).

        `prefixes` choose streams, with one group only. It must begin within so many seconds, and an update
        come after each `silence` at the latest: AWS sends one a second, an empty one too. The stream is
        closed when the block ends. A session that AWS ends raises an error with the exception's `code`.
        """
        asked: dict[str, Any] = {"logGroupIdentifiers": list(groups)}
        if prefixes:
            asked["logStreamNamePrefixes"] = list(prefixes)
        client: CloudWatchLogsClient
        # As if it wrote: a session that was refused is not asked for again behind the caller's back.
        async with (
            self._calls.call(OPERATION, region=region, writing=True) as client,
            asyncio.timeout(within),
        ):
            answer = await client.start_live_tail(**asked)
        stream = answer["responseStream"]
        try:
            yield _updates(stream, region, within, silence)
        finally:
            stream.close()


async def _updates(stream: Any, region: str, within: float, silence: float) -> AsyncIterator[LiveUpdate]:
    with calling(OPERATION, region):
        events = aiter(stream)
        patience = within
        while True:
            try:
                async with asyncio.timeout(patience):
                    event = await anext(events)
            except StopAsyncIteration:
                raise Unreachable("the stream ended.") from None
            except TimeoutError:
                raise Unreachable(f"nothing came for {patience:g} s.") from None
            if update := event.get("sessionUpdate"):
                yield _update(update)
            elif "sessionStart" not in event:
                raise BadAnswer("the stream holds something that is no update.")
            patience = silence


def _update(raw: Any) -> LiveUpdate:
    sampled = bool(raw.get("sessionMetadata", {}).get("sampled", False))
    return LiveUpdate(tuple(_event(one) for one in raw.get("sessionResults", ())), sampled)


def _event(raw: Any) -> LiveEvent:
    timestamp = raw["timestamp"]
    return LiveEvent(
        group=safe(raw.get("logGroupIdentifier", "")).rpartition(":")[2],
        stream=safe(raw.get("logStreamName", "")),
        timestamp=timestamp,
        ingested=raw.get("ingestionTime", timestamp),
        message="\n".join(safe_lines(raw.get("message", ""))),
    )
