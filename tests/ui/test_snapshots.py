"""What the screens look like: text and colours, at 80x24 and 160x48, of an account whose clock stands still.

`ECSTUI_UPDATE_SNAPSHOTS=1 pytest tests/ui -k snapshot` writes them anew; look at what changed before.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from console_driver import Driver, console
from screen_picture import runs

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent / "snapshots"
# Read before the tests are cut off from the environment.
UPDATE = bool(os.environ.get("ECSTUI_UPDATE_SNAPSHOTS"))
START = 1_790_000_000.0
SIZES = [(80, 24), (160, 48)]


@pytest.fixture
def still(aws_with: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("TZ", "UTC")
    return aws_with(speed=0, start=START, seed=1)


async def stand_still(ui: Driver) -> None:
    """The present is the account's, the calls are not counted, everything has been read."""
    session = ui.app.session
    session.now = lambda: datetime.fromtimestamp(START, UTC)
    session.calls_per_minute = lambda: 0
    await ui.services.says("all clusters 25")
    await ui.repositories.says("12")
    await ui.until(lambda: session.identity is not None, "the identity")
    ui.app.main.settle()

    def all_read() -> bool:
        return all(session.snapshot(feed).loaded_at is not None for feed in session.refresher._watched)

    def still() -> bool:
        # What one reading brings can make the console read more, and mark what that changed.
        ui.app.main.paint()
        return all_read() and "loading" not in ui.screen and not any(marks)

    marks = [pane.table._recent._marks for pane in ui.app.main.lists.values()]
    await ui.until(still, "all read, and no change marked any more")
    for pane in ui.app.main.lists.values():
        # Columns do not jitter: they keep what an earlier reading, which came or not, had made of them.
        pane.table._content = pane.table._widths.widest()
        pane.table._refit()
    await ui.pilot.pause()


def check(ui: Driver, name: str) -> None:
    """Compare the screen with the picture kept of it."""
    width, height = ui.app.size
    path = FOLDER / f"{name}-{width}x{height}.svg"
    picture = ui.app.export_screenshot(title="ecstui")
    text = path.with_suffix(".txt")
    if UPDATE:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(picture, "utf-8")
        text.write_text(ui.screen + "\n", "utf-8")
    assert ui.screen + "\n" == text.read_text("utf-8")
    assert runs(picture) == runs(path.read_text("utf-8"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
class TestScreens:
    async def test_services__incident(self, still: Any, tmp_path: Path, size: tuple[int, int]) -> None:
        async with console(still, tmp_path, size=size) as ui:
            await stand_still(ui)
            check(ui, "services-incident")

    async def test_detail__failing_service(self, still: Any, tmp_path: Path, size: tuple[int, int]) -> None:
        async with console(still, tmp_path, size=size) as ui:
            await ui.services.go_to("notifications")
            await ui.press("tab", "tab")
            await stand_still(ui)
            check(ui, "detail-failing-task")

    async def test_plan__scale(self, still: Any, tmp_path: Path, size: tuple[int, int]) -> None:
        async with console(still, tmp_path, size=size) as ui:
            await ui.services.go_to("inventory")
            await stand_still(ui)
            await ui.press("plus")
            await ui.sees("4  ->  5")
            await ui.sees("enter apply")
            check(ui, "plan-scale")

    async def test_help__all_keys(self, still: Any, tmp_path: Path, size: tuple[int, int]) -> None:
        async with console(still, tmp_path, size=size) as ui:
            await stand_still(ui)
            await ui.press("question_mark")
            await ui.sees("Small letters look")
            check(ui, "help")
