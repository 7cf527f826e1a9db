"""The embedded AWS, started for a console or served to any client; the one module that knows it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ecstui.demo.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ecstui.demo.process import DemoServer


@contextmanager
def started_demo(log: Path) -> Iterator[DemoServer]:
    """An embedded AWS in a process of its own, ended with the context. It answers once it is up."""
    from ecstui.demo.process import spawn

    server = spawn(Settings(), log)
    try:
        yield server
    finally:
        server.stop()


def serve_demo(*, port: int, **settings: Any) -> None:
    """Serve until interrupted; prints the variables that point a client at it."""
    from ecstui.demo.serve import serve

    serve(Settings(**settings), port)
