"""What a pane says of how good its list is: loading, partial, empty and why, stale, failed and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.model.humane import age, count
from ecstui.model.snapshot import Freshness

if TYPE_CHECKING:
    from ecstui.model.errors import AwsError
    from ecstui.model.snapshot import Snapshot


def state(snapshot: Snapshot[Any], monotonic: float) -> str:
    """The few words at the right of a pane's title; "" where all is well."""
    match snapshot.freshness:
        case Freshness.LOADING:
            return "loading…"
        case Freshness.PARTIAL:
            of = f" of {count(snapshot.expected)}" if snapshot.expected else ""
            return f"{count(len(snapshot.items))}{of}…"
        case Freshness.STALE:
            return _word(snapshot)
        case Freshness.FAILED:
            return _word(snapshot)
        case Freshness.CURRENT:
            return ""


def stale(snapshot: Snapshot[Any], monotonic: float) -> str:
    """How old a list is whose newest reading failed: the least that is said of it; "" for any other."""
    return f"stale {age(snapshot.age(monotonic))}" if snapshot.freshness is Freshness.STALE else ""


def _word(snapshot: Snapshot[Any]) -> str:
    return snapshot.failure.word if snapshot.failure else "failed"


def explain(failure: AwsError) -> str:
    """The whole failure: the call, why, and what to do."""
    head = f"{failure.operation} {failure.word}".strip()
    return "\n".join(
        part for part in (f"{head}: {failure.why}" if failure.why else head, failure.advice) if part
    )


def placeholder(snapshot: Snapshot[Any], empty: str, hidden: str = "") -> str:
    """What stands where no row is; `empty` says why a read list is empty, `hidden` why none is shown."""
    match snapshot.freshness:
        case Freshness.LOADING:
            return "loading…"
        case Freshness.FAILED if snapshot.failure is not None:
            return explain(snapshot.failure)
        case _:
            return hidden if snapshot.items and hidden else empty
