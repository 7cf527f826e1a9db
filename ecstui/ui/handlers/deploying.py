"""Deploying to a service: another image, another revision, an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.handlers.changing import Changing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecstui.ui.screens.deploy import Wanted
    from ecstui.ui.screens.revisions import Earlier


class Deploying(Changing):
    """What else is done to the service or task selected."""

    def deploy(self) -> None:
        """Choose an image or a revision, then plan to deploy it."""
        from ecstui.operations.deploy import Deploy
        from ecstui.operations.deploy_choices import DeployChoices
        from ecstui.ui.screens.deploy import DeployScreen

        screen = self.screen
        service, desk = screen.situation().service, screen.session.desk
        if service is None or desk is None:
            return

        def chosen(wanted: Wanted | None) -> None:
            if wanted is None:
                return
            if wanted.revision:
                revision = wanted.revision
                self.open_plan(
                    lambda _: Deploy(desk, service.cluster, service.name, revision), f"deploy {service.name}"
                )
            else:
                self.open_images({wanted.container: wanted.image})

        choices = DeployChoices(desk, service)
        screen.app.push_screen(
            DeployScreen(service.name, choices, screen.session.now, screen.actions), chosen
        )

    def open_images(self, images: Mapping[str, str]) -> None:
        """Open the plan of other images by container ("" where only one can be meant)."""
        from ecstui.operations.deploy_images import DeployImages

        service, desk = self.screen.situation().service, self.screen.session.desk
        if service is None or desk is None:
            return
        self.open_plan(
            lambda _: DeployImages(desk, service.cluster, service.name, images), f"deploy {service.name}"
        )

    def roll_back(self) -> None:
        """Choose an earlier revision or deployment, then plan to bring it again."""
        from ecstui.operations.rollback import Rollback, earlier_revisions
        from ecstui.operations.service_revision_rollback import ServiceRevisionRollback, deployed
        from ecstui.ui.screens.revisions import RevisionsScreen

        screen = self.screen
        service, desk = screen.situation().service, screen.session.desk
        if service is None or desk is None:
            return
        place, title = (desk, service.cluster, service.name), f"roll back {service.name}"

        def chosen(earlier: Earlier | None) -> None:
            if earlier is None:
                return
            if earlier.service_revision:
                self.open_plan(lambda _: ServiceRevisionRollback(*place, earlier.service_revision), title)
            else:
                self.open_plan(lambda _: Rollback(*place, earlier.task_definition), title)

        picker = RevisionsScreen(
            service.name,
            lambda: earlier_revisions(desk, service.task_definition),
            lambda: deployed(desk, service),
            screen.session.now,
            screen.actions,
        )
        screen.app.push_screen(picker, chosen)
