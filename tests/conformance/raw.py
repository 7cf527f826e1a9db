"""Requests as botocore sends them, and AWS's answers as they come, past botocore's forgiving parsers."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from botocore.eventstream import EventStreamBuffer
from botocore.serialize import create_serializer

from ecstui.demo.protocol.models import served_protocol, service_model

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNED_AS = {"elbv2": "elasticloadbalancing", "cloudwatch": "monitoring"}


def ask(endpoint_url: str, service: str, operation: str, /, **params: Any) -> urllib.request.Request:
    """The request botocore would send, signed in name only."""
    model = service_model(service).operation_model(operation)
    serializer = create_serializer(served_protocol(service), include_validation=True)
    sent = serializer.serialize_to_request(params, model)
    body = urlencode(sent["body"]).encode() if isinstance(sent["body"], dict) else sent["body"]
    scope = f"Credential=A/20260101/eu-west-1/{_SIGNED_AS.get(service, service)}/aws4_request"
    return urllib.request.Request(endpoint_url, body, sent["headers"] | {"Authorization": scope})


def answer(endpoint_url: str, service: str, operation: str, /, **params: Any) -> Any:
    """The raw answer: JSON as it came, or the element of an XML answer that holds the output's members."""
    request = ask(endpoint_url, service, operation, **params)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            body = response.read()
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{operation} is refused: {error.read().decode()}") from None
    if served_protocol(service) == "json":
        return json.loads(body)
    root = _bare(ElementTree.fromstring(body))
    shape = service_model(service).operation_model(operation).output_shape
    wrapper = shape.serialization.get("resultWrapper") if shape else None
    metadata = {"ResponseMetadata", "requestId"}
    inside = root.find(wrapper) if wrapper else root
    assert inside is not None, f"no {wrapper} in the answer"
    for child in [child for child in inside if child.tag in metadata]:
        inside.remove(child)
    return inside


def events(endpoint_url: str, operation: str, /, **params: Any) -> Iterator[dict[str, Any]]:
    """The raw events of a stream of CloudWatch Logs, each {name: JSON}."""
    buffer = EventStreamBuffer()
    with urllib.request.urlopen(ask(endpoint_url, "logs", operation, **params), timeout=20) as response:
        while piece := response.read1():
            buffer.add_data(piece)
            for event in buffer:
                yield {event.headers[":event-type"]: json.loads(event.payload)}


def _bare(element: ElementTree.Element) -> ElementTree.Element:
    for each in element.iter():
        each.tag = each.tag.rpartition("}")[2]
    return element
