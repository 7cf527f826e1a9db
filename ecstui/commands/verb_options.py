"""The options that several verbs have in common, as decorators of the verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable


_CONFIRM = "The name of what it is about, for a plan that asks for it to be typed."


def changing(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options that all verbs have which change a service."""
    return _changing(verb, click.option("--confirm", metavar="NAME", help=_CONFIRM))


def changing_twice(verb: Callable[..., None]) -> Callable[..., None]:
    """The same for a verb with two plans: each takes the name of those given that is its own."""
    return _changing(
        verb,
        click.option(
            "--confirm", metavar="NAME", multiple=True, help=f"{_CONFIRM} Repeatable: each plan has its own."
        ),
    )


def _changing(
    verb: Callable[..., None], confirm: Callable[[Callable[..., None]], Callable[..., None]]
) -> Callable[..., None]:
    for option in reversed(
        (
            click.option("--dry-run", is_flag=True, help="Print the plan and do nothing."),
            click.option("--yes", is_flag=True, help="Apply it without being asked."),
            confirm,
            click.option(
                "--wait/--no-wait",
                default=True,
                help="Follow it to its end (default), or leave once ECS has it.",
            ),
            click.option(
                "--timeout",
                metavar="SECONDS",
                type=click.FloatRange(0, min_open=True),
                help="How long to wait for its end (default: as long as it takes); ECS goes on by itself.",
            ),
            click.option(
                "--output",
                type=click.Choice(["text", "json"]),
                default="text",
                help="Text, or one JSON object.",
            ),
        )
    ):
        verb = option(verb)
    return verb


def opening(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options that all verbs have which open a session with a container."""
    for option in reversed(
        (
            click.option("--container", metavar="NAME", help="Which one, where the task has several."),
            click.option(
                "--dry-run", is_flag=True, help="Print what the doctor finds and the plan, no more."
            ),
            click.option("--yes", is_flag=True, help="Open it without being asked."),
            click.option(
                "--confirm",
                metavar="NAME",
                help="The service's name, for a plan that asks for it to be typed.",
            ),
        )
    ):
        verb = option(verb)
    return verb
