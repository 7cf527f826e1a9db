"""Images that tests build: busybox, and layers that no other image has."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from ecstui.model.local_image import BuildRequest

if TYPE_CHECKING:
    from pathlib import Path

    from ecstui.engine.engine import Engine


def folder_to_build(folder: Path, *, layers: int = 3, size: int = 200_000) -> Path:
    """A folder whose image is busybox and `layers` layers of `size` bytes of chance."""
    folder.mkdir(parents=True)
    shutil.copy("/bin/busybox", folder / "busybox")
    lines = ["FROM scratch", "ARG WHO=nobody", "COPY busybox /bin/busybox"]
    for number in range(layers):
        (folder / f"part{number}").write_bytes(os.urandom(size))
        lines.append(f"COPY part{number} /part{number}")
    (folder / "Dockerfile").write_text("\n".join([*lines, "LABEL who=$WHO", 'CMD ["/bin/busybox"]']) + "\n")
    return folder


async def built(engine: Engine, folder: Path, tag: str) -> list[str]:
    """Build it; the log."""
    return [line async for line in engine.build(BuildRequest(str(folder), tag, arguments=(("WHO", "me"),)))]
