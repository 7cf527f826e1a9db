"""What a service can be rolled back to: an earlier revision, or what an earlier deployment brought."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from ecstui.model.errors import AwsError, Denied, NotFound
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.rows.earlier import DEPLOYED_COLUMNS, EARLIER_COLUMNS, deployed_rows, earlier_rows
from ecstui.ui.widgets.hints import Hint, Hints
from ecstui.ui.widgets.table import Row, Table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.model.ecs import TaskDefinition
    from ecstui.operations.service_revision_rollback import Deployed

AGAIN = 3.0  # seconds until a list that could not be read is read anew


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was chosen, by ARN: a task definition or a service revision."""

    task_definition: str = ""
    service_revision: str = ""


class RevisionsScreen(ModalScreen[Earlier | None], inherit_bindings=False):
    """Lists what `read()` and, on a key, what `read_deployed()` give, and leaves with the one chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "revisions")]

    def __init__(
        self,
        service: str,
        read: Callable[[], Awaitable[tuple[TaskDefinition, ...]]],
        read_deployed: Callable[[], Awaitable[tuple[Deployed, ...]]],
        now: Callable[[], datetime],
        actions: tuple[Action, ...],
    ) -> None:
        super().__init__()
        self._service = service
        self._read = read
        self._read_deployed = read_deployed
        self._now = now
        self._actions = actions
        self._title = Static("", markup=False, id="revisions-title")
        self._table = Table(EARLIER_COLUMNS, placeholder="reading the revisions…")
        self._deployments = Table(DEPLOYED_COLUMNS, placeholder="reading the deployments…")
        self._brought: dict[str, str] = {}  # service revision by deployment, ARNs

    def compose(self) -> ComposeResult:
        """The lists and the keys."""
        keys = Hints(id="revisions-keys")
        keys.offer(Hint("enter", "see what it would change"), *dialog_hints("revisions", self._actions))
        with Vertical(id="revisions"):
            yield self._title
            yield self._table
            yield self._deployments
            yield keys

    def on_mount(self) -> None:
        """Read the revisions; the deployments are read when they are asked for."""
        self._turn_to(self._table)
        self._list()

    @work(exclusive=True, group="revisions", exit_on_error=False)
    async def _list(self) -> None:
        async def rows() -> list[Row]:
            return earlier_rows(await self._read(), self._now())

        await self._show(self._table, rows, "there is no active revision before the one it has")

    @work(exclusive=True, group="deployments", exit_on_error=False)
    async def _list_deployments(self) -> None:
        async def rows() -> list[Row]:
            found = await self._read_deployed()
            self._brought = {each.record.arn: each.revision.arn for each in found}
            return deployed_rows(found, self._now())

        await self._show(self._deployments, rows, "no deployment of it is on record")
        self._deployments.action_cursor_down()  # the newest brought what the service has already

    async def _show(self, table: Table, rows: Callable[[], Awaitable[list[Row]]], none: str) -> None:
        while True:
            try:
                found = await rows()
                break
            except AwsError as failure:
                table.placeholder = str(failure)
                if isinstance(failure, NotFound | Denied):
                    return
                await asyncio.sleep(AGAIN)
        table.placeholder = none
        table.set_rows(found)

    def _turn_to(self, table: Table) -> None:
        self._table.display = table is self._table
        self._deployments.display = table is self._deployments
        what = "an earlier revision" if table is self._table else "what an earlier deployment brought"
        self._title.update(f"roll back {self._service} to {what}")
        table.focus()

    @on(Table.Selected)
    def _chosen(self, event: Table.Selected) -> None:
        event.stop()
        if event.table is self._table:
            self.dismiss(Earlier(task_definition=event.key))
        else:
            self.dismiss(Earlier(service_revision=self._brought[event.key]))

    def other(self) -> None:
        """Go to the deployments, or back to the revisions."""
        if self._table.display:
            self._turn_to(self._deployments)
            if not self._brought:
                self._list_deployments()
        else:
            self._turn_to(self._table)

    def leave(self) -> None:
        """Choose none."""
        self.dismiss(None)
