"""Why a push failed, in words: the kinds a person can do something about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "unauthorized",
    "expired",
    "denied",
    "immutable",
    "no repository",
    "no space",
    "unknown image",
    "network",
    "other",
]

# The first that fits, so the particular stands before the general. Words of engines (20.10 to 28, Podman 4),
# of the distribution registry and of ECR ("Troubleshooting errors with Docker commands", ECR user guide).
_SIGNS: tuple[tuple[str, Kind], ...] = (
    ("tag is immutable", "immutable"),
    ("token has expired", "expired"),
    ("no space left on device", "no space"),
    ("disk quota exceeded", "no space"),
    ("tag does not exist", "unknown image"),
    ("an image does not exist locally", "unknown image"),
    ("no such image", "unknown image"),
    ("image not known", "unknown image"),
    ("failed to find image", "unknown image"),
    ("name unknown", "no repository"),
    ("repository does not exist", "no repository"),
    ("does not exist in the registry", "no repository"),
    ("no basic auth credentials", "unauthorized"),
    ("unauthorized", "unauthorized"),
    ("authentication required", "unauthorized"),
    ("denied", "denied"),
    ("not authorized", "denied"),
    ("403 forbidden", "denied"),
    ("403 (forbidden)", "denied"),
    ("connection refused", "network"),
    ("connection reset", "network"),
    ("broken pipe", "network"),
    (": eof", "network"),
    ("unexpected eof", "network"),
    ("timeout", "network"),
    ("timed out", "network"),
    ("no such host", "network"),
    ("network is unreachable", "network"),
    ("no route to host", "network"),
    ("500 internal", "network"),
    ("502 bad gateway", "network"),
    ("503 service", "network"),
    ("blob upload unknown", "network"),
    ("blob upload invalid", "network"),
    ("use of closed network connection", "network"),
)

_WORDS: dict[Kind, str] = {
    "unauthorized": "The registry does not accept the login",
    "expired": "The login has expired",
    "denied": "The registry does not allow the push; ask for the permissions that the README lists",
    "immutable": "The tag is there already and tags of this repository are immutable; take another tag",
    "no repository": "The registry has no such repository; create it first",
    "no space": "There is no space left, on this machine or in the registry",
    "unknown image": "The engine has no such image",
    "network": "The connection to the registry was lost",
    "other": "The push failed",
}


@dataclass(frozen=True, slots=True)
class PushFailure:
    """A failed push: its kind, and what to say of it."""

    kind: Kind
    text: str

    @property
    def resumable(self) -> bool:
        """Whether a further try can help; layers that the registry has are not sent again."""
        return self.kind == "network"


def push_failure(message: str) -> PushFailure:
    """What an engine's or registry's `message` means."""
    lowered = message.lower()
    kind: Kind = next((kind for sign, kind in _SIGNS if sign in lowered), "other")
    return PushFailure(kind, f"{_WORDS[kind]}: {message.rstrip('.')}.")
