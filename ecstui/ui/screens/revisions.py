"""The earlier revisions of a service's task definition, to choose the one to go back to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from ecstui.model.arn import short
from ecstui.model.errors import AwsError, NotFound
from ecstui.model.humane import since
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import footer_parts
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.model.ecs import TaskDefinition

AGAIN = 3.0  # seconds until a list that could not be read is read anew


class RevisionsScreen(ModalScreen[str | None], inherit_bindings=False):
    """Lists what `read()` gives, and leaves with the ARN of the revision chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "revisions")]

    def __init__(
        self,
        service: str,
        read: Callable[[], Awaitable[tuple[TaskDefinition, ...]]],
        now: Callable[[], datetime],
        actions: tuple[Action, ...],
    ) -> None:
        super().__init__()
        self._service = service
        self._read = read
        self._now = now
        self._actions = actions
        self._table = Table(
            (
                Column("revision", "REVISION"),
                Column("age", "REGISTERED"),
                Column("size", "CPU/MEMORY"),
                Column("images", "IMAGES", weight=1),
            )
        )

    def compose(self) -> ComposeResult:
        """The list and the keys."""
        keys = Line(id="revisions-keys")
        shown = footer_parts(a for a in self._actions if a.scope == "revisions" and a.footer)
        keys.say(("enter", "key"), (" see what it would change  ", ""), *shown)
        with Vertical(id="revisions"):
            yield Static(f"roll back {self._service} to", markup=False, id="revisions-title")
            yield self._table
            yield keys

    def on_mount(self) -> None:
        """Read them."""
        self._table.placeholder = "reading the revisions…"
        self._table.focus()
        self._list()

    @work(exclusive=True, exit_on_error=False)
    async def _list(self) -> None:
        while True:
            try:
                revisions = await self._read()
                break
            except AwsError as failure:
                self._table.placeholder = str(failure)
                self._table.refresh()
                if isinstance(failure, NotFound):
                    return
                await asyncio.sleep(AGAIN)
        self._table.placeholder = "there is no active revision before the one it has"
        self._table.set_rows([_row(revision, self._now()) for revision in revisions])

    @on(Table.Selected)
    def _chosen(self, event: Table.Selected) -> None:
        event.stop()
        self.dismiss(event.key)

    def leave(self) -> None:
        """Choose none."""
        self.dismiss(None)


def _row(revision: TaskDefinition, now: datetime) -> Row:
    images = ", ".join(short(container.image) for container in revision.containers)
    cpu = revision.cpu or sum(container.cpu for container in revision.containers)
    memory = revision.memory or sum(container.memory or 0 for container in revision.containers)
    size = f"{cpu or '-'}/{memory or '-'}"
    age = f"{since(revision.registered_at, now)} ago" if revision.registered_at else "-"
    return Row(revision.arn, (short(revision.arn), age, size, images))
