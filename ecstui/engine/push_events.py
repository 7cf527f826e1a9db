"""What an engine tells of a push, as the state of its layers.

The events are those of the Engine API's ImagePush, which Podman's service speaks as well. Bytes are of layers
as the engine has them (not compressed); a count may end above its total, and a total may be missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Mapping

State: TypeAlias = Literal["waiting", "pushing", "pushed", "exists", "mounted"]

_LAST = re.compile(r": digest: (?P<digest>sha256:[0-9a-f]{64}) size: (?P<size>\d{1,18})$")
_STATES: dict[str, State] = {
    "Preparing": "waiting",
    "Waiting": "waiting",
    "Pushing": "pushing",
    "Pushed": "pushed",
    "Layer already exists": "exists",
    "Retrying": "waiting",
}


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: how it stands, bytes sent, and bytes in all where the engine says so."""

    id: str
    state: State = "waiting"
    sent: int = 0
    total: int | None = None

    @property
    def ended(self) -> bool:
        """Whether the registry has it."""
        return self.state in {"pushed", "exists", "mounted"}

    @property
    def share(self) -> float | None:
        """How much of it is there, 0 to 1; None while that is not known."""
        if self.ended:
            return 1.0
        if self.state == "waiting":
            return 0.0
        return min(1.0, self.sent / self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class PushState:
    """A push as it stands: its layers in the engine's order, and how it ended.

    `digest` and `size` (bytes) are of the manifest, once it is there; `error` is what the engine said.
    """

    layers: tuple[Layer, ...] = ()
    digest: str = ""
    size: int = 0
    error: str = ""

    def after(self, event: Mapping[str, Any]) -> PushState:
        """The state once the engine has told of one more thing; what it means nothing by changes nothing."""
        if message := _error(event):
            return replace(self, error=safe(message))
        aux = event.get("aux")
        if isinstance(aux, dict) and aux.get("Digest"):
            return replace(self, digest=safe(str(aux["Digest"])), size=_number(aux.get("Size")) or 0)
        status, layer = event.get("status"), event.get("id")
        if isinstance(status, str) and (last := _LAST.search(status)):  # all that Podman 4 says of it
            return replace(self, digest=last["digest"], size=int(last["size"]))
        if isinstance(status, str) and isinstance(layer, str) and (state := _state(status)):
            return replace(self, layers=self._with(safe(layer), state, event.get("progressDetail")))
        return self

    def _with(self, name: str, state: State, detail: object) -> tuple[Layer, ...]:
        known = {layer.id: layer for layer in self.layers}
        before = known.get(name, Layer(name))
        if before.ended and state == "waiting":
            return self.layers
        sent, total = before.sent, before.total
        if state == "pushing" and isinstance(detail, dict):
            sent = _number(detail.get("current")) or sent
            total = _number(detail.get("total")) or total
        elif state == "pushed":
            sent = total = max(sent, total or 0)
        elif state in {"exists", "mounted"}:
            sent, total = 0, 0
        known[name] = Layer(name, state, sent, total)
        return tuple(known.values())

    @property
    def ended(self) -> bool:
        """Whether the engine has said its last word."""
        return bool(self.digest or self.error)

    @property
    def begun(self) -> bool:
        """Whether anything is known to be on its way, or there."""
        return any(layer.state != "waiting" for layer in self.layers)

    @property
    def sent(self) -> int:
        """Bytes sent, of no layer more than it has."""
        return sum(_counted(layer) for layer in self.layers)

    @property
    def total(self) -> int:
        """Bytes of all layers whose size is known: it grows while layers wait, unless `sized`."""
        return sum(max(layer.total or 0, _counted(layer)) for layer in self.layers)

    @property
    def sized(self) -> bool:
        """Whether the size of every layer is known, so that a time left can be told."""
        return bool(self.layers) and all(layer.ended or layer.total for layer in self.layers)

    @property
    def share(self) -> float:
        """How much is there, 0 to 1: of the bytes where all sizes are known, else of the layers."""
        if self.sized and self.total:
            return self.sent / self.total
        return sum(layer.share or 0.0 for layer in self.layers) / max(1, len(self.layers))

    @property
    def done(self) -> int:
        """How many layers the registry has."""
        return sum(layer.ended for layer in self.layers)


def _counted(layer: Layer) -> int:
    return min(layer.sent, layer.total) if layer.total else layer.sent


def _error(event: Mapping[str, Any]) -> str:
    detail = event.get("errorDetail")
    if isinstance(detail, dict) and detail.get("message"):
        return str(detail["message"])
    return str(event.get("error") or "")


def _state(status: str) -> State | None:
    if status.startswith("Mounted from"):
        return "mounted"
    if status.startswith("Retrying in"):
        return "waiting"
    return _STATES.get(status)


def _number(value: object) -> int | None:
    return (
        int(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None
    )
