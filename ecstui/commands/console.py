"""Opening the console: options and configuration become an app on this terminal."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from ecstui.commands import config, log_file
from ecstui.commands.given import check_endpoint, check_profile
from ecstui.model.account import Connection
from ecstui.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path


def open_console(
    *,
    context: str | None,
    profile: str | None,
    region: str | None,
    cluster: str | None,
    endpoint_url: str | None,
    read_only: bool | None,
    refresh: float | None,
    theme: str | None,
    config_path: Path | None,
    debug_path: Path | None,
    demo: bool,
) -> int:
    """Open the console and stay until it is left; the process's exit code."""
    file = config.in_context(config.load(config_path), context or "")
    settings = config.with_options(
        file,
        profile=profile,
        region=region,
        cluster=cluster,
        endpoint_url=endpoint_url,
        read_only=read_only,
        refresh=refresh,
        theme=theme,
    )
    if not demo:
        check_endpoint(settings.endpoint_url)
        check_profile(settings.profile)
    _need_a_terminal()
    log_path = debug_path or config.state_home() / "ecstui.log"
    log_file.open_log(log_path, debug=debug_path is not None)
    if demo:
        return _open_demo(settings, cluster or "", log_path)
    connection = Connection(
        profile=settings.profile, region=settings.region, endpoint_url=settings.endpoint_url
    )
    return _run(connection, settings, settings.cluster, log_path, context=settings.context)


def _open_demo(settings: config.Config, cluster: str, log_path: Path) -> int:
    """The same console, pointed at an embedded AWS that starts when the first frame stands."""
    from ecstui.commands.demo import demo_to_start

    with demo_to_start(log_path) as start:
        return _run(Connection(), settings, cluster, log_path, context="demo", boot=start)


def _run(
    connection: Connection,
    settings: config.Config,
    cluster: str,
    log_path: Path,
    *,
    context: str = "",
    boot: Callable[[], Awaitable[Connection]] | None = None,
) -> int:
    gc.disable()  # until the first frame stands: what a start allocates, it keeps
    from ecstui.commands import terminal
    from ecstui.ui.app import ConsoleApp
    from ecstui.ui.options import Options

    options = Options(
        cluster=cluster,
        read_only=settings.read_only,
        protected=settings.protected,
        color=settings.color,
        refresh=settings.refresh,
        theme=settings.theme,
        keys=settings.keys,
        queries=settings.insights.queries,
        context=context,
        log_path=str(log_path),
    )
    audit_path = config.state_home() / "audit.jsonl"
    return terminal.run(ConsoleApp(connection, options, audit_path=audit_path, boot=boot))


def _need_a_terminal() -> None:
    if not (sys.__stdin__ and sys.__stdin__.isatty() and sys.__stderr__ and sys.__stderr__.isatty()):
        raise UsageError("the console needs a terminal; standard input and error must not be redirected.")
    if sys.__stderr__.encoding.lower().replace("-", "") != "utf8":
        raise UsageError(
            f"the console draws in UTF-8, but this terminal's encoding is {sys.__stderr__.encoding}; "
            "unset PYTHONIOENCODING or set PYTHONUTF8=1."
        )
