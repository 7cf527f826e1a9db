"""The verbs that open a session with a container."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ecstui.commands.connection import verb
from ecstui.commands.verb_options import opening

if TYPE_CHECKING:
    from ecstui.commands.connection import Chosen

_SESSION_CODES = """Exit codes: 0 the session has ended, 1 its plugin failed, 2 it was asked for wrongly, 3
refused and nothing was done, 4 AWS failed, 130 ctrl+c before there was a session."""


@verb("exec", epilog=_SESSION_CODES)
@click.argument("target", metavar="CLUSTER/SERVICE[/TASK]")
@click.argument("command", metavar="[-- COMMAND...]", nargs=-1, type=click.UNPROCESSED)
@opening
@click.pass_context
def execute(context: click.Context, /, connection: Chosen, command: tuple[str, ...], **asked: Any) -> None:
    """Run a shell (/bin/sh), or COMMAND, in a container of a running task, through ECS Exec.

    SERVICE alone will do where only one cluster has it; without a TASK it is the newest one that can be gone
    into. The prerequisites are checked first, and what is missing is said. It needs session-manager-plugin.
    AWS does not pass on COMMAND's own exit code.
    """
    from ecstui.commands import sessions

    context.exit(sessions.execute(connection, sessions.Asked(**asked), command))


@verb(epilog=_SESSION_CODES)
@click.argument("target", metavar="CLUSTER/SERVICE[/TASK]")
@click.argument("port", metavar="[LOCAL:][HOST:]PORT")
@opening
@click.pass_context
def forward(context: click.Context, /, connection: Chosen, port: str, **asked: Any) -> None:
    """Forward a port of this machine to a container of a running task, or to HOST behind it, until ctrl+c.

    It needs what exec needs. Without LOCAL the same number is opened here.
    """
    from ecstui.commands import sessions

    context.exit(sessions.forward(connection, sessions.Asked(**asked), port))


VERBS = (
    execute,
    forward,
)
