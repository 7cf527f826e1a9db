"""Make the README's pictures from the demo: `python screenshots/make.py`."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ecstui.demo.process import start
from ecstui.demo.settings import Settings
from ecstui.model.account import Connection
from ecstui.ui.app import ConsoleApp
from ecstui.ui.options import Options

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

HERE = Path(__file__).parent
LOADED = "checkout"
PATIENCE = 30.0


async def main() -> None:
    """One picture after the other, each on an embedded AWS of its own."""
    await picture("console", (160, 48), look_at_what_is_broken)
    await picture("logs", (160, 48), follow_logs)
    await picture("plan", (120, 40), plan_a_scaling)
    await picture("narrow", (80, 24), nothing_more)


async def picture(name: str, size: tuple[int, int], act: Callable[[Pilot[None]], Awaitable[None]]) -> None:
    """Open the console at `size`, let `act` bring it where it is to be, and keep the screen as SVG."""
    async with start(Settings(seed=1)) as demo:
        os.environ.update(demo.environment)
        with tempfile.TemporaryDirectory() as folder:
            connection = Connection(region=demo.region, endpoint_url=demo.endpoint_url)
            app = ConsoleApp(
                connection,
                Options(cluster="production", context="demo"),
                audit_path=Path(folder) / "audit.jsonl",
            )
            async with app.run_test(size=size) as pilot:
                await shows(pilot, LOADED)
                await act(pilot)
                (HERE / f"{name}.svg").write_text(without_web_fonts(app.export_screenshot(title="ecstui")))
    print(f"screenshots/{name}.svg")


async def nothing_more(pilot: Pilot[None]) -> None:
    """As it opens."""
    await pilot.pause(3)


async def look_at_what_is_broken(pilot: Pilot[None]) -> None:
    """The first service, which is the worst, with its tasks."""
    await pilot.press("2", "g")
    await pilot.pause(4)


async def follow_logs(pilot: Pilot[None]) -> None:
    """The merged logs of a service's tasks."""
    await pilot.press("2", "/", *"checkout", "enter")
    await pilot.pause(1)
    await pilot.press("l")
    await pilot.pause(10)


async def plan_a_scaling(pilot: Pilot[None]) -> None:
    """The plan of scaling a service by two."""
    await pilot.press("2", "/", *"checkout", "enter")
    await pilot.pause(1)
    await pilot.press("+")
    await pilot.pause(2)
    await pilot.press("+")
    await pilot.pause(3)


async def shows(pilot: Pilot[None], text: str) -> None:
    """Wait until the screen shows `text`."""
    async with asyncio.timeout(PATIENCE):
        while text not in pilot.app.export_screenshot():
            await pilot.pause(0.2)


def without_web_fonts(svg: str) -> str:
    """The picture without the fonts it would fetch from the web: the reader's own do."""
    return re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    asyncio.run(main())
