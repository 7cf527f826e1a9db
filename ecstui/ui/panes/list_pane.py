"""A pane with a list: its title with scope, counts and state, and the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical

from ecstui.model.health import Level
from ecstui.model.humane import count
from ecstui.ui import state_words
from ecstui.ui.header import CONNECTING, PaneTab
from ecstui.ui.rows.listing import STYLES
from ecstui.ui.widgets.line import Line, Part
from ecstui.ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from textual.app import ComposeResult

    from ecstui.model.health import Health
    from ecstui.model.snapshot import Snapshot
    from ecstui.ui.picture import Picture
    from ecstui.ui.rows.listing import Entry, Judged, Listing
    from ecstui.ui.selection import Selection
    from ecstui.ui.situation import PaneName
    from ecstui.ui.widgets.table_rows import Row


class ListPane(Vertical):
    """One of the numbered panes. `scope` says what the list is of, where that is not everything."""

    NAME: ClassVar[PaneName]
    NUMBER: ClassVar[int]
    TITLE: ClassVar[str]
    LISTING: ClassVar[Listing[Any]]

    def __init__(self) -> None:
        super().__init__(id=self.NAME)
        self.unhealthy_only = False
        self._scope = ""
        self._whole = False  # whether this list has been read to its end once
        self._troubles: tuple[tuple[str, str], ...] = ()
        self._state = self._stale = ""
        self.trouble = ""  # why the newest reading failed and what to do, in one line
        self._count: int | None = None
        self._entries: dict[str, Entry[Any]] = {}
        self._remembered = self.LISTING.remembered()
        self.title = Line(fill="─", classes="title")
        self.table = Table(self.LISTING.columns, placeholder=CONNECTING, id=f"{self.NAME}-table")

    def compose(self) -> ComposeResult:
        """The title over the table."""
        yield self.title
        yield self.table

    def on_mount(self) -> None:
        """Say what is known: nothing yet."""
        self.retitle()

    def judge(self, items: Iterable[Any], now: datetime) -> Judged[Any]:
        """The items of this list with their health, in order."""
        return self.LISTING.judge(items, now, self._remembered)

    def present(
        self,
        snapshot: Snapshot[Any],
        judged: Judged[Any],
        monotonic: float,
        *,
        scope: str = "",
        empty: str,
        first: tuple[Row, ...] = (),
    ) -> None:
        """Show what is known now; another `scope` is another list, `first` are rows of the pane's own."""
        if scope != self._scope:
            self.table.clear()
            self._scope, self._whole = scope, False
        self._entries = {entry.row.key: entry for entry in judged.entries}
        self._troubles = judged.troubles
        self._state = state_words.state(snapshot, monotonic)
        self._stale = state_words.stale(snapshot, monotonic)
        failure = snapshot.failure if self._stale else None
        self.trouble = state_words.explain(failure).replace("\n", " ") if failure else ""
        self._count = len(judged.entries) if snapshot.items or snapshot.loaded_at is not None else None
        hidden = f"all {count(len(judged.entries))} are well - u shows them"
        self.table.placeholder = state_words.placeholder(snapshot, empty, hidden)
        rows = (*first, *judged.rows(unhealthy_only=self.unhealthy_only))
        self.table.set_rows(rows, mark=self._whole)
        if not self._whole:
            self.table.stay_first()
            self._whole = snapshot.complete
        self.retitle()

    def explain(self, state: str, words: str) -> None:
        """There is no list: say why."""
        self._entries, self._troubles, self._count = {}, (), None
        self._state, self._stale, self.trouble = state, "", ""
        self.table.placeholder = words
        self.table.set_rows(())
        self.retitle()

    def look(self, picture: Picture, selection: Selection, now: datetime, monotonic: float) -> None:
        """Show what is known now."""
        raise NotImplementedError

    def name_of(self, item: Any) -> str:
        """What people call a thing of this list."""
        return str(item.name)

    def item(self, key: str | None) -> Any:
        """The thing in the row of this key; None where there is none."""
        entry = self._entries.get(key or "")
        return None if entry is None else entry.item

    @property
    def marked(self) -> tuple[Any, ...]:
        """The things in the marked rows, in the order of the list."""
        marks = self.table.marked
        if not marks:  # asked at every key, of lists that may be long
            return ()
        return tuple(entry.item for key, entry in self._entries.items() if key in marks)

    def health(self, key: str | None) -> Health | None:
        """The judgement on the thing in the row of this key."""
        entry = self._entries.get(key or "")
        return None if entry is None else entry.health

    @property
    def tab(self) -> PaneTab:
        """What the strip says of the pane."""
        worst = self._troubles[0] if self._troubles and self._troubles[0][1] in _BAD else ("", "")
        known = "" if self._count is None else count(self._count)
        return PaneTab(f"{self.NUMBER} {self.TITLE}", known, worst)

    def retitle(self) -> None:
        """Say number, name, scope, counts and state."""
        focused = self.has_class("focused")
        parts: list[Part] = [("━ " if focused else "─ ", "key" if focused else "dim")]
        parts.append((f"{self.NUMBER} {self.TITLE} ", "heading" if focused else "strong"))
        if self._stale:  # before what may be cut
            parts.append((f"{self._stale} ", "warning"))
        if self.table.marked:
            parts.append((f"{count(len(self.table.marked))} marked ", "warning"))
        if self._scope:
            parts.append((f"{self._scope} ", ""))
        if self._count is not None:
            parts.append((f"{count(self._count)} ", "dim"))
        parts += [(f"{text} ", style) for text, style in self._troubles]
        if self.unhealthy_only:
            parts.append(("unhealthy only ", "warning"))
        if self.table.filter:
            parts.append((f"/{self.table.filter} {count(self.table.shown)} shown ", "warning"))
        bad = not self._state.endswith("…")
        right: tuple[Part, ...] = ((f" {self._state} ", "warning" if bad else "dim"),) if self._state else ()
        self.title.say(*parts, right=right, fill="━" if focused else "─")


_BAD = {style for level, style in STYLES.items() if level >= Level.WARNING}
