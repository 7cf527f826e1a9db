"""Tags that the git repository of a folder suggests. No git or no repository: none."""

from __future__ import annotations

import asyncio
import re
import subprocess
from dataclasses import dataclass

from ecstui.model.text import safe

WITHIN = 4.0  # seconds git has for an answer
LONGEST = 128  # characters of a tag


@dataclass(frozen=True, slots=True)
class GitTag:
    """A tag and where it is from: "short SHA", "branch", "describe"; "short SHA and changes"."""

    tag: str
    source: str


_ASKED = (
    ("short SHA", ("rev-parse", "--short", "HEAD")),
    ("branch", ("symbolic-ref", "--quiet", "--short", "HEAD")),
    ("describe", ("describe", "--tags", "--always", "--dirty")),
    ("changes", ("status", "--porcelain", "--", ".")),
)


async def git_tags(folder: str) -> tuple[GitTag, ...]:
    """The tags of the commit that is checked out in `folder`, each once.

    Where files in the folder are changed or new, its SHA ends in "-dirty", as `git describe` has it.
    """
    answers = await asyncio.gather(*(asyncio.to_thread(_said, folder, words) for _, words in _ASKED))
    said = {source: text for (source, _), text in zip(_ASKED, answers, strict=True)}
    if said.pop("changes") and said["short SHA"]:
        said = {"short SHA and changes": f"{said.pop('short SHA')}-dirty", **said}
    found: dict[str, GitTag] = {}
    for source, text in said.items():
        if tag := as_tag(text):
            found.setdefault(tag, GitTag(tag, source))
    return tuple(found.values())


def as_tag(text: str) -> str:
    """`text` as an image tag can be written: "feature/x" becomes "feature-x"."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).lstrip(".-")[:LONGEST]


def _said(folder: str, words: tuple[str, ...]) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 - words of our own, and no monitor that the folder names
            ("git", "--no-optional-locks", "-C", folder, "-c", "core.fsmonitor=false", *words),  # noqa: S607 - the person's own git
            capture_output=True,
            check=True,
            timeout=WITHIN,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return safe(answer.stdout.decode(errors="replace").strip())
