"""What is to be pushed: an image of the container engine, or a folder that is built here; and its tag."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ecstui.model.errors import AwsError, EcsTuiError, NotFound
from ecstui.model.image_reference import ImageReference
from ecstui.model.local_image import BuildRequest, build_arguments
from ecstui.operations.push_target import push_target
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.rows.pushing import IMAGE_COLUMNS, image_rows
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.said import Said
from ecstui.ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.engine.engine import Engine
    from ecstui.engine.git import GitTag
    from ecstui.model.local_image import LocalImage
    from ecstui.operations.desk import Desk
    from ecstui.operations.push_target import PushTarget

LOOKING = "looking for a container engine…"
TYPING = 0.4  # seconds that a person may pause before what was typed is looked up
COMPARED = 100  # images of the repository: those of one call
KEPT = 400  # lines of a build's log
BESIDE = 11  # rows beside the list or log
_FIELDS = {
    "path": "folder",
    "dockerfile": "Dockerfile",
    "target": "target",
    "arguments": "build arguments",
    "platform": "platform",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """An image that the engine has, and where it is to go."""

    engine: Engine
    image: str
    target: PushTarget


class PushScreen(ModalScreen[Chosen | None], inherit_bindings=False):
    """Asks which image goes to `repository`, or another that is typed, under which tag.

    `find` gives the engine, or says why not.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "push-form")]
    AUTO_FOCUS = "#push-tag"
    is_typing = True
    """Letters are text here."""

    def __init__(
        self,
        repository: str,
        find: Callable[[], Engine],
        desk: Desk,
        now: Callable[[], datetime],
        actions: tuple[Action, ...],
    ) -> None:
        super().__init__()
        self._repository = repository
        self._find = find
        self._desk = desk
        self._now = now
        self._actions = actions
        self._engine: Engine | None = None
        self._building = False
        self._images: tuple[LocalImage, ...] = ()
        self._git: tuple[GitTag, ...] = ()
        self._log: list[str] = []
        self._filled = ""  # the tag as it was filled in
        self.table = Table(IMAGE_COLUMNS, placeholder=LOOKING)
        self.table.can_focus = False
        self.repository = Input(repository, id="push-repository", compact=True)
        self.tag = Input(id="push-tag", compact=True)
        self.inputs = {name: Input(id=f"push-{name}", compact=True) for name in _FIELDS}
        self.inputs["path"].value = "."
        self.inputs["dockerfile"].placeholder = "Dockerfile"
        self.inputs["target"].placeholder = "the last stage"
        self.inputs["arguments"].placeholder = "NAME=value OTHER=2"
        self.inputs["platform"].placeholder = "this machine's; linux/arm64 …"
        self.log_text = Static("", markup=False, id="push-log-text")
        self.log_view = VerticalScroll(self.log_text, can_focus=False, id="push-log")
        self.trouble = Static("", markup=False, id="push-trouble")
        self.told, self.keys = Said(id="push-told"), Hints(id="push-keys")

    def compose(self) -> ComposeResult:
        """The tag, the images or the fields of a build with its log, and the keys."""
        with Vertical(id="push"):
            yield Static(f"push to {self._repository}", markup=False, id="push-title")
            for label, field in (("repository", self.repository), ("tag", self.tag)):
                with Horizontal(classes="run-field"):
                    yield Static(label, markup=False)
                    yield field
            yield self.table
            with Vertical(id="push-build"):
                for name, field in self.inputs.items():
                    with Horizontal(classes="run-field"):
                        yield Static(_FIELDS[name], markup=False)
                        yield field
                yield self.log_view
            yield self.trouble
            yield self.told
            yield self.keys

    def on_mount(self) -> None:
        """Begin with the images there are."""
        self._show_side(build=False)
        self._read_images()
        self._read_git(0.0)

    def on_resize(self) -> None:
        """Leave the fields and the keys their places."""
        self.table.styles.max_height = max(3, self.size.height - BESIDE)
        self.log_view.styles.max_height = max(3, self.size.height - BESIDE - len(_FIELDS))

    def _show_side(self, *, build: bool) -> None:
        self.query_one("#push-build").display = build
        self.table.display = not build
        words = {"push-form.go": "build", "push-form.build": "images", "push-form.down": ""} if build else {}
        self._name_keys(self._actions, words)
        self._fill_tag()

    def _name_keys(self, actions: Iterable[Action], words: dict[str, str]) -> None:
        known = (replace(action, footer=words.get(action.id, action.footer)) for action in actions)
        self.keys.offer(*dialog_hints("push-form", known))

    def _show_trouble(self, why: str) -> None:
        """There is no engine to take images from: say why, and leave the keys alone that do something."""
        self._engine = None
        self.trouble.update(why)
        self.query_one("#push").add_class("no-engine")
        self.table.display = False
        self.tag.disabled = True  # it may be about to have the focus
        left = (action for action in self._actions if action.id in {"push-form.go", "push-form.leave"})
        self._name_keys(left, {"push-form.go": "look again"})

    @property
    def _in_trouble(self) -> bool:
        return self.query_one("#push").has_class("no-engine")

    def _look_again(self) -> None:
        self.query_one("#push").remove_class("no-engine")
        self.table.placeholder = LOOKING
        self.tag.disabled = False
        self._show_side(build=False)
        self.set_focus(self.tag)
        self._read_images()

    @property
    def _builds(self) -> bool:
        return bool(self.query_one("#push-build").display)

    # What there is

    @work(exclusive=True, group="images", exit_on_error=False)
    async def _read_images(self) -> None:
        try:
            self._engine = self._find()
            version = await self._engine.version()
            images = await self._engine.images()
        except EcsTuiError as failure:
            self._show_trouble(str(failure))
            return
        self.told.say((f"{version}, by {self._engine.endpoint.source}", "dim"))
        self.table.placeholder = f"{version} has no image with a tag: ctrl+b builds one"
        self._images = images
        self.table.set_rows(image_rows(images, {}, self._now()))
        self._fill_tag()
        self._compare(0.0)

    @work(exclusive=True, group="there", exit_on_error=False)
    async def _compare(self, after: float) -> None:
        """Mark the images that the repository has."""
        await asyncio.sleep(after)
        there: dict[str, str] = {}
        try:
            there = await self._there(self._wanted)
        except NotFound:
            self.told.say((f"there is no {self._wanted} yet: it is created before the push", "warning"))
        except AwsError as failure:
            self.told.say((f"{failure.operation} {failure.word}: {failure.why}", "warning"))
        self.table.set_rows(image_rows(self._images, there, self._now()))

    async def _there(self, repository: str) -> dict[str, str]:
        """The digests in the repository, with their configurations' of those pushed last."""
        digests = [image.digest for image in await self._desk.aws.ecr.images(repository)]
        there = dict.fromkeys(digests, "")
        if digests:
            with suppress(AwsError):  # without that, engines that keep no digests are not told of
                there |= await self._desk.aws.ecr_registry.configs(repository, digests[:COMPARED])
        return there

    @property
    def _wanted(self) -> str:
        """The repository as typed; the one selected where nothing is."""
        return self.repository.value.strip() or self._repository

    @on(Input.Changed, "#push-repository")
    def _elsewhere(self) -> None:
        self.query_one("#push-title", Static).update(f"push to {self._wanted}")
        if self._engine is not None and self._images:
            self._compare(TYPING)

    @work(exclusive=True, group="git", exit_on_error=False)
    async def _read_git(self, after: float) -> None:
        from ecstui.engine.git import git_tags

        await asyncio.sleep(after)
        self._git = await git_tags(self.inputs["path"].value.strip() or ".")
        self._fill_tag()

    @on(Input.Changed, "#push-path")
    def _moved(self) -> None:
        self._read_git(TYPING)

    def _fill_tag(self) -> None:
        """The image's own tag, or of a build that of git, as long as none was typed."""
        if self.tag.value != self._filled:
            return
        if self._builds:
            filled = self._git[0].tag if self._git else "latest"
        else:
            filled = ImageReference.parse(self.table.cursor_key or "").tag
        self._filled = self.tag.value = filled
        self.tag.cursor_position = len(filled)

    # What is done

    def go(self) -> None:
        """Build, or leave with what is chosen."""
        (self.focused or self).call_later(self._go)

    def _go(self) -> None:
        if self._in_trouble:
            self._look_again()
        if self._building or self._engine is None:
            return
        try:
            create = self._wanted != self._repository  # the one selected was there
            target = push_target(f"{self._wanted}:{self.tag.value.strip()}", create=create)
            request = self._request(str(target)) if self._builds else None
        except (EcsTuiError, ValueError) as wrong:
            self.told.say((str(wrong), "warning"))
            return
        if request is not None:
            self._build(self._engine, request, target)
        elif image := self.table.cursor_key:
            self.dismiss(Chosen(self._engine, image, target))

    def _request(self, tag: str) -> BuildRequest:
        typed = {name: field.value.strip() for name, field in self.inputs.items()}
        return BuildRequest(
            typed["path"] or ".",
            tag,
            typed["dockerfile"],
            typed["target"],
            build_arguments(typed["arguments"]),
            typed["platform"],
        )

    @work(exclusive=True, group="build", exit_on_error=False)
    async def _build(self, engine: Engine, request: BuildRequest, target: PushTarget) -> None:
        self._building, self._log = True, []
        self.told.say((f"building {request.path}…", "working"))
        try:
            async for line in engine.build(request):
                self._log = [*self._log[1 - KEPT :], line]
                self.log_text.update("\n".join(self._log))
                self.log_view.scroll_end(animate=False)
        except EcsTuiError as failure:
            self.told.say((str(failure), "broken"))
            return
        finally:
            self._building = False
        self.dismiss(Chosen(engine, request.tag, target))

    def down(self) -> None:
        """Take the image below."""
        self.table.action_cursor_down()
        self._fill_tag()

    def up(self) -> None:
        """Take the image above."""
        self.table.action_cursor_up()
        self._fill_tag()

    def next(self) -> None:
        """To the next field."""
        self.focus_next()

    def previous(self) -> None:
        """To the field before."""
        self.focus_previous()

    def build(self) -> None:
        """Turn to building, or back to the images."""
        if self._building or self._in_trouble:
            return
        self._show_side(build=not self._builds)
        self.set_focus(self.inputs["path"] if self._builds else self.tag)

    def git(self) -> None:
        """Take the next tag that git gives."""
        if self._in_trouble:
            return
        if not self._git:
            self.told.say(("git gives no tag: there is no git, or the folder is in no repository", "warning"))
            return
        tags = [each.tag for each in self._git]
        place = tags.index(self.tag.value) + 1 if self.tag.value in tags else 0
        taken = self._git[place % len(tags)]
        self.tag.value = taken.tag
        self.told.say((f"{taken.tag}: the {taken.source} of git", "dim"))

    def leave(self) -> None:
        """Push nothing; a build under way ends."""
        self.dismiss(None)
