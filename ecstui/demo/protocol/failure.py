"""The body and headers of an error answer, in each protocol's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from xml.sax.saxutils import escape

from botocore.exceptions import UnknownServiceError

from ecstui.demo.protocol.models import Call, service_model
from ecstui.demo.protocol.response import dump, to_json

if TYPE_CHECKING:
    from botocore.model import ServiceModel, StructureShape

    from ecstui.demo.errors import AwsError


def as_failure(call: Call | None, error: AwsError, request_id: str) -> tuple[bytes, dict[str, str]]:
    """Body and headers of an error, in the protocol of the call (JSON where no call could be made out)."""
    if call is None or call.protocol == "json":
        return _json(call, error)
    if call.protocol == "ec2":
        inside = (
            f"<Response><Errors><Error><Code>{escape(error.code)}</Code><Message>{escape(error.message)}"
            f"</Message></Error></Errors><RequestID>{request_id}</RequestID></Response>"
        )
        return inside.encode(), {"Content-Type": "text/xml;charset=UTF-8"}
    kind = "Sender" if error.status < 500 else "Receiver"
    body = (
        f"<ErrorResponse><Error><Type>{kind}</Type><Code>{escape(error.code)}</Code>"
        f"<Message>{escape(error.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
    return body.encode(), {"Content-Type": "text/xml"}


def _json(call: Call | None, error: AwsError) -> tuple[bytes, dict[str, str]]:
    headers = {"Content-Type": "application/x-amz-json-1.1"}
    service = _model(call)
    shape = _error_shape(service, error.code) if service else None
    body: dict[str, Any] = {"__type": shape.name if shape else error.code}
    body[_message_member(shape)] = error.message
    if service and shape and error.fields:
        body.update(to_json(service, shape, error.fields))
    if service and service.is_query_compatible:
        # The code of the days when the service spoke the query protocol; clients go by this one.
        headers["x-amzn-query-error"] = f"{_query_code(shape, error)};Sender"
    return dump(body), headers


def _model(call: Call | None) -> ServiceModel | None:
    try:
        return service_model(call.service) if call else None
    except UnknownServiceError:
        return None


def _error_shape(service: ServiceModel, code: str) -> StructureShape | None:
    """The modelled error of a code: by the shape's name or by the code it goes by."""
    for shape in service.error_shapes:
        if code in (shape.name, shape.metadata.get("error", {}).get("code")):
            return cast("StructureShape", shape)
    return None


def _query_code(shape: StructureShape | None, error: AwsError) -> str:
    return str(shape.metadata.get("error", {}).get("code", shape.name)) if shape else error.code


def _message_member(shape: StructureShape | None) -> str:
    names = shape.members if shape else ()
    return next((name for name in names if name.lower() == "message"), "message")
