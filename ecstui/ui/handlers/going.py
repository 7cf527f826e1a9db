"""Going from pane to pane, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.handlers.handler import Handler

if TYPE_CHECKING:
    from ecstui.ui.situation import PaneName

_BACK: dict[PaneName, PaneName] = {"tasks": "services", "services": "clusters"}


class Going(Handler):
    """Where the keys go to."""

    def clusters(self) -> None:
        """Focus the clusters."""
        self.screen.focus_pane("clusters")

    def services(self) -> None:
        """Focus the services."""
        self.screen.focus_pane("services")

    def tasks(self) -> None:
        """Focus the tasks."""
        self.screen.focus_pane("tasks")

    def repositories(self) -> None:
        """Focus the repositories, or the images of the one gone into."""
        self.screen.focus_pane(self.screen.fourth)

    def next(self) -> None:
        """Focus the next pane."""
        self._step(1)

    def previous(self) -> None:
        """Focus the pane before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        order: list[PaneName] = ["clusters", "services", "tasks", "detail", self.screen.fourth]
        place = order.index(self.screen.focus_name) if self.screen.focus_name in order else 0
        self.screen.focus_pane(order[(place + by) % len(order)])

    def back(self) -> None:
        """One step back from wherever one is: what was opened last goes first."""
        screen = self.screen
        steps = (
            screen.drop_command,
            self._leave_tab,
            self._unzoom,
            screen.clear_marks,
            self._clear_filter,
            screen.dismiss_operations,
            self._leave_images,
            self._to_parent,
            self._offer_to_end,
        )
        for step in steps:
            if step():
                return

    def _offer_to_end(self) -> bool:
        """Where there is nothing else to go back from, the ports that are forwarded are left."""
        offered = bool(self.screen.session.running.forwardings)
        if offered:
            self.screen.app.call_later(self.screen.app.run_action, "app.perform('container.end-forwarding')")
        return offered

    def _leave_tab(self) -> bool:
        screen = self.screen
        if screen.detail.tab == "facts":
            return False
        if screen.focus_name == "detail" and screen.reading.step_back():
            return True
        screen.leave_tab()
        return True

    def _unzoom(self) -> bool:
        was, self.screen.zoomed = self.screen.zoomed, False
        self.screen.lay_out()
        return was

    def _clear_filter(self) -> bool:
        pane = self.screen.list_in_focus
        if pane is None or not (pane.table.filter or pane.unhealthy_only):
            return False
        pane.table.filter, pane.unhealthy_only = "", False
        self.screen.paint()
        return True

    def _leave_images(self) -> bool:
        if self.screen.focus_name != "images":
            return False
        self.screen.leave_images()
        return True

    def _to_parent(self) -> bool:
        screen = self.screen
        target = screen.subject if screen.focus_name == "detail" else _BACK.get(screen.focus_name)
        if target is None:
            return False
        screen.focus_pane(target)
        return True
