"""The command line. `ecstui` opens the console; verbs stand behind it."""

from __future__ import annotations

import sys
from typing import Any

import click

from ecstui import __version__
from ecstui.commands import verbs_changing, verbs_demo, verbs_reading, verbs_sessions
from ecstui.commands.connection import Verbs
from ecstui.model.errors import EcsTuiError

_CONSOLE_ONLY = ("cluster", "refresh", "theme", "demo")


@click.group(cls=Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--cluster", metavar="NAME", help="Open with this cluster.")
@click.option(
    "--refresh",
    metavar="SECONDS",
    type=click.FloatRange(1, 3600),
    help="Between two readings of what changes (default: 2).",
)
@click.option("--theme", metavar="NAME", help="ecstui-dark, ecstui-light, ... (`:theme` lists them).")
@click.option("--demo", is_flag=True, help="Open the console on an AWS of its own: no account needed.")
@click.version_option(__version__, message="ecstui %(version)s")
@click.pass_context
def cli(context: click.Context, /, **chosen: Any) -> None:
    """The terminal operations console for Amazon ECS and ECR.

    Small letters look, CAPITAL letters change AWS (and show a plan first). Press ? inside for all keys.
    """
    if context.invoked_subcommand is None:
        from ecstui.commands.console import open_console

        context.exit(open_console(**chosen))
    for name in _CONSOLE_ONLY:
        if chosen[name]:
            raise click.UsageError(f"--{name} is for the console: it means nothing to a verb.")


for verb in (
    *verbs_reading.VERBS,
    *verbs_changing.VERBS,
    *verbs_sessions.VERBS,
    *verbs_demo.VERBS,
):
    cli.add_command(verb)


def run() -> None:
    """Run the command line; every expected failure ends in one line on stderr and an exit code."""
    try:
        sys.exit(cli(standalone_mode=False))
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except EcsTuiError as error:
        click.echo(f"ecstui: {error}", err=True)
        sys.exit(error.exit_code)
