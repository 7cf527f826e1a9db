"""session-manager-plugin, AWS's program that speaks a session's protocol: found, judged, how it is started.

Newer ones read the session from an environment variable that their first argument names; up to 1.2.497.0
they want it as an argument, where every user of the machine sees its token in the process list. Those are
refused. The version is aws-cli's own (awscli/customizations/sessionmanager.py, there called
LAST_PLUGIN_VERSION_WITHOUT_ENV_VAR), and so is the order of the arguments.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecstui.model.secret import Secret
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecstui.model.exec_session import Session

PROGRAM = "session-manager-plugin"
VARIABLE = "AWS_SSM_START_SESSION_RESPONSE"
LAST_WITHOUT_VARIABLE = (1, 2, 497, 0)
ANSWERS_WITHIN = 10.0  # seconds
_VERSION = re.compile(r"\d+(\.\d+){0,3}")
HOW_TO_GET_IT = (
    "Install it: brew install --cask session-manager-plugin on macOS; on Linux the .deb or .rpm of "
    "ubuntu_64bit, ubuntu_arm64, linux_64bit or linux_arm64 under"
)
PACKAGES = "https://s3.amazonaws.com/session-manager-downloads/plugin/latest/"


@dataclass(frozen=True, slots=True)
class Plugin:
    """The plugin of this machine: its path, "" where there is none, and its version as it says it itself."""

    path: str = ""
    version: str = ""

    @property
    def trouble(self) -> str:
        """Why it cannot be used, in words; "" where it can."""
        if not self.path:
            return f"{PROGRAM} is not on the PATH."
        if _VERSION.fullmatch(self.version) is None:
            return f"{self.path} does not say its version ({self.version or 'nothing'})."
        if _parts(self.version) <= LAST_WITHOUT_VARIABLE:
            return (
                f"{PROGRAM} {self.version} is too old: up to 1.2.497.0 it wants the session's token as an "
                "argument, where ps shows it to every user of this machine."
            )
        return ""


def _parts(version: str) -> tuple[int, ...]:
    parts = [int(part) for part in version.split(".")]
    return (*parts, *[0] * (4 - len(parts)))


async def find_plugin() -> Plugin:
    """The plugin on the PATH, asked for its version."""
    path = shutil.which(PROGRAM)
    if path is None:
        return Plugin()
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        asked = await asyncio.create_subprocess_exec(
            path, "--version", stdin=nothing, stdout=pipe, stderr=nothing
        )
    except OSError as error:
        return Plugin(path, safe(error.strerror or type(error).__name__))
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            told, _ = await asked.communicate()
    except TimeoutError:
        told = b""
    finally:
        if asked.returncode is None:
            with suppress(ProcessLookupError):
                asked.kill()
            await asked.wait()
    return Plugin(path, safe(told.decode(errors="replace").strip()))


@dataclass(frozen=True, slots=True)
class Invocation:
    """How the plugin is started for one session: its arguments, and what stands in the variable alone."""

    argv: tuple[str, ...]
    response: Secret

    def environment(self) -> dict[str, str]:
        """This process's environment and the session; for the plugin's process, and nothing else."""
        return {**os.environ, VARIABLE: self.response.reveal()}


def invocation(
    plugin: Plugin, session: Session, request: Mapping[str, Any], *, region: str, profile: str, endpoint: str
) -> Invocation:
    """The plugin's start for a session that `request` (of ssm:StartSession) would have opened."""
    response = json.dumps(
        {"SessionId": session.id, "TokenValue": session.token.reveal(), "StreamUrl": session.stream_url}
    )
    argv = (plugin.path, VARIABLE, region, "StartSession", profile, json.dumps(dict(request)), endpoint)
    return Invocation(argv, Secret(response))
