"""The command line's language."""

from __future__ import annotations

import pytest

from ecstui.ui.command_language import COMMANDS, CommandError, complete, one_of, parse
from ecstui.ui.handlers.commanding import Commanding

NAMES = {"service": ("api", "api-worker", "web"), "repository": ("shop/web",), "theme": ("ecstui-dark",)}
CARTS = ("cart-worker", "production/cart", "staging/cart", "web")


@pytest.mark.parametrize(
    ("line", "command", "argument"),
    [
        ("svc api", "svc", "api"),
        (":svc  api ", "svc", "api"),
        ("SERVICE api", "svc", "api"),
        ("q", "q", ""),
        ("scale +2", "scale", "+2"),
        ("cluster", "cluster", ""),
        ("deploy :2.1", "deploy", ":2.1"),
        ("deploy", "deploy", ""),
    ],
)
def test_a_line_is_a_command_and_its_argument(line, command, argument) -> None:
    found, said = parse(line)
    assert (found.name, said) == (command, argument)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("scael 5", "did you mean :scale"),
        ("xyzzy", r"\? lists all"),
        ("scale", "needs a count"),
        ("events now", "takes nothing"),
    ],
)
def test_a_wrong_line_is_told_in_words(line, words) -> None:
    with pytest.raises(CommandError, match=words):
        parse(line)


@pytest.mark.parametrize(
    ("line", "completions"),
    [
        ("s", ("svc", "scale")),
        ("svc a", ("svc api", "svc api-worker")),
        ("service w", ("service web",)),
        ("repo w", ("repo shop/web",)),
        ("theme ", ("theme ecstui-dark",)),
        ("nonsense x", ()),
        ("events x", ()),
    ],
)
def test_a_line_is_completed_with_what_is_known(line, completions) -> None:
    assert complete(line, NAMES) == completions


def test_a_name_may_be_shortened_while_only_one_fits() -> None:
    assert one_of(NAMES["service"], "api", "service") == "api"
    assert one_of(NAMES["service"], "work", "service") == "api-worker"
    with pytest.raises(CommandError, match="api, api-worker"):
        one_of(NAMES["service"], "ap", "service")
    with pytest.raises(CommandError, match="no service zzz"):
        one_of(NAMES["service"], "zzz", "service")


def test_of_several_things_of_one_name_none_is_taken() -> None:
    assert one_of(CARTS, "staging/cart", "service") == "staging/cart"
    with pytest.raises(CommandError, match=r"^cart may be production/cart, staging/cart\.$"):
        one_of(CARTS, "cart", "service")


def test_a_name_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(CommandError, match=r"no service crat here; the nearest: production/cart, staging/ca"):
        one_of(CARTS, "crat", "service")
    with pytest.raises(CommandError, match=r"no service zzz here\.$"):
        one_of(CARTS, "zzz", "service")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_done_by_a_method(command) -> None:
    assert callable(getattr(Commanding, f"_{command.name}"))
