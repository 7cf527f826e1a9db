"""The pane of the image repositories, and of the images of the one gone into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.panes.list_pane import ListPane
from ecstui.ui.registry_picture import IMAGES_AHEAD
from ecstui.ui.rows.images import IMAGES
from ecstui.ui.rows.repositories import REPOSITORIES

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.ui.picture import Picture
    from ecstui.ui.selection import Selection


class RepositoriesPane(ListPane):
    """The repositories."""

    NAME = "repositories"
    NUMBER = 4
    TITLE = "Repositories"
    LISTING = REPOSITORIES

    def look(self, picture: Picture, selection: Selection, now: datetime, monotonic: float) -> None:
        """Show what is known now."""
        del selection
        snapshot = picture.repositories()
        judged = self.judge(snapshot.items, now)
        self.present(snapshot, judged, monotonic, empty="no repositories in this account and region")

    @property
    def near(self) -> tuple[str, ...]:
        """The names of the repositories around the cursor, whose images are worth reading."""
        rows = self.table.rows
        keys = [row.key for row in rows]
        cursor = keys.index(self.table.cursor_key) if self.table.cursor_key in keys else 0
        start = max(0, cursor - IMAGES_AHEAD // 2)
        return tuple(item.name for key in keys[start : start + IMAGES_AHEAD] if (item := self.item(key)))


class ImagesPane(ListPane):
    """The images of one repository; it stands in the place of the repositories."""

    NAME = "images"
    NUMBER = 4
    TITLE = "Images"
    LISTING = IMAGES

    def look(self, picture: Picture, selection: Selection, now: datetime, monotonic: float) -> None:
        """Show what is known now."""
        if selection.images_of is None:
            return
        snapshot = picture.images(selection.images_of)
        scope = f"of {selection.images_of}"
        judged = self.judge(snapshot.items, now)
        self.present(snapshot, judged, monotonic, scope=scope, empty=f"no images in {selection.images_of}")
