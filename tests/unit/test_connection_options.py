"""The connection's options are every verb's: before it or after it, the later one wins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from ecstui.commands.cli import cli
from ecstui.commands.connection import Chosen, Verbs

GIVEN: list[tuple[Chosen, dict[str, Any]]] = []


@click.group(cls=Verbs)
def group(**_: Any) -> None:
    """A group."""


@group.command()
@click.argument("thing")
def verb(connection: Chosen, **more: Any) -> None:
    """A verb to come, which declares no connection option."""
    GIVEN.append((connection, more))


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        ("verb x", Chosen()),
        ("--region a verb x", Chosen(region="a")),
        ("verb x --region b", Chosen(region="b")),
        ("--region a --profile p verb --region b x", Chosen(region="b", profile="p")),
        ("--read-only verb x --config c", Chosen(read_only=True, config_path=Path("c"))),
        (
            "verb x --debug d --endpoint-url http://e",
            Chosen(debug_path=Path("d"), endpoint_url="http://e"),
        ),
    ],
)
def test_the_later_of_two_places_wins(arguments: str, chosen: Chosen) -> None:
    ended = CliRunner().invoke(group, arguments.split())
    assert ended.exit_code == 0, ended.output
    assert GIVEN.pop() == (chosen, {"thing": "x"})


def test_the_file_s_settings_count_where_no_option_is_given(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('profile = "p"\nregion = "a"\n')
    connection = Chosen(region="b", config_path=file).connection()
    assert (connection.profile, connection.region) == ("p", "b")


@pytest.mark.parametrize("arguments", [["logs", "--help"], ["--help"]])
def test_help_lists_them_under_a_heading_of_their_own(arguments: list[str]) -> None:
    shown = CliRunner().invoke(cli, arguments).output
    options, connection = shown.split("\nConnection:\n")
    assert "--region" in connection
    assert "--region" not in options
    assert "--utc" in options or "--theme" in options


def test_the_demo_has_its_own_options() -> None:
    assert "--region" not in CliRunner().invoke(cli, ["demo", "serve", "--help"]).output


def test_what_is_for_the_console_alone_is_refused_before_a_verb() -> None:
    ended = CliRunner().invoke(cli, ["--theme", "x", "logs", "web"])
    assert ended.exit_code == 2
    assert "--theme is for the console" in ended.output
