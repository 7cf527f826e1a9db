"""The command line's language: `:svc api`, `:cluster x`, `:logs`, `:scale 5`, `:q`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind: TypeAlias = Literal[
    "", "cluster", "service", "task", "repository", "theme", "count", "image", "span", "command"
]


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `kind` is what its argument names ("" for none), `optional` whether it may be left out."""

    name: str
    aliases: tuple[str, ...]
    kind: Kind
    optional: bool
    help: str


COMMANDS = (
    Command("cluster", ("cl",), "cluster", True, "the services of a cluster; without a name of all"),
    Command("svc", ("service", "services"), "service", True, "go to a service"),
    Command("task", ("tasks",), "task", True, "go to a task"),
    Command("repo", ("repository", "repositories"), "repository", True, "go to a repository"),
    Command("logs", ("log",), "service", True, "stream the logs of the selection, or of a service"),
    Command("events", (), "", False, "all events of the service"),
    Command("scale", (), "count", False, "plan another desired count: 5, +2, -1, x2"),
    Command("redeploy", (), "", False, "plan a new deployment of the service"),
    Command("deploy", (), "image", True, "plan another image: :2.1, repository:2.1, container=image"),
    Command("rollback", ("back",), "", False, "choose an earlier revision to go back to"),
    Command("timeline", (), "span", True, "what happened, in order: since 1h, 14:02, yesterday 9:00"),
    Command(
        "operations",
        ("ops", "changes"),
        "",
        False,
        "every change since the console was opened",
    ),
    Command("run", (), "command", True, "plan to run a command in a task of its own"),
    Command("theme", (), "theme", True, "another theme"),
    Command("help", (), "", False, "all keys"),
    Command("q", ("quit",), "", False, "leave"),
)


class CommandError(ValueError):
    """What is wrong with a command line, in words."""


def parse(line: str) -> tuple[Command, str]:
    """The command and its argument ("" for none). Raises CommandError."""
    word, _, argument = line.strip().lstrip(":").partition(" ")
    argument = argument.strip()
    known = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}
    command = known.get(word.lower())
    if command is None:
        import difflib  # for a mistake alone, to keep the first paint early

        near = difflib.get_close_matches(word.lower(), known, n=1)
        hint = f"did you mean :{near[0]}?" if near else "? lists all there are."
        raise CommandError(f"no command :{word}; {hint}")
    if argument and not command.kind:
        raise CommandError(f":{command.name} takes nothing after it.")
    if not argument and command.kind and not command.optional:
        raise CommandError(f":{command.name} needs a {command.kind} after it.")
    return command, argument


def complete(line: str, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The whole lines that `line` may become; `names` are those known of each kind of argument."""
    word, space, argument = line.lstrip().partition(" ")
    if not space:
        return tuple(command.name for command in COMMANDS if command.name.startswith(word.lower()))
    try:
        command, _ = parse(f"{word} x")
    except CommandError:
        return ()
    begun = argument.strip()
    fitting = [name for name in names.get(command.kind, ()) if begins(begun, name)]
    return tuple(f"{word} {name}" for name in fitting)


def begins(begun: str, name: str) -> bool:
    """Whether a name, or what follows the slash in it, begins so."""
    return name.startswith(begun) or _last(name).startswith(begun)


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def one_of(names: tuple[str, ...], wanted: str, kind: str) -> str:
    """The one name that is `wanted`, or the only one that begins with or holds it.

    Raises CommandError, with the nearest names where there is none.
    """
    fitting = all_of(names, wanted, kind)
    if len(fitting) > 1:
        raise CommandError(f"{wanted} may be {', '.join(fitting[:5])}{' …' if len(fitting) > 5 else ''}.")
    return fitting[0]


def all_of(names: tuple[str, ...], wanted: str, kind: str) -> tuple[str, ...]:
    """The names that are `wanted`; else those that begin with it, else those that hold it.

    Raises CommandError, with the nearest names where there is none.
    """
    for fitting in (
        tuple(name for name in names if name == wanted),
        tuple(name for name in names if _last(name) == wanted),
        tuple(name for name in names if begins(wanted, name)),
        tuple(name for name in names if wanted in name),
    ):
        if fitting:
            return fitting
    import difflib

    close = difflib.get_close_matches(_last(wanted), map(_last, names), n=3)
    near = [name for name in names if _last(name) in close][:5]
    raise CommandError(f"no {kind} {wanted} here" + (f"; the nearest: {', '.join(near)}." if near else "."))
