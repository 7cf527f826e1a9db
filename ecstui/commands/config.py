"""The configuration file: TOML, read once, every mistake named with its file and key."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from ecstui.model.errors import UsageError


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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
    refresh: Annotated[float, msgspec.Meta(ge=1.0, le=3600.0)] = 2.0
    """Seconds between two readings of what changes."""
    theme: str = "ecstui-dark"
    """The theme's name."""
    keys: dict[str, str] = {}
    """Other keys for actions: `"service.scale" = "S,ctrl+s"`."""


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


def load(path: Path | None) -> Config:
    """Read the file at `path`, or the one in the usual place if it is there.

    UsageError says which file and which key is wrong.
    """
    named = path is not None
    path = path or config_home() / "config.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if named:
            raise UsageError(f"{path}: there is no such configuration file.") from None
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({error}).") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not valid TOML: {error}.") from error
    return _convert(table, path)


def with_options(config: Config, **options: object) -> Config:
    """The configuration with the options that were given in its place; None was not given."""
    given = {name: value for name, value in options.items() if value is not None}
    return msgspec.structs.replace(config, **given)


def _convert(table: dict[str, object], path: Path) -> Config:
    known = Config.__struct_fields__
    for key in table:
        if key not in known:
            import difflib  # for a mistake alone, to keep the first paint early

            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"known are: {', '.join(known)}."
            raise UsageError(f"{path}: unknown key `{key}`; {hint}")
    try:
        return msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        raise UsageError(f"{path}: {error}.") from error
