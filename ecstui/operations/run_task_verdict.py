"""How tasks that run on their own stand, and how they ended: exit codes, and why there are none. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.arn import short_id
from ecstui.model.humane import age, counted
from ecstui.model.stops import cause
from ecstui.operations.plan import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.model.ecs import Task
    from ecstui.operations.plan import Phase

_ENDED = {"STOPPED", "DELETED"}


@dataclass(frozen=True, slots=True)
class Ending:
    """How a task ended: `code` is its container's, None where that never ran; `words` say it."""

    code: int | None
    words: str
    well: bool


def ending(task: Task, container: str) -> Ending:
    """How a stopped task ended; what counts is the container `container`."""
    own = next((one for one in task.containers if one.name == container), None)
    code = own.exit_code if own else None
    if code is None:
        reason = (own.reason if own else "") or cause(task)
        return Ending(None, f"{container} never ran: {reason or 'no reason is given'}", well=False)
    ran = (task.stopped_at - task.started_at).total_seconds() if task.started_at and task.stopped_at else 0
    words = f"{container} exited {code}" + (f" after {age(ran)}" if ran else "")
    if task.stop_code not in {"", "EssentialContainerExited"}:
        return Ending(code, f"{words}: it was stopped: {cause(task)}", well=False)
    others = [
        f"{one.name} exited {one.exit_code}" for one in task.containers if one is not own and one.exit_code
    ]
    reasons = [*([own.reason] if own and own.reason else []), *others]
    return Ending(code, words + (f" ({'; '.join(reasons)})" if reasons else ""), well=code == 0)


def exit_code_of(tasks: Sequence[Task], container: str) -> int | None:
    """The first exit code that is not 0, else 0; None where a container never ran, or still runs."""
    codes = [ending(task, container).code for task in tasks]
    bad = next((code for code in codes if code), None)
    return bad if bad is not None else None if None in codes or not codes else 0


def of_run(tasks: Sequence[Task], container: str, failures: Sequence[str]) -> Progress:
    """How far they are; `failures` are why others could not be placed."""
    left = [task for task in tasks if task.last_status not in _ENDED]
    ended = [ending(task, container) for task in tasks if task.last_status in _ENDED]
    unplaced = f" Not placed: {'; '.join(failures)}." if failures else ""
    if left:
        running = sum(task.last_status == "RUNNING" for task in left)
        text = _how_they_stand(left, ended) + unplaced
        return Progress("converging", text, running, len(tasks), pending=len(left) - running)
    phase: Phase = "failed" if unplaced or not all(one.well for one in ended) else "done"
    if len(tasks) == 1:
        return Progress(phase, f"{_sentence(ended[0])}{unplaced}")
    return Progress(phase, f"{_all_of_them(tasks, ended)}{unplaced}")


def _how_they_stand(left: Sequence[Task], ended: Sequence[Ending]) -> str:
    if len(left) == 1 and not ended:
        return f"{short_id(left[0].id)} is {left[0].last_status}."
    states = Counter(task.last_status for task in left)
    said = [f"{number} {state}" for state, number in states.items()]
    if well := sum(one.well for one in ended):
        said.append(f"{well} exited 0")
    if bad := len(ended) - well:
        said.append(f"{bad} failed")
    return f"{', '.join(said)}."


def _all_of_them(tasks: Sequence[Task], ended: Sequence[Ending]) -> str:
    bad = [(task, one) for task, one in zip(tasks, ended, strict=True) if not one.well]
    if not bad:
        return f"All {len(tasks)} exited 0."
    named = "; ".join(f"{short_id(task.id)}: {one.words}" for task, one in bad[:3])
    return f"{counted(len(bad), 'task')} of {len(tasks)} failed: {named}."


def _sentence(one: Ending) -> str:
    return f"{one.words}."
