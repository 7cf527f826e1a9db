"""What the tests of the headless verbs share: the program itself, and what it leaves on record."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from operating import lines

if TYPE_CHECKING:
    from embedded_aws import EmbeddedAws

ECSTUI = [sys.executable, "-m", "ecstui"]
PATIENCE = 50.0  # seconds


def run(
    server: EmbeddedAws, *arguments: str, given: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """The program without a terminal, run to its end: `given` on its standard input, `more` variables set."""
    return subprocess.run(
        [*ECSTUI, *arguments],
        env={**os.environ, **server.environment, **more},
        input=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def audited() -> list[dict[str, Any]]:
    """The lines of the audit log of this test's home."""
    return lines(Path(os.environ["XDG_STATE_HOME"]) / "ecstui" / "audit.jsonl")
