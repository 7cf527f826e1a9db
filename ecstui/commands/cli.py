"""The command line. `ecstui` opens the console; verbs stand behind it."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecstui import __version__
from ecstui.model.errors import EcsTuiError

if TYPE_CHECKING:
    from collections.abc import Callable

_OPTIONS = (
    click.option("--profile", metavar="NAME", help="The AWS profile to use (default: AWS_PROFILE)."),
    click.option(
        "--region", metavar="NAME", help="The AWS region (default: AWS_REGION, then the profile's)."
    ),
    click.option("--cluster", metavar="NAME", help="Open with this cluster."),
    click.option("--endpoint-url", metavar="URL", help="Send every call there instead of to AWS."),
    click.option("--read-only", is_flag=True, default=None, help="Take away every key that changes AWS."),
    click.option(
        "--refresh",
        metavar="SECONDS",
        type=click.FloatRange(1, 3600),
        help="Between two readings of what changes (default: 2).",
    ),
    click.option("--theme", metavar="NAME", help="ecstui-dark, ecstui-light, ... (`:theme` lists them)."),
    click.option(
        "--config",
        "config_path",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The configuration file (default: ~/.config/ecstui/config.toml).",
    ),
    click.option(
        "--debug",
        "debug_path",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Log everything to FILE.",
    ),
)


def _connection_options(command: Callable[..., Any]) -> Callable[..., Any]:
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(_OPTIONS), command)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@_connection_options
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


@cli.group()
def demo() -> None:
    """The embedded AWS: a living ECS account on this machine."""


@demo.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The loopback port (default: a free one)."
)
@click.option("--speed", type=click.FloatRange(0), default=1.0, help="How many times faster its clock runs.")
@click.option("--seed", type=int, default=1, help="The same seed tells the same story.")
@click.option(
    "--scenario", type=click.Choice(["incident", "calm"]), default="incident", help="What is going on."
)
@click.option(
    "--services", type=click.IntRange(0), default=0, help="A made-up account of this many services."
)
@click.option("--tasks", type=click.IntRange(0), default=0, help="... and this many tasks.")
@click.option("--throttling", is_flag=True, help="Refuse calls over AWS's published rates.")
def serve(**settings: Any) -> None:
    """Serve the embedded AWS to any client and print the variables to export."""
    from ecstui.commands.demo import serve_demo

    serve_demo(**settings)


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
