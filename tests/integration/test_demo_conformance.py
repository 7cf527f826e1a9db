"""Every operation the embedded AWS serves answers as botocore's model says, with what a console needs."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import pytest
from conformance.account import Account
from conformance.examples import EXAMPLES
from conformance.raw import answer, events
from conformance.walk import unfilled, violations
from embedded_aws import EmbeddedAws

from ecstui.demo.boot import load_operations
from ecstui.demo.operations import HANDLERS
from ecstui.demo.protocol.models import service_model
from ecstui.demo.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

load_operations()
SERVED = sorted(f"{service}:{operation}" for service, operation in HANDLERS)


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """The believable account, twenty minutes after a service was scaled below what its load needs.

    Examples keep out of each other's way, so any order of them will do.
    """
    server = EmbeddedAws(Settings(speed=0))
    account = Account(server.endpoint_url)
    account.ask("ecs", "UpdateService", cluster=account.cluster, service="web", desiredCount=3)
    asyncio.run(server.control.advance(1200))
    yield account
    server.stop()
    assert not server.bugs, "\n".join(server.bugs)


@pytest.mark.parametrize("name", SERVED)
def test_the_raw_answer_is_as_the_model_says(account: Account, name: str) -> None:
    example = EXAMPLES.get(name)
    assert example, f"{name} is served but has no example in tests/conformance/"
    service, operation = name.split(":")
    model = service_model(service).operation_model(operation)
    params = example.params(account)
    if model.has_event_stream_output:
        stream = events(account.endpoint_url, operation, **params)
        initial, first = itertools.islice(stream, 2)
        stream.close()
        assert initial == {"initial-response": {}}
        union = model.get_event_stream_output()
        assert list(violations(union, first)) == []
        assert unfilled(first, example.filled) == []
        return
    raw = answer(account.endpoint_url, service, operation, **params)
    if model.output_shape is None:
        assert not len(raw)
        return
    assert list(violations(model.output_shape, raw)) == []
    assert unfilled(raw, example.filled) == []
    assert example.filled or not model.output_shape.members, f"say what {name} must fill"


def test_no_example_is_left_of_an_operation_no_longer_served() -> None:
    assert set(EXAMPLES) <= set(SERVED)


class TestTheWalker:
    """It sees what botocore's parsers let pass."""

    SHAPE = service_model("ecs").operation_model("DescribeServices").output_shape

    @pytest.mark.parametrize(
        ("service", "found"),
        [
            ({"serviceName": 5}, "5 for a string"),
            ({"desiredCount": True}, "True for a integer"),
            ({"desiredCount": 1.5}, "1.5 for a integer"),
            ({"launchType": "LAMBDA"}, "'LAMBDA' is none of EC2"),
            ({"createdAt": "2026-01-01"}, "for a timestamp"),
            ({"status": None}, "null"),
            ({"nonsense": 1}, "unknown member nonsense"),
            ({"serviceName": "web", "deployments": [{"rolloutState": "COMPLETED"}]}, None),
        ],
    )
    def test_of_json(self, service: dict[str, object], found: str | None) -> None:
        seen = list(violations(self.SHAPE, {"services": [service]}))
        assert found in seen[0] if found else seen == []

    def test_of_members_that_must_be_filled(self) -> None:
        raw = {"services": [{"a": 1, "b": [{"c": 1}]}, {"a": 2, "b": []}]}
        assert unfilled(raw, "services[].a services[?].b[].c") == []
        paths = "failures services[].b[] services[?].x failures[].y"
        assert unfilled(raw, paths) == paths.split()
