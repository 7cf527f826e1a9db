"""Which progress is a step, and which only moves a number."""

from __future__ import annotations

import pytest

from ecstui.operations.plan import Progress
from ecstui.ui.steps import news

ONE = Progress("converging", "1 of 4 new tasks running.", 1, 4, "started 1 task", old=4)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (Progress("sent", "sending…"), Progress("sent", "Logging in…"), "Logging in…"),
        (Progress("converging", "a", sent=1), Progress("converging", "b", sent=2), ""),
        (Progress("sent", "a"), Progress("converging", "b", sent=2), "b"),
        (ONE, ONE, ""),
        (ONE, Progress("converging", "1 of 4 new tasks running.", 1, 4, "unhealthy", old=4), "unhealthy"),
        (
            ONE,
            Progress("converging", "2 of 4 new tasks running.", 2, 4, "started 1 task", old=4),
            "2 of 4 new tasks running.",
        ),
        (
            ONE,
            Progress("converging", "2 of 4.", 2, 4, "registered 1 target", old=4),
            "2 of 4. registered 1 target",
        ),
        (ONE, Progress("done", "4 tasks running.", 4, 4, "started 1 task"), "4 tasks running."),
    ],
)
def test_a_step_is_what_came_or_was_said_anew(before: Progress, after: Progress, told: str) -> None:
    assert news(before, after) == told
