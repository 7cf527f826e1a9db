"""Opening what shows more: logs, events, help, palette, command line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.ui.handlers.handler import Handler

if TYPE_CHECKING:
    from ecstui.model.ecs import Service
    from ecstui.ui.running import Running


class Showing(Handler):
    """Opens and closes nothing but views."""

    def logs(self) -> None:
        """Stream the logs of the task or service."""
        self.screen.reading.open()

    def events(self) -> None:
        """All events of the service."""
        self.screen.open_tab("events")

    def versions(self) -> None:
        """The deployments of the service."""
        if (service := self.screen.situation().service) is not None:
            self._open_deployments(service)

    def operation(self) -> None:
        """The deployments of the service of the newest operation."""
        shown = self.screen.session.running.shown
        service = next((r.plan.before for r in shown if r.plan.before is not None), None)
        if service is not None:
            self._open_deployments(service)

    def open_operation(self, running: Running) -> None:
        """The deployments of the service of an operation; all changes, where it is of no service."""
        if running.plan.before is not None:
            self._open_deployments(running.plan.before)
        else:
            self.operations()

    def _open_deployments(self, service: Service) -> None:
        from ecstui.ui.screens.deployment import DeploymentScreen

        self.screen.app.push_screen(DeploymentScreen(self.screen, service))

    def command(self) -> None:
        """Ask for a command."""
        self.screen.asking.command()

    def palette(self) -> None:
        """Every action by its name."""
        self.screen.app.action_command_palette()

    def operations(self) -> None:
        """Every change since the console was opened."""
        from ecstui.ui.screens.operations import OperationsScreen

        self.screen.app.push_screen(OperationsScreen(self.screen.session, self.screen.actions))

    def timeline(self, since: str = "1h") -> None:
        """What happened, of the service selected, its cluster, or all."""
        from ecstui.operations.timeline import Scope
        from ecstui.ui.screens.timeline import TimelineScreen

        screen, session = self.screen, self.screen.session
        desk, service = session.desk, screen.situation().service
        if desk is None:
            return
        account = session.identity.account if session.identity else ""
        whole = Scope(account, desk.aws.region)
        cluster = service.cluster if service else screen.selection.cluster or ""
        scopes = [whole]
        if cluster:
            scopes.insert(0, replace(whole, cluster=cluster))
        if service:
            scopes.insert(0, replace(whole, cluster=cluster, service=service.name))

        def services_of(scope: Scope) -> list[Service]:
            known = screen.picture.known_services(screen.selection.cluster)
            return [
                each
                for each in known
                if scope.cluster in {"", each.cluster} and scope.service in {"", each.name}
            ]

        screen.app.push_screen(TimelineScreen(desk, scopes, services_of, since, screen.actions))

    def findings(self) -> None:
        """What the scan found in the image."""
        from ecstui.model.ecr import Image
        from ecstui.ui.rows.repositories import image_name
        from ecstui.ui.screens.findings import FindingsScreen

        screen, session = self.screen, self.screen.session
        aws, image = session.aws, screen.situation().selected
        if aws is None or not isinstance(image, Image):
            return
        screen.app.push_screen(
            FindingsScreen(
                f"{image.repository} {image_name(image)}",
                lambda: aws.ecr_registry.scan(image.repository, image.digest),
                session.now,
                screen.actions,
            )
        )

    def help(self) -> None:
        """All keys."""
        from ecstui.ui.screens.help import HelpScreen

        self.screen.app.push_screen(HelpScreen(self.screen.actions, self.screen.situation()))
