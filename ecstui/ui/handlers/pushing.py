"""Pushing an image: chosen or built, planned, watched, and deployed where it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ecstui.model.ecr import Image, Repository
from ecstui.ui.handlers.changing import Changing

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.engine.engine import Engine
    from ecstui.operations.image_users import User
    from ecstui.operations.operation import Operation
    from ecstui.operations.push_image import PushImage
    from ecstui.ui.screens.plan import Decided
    from ecstui.ui.screens.push import Chosen


Made = TypeVar("Made", bound="Operation")


class Pushing(Changing):
    """What is pushed to the repository selected."""

    def image(self) -> None:
        """Choose or build an image, then plan its push; where one is under way, see that again."""
        from ecstui.operations.push_image import PushImage
        from ecstui.ui.screens.push import PushScreen

        screen, selected = self.screen, self.screen.situation().selected
        desk = screen.session.desk
        if desk is None or not isinstance(selected, Repository | Image):
            return
        name = selected.name if isinstance(selected, Repository) else selected.repository
        for running in screen.session.running.under_way:
            if isinstance(running.operation, PushImage) and running.operation.target.repository == name:
                self._watch(running.operation)
                return

        def chosen(wanted: Chosen | None) -> None:
            if wanted is not None:
                self._plan(wanted)

        form = PushScreen(name, _this_machines_engine, desk, screen.session.now, screen.actions)
        screen.app.push_screen(form, chosen)

    def _plan(self, wanted: Chosen) -> None:
        from ecstui.operations.push_image import PushImage

        desk = self.screen.session.desk
        if desk is None:
            return
        self._confirm(
            lambda: PushImage(desk, wanted.engine, wanted.image, wanted.target),
            f"push {wanted.target}",
            self._watch,
        )

    def _confirm(self, make: Callable[[], Made], title: str, then: Callable[[Made], None]) -> None:
        """Open the plan of the operation made; once it is confirmed and begun, `then` shows it."""
        from ecstui.ui.screens.plan import PlanScreen

        screen = self.screen
        made: list[Made] = []

        def planned(_: object) -> Made:
            made.append(make())
            return made[-1]

        def applied(decided: Decided | None) -> None:
            if decided is not None:
                screen.session.begin(decided.operation, decided.plan, lambda: False)
                then(made[-1])

        screen.app.push_screen(PlanScreen(planned, title, actions=screen.actions), applied)

    def _watch(self, operation: PushImage) -> None:
        """Show the push, and all that is done with what was pushed."""
        from ecstui.ui.screens.pushing import PushingScreen

        def deploy(user: User) -> None:
            self._deploy(operation, user, lambda made: shown.follow(user.service, made))

        shown = PushingScreen(self.screen, operation, deploy)
        self.screen.app.push_screen(shown)

    def _deploy(self, operation: PushImage, user: User, then: Callable[[Operation], None]) -> None:
        """Plan that a service gets the digest pushed."""
        from ecstui.operations.deploy_images import DeployImages

        service, images = user.service, {user.container: operation.pushed}
        self._confirm(
            lambda: DeployImages(operation.desk, service.cluster, service.name, images),
            f"deploy {service.name}",
            then,
        )


def _this_machines_engine() -> Engine:
    """The engine meant by the environment; NoEngine where there is none."""
    import os
    from pathlib import Path

    from ecstui.engine.endpoint import find_endpoint
    from ecstui.engine.engine import Engine

    return Engine(find_endpoint(os.environ, Path.home()))
