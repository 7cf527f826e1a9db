"""Walking through the pages of a list, and doing several calls side by side."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ecstui.model.errors import BadAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence

Item = TypeVar("Item")
Result = TypeVar("Result")

SIDE_BY_SIDE = 4  # calls of one kind at a time: quick, and far below ECS's bursts


async def pages(
    fetch: Callable[[str | None], Awaitable[tuple[tuple[Item, ...], str | None]]],
) -> AsyncIterator[tuple[Item, ...]]:
    """The pages that `fetch(token)` gives as (items, next token), without the empty ones.

    Raises BadAnswer when a token comes a second time, which would never end.
    """
    token: str | None = None
    seen: set[str] = set()
    while True:
        items, token = await fetch(token)
        if items:
            yield items
        if not token:
            return
        if token in seen:
            raise BadAnswer("the list's pages go round in a circle.")
        seen.add(token)


def after(token: str | None) -> Any:
    """The keyword that asks for the page after `token`, none for the first page."""
    return {"nextToken": token} if token else {}


def chunks(items: Sequence[Item], size: int) -> list[tuple[Item, ...]]:
    """`items` in tuples of at most `size`."""
    return [tuple(items[start : start + size]) for start in range(0, len(items), size)]


@asynccontextmanager
async def together() -> AsyncIterator[asyncio.TaskGroup]:
    """A group of tasks whose first failure ends the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except ExceptionGroup as failures:
        first = failures.exceptions[0]
    else:
        return
    raise first


async def side_by_side(
    work: Callable[[Item], Awaitable[tuple[Result, ...]]], items: Iterable[Item]
) -> tuple[Result, ...]:
    """The results of `work(item)` in the order of the items; the first failure ends all and is raised."""
    gate = asyncio.Semaphore(SIDE_BY_SIDE)

    async def guarded(item: Item) -> tuple[Result, ...]:
        async with gate:
            return await work(item)

    async with together() as group:
        tasks = [group.create_task(guarded(item)) for item in items]
    return tuple(result for task in tasks for result in task.result())
