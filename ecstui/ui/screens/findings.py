"""The findings of an image's newest scan: the worst first, filtered by words, each whole with its link."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.containers import Horizontal
from textual.widgets import Input, Static

from ecstui.model.aws_words import in_words
from ecstui.model.errors import AwsError
from ecstui.model.humane import counted, since
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.rows.findings import COLUMNS, finding_facts, finding_rows
from ecstui.ui.screens.rows_screen import FILTER, RowsScreen
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.rows_and_facts import RowsAndFacts
from ecstui.ui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.model.findings import Finding, Scan
    from ecstui.ui.facts.sections import Section


class FindingsScreen(RowsScreen, inherit_bindings=False):
    """Shows what `read()` gives of the image called `name`; `read` raises AwsError."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "findings")]

    def __init__(
        self,
        name: str,
        read: Callable[[], Awaitable[Scan | None]],
        now: Callable[[], datetime],
        actions: tuple[Action, ...],
    ) -> None:
        super().__init__()
        self._image = name
        self._read_scan = read
        self._now = now
        self._actions = actions
        self._findings: tuple[Finding, ...] = ()
        self.title_line, self.said, self.keys = Line(id="findings-title"), Said(id="findings-said"), Hints()
        self.filter = Input(placeholder="words, !words", classes=FILTER, compact=True)
        self.rows = RowsAndFacts(COLUMNS, self._facts_of)

    def compose(self) -> ComposeResult:
        """The image, the filter, the findings, the keys."""
        yield self.title_line
        with Horizontal(classes="many-line"):
            yield Static("filter", markup=False)
            yield self.filter
        yield self.rows
        yield self.said
        yield self.keys

    def on_mount(self) -> None:
        """Read them."""
        self.keys.offer(*dialog_hints("findings", self._actions))
        self.title_line.say(("findings of ", ""), (self._image, "heading"))
        self.set_focus(self.rows.table)
        self.again()

    def again(self) -> None:
        """Read them anew."""
        self._read()

    @work(exclusive=True, group="findings", exit_on_error=False)
    async def _read(self) -> None:
        self.rows.table.placeholder = "reading…"
        self.rows.table.refresh()
        try:
            scan = await self._read_scan()
        except AwsError as failure:
            self.rows.table.placeholder = str(failure)
            self.said.say((str(failure), "broken"))
            self.rows.table.refresh()
            return
        self._findings = scan.findings if scan is not None else ()
        self.rows.table.placeholder = _placeholder(scan)
        self.rows.show(finding_rows(self._findings))
        self.rows.table.refresh()
        self.said.say((self._told(scan), "dim"))

    def _told(self, scan: Scan | None) -> str:
        if scan is None:
            return "never scanned"
        ago = f", scanned {since(scan.completed_at, self._now())} ago" if scan.completed_at else ""
        mended = sum(bool(finding.fixed) for finding in scan.findings)
        fixes = f", {mended} can be mended" if mended else ""
        return f"{counted(len(scan.findings), 'finding')}{fixes}{ago}"

    def _facts_of(self, key: str) -> tuple[Section, ...]:
        return finding_facts(self._findings[int(key)])

    def copy_link(self) -> None:
        """Copy where more is told of the finding."""
        key = self.rows.table.cursor_key
        url = self._findings[int(key)].url if key is not None else ""
        if url:
            self.app.copy_to_clipboard(url)
            self.said.say((f"copied {url}", ""))

    def sort(self) -> None:
        """Order by the next column."""
        self.rows.table.action_sort_next()


def _placeholder(scan: Scan | None) -> str:
    if scan is None:
        return "this image was never scanned: V has it scanned"
    if scan.status in {"COMPLETE", "ACTIVE"}:
        return "nothing was found"
    status = in_words(scan.status)
    return f"the scan: {status}. {scan.description}".strip()
