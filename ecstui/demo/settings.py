"""What the embedded AWS can be asked to be; read by the parent and by the server's own process."""

from __future__ import annotations

from dataclasses import dataclass

ACCOUNT = "123456789012"
REGION = "eu-west-1"


@dataclass(frozen=True, slots=True)
class Settings:
    """What `ecstui demo serve` was asked for."""

    seed: int = 1
    speed: float = 1.0  # virtual seconds a real second; 0: the clock stands still unless advanced
    scenario: str = "incident"
    services: int = 0  # 0: the believable account; N: a made-up account of N services
    tasks: int = 0
    throttling: bool = False
    registry: str = ""  # "127.0.0.1:5000": a real registry that pushes go to; "": none
    registry_password: str = ""
    start: float | None = None  # virtual seconds since the epoch; None: the present
