"""The table of operations the embedded AWS serves: one function each, found by service and name.

A handler takes the world and the parsed request (a dict as botocore would have sent it, lists and structures
included, absent members absent) and returns the answer as a dict in the members of the model's output shape
(timestamps as float seconds; or milliseconds where the model says long). It refuses with `AwsError`.
It is synchronous and quick; nothing but a handler and a timer changes the world. StartLiveTail alone
returns an async iterator of events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.demo.world import World

    Handler = Callable[[World, dict[str, Any]], Any]

H = TypeVar("H", bound="Handler")

#: (service as botocore names it: "ecs", "ecr", "logs", "elbv2" ..., operation name) -> handler
HANDLERS: dict[tuple[str, str], Handler] = {}


def serves(service: str, operation: str) -> Callable[[H], H]:
    """Register the decorated function as the handler of one operation."""

    def register(handler: H) -> H:
        HANDLERS[service, operation] = handler
        return handler

    return register
