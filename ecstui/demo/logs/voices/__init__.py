"""The voices containers log in, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.logs.voices import background, failing, web

if TYPE_CHECKING:
    from ecstui.demo.logs.voices.voice import Voice

VOICES: dict[str, Voice] = {**web.VOICES, **background.VOICES, **failing.VOICES}


def voice_named(name: str) -> Voice:
    """The voice called `name`, the plain one where there is none."""
    return VOICES.get(name, VOICES["plain"])
