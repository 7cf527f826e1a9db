"""What to deploy to a service: an image, typed or picked from its repository, or an existing revision."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from ecstui.model.errors import AwsError, Denied, EcsTuiError, NotFound
from ecstui.model.image_reference import ImageReference
from ecstui.operations.image_choice import first_container
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.rows.deployable import (
    REVISION_COLUMNS,
    TAG_COLUMNS,
    filter_of,
    meant,
    revision_rows,
    tag_rows,
)
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.table import Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.operations.deploy_choices import DeployChoices, Present

AGAIN = 3.0  # seconds until a list that could not be read is read anew
BESIDE = 7  # rows of the dialog beside the list: its border, title, line and keys with rows between
LEAST, MOST = 4, 32  # rows of the list


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be deployed: an image of a container, or a revision."""

    container: str = ""
    image: str = ""
    revision: str = ""


@dataclass(slots=True)
class Side:
    """One of the two lists, and the line that is typed or picked for it."""

    label: str
    table: Table
    line: str = ""
    rows: Sequence[Row] = field(default_factory=tuple)


class DeployScreen(ModalScreen[Wanted | None], inherit_bindings=False):
    """Asks for an image of the container, or for a revision, of a service."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "deploy")]
    is_typing = True
    """Letters are text here."""

    def __init__(
        self,
        service: str,
        choices: DeployChoices,
        now: Callable[[], datetime],
        actions: tuple[Action, ...],
    ) -> None:
        super().__init__()
        self._service = service
        self._choices = choices
        self._now = now
        self._actions = actions
        self._present: Present | None = None
        self._container = ""
        self._images = Side("image", Table(TAG_COLUMNS, placeholder="reading the service…"))
        self._revisions = Side("revision", Table(REVISION_COLUMNS, placeholder="reading the revisions…"))
        self._side = self._images
        self._heading = Line(id="deploy-title")
        self._label = Static("", markup=False, id="deploy-label")
        self.input = Input(id="deploy-input", select_on_focus=False, compact=True)
        self.keys = Hints(id="deploy-keys")

    def compose(self) -> ComposeResult:
        """The line to type, what there is to pick from, and the keys."""
        with Vertical(id="deploy"):
            yield self._heading
            with Horizontal(id="deploy-line"):
                yield self._label
                yield self.input
            for side in (self._images, self._revisions):
                side.table.can_focus = False
                yield side.table
            yield self.keys

    def on_mount(self) -> None:
        """Begin with the images."""
        self.set_focus(self.input)  # now: the next key may be of the same burst
        self._turn_to(self._images)
        self._read_present()
        self._read_revisions()

    def on_resize(self) -> None:
        """Leave the line to type and the keys their places, however many rows there are."""
        for side in (self._images, self._revisions):
            side.table.styles.max_height = max(LEAST, min(MOST, self.size.height - BESIDE))

    # What there is

    @work(exclusive=True, group="present", exit_on_error=False)
    async def _read_present(self) -> None:
        while self._present is None:
            try:
                self._present = await self._choices.present()
            except AwsError as failure:
                self._images.table.placeholder = f"{failure} A revision can be chosen: tab."
                await asyncio.sleep(AGAIN)
        self._take(first_container(self._present.definition).name)

    def _take(self, container: str) -> None:
        """The image is to be one of this container."""
        self._container = container
        self._images.table.clear()
        self._images.rows = ()
        typed = self._images.line
        self._images.line = typed if typed and not self._has_image(typed) else self._image
        self._images.table.filter = filter_of(self._images.line, self._image)
        self._turn_to(self._side)
        self._read_images()

    def _has_image(self, line: str) -> bool:
        """Whether a line was not typed but filled in for a container."""
        present = self._present
        return present is not None and any(line == c.image for c in present.definition.containers)

    @property
    def _image(self) -> str:
        """The image that the container has now; "" as long as it is not read."""
        containers = self._present.definition.containers if self._present else ()
        return next((c.image for c in containers if c.name == self._container), "")

    @work(exclusive=True, group="images", exit_on_error=False)
    async def _read_images(self) -> None:
        table, image = self._images.table, self._image
        table.placeholder = "reading the images…"
        while True:
            try:
                images = await self._choices.images(image)
                break
            except (Denied, NotFound) as failure:
                table.placeholder = (
                    f"{failure.operation} {failure.word}: {failure.why} The image can be typed."
                )
                return
            except AwsError as failure:
                table.placeholder = f"{failure} The image can be typed."
                await asyncio.sleep(AGAIN)
            except EcsTuiError as failure:
                table.placeholder = str(failure)
                return
        table.placeholder = "the repository is empty"
        digests = self._present.digests.get(self._container, ()) if self._present else ()
        self._images.rows = tag_rows(images, image, digests, self._now())
        table.set_rows(self._images.rows)
        self.call_after_refresh(table.move_to, image)  # once it has its height
        self._say()

    @work(exclusive=True, group="revisions", exit_on_error=False)
    async def _read_revisions(self) -> None:
        table = self._revisions.table
        while True:
            try:
                revisions = await self._choices.revisions()
                break
            except AwsError as failure:
                table.placeholder = f"{failure} A revision can be typed."
                if isinstance(failure, Denied):
                    return
                await asyncio.sleep(AGAIN)
        table.placeholder = "there is no active revision"
        self._revisions.rows = revision_rows(revisions, self._choices.task_definition, self._now())
        table.set_rows(self._revisions.rows)

    # What is typed and picked

    @on(Input.Changed, "#deploy-input")
    def _typed(self) -> None:
        line = self.input.value  # what stands there now: the message may tell of an earlier key of a burst
        if "::" in line:  # a colon typed where there was one already
            self.input.value = line = line.replace("::", ":")
            self.input.cursor_position = len(line)
        if line == self._side.line:
            return
        self._side.line = line
        words = filter_of(line, self._image) if self._side is self._images else line
        self._side.table.filter = words.replace("!", " ")
        self._say()

    def _fill(self, line: str) -> None:
        """Have a line; the tag of one that was not typed is selected, so that another replaces it."""
        self._side.line = line
        self.input.value = line
        place = ImageReference.parse(line).place
        given = line == self._image or any(line == row.key for row in self._side.rows)
        of_tag = len(place) + 1 if given and line.startswith(f"{place}:") else len(line)
        self.input.selection = Selection(of_tag, len(line))
        self.call_after_refresh(self._show_end)

    def _show_end(self) -> None:
        """Have the end of the line in sight: how long it is was measured only now."""
        selection = self.input.selection
        self.input.cursor_position = 0
        self.input.selection = selection

    def _pick(self, move: Callable[[], None]) -> None:
        """Go to a row and take it; the one under the cursor comes first."""
        table = self._side.table
        if table.cursor_key == self._side.line:
            move()
        if table.cursor_key is not None:
            self._fill(table.cursor_key)
            self._say()

    def on_click(self, event: events.Click) -> None:
        """A click on a row takes it."""
        table = self._side.table
        if event.widget is table and table.cursor_key is not None:
            self._fill(table.cursor_key)
            self._say()
        self.set_focus(self.input)

    @on(Table.Selected)
    def _selected(self, event: Table.Selected) -> None:
        event.stop()
        self._fill(event.key)
        self.choose()

    def _turn_to(self, side: Side) -> None:
        self._side = side
        self._images.table.display = side is self._images
        self._revisions.table.display = side is self._revisions
        self._label.update(side.label)
        self._fill(side.line)
        self._say()

    def _say(self) -> None:
        """The title, with a remark on what is typed, and the keys."""
        names = [c.name for c in self._present.definition.containers] if self._present else []
        several = len(names) > 1 and self._side is self._images
        what = "a revision" if self._side is self._revisions else "an image"
        of = f", container {self._container} of {', '.join(names)}" if several else ""
        self._heading.say((f"deploy {what} to {self._service}{of}", "heading"), right=self._remark())
        shown = (a for a in self._actions if several or a.id != "deploy.container")
        self.keys.offer(*dialog_hints("deploy", shown))

    def _remark(self) -> tuple[tuple[str, str], ...]:
        """A word on what is typed."""
        listed = {row.key for row in self._side.rows}
        line = self.input.value.strip()
        if self._side is self._images:
            line = meant(line, self._image, listed)
        if not line:
            return ((f"type or pick {self._side.label}", "dim"),)
        return (("not in this list", "warning"),) if listed and line not in listed else ()

    # What its keys do

    def choose(self) -> None:
        """Leave with what is typed."""
        line = self.input.value.strip()
        if self._side is self._revisions:
            if line := line or self._side.table.cursor_key or "":
                self.dismiss(Wanted(revision=line))
        elif line and self._container:
            image = meant(line, self._image, {row.key for row in self._side.rows})
            self.dismiss(Wanted(self._container, image))

    def leave(self) -> None:
        """Choose none."""
        self.dismiss(None)

    def other(self) -> None:
        """Go to the revisions, or back to the images."""
        self._turn_to(self._revisions if self._side is self._images else self._images)

    def container(self) -> None:
        """Go to the next container."""
        if self._present is None or self._side is not self._images:
            return
        names = [container.name for container in self._present.definition.containers]
        if len(names) > 1:
            self._take(names[(names.index(self._container) + 1) % len(names)])

    def down(self) -> None:
        """Take the row below."""
        self._pick(self._side.table.action_cursor_down)

    def up(self) -> None:
        """Take the row above."""
        self._pick(self._side.table.action_cursor_up)

    def page_down(self) -> None:
        """Take the row a page further down."""
        self._pick(self._side.table.action_page_down)

    def page_up(self) -> None:
        """Take the row a page further up."""
        self._pick(self._side.table.action_page_up)
