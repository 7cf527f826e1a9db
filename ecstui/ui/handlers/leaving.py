"""Leaving the console, for good or for a while."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ecstui.ui.handlers.handler import Handler

AGAIN_WITHIN = 2.0  # seconds between two ctrl+c that mean quit


@runtime_checkable
class Interruptible(Protocol):
    """A screen with something under way that ctrl+c ends first."""

    def interrupt(self) -> bool:
        """End it; whether there was any."""
        ...


class Leaving(Handler):
    """Quit, interrupt, suspend, redraw."""

    _interrupted_at = float("-inf")

    def quit(self) -> None:
        """Leave; asks first while operations are under way."""
        under_way = self.screen.session.running.under_way
        if not under_way:
            self.screen.app.exit()
            return
        from ecstui.ui.screens.quit import QuitScreen

        self.screen.app.push_screen(QuitScreen(under_way))

    def interrupt(self) -> None:
        """Copy the text marked by mouse; twice in a row, quit."""
        app = self.screen.app
        if text := app.screen.get_selected_text():
            app.copy_to_clipboard(text)
            self.screen.notice("copied the text marked")
            return
        if isinstance(app.screen, Interruptible) and app.screen.interrupt():
            return
        now = self.screen.session.clock.monotonic()
        if now - self._interrupted_at < AGAIN_WITHIN:
            self.quit()
        self._interrupted_at = now
        self.screen.notice("press q to quit, or ctrl+c again")

    def suspend(self) -> None:
        """Back to the shell until `fg`."""
        self.screen.app.action_suspend_process()

    def redraw(self) -> None:
        """Paint everything again, for what another program wrote over the screen."""
        self.screen.repaint()
