"""What is said beside the lines, on stderr: each trouble once, and once when it is over. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecstui.model.humane import age, counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.live.log_places import NotTailed
    from ecstui.live.tail_status import TailStatus
    from ecstui.model.errors import AwsError

BEHIND = 10.0  # seconds behind that are worth a word

# Words that fit the console, which tries again; a verb has ended.
_AGAIN = re.compile(r"(?:[;,] )?\b[Ii]t (?:is tried again|goes on)[^.;]*\.?")


class Notices:
    """Compares how a tail stands with how it stood."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def take(self, status: TailStatus, looking: AwsError | None = None) -> list[str]:
        """What is new; `looking` is what hinders the look at ECS."""
        now = dict(_troubles(status, looking))
        new = [words for key, words in now.items() if key not in self._said]
        over = [_over(key) for key in self._said if key not in now]
        self._said = now
        return over + new


def _troubles(status: TailStatus, looking: AwsError | None) -> Iterable[tuple[str, str]]:
    if status.throttled:
        yield "throttled", "CloudWatch Logs throttles: lines come late, but none is lost."
    if status.behind >= BEHIND:
        yield "behind", f"behind by {age(status.behind)}: lines come faster than they can be read."
    if status.failure is not None:
        yield "failure", str(status.failure)
    if looking is not None and str(looking) != str(status.failure):
        yield "looking", f"new tasks and deployments cannot be seen: {looking}"
    for group in status.waiting_for:
        yield f"log group {group}", f"waiting for log group {group}, which does not exist (yet)."


def _over(key: str) -> str:
    match key:
        case "throttled":
            return "CloudWatch Logs does not throttle any more."
        case "behind":
            return "not behind any more."
        case "failure":
            return "it goes on: CloudWatch Logs answers again."
        case "looking":
            return "ECS answers again."
        case _:
            return f"{key} is there now."


def failed(failure: AwsError) -> str:
    """A failure that ended the verb, in one line: what failed, where, why and what to do."""
    return " ".join(_AGAIN.sub(".", str(failure)).replace("..", ".").split()).removesuffix(" .")


def elsewhere(places: Iterable[NotTailed], containers: frozenset[str]) -> list[str]:
    """Where the lines of containers go that CloudWatch Logs does not hold."""
    return [
        f"{place.container} is not read, for its lines go elsewhere: {place.where}."
        for place in places
        if not containers or place.container in containers
    ]


def incomplete(missing: Iterable[str], looking: AwsError | None) -> list[str]:
    """What could not be read of a range: log groups that are missing, tasks that could not be asked for."""
    found = [f"log group {group} does not exist." for group in missing]
    return (
        found if looking is None else [*found, f"lines of other revisions may be missing: {failed(looking)}"]
    )


def nothing(name: str, read: int, span: str) -> str:
    """Why nothing was printed."""
    if read:
        return f"none of the {counted(read, 'line')} of {name} {span} is what was asked for."
    return f"{name} has no lines {span}."
