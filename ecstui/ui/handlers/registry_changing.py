"""Changing repositories and images: every action opens a plan, and nothing is done before it is applied."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ecstui.model.ecr import Image, Repository
from ecstui.ui.handlers.changing_many import change_many
from ecstui.ui.handlers.planning import Planning
from ecstui.ui.rows.repositories import image_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.operations.desk import Desk
    from ecstui.operations.operation import Operation


class RegistryChanging(Planning):
    """What is done to the repository or image selected."""

    def delete(self) -> None:
        """Plan the end of the image, or of all that are marked; or of one of several tags alone."""
        from ecstui.operations.delete_image import DeleteImage
        from ecstui.operations.image_users import Usage
        from ecstui.operations.untag_image import UntagImage

        if (desk := self._desk) is None:
            return
        situation, usage = self.screen.situation(), Usage(desk)
        image = situation.selected
        if isinstance(image, Image) and len(image.tags) > 1 and not situation.marked:
            at = (desk, image.repository, image.digest)
            ways: dict[str, Callable[[], Operation]] = {"delete it": partial(DeleteImage, *at, usage)}
            ways |= {f"only untag {tag}": partial(UntagImage, *at, tag) for tag in image.tags}
            self.open_ways(f"delete or untag {image.repository} {image_name(image)}", ways)
            return
        self._plan("delete", lambda image: DeleteImage(desk, image.repository, image.digest, usage))

    def scan(self) -> None:
        """Plan a scan of the image, or of all that are marked."""
        from ecstui.operations.start_scan import StartScan

        if (desk := self._desk) is not None:
            self._plan("scan", lambda image: StartScan(desk, image.repository, image.digest))

    def tag(self) -> None:
        """Ask for a tag, then plan to give it to the image."""
        from ecstui.operations.tag_image import TagImage, wrong_tag
        from ecstui.ui.screens.form import Filled, FormScreen

        screen, desk = self.screen, self._desk
        image = screen.situation().selected
        if desk is None or not isinstance(image, Image):
            return
        name = f"{image.repository} {image_name(image)}"

        def filled(form: Filled | None) -> None:
            if form is not None:
                tagging = partial(TagImage, desk, image.repository, image.digest, form.text)
                self.open_plan(lambda _: tagging(), f"tag {name} as {form.text}")

        screen.app.push_screen(
            FormScreen(f"tag {name}", "new tag", wrong_tag, actions=screen.actions), filled
        )

    def create(self) -> None:
        """Ask what the repository is to be, then plan it."""
        from ecstui.operations.create_repository import CreateRepository, NewRepository, wrong_name
        from ecstui.ui.screens.form import Choice, Filled, FormScreen

        screen, desk = self.screen, self._desk
        if desk is None:
            return
        choices = (
            Choice("tags are", ("mutable", "immutable")),
            Choice("scan on push", ("yes", "no")),
            Choice("encryption", ("AES256", "KMS")),
        )

        def filled(form: Filled | None) -> None:
            if form is not None:
                tags, scan, encryption = form.chosen
                wanted = NewRepository(form.text, tags == "immutable", scan == "yes", encryption)
                self.open_plan(lambda _: CreateRepository(desk, wanted), f"create the repository {form.text}")

        form = FormScreen("new repository", "name", wrong_name, actions=screen.actions, choices=choices)
        screen.app.push_screen(form, filled)

    def lifecycle(self) -> None:
        """Edit the lifecycle policy, then plan to put it."""
        selected = self.screen.situation().selected
        if isinstance(selected, Repository):
            self._edit(selected.name)
        elif isinstance(selected, Image):
            self._edit(selected.repository)

    def _edit(self, repository: str, text: str = "") -> None:
        from ecstui.operations.put_lifecycle import PutLifecycle
        from ecstui.ui.screens.lifecycle import LifecycleScreen

        screen, desk = self.screen, self._desk
        if desk is None:
            return

        def edited(text: str | None) -> None:
            if text is not None:
                putting = partial(PutLifecycle, desk, repository, text)
                # Leaving the plan leads back to the text: what was typed is not lost.
                back = partial(self._edit, repository, text)
                self.open_plan(lambda _: putting(), f"lifecycle policy of {repository}", left=back)

        read = partial(desk.aws.ecr_registry.lifecycle, repository)
        screen.app.push_screen(LifecycleScreen(repository, read, screen.actions, text), edited)

    @property
    def _desk(self) -> Desk | None:
        return self.screen.session.desk

    def _plan(self, verb: str, make: Callable[[Image], Operation]) -> None:
        """Plan what `make` makes of the image selected, or of each that is marked."""
        situation = self.screen.situation()
        marked = [each for each in situation.marked if isinstance(each, Image)]
        if marked:
            named = [(image_name(image), make(image)) for image in marked]
            change_many(self.screen, verb, "image", len(named), lambda _: named)
        elif isinstance(image := situation.selected, Image):
            self.open_plan(lambda _: make(image), f"{verb} {image.repository} {image_name(image)}")
