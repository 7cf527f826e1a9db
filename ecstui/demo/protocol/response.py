"""Serialize an operation's answer by the shapes of its output: one compiled encoder a shape.

A member the model does not know is a bug of the handler and refused with AssertionError; a member that
is None counts as absent.
"""

from __future__ import annotations

import base64
import functools
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

    JsonEncoder = Callable[[Any], Any]

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def as_json(operation: OperationModel, answer: dict[str, Any]) -> bytes:
    """The body of a JSON answer."""
    shape = operation.output_shape
    return dump(to_json(operation.service_model, shape, answer) if shape else {})


def dump(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def to_json(service: ServiceModel, shape: Shape, value: Any) -> Any:
    """What `json.dumps` takes, for a value of a shape of the service."""
    return _encoders(service.service_name).of(shape)(value)


def iso(seconds: float) -> str:
    """A moment as AWS writes it in XML: 2026-01-02T03:04:05.678Z."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def as_xml(operation: OperationModel, answer: dict[str, Any], request_id: str) -> bytes:
    """The body of an answer of the query or ec2 protocol."""
    shape = operation.output_shape
    body = _structure_xml(shape, answer) if shape else ""
    namespace = escape(operation.service_model.metadata["xmlNamespace"])
    if operation.service_model.metadata["protocol"] == "ec2":
        inside = f"<requestId>{request_id}</requestId>{body}"
    else:
        wrapper = shape.serialization.get("resultWrapper") if shape else None
        result = f"<{wrapper}>{body}</{wrapper}>" if wrapper else body
        inside = f"{result}<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
    tag = f"{operation.name}Response"
    return f'{_DECLARATION}<{tag} xmlns="{namespace}">{inside}</{tag}>'.encode()


@functools.cache
def _encoders(_service: str) -> _Encoders:
    return _Encoders()


class _Encoders:
    """The encoders of one service's shapes, by the shape's name; shapes may hold themselves."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str | None], JsonEncoder] = {}

    def of(self, shape: Shape) -> JsonEncoder:
        key = (shape.name, shape.serialization.get("timestampFormat"))
        if key not in self._compiled:
            self._compiled[key] = self._compile(shape)
        return self._compiled[key]

    def _compile(self, shape: Shape) -> JsonEncoder:
        kind = shape.type_name
        if kind == "structure":
            return self._structure(cast("StructureShape", shape))
        if kind == "list":
            member = cast("ListShape", shape).member
            return lambda value: list(map(self.of(member), value))
        if kind == "map":
            values = cast("MapShape", shape).value
            return lambda value: {key: self.of(values)(item) for key, item in value.items()}
        if kind == "timestamp":
            return iso if shape.serialization.get("timestampFormat") == "iso8601" else _epoch
        return _base64 if kind == "blob" else _same

    def _structure(self, shape: StructureShape) -> JsonEncoder:
        members: dict[str, tuple[str, JsonEncoder]] = {}

        def encode(value: dict[str, Any]) -> dict[str, Any]:
            out = {}
            for name, item in value.items():
                if item is None:
                    continue
                if name not in members:
                    member = _member(shape, name)
                    members[name] = member.serialization.get("name", name), self.of(member)
                wire, encoder = members[name]
                out[wire] = encoder(item)
            return out

        return encode


def _same(value: Any) -> Any:
    return value


def _epoch(seconds: float) -> float:
    return round(seconds, 3)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _member(shape: StructureShape, name: str) -> Shape:
    if name not in shape.members:
        raise AssertionError(f"{shape.name} has no member {name!r}")
    return shape.members[name]


def _structure_xml(shape: StructureShape, value: dict[str, Any]) -> str:
    parts = []
    for name, item in value.items():
        member = _member(shape, name)
        if item is not None:
            parts.append(_xml(member, member.serialization.get("name", name), item))
    return "".join(parts)


def _xml(shape: Shape, tag: str, value: Any) -> str:
    kind = shape.type_name
    if kind == "structure":
        inside = _structure_xml(cast("StructureShape", shape), value)
    elif kind == "list":
        member = cast("ListShape", shape).member
        if shape.serialization.get("flattened"):
            return "".join(_xml(member, member.serialization.get("name", tag), item) for item in value)
        inside = "".join(_xml(member, member.serialization.get("name", "member"), item) for item in value)
    elif kind == "map":
        return _map_xml(cast("MapShape", shape), tag, value)
    else:
        inside = _scalar_xml(kind, value)
    return f"<{tag}>{inside}</{tag}>"


def _map_xml(shape: MapShape, tag: str, value: dict[str, Any]) -> str:
    key, item = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
    entries = [_xml(shape.key, key, name) + _xml(shape.value, item, each) for name, each in value.items()]
    if shape.serialization.get("flattened"):
        return "".join(f"<{tag}>{entry}</{tag}>" for entry in entries)
    return f"<{tag}>{''.join(f'<entry>{entry}</entry>' for entry in entries)}</{tag}>"


def _scalar_xml(kind: str, value: Any) -> str:
    if kind == "timestamp":
        return iso(value)
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "blob":
        return _base64(value)
    return escape(str(value))
