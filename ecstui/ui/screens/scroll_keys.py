"""The keys that move in a screen whose body scrolls as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.containers import VerticalScroll


class ScrollKeys:
    """The keys that move in `scroll`."""

    scroll: VerticalScroll

    def down(self) -> None:
        """See what stands below."""
        self.scroll.scroll_down(animate=False)

    def up(self) -> None:
        """See what stands above."""
        self.scroll.scroll_up(animate=False)

    def page_down(self) -> None:
        """See a page further down."""
        self.scroll.scroll_page_down(animate=False)

    def page_up(self) -> None:
        """See a page further up."""
        self.scroll.scroll_page_up(animate=False)
