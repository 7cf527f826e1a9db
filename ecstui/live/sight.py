"""Whether anybody looks at what is polled: what is out of sight is asked for less often."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Sight:
    """Waits between polls; out of sight longer, but only until it is back."""

    def __init__(self) -> None:
        self._there = asyncio.Event()
        self._there.set()

    @property
    def there(self) -> bool:
        """Whether it is in sight."""
        return self._there.is_set()

    @there.setter
    def there(self, there: bool) -> None:
        if there:
            self._there.set()
        else:
            self._there.clear()

    async def rest(self, sleep: Callable[[float], Awaitable[None]], seconds: float, hidden: float) -> None:
        """Wait so many seconds, where it is out of sight at least `hidden`; being back ends that at once."""
        if self.there:
            await sleep(seconds)
            return
        resting = asyncio.ensure_future(sleep(max(seconds, hidden)))
        back = asyncio.create_task(self._there.wait())
        try:
            await asyncio.wait({resting, back}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            resting.cancel()
            back.cancel()
