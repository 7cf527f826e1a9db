"""The strip of panes on the top line."""

from __future__ import annotations

import pytest

from ecstui.ui.header import PaneTab, strip

FEW = {
    "clusters": PaneTab("1 Clusters", "3", ("✗ 1", "broken")),
    "services": PaneTab("2 Services", "25", ("✗ 2", "broken")),
    "tasks": PaneTab("3 Tasks"),
    "repositories": PaneTab("4 Repositories", "12"),
    "detail": PaneTab("Detail"),
}
MANY = {
    "clusters": PaneTab("1 Clusters", "120", ("✗ 14", "broken")),
    "services": PaneTab("2 Services", "1,000", ("✗ 123", "broken")),
    "tasks": PaneTab("3 Tasks", "5,000", ("✗ 1,204", "broken")),
    "repositories": PaneTab("4 Repositories", "1,250", ("✗ 118", "broken")),
    "detail": PaneTab("Detail"),
}


@pytest.mark.parametrize(
    ("tabs", "room", "says"),
    [
        (FEW, 78, "1 Clusters 3 ✗ 1 │ ▸2 Services 25 ✗ 2 │ 3 Tasks │ 4 Repositories 12 │ Detail"),
        (FEW, 74, "1 Clusters 3 ✗ 1 │ ▸2 Services 25 ✗ 2 │ 3 Tasks │ 4 Repos 12 │ Detail"),
        (FEW, 62, "1 Clusters ✗ 1 │ ▸2 Services ✗ 2 │ 3 Tasks │ 4 Repos │ Detail"),
        (MANY, 78, "1 Clusters ✗ 14 │ ▸2 Services ✗ 123 │ 3 Tasks ✗ 1,204 │ 4 Repos ✗ 118 │ Detail"),
        (MANY, 70, "1 Clusters │ ▸2 Services ✗ 123 │ 3 Tasks ✗ 1,204 │ 4 Repos │ Detail"),
        (MANY, 38, "1 │ ▸2 Services │ 3 Tasks │ 4 │ Detail"),
        (MANY, 30, "1 │ ▸2 Services │ 3 │ 4 │ Detail"),
    ],
)
def test_the_strip_gives_up_what_is_least_missed_until_it_fits(tabs, room, says) -> None:
    assert "".join(text for text, _ in strip(tabs, "services", room)) == says


@pytest.mark.parametrize("focus", list(MANY))
@pytest.mark.parametrize("room", [36, 58, 78, 98, 200])
def test_the_strip_names_every_pane_in_the_room_there_is(focus, room) -> None:
    said = "".join(text for text, _ in strip(MANY, focus, room))
    assert len(said) <= room
    assert said.endswith("Detail")
    assert said.count("│") == 4
