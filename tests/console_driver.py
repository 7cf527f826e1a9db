"""A driver of the real app, fluent and without a sleep: it waits for conditions, and fails with the screen.

async with console(aws) as ui:
    await ui.services.row("web")
    await ui.press("2", "j")
"""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ecstui.model.account import Connection
from ecstui.ui.app import ConsoleApp
from ecstui.ui.options import Options

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from ecstui.ui.panes.list_pane import ListPane

PATIENCE = 15.0
"""Seconds a condition may take on a busy machine; reached only by failures."""


class PaneDriver:
    """One list pane as a person sees it."""

    def __init__(self, ui: Driver, pane: ListPane) -> None:
        self._ui = ui
        self.pane = pane

    @property
    def names(self) -> list[str]:
        """The names in the list, from top to bottom."""
        items = (self.pane.item(row.key) for row in self.pane.table.rows)
        return [self.pane.name_of(item) for item in items if item is not None]

    @property
    def title(self) -> str:
        """What the title says."""
        return self.pane.title.text

    @property
    def header(self) -> str:
        """The titles of the columns shown."""
        return self.pane.table.render_line(0).text

    @property
    def here(self) -> str:
        """The name under the cursor."""
        item = self.pane.item(self.pane.table.cursor_key)
        return "" if item is None else self.pane.name_of(item)

    def cells(self, name: str) -> dict[str, str]:
        """The cells of a row by column."""
        for row in self.pane.table.rows:
            item = self.pane.item(row.key)
            if item is not None and self.pane.name_of(item) == name:
                texts = (cell if isinstance(cell, str) else cell.text for cell in row.cells)
                return dict(zip((column.key for column in self.pane.table.columns), texts, strict=True))
        return {}

    async def row(self, name: str, **cells: str) -> PaneDriver:
        """Wait for a row, with these texts in its cells."""
        await self._ui.until(
            lambda: self.cells(name) and all(t in self.cells(name)[c] for c, t in cells.items()),
            f"a row {name} {cells} in {self.title!r}",
        )
        return self

    async def says(self, words: str) -> PaneDriver:
        """Wait until the title says this."""
        await self._ui.until(lambda: words in self.title, f"{words!r} in the title {self.title!r}")
        return self

    async def explains(self, words: str) -> PaneDriver:
        """Wait until the list is empty and its place says this."""
        await self._ui.until(
            lambda: not self.pane.table.rows and words in str(self.pane.table.placeholder),
            f"{words!r} in place of the list, not {self.pane.table.placeholder!r}",
        )
        return self

    async def go_to(self, name: str) -> PaneDriver:
        """Focus the pane by its key, and put the cursor on a row."""
        await self.row(name)
        await self._ui.press(str(self.pane.NUMBER))
        rows = self.pane.table.rows
        key = next(
            row.key for row in rows if (item := self.pane.item(row.key)) and self.pane.name_of(item) == name
        )
        assert self.pane.table.move_to(key)
        self._ui.app.main.settle()
        return self


class Driver:
    """The console under test."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot
        main = app.main
        self.clusters, self.services = PaneDriver(self, main.clusters), PaneDriver(self, main.services)
        self.tasks, self.images = PaneDriver(self, main.tasks), PaneDriver(self, main.images)
        self.repositories = PaneDriver(self, main.repositories)

    async def press(self, *keys: str) -> Driver:
        """Press keys."""
        await self.pilot.press(*keys)
        return self

    async def type(self, text: str) -> Driver:
        """Type text."""
        names = {" ": "space", "-": "minus", "+": "plus", ":": "colon", "/": "slash"}
        await self.pilot.press(*(names.get(character, character) for character in text))
        return self

    async def until(self, condition: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
        """Wait until it is so; fails with the screen if it never is."""
        try:
            async with asyncio.timeout(patience):
                while not condition():
                    await self.pilot.pause(0.02)
        except TimeoutError:
            raise AssertionError(f"never came: {what}\n{self.screen}") from None

    async def sees(self, words: str) -> Driver:
        """Wait until the words are on screen (on one line)."""
        await self.until(lambda: words in self.screen, repr(words))
        return self

    async def sees_no(self, words: str) -> Driver:
        """Wait until the words are not on screen."""
        await self.until(lambda: words not in self.screen, f"no {words!r}")
        return self

    @property
    def screen(self) -> str:
        """The screen as text, a line a row."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text[:width].rstrip() for strip in lines[:height])

    @property
    def rows_on_screen(self) -> int:
        """How many lines begin with the mark of a judgement."""
        return sum(line[1:3] in {"✗ ", "! ", "~ ", "✓ ", "· "} for line in self.screen.splitlines())

    @property
    def footer(self) -> str:
        """What the footer says."""
        return self.app.main.footer.text

    @property
    def status(self) -> str:
        """What the status line says."""
        return self.app.main.status.text

    @property
    def focus(self) -> str:
        """The pane in focus."""
        return self.app.main.focus_name


@asynccontextmanager
async def console(
    aws: Any, tmp_path: Path, size: tuple[int, int] = (160, 48), **options: Any
) -> AsyncIterator[Driver]:
    """The real console against an embedded AWS, in a terminal of this size."""
    os.environ.update(aws.environment)
    connection = Connection(region=aws.region, endpoint_url=aws.endpoint_url)
    app = ConsoleApp(connection, Options(**{"refresh": 0.2, **options}), audit_path=tmp_path / "audit.jsonl")
    async with app.run_test(size=size, tooltips=False) as pilot:
        yield Driver(app, pilot)
