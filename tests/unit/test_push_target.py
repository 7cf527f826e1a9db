"""Where an image is pushed to, as typed."""

from __future__ import annotations

import pytest

from ecstui.model.errors import UsageError
from ecstui.operations.push_target import PushTarget, push_target, refuse_elsewhere


def test_a_target_is_a_repository_and_a_tag() -> None:
    assert push_target("shop/web:v1") == PushTarget("shop/web", "v1")
    assert push_target(" shop/web ", "abc123", create=True) == PushTarget("shop/web", "abc123", create=True)
    assert push_target("shop/web").tag == "latest"
    assert str(push_target("123456789012.dkr.ecr.eu-west-1.amazonaws.com/a/b:c")) == "a/b:c"


@pytest.mark.parametrize(
    "wrong", ["", "a", "Shop/web", "shop//web", "shop/web:-x", "shop/web:a b", "shop/web@sha256:1"]
)
def test_what_is_no_target_is_refused_in_words(wrong: str) -> None:
    with pytest.raises(UsageError):
        push_target(wrong)


def test_a_whole_reference_is_of_the_account_and_region_signed_in_to() -> None:
    target = push_target("123456789012.dkr.ecr.eu-west-1.amazonaws.com/a/b:c")
    refuse_elsewhere(target, "123456789012", "eu-west-1")
    refuse_elsewhere(push_target("a/b:c"), "999999999999", "us-east-1")
    for account, region in (("999999999999", "eu-west-1"), ("123456789012", "us-east-1")):
        with pytest.raises(UsageError, match=f"123456789012/eu-west-1: .* signed in to, {account}/{region}"):
            refuse_elsewhere(target, account, region)
