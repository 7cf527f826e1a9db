"""What the person chose when opening the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Options:
    """`refresh` is in seconds; `keys` maps an action's id to its keys ("S,ctrl+s"), `queries` the names of
    saved queries of Logs Insights to their texts; `context` is what the header calls this connection,
    `color` what that stands on; where it is `protected`, a name is typed before anything is changed;
    `log_path` is where a crash is described."""

    cluster: str = ""
    read_only: bool = False
    protected: bool = False
    color: str = ""
    refresh: float = 2.0
    theme: str = "ecstui-dark"
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    queries: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    context: str = ""
    log_path: str = ""
