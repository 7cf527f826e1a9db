"""What a filter's pattern finds over HTTP is never less than what the filter shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ecstui.model.log_export import filter_pattern
from ecstui.model.log_filter import LogFilter
from ecstui.model.log_line import LogLine, Origin
from ecstui.model.log_text import level_of

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP, STREAM = "/export/web", "ecs/web/0123456789abcdef"
ORIGIN = Origin("eu-west-1", GROUP, STREAM)
SAID = [
    "plain TimeOut of /api/v1/cart",
    "the cart is 50% off, [really] (yes)",
    "die Straße nach Zürich",
    "level=warn msg=slow ms=1200 path=/api/v1",
    "nothing of interest",
    *(
        json.dumps(fields)
        for fields in (
            {"level": "error", "msg": "Payment timeout", "status": 500, "user": {"id": "a b"}},
            {"level": "info", "msg": "ok", "status": 200, "note": 'it\'s a "cart"'},
            {"level": 50, "msg": "x" * 300 + "TIMEOUT", "status": 503},
        )
    ),
]


# what is typed, and how many of SAID the filter shows
TYPED = {
    "": 8,
    "timeout": 3,
    "/API/v1": 2,
    '"50% off, [really] (yes)"': 1,
    "strasse zürich": 1,
    "/timeout|cart/": 5,
    "status=500": 1,
    "status>=500": 2,
    "level>=warn": 3,
    'user.id="a b"': 1,
    "ms>1000": 1,
    "timeout !payment": 2,
    "/time.*/ status=50*": 2,
    '"it\'s a"': 1,
}
MORE = {"strasse zürich", "status=500", "status>=500", "level>=warn", "ms>1000", "timeout !payment"} | {
    "/time.*/ status=50*"
}  # of these the pattern finds more


async def found(logs: Any, pattern: str) -> list[str]:
    """The messages of all pages that FilterLogEvents answers a pattern with."""
    messages: list[str] = []
    token: dict[str, str] = {}
    for _ in range(100):
        answer = await logs.filter_log_events(logGroupName=GROUP, filterPattern=pattern, **token)
        messages += [event["message"] for event in answer["events"]]
        if "nextToken" not in answer:
            return messages
        token = {"nextToken": answer["nextToken"]}
    raise AssertionError("the pages do not end")


async def test_a_pattern_finds_all_that_the_filter_shows(
    aws_with: Callable[..., Any], boto_client: Callable[..., Any]
) -> None:
    server = aws_with(speed=0)
    world = server.world
    for number, text in enumerate(SAID):
        world.logs.write(GROUP, STREAM, world.now + number, text)
    async with boto_client(server, "logs") as logs:
        for typed, shown in TYPED.items():
            wanted = LogFilter.parse(typed)
            lines = [LogLine(0, 0, ORIGIN, text, level_of(text)) for text in SAID]
            passed = [line.text for line in lines if wanted.matches(line)]
            answered = await found(logs, filter_pattern(wanted))
            assert len(passed) == shown, typed
            assert set(passed) <= set(answered), typed
            if typed not in MORE:
                assert passed == answered, typed
