"""The themes and the style sheet: files, found in the wheel, beside an editable install and in a checkout."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecstui.model.errors import UsageError

if TYPE_CHECKING:
    from textual.app import App
    from textual.theme import Theme

STYLE_SHEET = "ecstui.tcss"
DEFAULT = "ecstui-dark"


@cache
def folder() -> Path:
    """Where the themes are: `ecstui/themes` as installed, `themes` in a checkout."""
    package = Path(__file__).parents[1]
    for candidate in (package / "themes", package.parent / "themes"):
        if (candidate / STYLE_SHEET).is_file():
            return candidate
    raise UsageError(f"The themes are missing: {STYLE_SHEET} is neither in {package} nor beside it.")


def names() -> tuple[str, ...]:
    """The names of the themes there are."""
    return tuple(sorted(path.stem for path in folder().glob("*.toml")))


def load(name: str) -> Theme:
    """The theme of this name; UsageError names those there are if it is none."""
    from textual.theme import Theme

    if name not in names():
        raise UsageError(f"There is no theme {name}; there are {', '.join(names())}.")
    table: dict[str, Any] = tomllib.loads((folder() / f"{name}.toml").read_text("utf-8"))
    return Theme(name=name, **table)


def wear(app: App[Any], name: str = DEFAULT) -> None:
    """Give an app this theme; the console's widgets need the colours that its themes name."""
    app.register_theme(load(name))
    app.theme = name
