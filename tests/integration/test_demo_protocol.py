"""botocore's serializers and parsers and the embedded AWS's understand each other, whatever the shape."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from ecstui.demo.errors import AwsError
from ecstui.demo.protocol.failure import as_failure
from ecstui.demo.protocol.models import Call, identify, served_protocol, service_model
from ecstui.demo.protocol.request import parse
from ecstui.demo.protocol.response import as_json, as_xml

SERVICES = (
    "ecs",
    "ecr",
    "logs",
    "elbv2",
    "application-autoscaling",
    "cloudwatch",
    "sts",
    "autoscaling",
    "ec2",
)
MOMENT = 1_780_000_000.25
AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/{}/aws4_request, Signature=0"


def sample(shape: Any, above: tuple[str, ...] = ()) -> Any:
    """A value of a shape with every member of it set, once round where shapes hold themselves."""
    least = shape.metadata.get("min", 0)
    match shape.type_name:
        case "structure":
            within = (*above, shape.name)
            members = [(name, each) for name, each in shape.members.items() if not _holds(each, within)]
            chosen = members[:1] if shape.is_tagged_union else members
            return {name: sample(member, within) for name, member in chosen}
        case "list":
            return [sample(shape.member, above) for _ in range(max(2, least))]
        case "map":
            return {sample(shape.key): sample(shape.value, above)}
        case "timestamp":
            return MOMENT
        case "blob":
            return b"\x00\xff blob"
        case "boolean":
            return True
        case "integer" | "long":
            return max(7, least)
        case "float" | "double":
            return max(7.5, least)
        case _:
            return shape.enum[0] if shape.enum else "<text> & \N{SNOWMAN} " + "x" * least


def _holds(shape: Any, above: tuple[str, ...]) -> bool:
    """Whether a shape is, or is a list or map of, one of those it stands in."""
    if shape.type_name == "list":
        return _holds(shape.member, above)
    if shape.type_name == "map":
        return _holds(shape.value, above)
    return shape.name in above


def with_datetimes(value: Any) -> Any:
    """The same with timestamps as a client gives and gets them."""
    if isinstance(value, dict):
        return {key: with_datetimes(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_datetimes(item) for item in value]
    return datetime.fromtimestamp(MOMENT, UTC) if value == MOMENT else value


def operations(service: str) -> list[Any]:
    model = service_model(service)
    names = model.operation_names
    return [model.operation_model(name) for name in (names if service != "ec2" else names[::8])]


@pytest.mark.parametrize("service", SERVICES)
def test_requests_of_botocore_are_read_as_they_were_meant(service: str) -> None:
    protocol = served_protocol(service)
    serializer = create_serializer(protocol, include_validation=False)
    for operation in operations(service):
        if operation.input_shape is None or operation.has_event_stream_input:
            continue
        params = sample(operation.input_shape)
        sent = serializer.serialize_to_request(with_datetimes(params), operation)
        body, form = sent["body"], {}
        if protocol != "json":
            form = {name: str(value) for name, value in sent["body"].items()}
            body = urlencode(form).encode()
        assert parse(Call(service, operation.name, protocol), body, form) == params, operation.name


@pytest.mark.parametrize("service", SERVICES)
def test_answers_are_read_by_botocore_as_they_were_given(service: str) -> None:
    protocol = served_protocol(service)
    parser = create_parser(protocol)
    for operation in operations(service):
        if operation.output_shape is None or operation.has_event_stream_output:
            continue
        answer = sample(operation.output_shape)
        write = as_json(operation, answer) if protocol == "json" else as_xml(operation, answer, "an-id")
        raw = {"body": write, "headers": {"x-amzn-requestid": "an-id"}, "status_code": 200}
        parsed = parser.parse(raw, operation.output_shape)
        assert parsed.pop("ResponseMetadata")["RequestId"] == "an-id"
        assert parsed == with_datetimes(answer), operation.name


@pytest.mark.parametrize("protocol", ["json", "query"])
def test_a_member_the_model_does_not_know_is_refused_by_name(protocol: str) -> None:
    ecs = service_model("ecs").operation_model("ListClusters")
    sts = service_model("sts").operation_model("GetCallerIdentity")
    with pytest.raises(AssertionError, match="nonsense"):
        as_json(ecs, {"nonsense": 1}) if protocol == "json" else as_xml(sts, {"nonsense": 1}, "id")


@pytest.mark.parametrize(
    ("service", "protocol", "code"),
    [
        ("ecs", "json", "ClusterNotFoundException"),
        ("application-autoscaling", "json", "ObjectNotFoundException"),
        ("cloudwatch", "json", "ResourceNotFound"),
        ("elbv2", "query", "TargetGroupNotFound"),
        ("ec2", "ec2", "InvalidInstanceID.NotFound"),
    ],
)
def test_errors_reach_botocore_with_code_and_message(service: str, protocol: str, code: str) -> None:
    error = AwsError(code, "No <such> thing & more")
    body, headers = as_failure(Call(service, "Any", protocol), error, "an-id")
    raw = {"body": body, "headers": headers, "status_code": 400}
    parsed = create_parser(protocol).parse(raw, None)["Error"]
    assert (parsed["Code"], parsed["Message"]) == (code, "No <such> thing & more")


@pytest.mark.parametrize(
    ("service", "operation", "protocol", "code"),
    [
        ("ecs", "UpdateService", "json", "InvalidParameterException"),
        ("application-autoscaling", "DescribeScalableTargets", "json", "ValidationException"),
        ("elbv2", "DescribeTargetHealth", "query", "ValidationError"),
        ("ec2", "TerminateInstances", "ec2", "InvalidParameterValue"),
    ],
)
def test_a_missing_required_member_is_refused_by_name(
    service: str, operation: str, protocol: str, code: str
) -> None:
    with pytest.raises(AwsError, match="Missing required parameter") as refused:
        parse(Call(service, operation, protocol), b"", {})
    assert refused.value.code == code


@pytest.mark.parametrize("body", [b'{"cluster": ', b"[]", b'{"tasks": 5}', b"\xff"])
def test_a_body_that_makes_no_sense_is_refused(body: bytes) -> None:
    with pytest.raises(AwsError) as refused:
        parse(Call("ecs", "DescribeTasks", "json"), body, {})
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("scope", "form", "expected"),
    [
        ("elasticloadbalancing", {"Action": "DescribeTags"}, Call("elbv2", "DescribeTags", "query")),
        ("monitoring", {"Action": "DescribeAlarms"}, Call("cloudwatch", "DescribeAlarms", "query")),
        ("ec2", {"Action": "DescribeVpcs"}, Call("ec2", "DescribeVpcs", "ec2")),
    ],
)
def test_the_signature_tells_the_service(scope: str, form: dict[str, str], expected: Call) -> None:
    assert identify({"Authorization": AUTHORIZATION.format(scope)}, form) == expected


def test_an_unsigned_request_is_refused() -> None:
    with pytest.raises(AwsError, match="Missing Authentication Token"):
        identify({"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters"}, {})
