"""Encode events in the frames of `application/vnd.amazon.eventstream`, as StartLiveTail answers."""

from __future__ import annotations

import struct
from binascii import crc32
from typing import TYPE_CHECKING, Any, cast

from ecstui.demo.protocol.response import dump, to_json

if TYPE_CHECKING:
    from botocore.model import OperationModel, StructureShape

    from ecstui.demo.errors import AwsError

CONTENT_TYPE = "application/vnd.amazon.eventstream"
_STRING = 7  # the only type of header value AWS uses here


def initial_response() -> bytes:
    """The frame a stream of a JSON service begins with; botocore refuses a stream without it."""
    return frame({":message-type": "event", ":event-type": "initial-response"}, b"{}")


def event(operation: OperationModel, value: dict[str, Any]) -> bytes:
    """One event {name: structure} of the operation's event stream."""
    union = _union(operation)
    ((name, inside),) = value.items()
    if name not in union.members:
        raise AssertionError(f"{union.name} has no event {name!r}")
    payload = dump(to_json(operation.service_model, union.members[name], inside))
    return frame({":message-type": "event", ":event-type": name}, payload)


def exception(error: AwsError) -> bytes:
    """An error that ends the stream."""
    return frame(
        {":message-type": "exception", ":exception-type": error.code}, dump({"message": error.message})
    )


def frame(headers: dict[str, str], payload: bytes) -> bytes:
    """A frame: lengths and their CRC, headers, payload, and the CRC of all before."""
    block = b"".join(map(_header, (headers | {":content-type": "application/json"}).items()))
    prelude = struct.pack("!II", 16 + len(block) + len(payload), len(block))
    message = prelude + struct.pack("!I", crc32(prelude)) + block + payload
    return message + struct.pack("!I", crc32(message))


def _header(item: tuple[str, str]) -> bytes:
    name, value = item[0].encode(), item[1].encode()
    return struct.pack("!B", len(name)) + name + struct.pack("!BH", _STRING, len(value)) + value


def _union(operation: OperationModel) -> StructureShape:
    shape = operation.get_event_stream_output()
    if shape is None:
        raise AssertionError(f"{operation.name} answers no event stream")
    return cast("StructureShape", shape)
