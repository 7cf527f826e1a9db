"""Parse the body of a request into Python by the shapes of the operation's input."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from botocore.validate import ParamValidator

from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

    from ecstui.demo.protocol.models import Call

_VALIDATOR = ParamValidator()


def parse(call: Call, body: bytes, form: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of a call: timestamps as float seconds, blobs as bytes, absent members absent.

    Raises AwsError for a body that is no JSON, a required member that is missing, or a wrong type.
    """
    operation = call.model
    shape = operation.input_shape
    if shape is None:
        return {}
    try:
        raw = json.loads(body or b"{}") if call.protocol == "json" else _tree(form)
        parsed = _FROM[call.protocol](shape, raw)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise AwsError("SerializationException", str(error)) from None
    report = _VALIDATOR.validate(parsed, shape)
    if report.has_errors():
        raise AwsError(_validation_code(operation, call.protocol), report.generate_report())
    return cast("dict[str, Any]", parsed)


def _validation_code(operation: OperationModel, protocol: str) -> str:
    """The code under which this operation refuses parameters."""
    if protocol == "ec2":
        return "InvalidParameterValue"
    named = {shape.name for shape in operation.error_shapes}
    for code in ("InvalidParameterException", "ValidationException"):
        if code in named:
            return code
    return "ValidationError" if protocol == "query" else "ValidationException"


def _seconds(text: str | float) -> float:
    """Seconds since the epoch from a number or from ISO 8601."""
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(str(text))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _from_json(shape: Shape, value: Any) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return _members(cast("StructureShape", shape), value, _from_json)
    if kind == "list":
        member = cast("ListShape", shape).member
        return [_from_json(member, item) for item in value]
    if kind == "map":
        values = cast("MapShape", shape).value
        return {key: _from_json(values, item) for key, item in value.items()}
    if kind == "timestamp":
        return _seconds(value)
    return base64.b64decode(value) if kind == "blob" else value


def _members(shape: StructureShape, value: Any, parse_member: Callable[[Shape, Any], Any]) -> dict[str, Any]:
    parsed = {}
    for name, member in shape.members.items():
        item = value.get(member.serialization.get("name", name))
        if item is not None:
            parsed[name] = parse_member(member, item)
    return parsed


def _tree(form: Mapping[str, str]) -> dict[str, Any]:
    """Nest the dotted names of a form: {"A.member.1": "x"} becomes {"A": {"member": {"1": "x"}}}."""
    root: dict[str, Any] = {}
    for dotted, text in form.items():
        *parents, last = dotted.split(".")
        node = root
        for part in parents:
            inner = node.setdefault(part, {})
            node = inner if isinstance(inner, dict) else {}
        node[last] = text
    return root


def _from_query(shape: Shape, value: Any) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return _query_members(cast("StructureShape", shape), value)
    if kind == "list":
        member = cast("ListShape", shape).member
        if not shape.serialization.get("flattened") and value:
            value = value.get(member.serialization.get("name", "member"), {})
        return [_from_query(member, item) for item in _numbered(value)]
    if kind == "map":
        return _query_map(cast("MapShape", shape), value)
    return _scalar(kind, value)


def _query_members(shape: StructureShape, value: dict[str, Any]) -> dict[str, Any]:
    parsed = {}
    for name, member in shape.members.items():
        wire = member.serialization.get("name", name)
        if member.type_name == "list" and member.serialization.get("flattened"):
            # The items of a flattened list stand under the name of its member.
            wire = cast("ListShape", member).member.serialization.get("name", wire)
        if wire in value:
            parsed[name] = _from_query(member, value[wire])
    return parsed


def _query_map(shape: MapShape, value: Any) -> dict[str, Any]:
    entries = value if shape.serialization.get("flattened") else (value or {}).get("entry", {})
    key, item = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
    return {entry[key]: _from_query(shape.value, entry[item]) for entry in _numbered(entries)}


def _from_ec2(shape: Shape, value: Any) -> Any:
    kind = shape.type_name
    if kind == "structure":
        parsed = {}
        for name, member in cast("StructureShape", shape).members.items():
            wire = member.serialization.get("name", name)
            wire = member.serialization.get("queryName", wire[0].upper() + wire[1:])
            if wire in value:
                parsed[name] = _from_ec2(member, value[wire])
        return parsed
    if kind == "list":
        return [_from_ec2(cast("ListShape", shape).member, item) for item in _numbered(value)]
    return _scalar(kind, value)


def _numbered(value: Any) -> list[Any]:
    """The items of {"1": a, "2": b} in order; the query protocol sends an empty list as ''."""
    return [value[number] for number in sorted(value, key=int)] if value else []


def _scalar(kind: str, text: str) -> Any:
    if kind in ("integer", "long"):
        return int(text)
    if kind in ("float", "double"):
        return float(text)
    if kind == "boolean":
        return text == "true"
    if kind == "timestamp":
        return _seconds(text)
    return base64.b64decode(text) if kind == "blob" else text


_FROM: dict[str, Callable[[Shape, Any], Any]] = {"json": _from_json, "query": _from_query, "ec2": _from_ec2}
