"""ARNs and the short names made of them."""

from __future__ import annotations

import pytest

from ecstui.model.account import Identity
from ecstui.model.arn import Arn, family_revision, short

TASK = "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef"


def test_an_arn_is_taken_apart() -> None:
    assert Arn.parse(TASK) == Arn("aws", "ecs", "eu-west-1", "111122223333", "task/prod/0123456789abcdef")


def test_colons_belong_to_the_resource() -> None:
    assert Arn.parse("arn:aws-cn:logs:cn-north-1:1:log-group:/ecs/api:*").resource == "log-group:/ecs/api:*"


@pytest.mark.parametrize("text", ["", "arn:aws:ecs", "urn:aws:ecs:eu-west-1:1:task/x", "prod"])
def test_what_is_no_arn_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an ARN"):
        Arn.parse(text)


@pytest.mark.parametrize(
    ("given", "name"),
    [(TASK, "0123456789abcdef"), ("prod", "prod"), ("arn:aws:ecs:r:1:cluster/prod", "prod")],
)
def test_the_short_name_is_the_last_part(given: str, name: str) -> None:
    assert short(given) == name


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("arn:aws:ecs:eu-west-1:1:task-definition/api:42", ("api", 42)),
        ("api:42", ("api", 42)),
        ("api", ("api", 0)),
        ("api:latest", ("api:latest", 0)),
    ],
)
def test_family_and_revision(given: str, parts: tuple[str, int]) -> None:
    assert family_revision(given) == parts


@pytest.mark.parametrize(
    ("arn", "who"),
    [
        ("arn:aws:sts::1:assumed-role/OnCall/ada", "OnCall/ada"),
        ("arn:aws:iam::1:user/ada", "ada"),
        ("arn:aws:iam::1:root", "root"),
    ],
)
def test_who_is_asking(arn: str, who: str) -> None:
    assert Identity("1", arn).who == who
