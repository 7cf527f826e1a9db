"""What is told while something is typed in the prompt."""

from __future__ import annotations

import pytest

from ecstui.ui.asking import as_many_as_fit


@pytest.mark.parametrize(
    ("room", "said"),
    [(14, "api  web  cart"), (13, "api  web  …"), (11, "api  web  …"), (10, "api  …"), (2, "…")],
)
def test_names_are_told_whole_as_long_as_there_is_room(room: int, said: str) -> None:
    assert as_many_as_fit(["api", "web", "cart"], room) == said
