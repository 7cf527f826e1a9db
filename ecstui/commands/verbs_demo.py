"""The verbs of the embedded AWS."""

from __future__ import annotations

from typing import Any

import click


@click.group()
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
@click.option(
    "--registry",
    metavar="HOST:PORT",
    default="",
    help="A real registry on this machine that pushes go to, and whose images ECR lists.",
)
@click.option(
    "--registry-password",
    metavar="PASSWORD",
    default="",
    envvar="ECSTUI_DEMO_REGISTRY_PASSWORD",
    help="What that registry knows its user AWS by.",
)
def serve(**settings: Any) -> None:
    """Serve the embedded AWS to any client and print the variables to export."""
    from ecstui.commands.demo import serve_demo

    serve_demo(**settings)


VERBS = (demo,)
