"""The configuration file: TOML, read once, every mistake named with its file and key."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ecstui.model.errors import UsageError

Color: TypeAlias = Literal["", "red", "yellow", "green", "cyan", "blue", "magenta"]


@dataclass(frozen=True)
class Context:
    """A table `[contexts.NAME]`: which AWS a name means. What it leaves out, the file says."""

    profile: str = ""
    """The AWS profile."""
    region: str = ""
    """The AWS region."""
    cluster: str = ""
    """The cluster to open with."""
    endpoint_url: str = ""
    """Where AWS is."""
    read_only: bool = False
    """Take everything that changes AWS away."""
    protected: bool = False
    """Have the service's name typed before anything is changed."""
    color: Color = ""
    """What its name stands on in the header."""


@dataclass(frozen=True)
class Insights:
    """The table `[insights]`."""

    queries: dict[str, str] = field(default_factory=dict)
    """Saved queries of Logs Insights: `"errors" = "filter level = 'error' | stats count(*) by bin(1m)"`."""

    def __post_init__(self) -> None:
        """Raise ValueError where a query has no text."""
        for name, text in self.queries.items():
            if not text.strip():
                raise ValueError(f"Expected the text of a query - at `$.queries.{name}`")


@dataclass(frozen=True)
class Config:
    """What the configuration file may say. The options of the command line go before it."""

    profile: str = ""
    """The AWS profile; empty: as AWS_PROFILE says."""
    region: str = ""
    """The AWS region; empty: as AWS_REGION or the profile says."""
    cluster: str = ""
    """The cluster to open with; empty: all of them."""
    endpoint_url: str = ""
    """Where AWS is; empty: the public endpoints."""
    read_only: bool = False
    """Take every key that changes AWS away."""
    protected: bool = False
    """Have the service's name typed before anything is changed."""
    color: Color = ""
    """What the context's name stands on in the header."""
    context: str = ""
    """The context that is meant where none is named."""
    contexts: dict[str, Context] = field(default_factory=dict)
    """Contexts by their names."""
    refresh: float = 2.0
    """Seconds between two readings of what changes."""
    theme: str = "ecstui-dark"
    """The theme's name."""
    keys: dict[str, str] = field(default_factory=dict)
    """Other keys for actions: `"service.scale" = "S,ctrl+s"`."""
    insights: Insights = field(default_factory=Insights)
    """Logs Insights."""

    def __post_init__(self) -> None:
        """Raise ValueError where a value is out of its range."""
        if not 1 <= self.refresh <= 3600:
            raise ValueError("Expected a number from 1 to 3600 - at `$.refresh`")


def config_home() -> Path:
    """`$XDG_CONFIG_HOME/ecstui`."""
    return _xdg("XDG_CONFIG_HOME", ".config")


def state_home() -> Path:
    """`$XDG_STATE_HOME/ecstui`: where the audit log and the log of crashes are."""
    return _xdg("XDG_STATE_HOME", ".local/state")


def _xdg(variable: str, fallback: str) -> Path:
    """The XDG base directory; a relative path in the variable is invalid by its specification."""
    named = Path(os.environ.get(variable, ""))
    return (named if named.is_absolute() else Path.home() / fallback) / "ecstui"


def usual_path() -> Path:
    """Where the configuration file is if none is named."""
    return config_home() / "config.toml"


def load(path: Path | None) -> Config:
    """Read the file at `path`, or the one in the usual place if it is there.

    UsageError says which file and which key is wrong.
    """
    named = path is not None
    path = path or usual_path()
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        if named:
            raise UsageError(f"{path}: there is no such configuration file.") from None
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({error}).") from error
    return _parse(text, path)


def in_context(config: Config, name: str = "") -> Config:
    """The configuration as the context `name`, or the file's own `context`, has it.

    UsageError where there is none of that name. Read-only or protected at either place is both.
    """
    name = name or config.context
    if not name:
        return config
    context = config.contexts.get(name)
    if context is None:
        known = ", ".join(sorted(config.contexts))
        there = f"there are: {known}" if known else "the configuration file has none"
        raise UsageError(f"--context: there is no context {name!r}; {there}.")
    said = {field.name: value for field in fields(context) if (value := getattr(context, field.name))}
    return replace(config, context=name, **said)


def with_options(config: Config, **options: object) -> Config:
    """The configuration with the options that were given in its place; None was not given."""
    given = {name: value for name, value in options.items() if value is not None}
    return replace(config, **given)  # type: ignore[arg-type]


def _parse(text: str, path: Path) -> Config:
    import tomllib  # these only where there is a file, to keep the first paint early

    import msgspec

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not valid TOML: {error}.") from error
    _check_keys(table, Config, path)
    if isinstance(insights := table.get("insights"), dict):
        _check_keys(insights, Insights, path, "insights.")
    for name, context in _named_tables(table).items():
        _check_keys(context, Context, path, f"contexts.{name}.")
    try:
        return msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        raise UsageError(f"{path}: {_with_name(str(error), table)}.") from error


def _check_keys(
    table: dict[str, Any], kind: type[Config | Context | Insights], path: Path, prefix: str = ""
) -> None:
    """Raise UsageError for a key that `kind` does not have."""
    import difflib

    known = [known.name for known in fields(kind)]
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"known are: {', '.join(known)}."
            raise UsageError(f"{path}: unknown key `{prefix}{key}`; {hint}")


def _named_tables(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The tables of the contexts; what is none is left to the decoder."""
    contexts = table.get("contexts")
    named = contexts if isinstance(contexts, dict) else {}
    return {name: context for name, context in named.items() if isinstance(context, dict)}


def _is_wrong(key: str, value: Any) -> bool:
    """Whether the decoder does not take that value of a context."""
    import msgspec

    try:
        msgspec.convert({} if value is None else {key: value}, Context)
    except msgspec.ValidationError:
        return True
    return False


def _with_name(message: str, table: dict[str, Any]) -> str:
    """The message of msgspec, which writes `[...]` for the name in a table of people's own names."""
    if "[...]" not in message:
        return message
    if "$.contexts[...]." in message:
        key = message.rpartition(".")[2].rstrip("`")
        name = next(name for name, of in _named_tables(table).items() if _is_wrong(key, of.get(key)))
        return message.replace("[...]", f".{name}")
    owned = table["insights"]["queries"] if "$.insights" in message else table["keys"]
    name = next(name for name, value in owned.items() if not isinstance(value, str))
    return message.replace("[...]", f".{name}")
