"""Which port of this machine leads where: as typed, and whether this machine can open it."""

from __future__ import annotations

import errno
import socket
from contextlib import closing
from dataclasses import dataclass

FORM = "[LOCAL:][HOST:]PORT, as 8080, 18080:8080 or 15432:db.internal:5432"
_HIGHEST = 65535


@dataclass(frozen=True, slots=True)
class Ports:
    """`local` of this machine leads to `remote` of the container, or of `host` as that one reaches it."""

    local: int
    remote: int
    host: str = ""

    @classmethod
    def parse(cls, typed: str) -> Ports:
        """`[LOCAL:][HOST:]PORT`; without LOCAL the same number is opened here. ValueError in words."""
        parts = typed.strip().split(":")
        remote = _port(parts[-1])
        match parts[:-1]:
            case []:
                return cls(remote, remote)
            case [local] if local.isdigit():
                return cls(_port(local), remote)
            case [host] if _is_host(host):
                return cls(remote, remote, host)
            case [local, host] if _is_host(host):
                return cls(_port(local), remote, host)
        raise ValueError(f"{typed!r} is no port: {FORM}.")

    def __str__(self) -> str:
        return ":".join(part for part in (str(self.local), self.host, str(self.remote)) if part)

    def there(self, container: str) -> str:
        """Where it leads."""
        return f"{self.host or container}:{self.remote}"


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _HIGHEST:
        raise ValueError(f"{text!r} is no port: a number from 1 to {_HIGHEST}; {FORM}.")
    return int(text)


def _is_host(text: str) -> bool:
    return bool(text) and text.isascii() and all(c.isalnum() or c in ".-_" for c in text)


def trouble(port: int) -> str:
    """Why this machine cannot open `port` at present, in words; "" where it can."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the plugin does
        try:
            probe.bind(("localhost", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} of this machine is taken: choose another, as {_other(port)}:PORT."
            if error.errno == errno.EACCES:
                return f"Port {port} of this machine needs root: choose another, as {_other(port)}:PORT."
            return f"Port {port} of this machine cannot be opened: {error.strerror}."
    return ""


def suggestion(port: int) -> str:
    """How a container's port is best forwarded from here: under its own number, where that can be opened."""
    return f"{_other(port)}:{port}" if trouble(port) else str(port)


def _other(port: int) -> int:
    return port + 10_000 if port + 10_000 <= _HIGHEST else port - 10_000
