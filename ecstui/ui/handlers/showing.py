"""Opening what shows more: logs, events, help, palette, command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.handlers.handler import Handler

if TYPE_CHECKING:
    from ecstui.model.ecs import Service


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

    def _open_deployments(self, service: Service) -> None:
        from ecstui.ui.screens.deployment import DeploymentScreen

        self.screen.app.push_screen(DeploymentScreen(self.screen, service))

    def command(self) -> None:
        """Ask for a command."""
        self.screen.asking.command()

    def palette(self) -> None:
        """Every action by its name."""
        self.screen.app.action_command_palette()

    def help(self) -> None:
        """All keys."""
        from ecstui.ui.screens.help import HelpScreen

        self.screen.app.push_screen(HelpScreen(self.screen.actions, self.screen.situation()))
