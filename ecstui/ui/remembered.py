"""What was worked out of each thing of a list, kept while the thing stays as it was read.

A repaint of thousands of rows then costs what is new in them. What time alone changes (an age, a judgement)
is worked out again after some seconds, a few things at each repaint; where a value is `brief`, at every one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

T = TypeVar("T")
V = TypeVar("V")

LASTS = tuple(timedelta(seconds=seconds) for seconds in range(4, 12))
"""How long values are kept; they differ, so that not all are worked out again at once."""

MANY = 500
"""Of so many things, brief values are kept as long as others: all at every repaint would be too slow."""


class Remembered(Generic[T, V]):
    """Values by the key of their things, as `work` makes them of a thing and the present."""

    def __init__(
        self,
        key: Callable[[T], str],
        work: Callable[[T, datetime], V],
        brief: Callable[[V], bool] = lambda value: False,
    ) -> None:
        self._key, self._work, self._brief = key, work, brief
        self._known: dict[str, tuple[T, V, datetime, datetime]] = {}

    def of(self, items: Iterable[T], now: datetime) -> tuple[V, ...]:
        """The values of these items, in their order; those of other items are forgotten."""
        before, self._known = self._known, {}
        many = len(before) > MANY
        for place, item in enumerate(items):
            key = self._key(item)
            known = before.get(key)
            if known is None or not known[2] <= now < known[3] or not (known[0] is item or known[0] == item):
                value = self._work(item, now)
                known = (
                    item,
                    value,
                    now,
                    now if not many and self._brief(value) else now + LASTS[place % len(LASTS)],
                )
            elif known[0] is not item:
                known = item, *known[1:]  # to be known at a glance the next time
            self._known[key] = known
        return tuple(known[1] for known in self._known.values())
