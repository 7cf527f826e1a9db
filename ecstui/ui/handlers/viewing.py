"""How the lists are looked at: filter, order, zoom."""

from __future__ import annotations

from ecstui.ui.handlers.handler import Handler


class Viewing(Handler):
    """Filter, unhealthy only, zoom, sort, look again."""

    def filter(self) -> None:
        """Ask for the words that rows must have."""
        self.screen.asking.filter()

    def unhealthy(self) -> None:
        """Show what is not well, or all."""
        pane = self.screen.list_in_focus
        if pane is not None:
            pane.unhealthy_only = not pane.unhealthy_only
            self.screen.paint()

    def zoom(self) -> None:
        """Give the pane the screen, or give it back."""
        screen = self.screen
        if screen.situation().in_logs:
            screen.reading.wide = not screen.reading.wide
        else:
            screen.zoomed = not screen.zoomed
        screen.lay_out()

    def sort(self) -> None:
        """Order by the next column."""
        pane = self.screen.list_in_focus
        if pane is not None:
            pane.table.action_sort_next()

    def again(self) -> None:
        """Read all that is on screen again."""
        session = self.screen.session
        if session.refresher is not None:
            session.refresher.look_again()
            self.screen.notice("looking again")
