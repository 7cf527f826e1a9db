"""Which panes are on screen, by its size."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.ui.situation import PaneName

WIDE = (110, 30)
VERY_WIDE = 180


class Layout(Enum):
    """How the panes stand; the value is the class that the style sheet knows it by."""

    NARROW = "narrow"  # one pane at a time, the others in a strip
    WIDE = "wide"  # clusters over repositories | services over tasks over the detail
    VERY_WIDE = "very-wide"  # the detail is a column of its own


def decide(width: int, height: int) -> Layout:
    """The layout for a terminal of this size."""
    if width < WIDE[0] or height < WIDE[1]:
        return Layout.NARROW
    return Layout.VERY_WIDE if width >= VERY_WIDE else Layout.WIDE


def visible(
    layout: Layout, focus: PaneName, zoomed: bool, fourth: PaneName = "repositories"
) -> frozenset[PaneName]:
    """The panes on screen; the one in focus is alone where there is no room or it is zoomed.

    `fourth` is what stands in the fourth pane: the repositories, or the images of one.
    """
    if layout is Layout.NARROW or zoomed:
        return frozenset({focus})
    return frozenset({"clusters", "services", "tasks", "detail", fourth})
