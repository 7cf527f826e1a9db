"""The lines around the panes: header, strip of panes, operations, status, footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.feeds import SuspendedTargets
from ecstui.ui import header
from ecstui.ui.footer import footer_hints

if TYPE_CHECKING:
    from ecstui.ui.screens.main import MainScreen
    from ecstui.ui.situation import PaneName
    from ecstui.ui.widgets.line import Part


class Frame:
    """Says in the lines of the main screen what is known."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen

    def paint(self) -> None:
        """Bring them up to what is known."""
        screen, session = self._screen, self._screen.session
        width = screen.size.width - 2
        right = header.header_right(session)
        room = width - 1 - sum(len(text) for text, _ in right)
        suspended = session.snapshot(SuspendedTargets()).items
        screen.header.say(*header.header_left(session, screen.options, suspended, room), right=right)
        screen.strip.say(*header.strip(self._tabs(), screen.focus_name, width))
        running, monotonic = session.running.shown, session.clock.monotonic()
        screen.operations.show(running, monotonic, whole=screen.selection.cluster is None)
        self.say_status()
        screen.footer.offer(*footer_hints(screen.actions, screen.situation_now()))

    def _tabs(self) -> dict[PaneName, header.PaneTab]:
        order: tuple[PaneName, ...] = ("clusters", "services", "tasks", self._screen.fourth)
        tabs = {name: self._screen.lists[name].tab for name in order}
        return {**tabs, "detail": header.PaneTab("Detail")}

    def say_status(self) -> None:
        """Say in the status line what matters most, and of the row under the cursor why it is not well."""
        self._screen.status.usual(*self._status())

    def _status(self) -> tuple[Part, ...]:
        screen = self._screen
        if screen.session.failure:
            return ((screen.session.failure, "broken"),)
        if screen.commanding.waiting:
            return ((screen.commanding.waiting, "working"),)
        if (focused := screen.list_in_focus) is not None and focused.trouble:
            return ((focused.trouble, "warning"),)
        pane = screen.lists.get(screen.about)
        if pane is None or screen.about not in {"services", "tasks"}:
            return ()
        key = pane.table.cursor_key
        item = pane.item(key)
        return () if item is None else header.why(pane.name_of(item), pane.health(key))
