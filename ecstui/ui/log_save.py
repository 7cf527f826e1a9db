"""Saving lines to a file: in a thread, in pieces that tell how far it is, the file whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


Line = TypeVar("Line")
PIECE = 5_000  # lines between two words of progress


class SaveFailed(Exception):
    """The file could not be written; the message says which and why."""


def save_lines(
    path: Path,
    lines: Sequence[Line],
    form: Callable[[Line], str],
    progress: Callable[[int], bool],
) -> None:
    """Write each event as `form` gives it, its end included; blocking. Raises SaveFailed.

    `progress` takes how many are written so far and says whether to go on. The file appears under its name
    when all is in it: a disk that is full half way leaves what stood there before.
    """
    path = path.expanduser()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise SaveFailed(_why(path, error)) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            for start in range(0, len(lines), PIECE):
                file.writelines(map(form, lines[start : start + PIECE]))
                if not progress(min(start + PIECE, len(lines))):
                    raise SaveFailed(f"{path} was not saved: cancelled")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise SaveFailed(_why(path, error)) from None
    finally:
        part.unlink(missing_ok=True)


def _why(path: Path, error: OSError) -> str:
    return f"{path} was not saved: {error.strerror or error}; nothing of it is left, name another place"
