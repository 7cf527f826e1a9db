"""What a table shows: rows held as data and told apart by key; visible lines that changed are painted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import Visual, visualize

from ecstui.ui.widgets import table_styles
from ecstui.ui.widgets.filter_words import FilterWords
from ecstui.ui.widgets.recent_changes import RecentChanges
from ecstui.ui.widgets.row_list import RowList, nearest
from ecstui.ui.widgets.status_styles import STATUS_STYLES
from ecstui.ui.widgets.table_layout import ContentWidths, Slot, lay_out_steadily, settle
from ecstui.ui.widgets.table_messages import Highlighted, SortChanged
from ecstui.ui.widgets.table_paint import CURSOR_MARK, GUTTER, MARKED, paint_header, paint_row
from ecstui.ui.widgets.table_styles import TableStyles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecstui.ui.widgets.table_layout import Column
    from ecstui.ui.widgets.table_rows import Changes, Row

MARKED_SECONDS = 2.0
"""How long a change stays marked."""


class TableDisplay(ScrollView, inherit_bindings=False):
    """A list with a header, a row cursor, a filter, an order and marks; `Table` moves in it."""

    ALLOW_SELECT = False

    COMPONENT_CLASSES: ClassVar[set[str]] = table_styles.COMPONENT_CLASSES
    DEFAULT_CSS = table_styles.DEFAULT_CSS

    filter: var[str] = var("")
    """Words that must all be in a row to show it; `!word` must not. Case does not matter."""

    placeholder: var[str | Content] = var[str | Content]("")
    """What is said where no row is: loading, empty and why, failed and why. Never read as markup."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        placeholder: str | Content = "",
        id: str | None = None,  # noqa: A002 - as Textual's widgets name it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = tuple(columns)
        self._list = RowList()
        self.set_reactive(TableDisplay.placeholder, placeholder)
        self._cursor = 0
        self._cursor_key: str | None = None
        self._moved = False  # by a person, since the rows are those of this list
        self._marked: set[str] = set()
        self._loaded = False
        volatile = frozenset(i for i, column in enumerate(self.columns) if column.volatile)
        self._recent = RecentChanges(len(self.columns), volatile)
        self._widths = ContentWidths(self.columns)
        self._content = self._widths.widest()
        self._hidden: frozenset[str] = frozenset()
        self._slots: tuple[Slot, ...] = ()
        self._room = 0
        self._table_styles = TableStyles(self)
        self._said: tuple[object, list[Strip]] = (None, [])
        self.virtual_size = Size(0, 1)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown: those that pass the filter, in order."""
        return tuple(self._list.rows[key] for key in self._list.view)

    @property
    def shown(self) -> int:
        """How many rows pass the filter."""
        return len(self._list.view)

    @property
    def held(self) -> int:
        """How many rows there are."""
        return len(self._list.rows)

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor; None where no row is shown."""
        return self._cursor_key

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor."""
        return None if self._cursor_key is None else self._list.rows[self._cursor_key]

    @property
    def marked(self) -> frozenset[str]:
        """The keys of the marked rows, shown or not."""
        return frozenset(self._marked)

    @property
    def sort(self) -> tuple[str, bool] | None:
        """The key of the column sorted by and whether in reverse; None is the order the rows come in."""
        if self._list.sort is None:
            return None
        column, reverse = self._list.sort
        return self.columns[column].key, reverse

    def set_rows(self, rows: Sequence[Row], *, mark: bool = True) -> None:
        """Show these rows, one a key, with a cell a column. Cursor, scroll position and marks stay.

        What changed is marked for a while, but for the first rows, and unless `mark` is False.
        """
        old, view, place = self._list.rows, self._list.view, self._place()
        changes = self._list.replace(rows)
        mark, self._loaded = mark and self._loaded and self.is_mounted, True
        if changes:
            self._widths.update(old, self._list.rows, changes)
            self._marked -= changes.removed
            if mark:
                self._mark(changes)
        refitted = self._refit()
        if self._list.view is not view:
            self._rearranged(view, place)
        elif changes and not refitted:
            self._refresh_rows(changes.cells)

    def clear(self) -> None:
        """Forget the rows, for those of another list come next; they are not marked as new."""
        self.set_rows(())
        self._loaded = self._moved = False
        self._recent.clear()
        self._content = self._widths.widest()

    def hide(self, *columns: str) -> None:
        """Leave out these columns, by key, and no others."""
        self._hidden = frozenset(columns)
        self._refit()

    def watch_placeholder(self) -> None:
        """Say the new thing, if it is to be seen."""
        if not self._list.rows:
            self.refresh()

    def watch_filter(self, line: str) -> None:
        """Show what passes the new filter."""
        view, words = self._list.view, FilterWords.parse(line)
        if words != self._list.words:
            self._list.words = words
            self._list.arrange()
        if self._list.view is not view:
            self._rearranged(view)
        elif not view:
            self.refresh()

    def sort_by(self, column: str | None, reverse: bool = False) -> None:
        """Order the rows by a column, equals as they came; None is the order they came in."""
        index = None if column is None else [known.key for known in self.columns].index(column)
        sort = None if index is None else (index, reverse)
        if sort == self._list.sort:
            return
        view = self._list.view
        self._list.sort = sort
        self._list.arrange()
        self._refresh_lines(0)
        if self._list.view is not view:
            self._rearranged(view)
        self.post_message(SortChanged(self, column, reverse))

    def _settle_cursor(self) -> None:
        """Tell the row under the cursor if it is another than before."""
        key = self._list.view[self._cursor] if self._list.view else None
        if key != self._cursor_key:
            self._cursor_key = key
            self.post_message(Highlighted(self, key))

    @property
    def _top(self) -> int:
        """Index of the first visible row."""
        return self.scroll_offset.y

    @property
    def _page(self) -> int:
        """How many rows fit below the header."""
        return max(0, self.container_size.height - 1)

    def _show_cursor(self) -> None:
        if self._cursor < self._top:
            self._scroll_rows_to(self._cursor)
        elif self._page and self._cursor >= self._top + self._page:
            self._scroll_rows_to(self._cursor - self._page + 1)

    def _scroll_rows_to(self, top: int) -> None:
        self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def _place(self) -> int | None:
        """The row to hold in its place on the screen while others come and go: the cursor's if it is visible,
        else the topmost; None at the top of the list, where what comes first is to be seen."""
        if not self._top:
            return None
        return self._cursor if self._top <= self._cursor < self._top + self._page else self._top

    def _rearranged(self, old_view: Sequence[str], place: int | None = None) -> None:
        """Other rows are shown, or in another order: find the cursor's row and the place on screen again."""
        view, top, cursor = self._list.view, self._top, self._cursor
        in_view = place is None or place == cursor
        self._cursor = nearest(old_view, cursor, view)
        self.virtual_size = Size(0, len(view) + 1)
        if place is not None:
            self._scroll_rows_to(top + nearest(old_view, place, view) - place)
        if in_view:
            self._show_cursor()
        self.refresh()
        self._settle_cursor()

    def _mark(self, changes: Changes) -> None:
        """Mark the new rows and changed cells for a while."""
        batch = self._recent.add(changes)
        if batch is not None:
            self.set_timer(MARKED_SECONDS, partial(self._unmark, batch))

    def _unmark(self, batch: int) -> None:
        self._refresh_rows(self._recent.end(batch))

    def _refresh_rows(self, keys: Iterable[str]) -> None:
        """Repaint those of these rows that are visible."""
        keys = keys if isinstance(keys, dict | set | frozenset) else set(keys)
        visible = self._list.view[self._top : self._top + self._page]
        self._refresh_lines(*(y for y, key in enumerate(visible, 1) if key in keys))

    def _refresh_lines(self, *lines: int) -> None:
        width, height = self.container_size
        regions = [Region(0, y, width, 1) for y in lines if 0 <= y < height]
        if regions:
            self.refresh(*regions)

    def on_resize(self) -> None:
        """Fit the columns to the new room, and keep the cursor in view."""
        self._content = self._widths.widest()
        self._refit()
        self._show_cursor()

    def notify_style_update(self) -> None:
        """Forget the styles worked out from the old ones."""
        super().notify_style_update()
        self._table_styles.forget()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Fit the columns to the room there is now, before any line is painted."""
        room = self.scrollable_content_region.width
        if room != self._room:
            self._room = room
            self._refit()
        return super().render_lines(crop)

    def _refit(self) -> bool:
        """Work out the columns again; whether any moved (then all is repainted)."""
        self._content = settle(self._content, self._widths.widest())
        # The cell at the far right is kept free for the arrow of a sorted last column.
        room, widest = max(1, self._room - GUTTER - 1), self._widths.widest()
        slots = lay_out_steadily(self.columns, self._content, widest, room, self._hidden)
        moved = slots != self._slots
        self._slots = slots
        if moved:
            self.refresh()
        return moved

    def render_line(self, y: int) -> Strip:
        """One visible line: the header, a row, a line of the placeholder, or nothing."""
        width = self._room
        if y == 0:
            style = self._table_styles.header()
            return paint_header(self.columns, self._slots, width, style, self._list.sort)
        index = self._top + y - 1
        if index < len(self._list.view):
            return self._paint(index)
        if not self._list.view:
            return self._paint_placeholder(y - 1)
        return Strip.blank(width, self._table_styles.base)

    def _paint(self, index: int) -> Strip:
        key = self._list.view[index]
        at_cursor = index == self._cursor
        return paint_row(
            self.columns,
            self._slots,
            self._list.rows[key],
            self._room,
            MARKED if key in self._marked else CURSOR_MARK if at_cursor else " ",
            self._table_styles.row(at_cursor, self.has_focus),
            self._recent.columns(key),
        )

    def _paint_placeholder(self, line: int) -> Strip:
        hidden = len(self._list.rows)
        says = self.placeholder
        if hidden:
            says = f"{hidden} row{'s' * (hidden > 1)} hidden by filter '{self.filter}' - esc clears"
        around = self._table_styles.base
        said = (says, self._room, around)
        if said != self._said[0]:  # set once for all its lines
            style = self.visual_style + VisualStyle.parse(STATUS_STYLES["dim"])
            visual = visualize(self, says, markup=False)
            self._said = said, Visual.to_strips(self, visual, max(1, self._room - 2 * GUTTER), None, style)
        strips = self._said[1]
        if line >= len(strips):
            return Strip.blank(self._room, around)
        return strips[line].crop_pad(strips[line].cell_length, GUTTER, 0, around)
