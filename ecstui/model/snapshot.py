"""What is known of one list of things in AWS, and how good that knowledge is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from ecstui.model.errors import AwsError

T_co = TypeVar("T_co", covariant=True)


class Freshness(Enum):
    """How good a snapshot is."""

    LOADING = "loading"  # nothing is known yet
    PARTIAL = "partial"  # the first reading is under way; some is known
    CURRENT = "current"
    STALE = "stale"  # known, but the newest reading failed
    FAILED = "failed"  # nothing is known, for the reading failed


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[T_co]):
    """The items of a feed as last read. `loaded_at` is monotonic seconds; `failure` is the newer."""

    items: tuple[T_co, ...] = ()
    loaded_at: float | None = None
    complete: bool = False
    failure: AwsError | None = None
    expected: int | None = None  # how many items the reading under way will bring, where known

    @property
    def freshness(self) -> Freshness:
        """What the items can be taken for."""
        if self.failure is not None:
            return Freshness.FAILED if self.loaded_at is None and not self.items else Freshness.STALE
        if self.loaded_at is None:
            return Freshness.PARTIAL if self.items else Freshness.LOADING
        return Freshness.CURRENT

    @property
    def loads(self) -> bool:
        """Whether its first reading is still to end."""
        return self.loaded_at is None and self.failure is None

    def age(self, monotonic: float) -> float:
        """Seconds since the items were read; 0 while none were."""
        return 0.0 if self.loaded_at is None else max(0.0, monotonic - self.loaded_at)
