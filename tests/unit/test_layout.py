"""Which panes are on screen, by its size."""

from __future__ import annotations

import pytest

from ecstui.ui.layout import Layout, decide, visible

ALL = {"clusters", "services", "tasks", "repositories", "detail"}


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((80, 24), Layout.NARROW),
        ((109, 60), Layout.NARROW),
        ((200, 29), Layout.NARROW),
        ((110, 30), Layout.WIDE),
        ((179, 50), Layout.WIDE),
        ((180, 50), Layout.VERY_WIDE),
        ((1, 1), Layout.NARROW),
    ],
)
def test_the_size_decides_the_layout(size, layout) -> None:
    assert decide(*size) is layout


def test_a_narrow_screen_shows_the_pane_in_focus_alone() -> None:
    assert visible(Layout.NARROW, "tasks", False) == {"tasks"}


def test_a_wide_screen_shows_all_panes_unless_one_is_zoomed() -> None:
    assert visible(Layout.WIDE, "tasks", False) == ALL
    assert visible(Layout.WIDE, "tasks", True) == {"tasks"}


def test_images_take_the_place_of_the_repositories() -> None:
    assert visible(Layout.WIDE, "images", False, "images") == ALL - {"repositories"} | {"images"}
