"""Copying to the clipboard, through the terminal (OSC 52)."""

from __future__ import annotations

from ecstui.model.ecr import Image
from ecstui.ui.handlers.handler import Handler


class Copying(Handler):
    """What is selected, as text."""

    def arn(self) -> None:
        """The ARN; of an image, which has none, its reference by digest."""
        selected = self.screen.situation().selected
        if selected is None:
            return
        if isinstance(selected, Image):
            repository = self.screen.picture.repository(self.screen.selection)
            text = f"{repository.uri if repository else selected.repository}@{selected.digest}"
        else:
            text = selected.arn
        self.screen.app.copy_to_clipboard(text)
        self.screen.notice(f"copied {text}")
