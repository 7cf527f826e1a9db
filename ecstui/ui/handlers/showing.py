"""Opening what shows more: logs, events, help, palette, command line."""

from __future__ import annotations

from ecstui.ui.handlers.handler import Handler


class Showing(Handler):
    """Opens and closes nothing but views."""

    def logs(self) -> None:
        """Stream the logs of the task or service."""
        self.screen.reading.open()

    def events(self) -> None:
        """All events of the service."""
        self.screen.open_tab("events")

    def command(self) -> None:
        """Ask for a command."""
        self.screen.asking.command()

    def palette(self) -> None:
        """Every action by its name."""
        self.screen.app.action_command_palette()

    def operations(self) -> None:
        """Every change made here."""
        from ecstui.ui.screens.operations import OperationsScreen

        self.screen.app.push_screen(OperationsScreen(self.screen.session, self.screen.actions))

    def help(self) -> None:
        """All keys."""
        from ecstui.ui.screens.help import HelpScreen

        self.screen.app.push_screen(HelpScreen(self.screen.actions, self.screen.situation()))
