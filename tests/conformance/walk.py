"""Walk raw answers of AWS against botocore's model, which its own parsers do not: they drop what they do
not know and let wrong enum values, nulls and absent members pass."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def violations(shape: Any, value: Any, path: str = "") -> Iterator[str]:
    """What in a raw JSON value or XML element is not as its shape says."""
    if value is None:
        yield f"{path}: null"
    elif shape.type_name == "structure":
        yield from _structure(shape, value, path)
    elif shape.type_name == "list":
        for index, item in enumerate(_items(shape, value, path)):
            yield from violations(shape.member, item, f"{path}[{index}]")
    elif shape.type_name == "map":
        for key, item in _entries(shape, value, path):
            yield from violations(shape.value, item, f"{path}.{key}")
    else:
        yield from _scalar(shape, value, path)


def _structure(shape: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict | ElementTree.Element):
        yield f"{path}: {type(value).__name__} for a structure"
        return
    members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
    present = dict(value) if isinstance(value, dict) else {child.tag: child for child in value}
    for name, item in present.items():
        if name in members:
            yield from violations(members[name], item, f"{path}.{name}")
        else:
            yield f"{path}: unknown member {name}"
    required = {shape.members[name].serialization.get("name", name) for name in shape.required_members}
    yield from (f"{path}: required member {name} is missing" for name in sorted(required - set(present)))
    if not isinstance(value, dict) and len(present) != len(value):
        yield f"{path}: a member came twice"


def _items(shape: Any, value: Any, path: str) -> Iterable[Any]:
    if isinstance(value, ElementTree.Element):
        tag = shape.member.serialization.get("name", "member")
        assert all(child.tag == tag for child in value), f"{path}: items should be <{tag}>"
        return list(value)
    assert isinstance(value, list), f"{path}: {type(value).__name__} for a list"
    return value


def _entries(shape: Any, value: Any, path: str) -> Iterable[tuple[str, Any]]:
    if isinstance(value, ElementTree.Element):
        return [(entry[0].text or "", entry[1]) for entry in value]
    assert isinstance(value, dict), f"{path}: {type(value).__name__} for a map"
    return value.items()


def _scalar(shape: Any, value: Any, path: str) -> Iterator[str]:
    kind = shape.type_name
    fits = _FITS_XML if isinstance(value, ElementTree.Element) else _FITS_JSON
    plain = (value.text or "") if isinstance(value, ElementTree.Element) else value
    if not fits[kind](plain):
        yield f"{path}: {plain!r} for a {kind}"
    elif kind == "string" and shape.enum and plain not in shape.enum:
        yield f"{path}: {plain!r} is none of {', '.join(shape.enum)}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _parses(parse: Callable[[str], Any]) -> Callable[[Any], bool]:
    def fits(text: Any) -> bool:
        try:
            parse(text)
        except (ValueError, TypeError, binascii.Error):
            return False
        return True

    return fits


_IS_BASE64 = _parses(lambda text: base64.b64decode(text, validate=True))
_FITS_JSON: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "long": _is_integer,
    "float": _is_number,
    "double": _is_number,
    "timestamp": _is_number,
    "blob": _IS_BASE64,
}
_FITS_XML: dict[str, Callable[[Any], bool]] = {
    "string": lambda text: True,
    "boolean": lambda text: text in ("true", "false"),
    "integer": _parses(int),
    "long": _parses(int),
    "float": _parses(float),
    "double": _parses(float),
    "timestamp": _parses(datetime.fromisoformat),
    "blob": _IS_BASE64,
}


def unfilled(value: Any, paths: str) -> list[str]:
    """Which of the paths are not filled in a raw answer.

    Paths are separated by blanks: `a.b` a member that must be there; `list[]` items of which there must be
    one at least; a member after `[]` must be in every item, after `[?]` in one at least.
    """
    return [path for path in paths.split() if not _filled(value, re.findall(r"[\w:/-]+|\[\??\]", path))]


def _filled(value: Any, steps: list[str]) -> bool:
    if not steps:
        return value is not None
    if steps[0] in ("[]", "[?]"):
        items = list(value)
        found = [_filled(item, steps[1:]) for item in items]
        return bool(items) and (all(found) if steps[0] == "[]" else any(found))
    inner = value.find(steps[0]) if isinstance(value, ElementTree.Element) else value.get(steps[0])
    return inner is not None and _filled(inner, steps[1:])
