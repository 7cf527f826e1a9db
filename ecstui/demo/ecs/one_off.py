"""What a container does whose command was overridden in RunTask: it says a little and exits."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Task

USUALLY = 6.0  # virtual seconds
_SHELLS = {"sh", "bash", "/bin/sh", "/bin/bash"}
_EXIT = re.compile(r"\bexit\s+(\d{1,3})\b")
_SLEEP = re.compile(r"\bsleep\s+(\d{1,5})\b")


@dataclass(frozen=True, slots=True)
class OneOff:
    """The run of one container: what it says at its beginning and end, and its exit code after seconds."""

    container: str
    first: str
    last: str
    after: float
    exit_code: int


def one_off(task: Task) -> OneOff | None:
    """The container of the task whose command is another, None where none is."""
    for override in task.settings.get("overrides", {}).get("containerOverrides", []):
        if override.get("command"):
            return _run(override["name"], override["command"])
    return None


def _run(container: str, words: list[str]) -> OneOff:
    script = words[2] if len(words) > 2 and words[0] in _SHELLS and words[1] == "-c" else shlex.join(words)
    found, slept = _EXIT.search(script), _SLEEP.search(script)
    code = int(found[1]) % 256 if found else int(script == "false")
    last = (
        script.removeprefix("echo ").strip("'\"")
        if script.startswith("echo ")
        else f"finished: exit code {code}"
    )
    return OneOff(container, f"running: {script}", last, float(slept[1]) if slept else USUALLY, code)
