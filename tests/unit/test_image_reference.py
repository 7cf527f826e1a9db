"""Image references are taken apart as registries read them."""

from __future__ import annotations

import pytest

from ecstui.model.image_reference import EcrName, ImageReference, completed, is_reference

HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "place", "tag", "digest"),
    [
        ("nginx", "nginx", "", ""),
        ("nginx:1.25", "nginx", "1.25", ""),
        ("localhost:5000/team/app", "localhost:5000/team/app", "", ""),
        ("localhost:5000/team/app:2", "localhost:5000/team/app", "2", ""),
        (f"{HOST}/shop/web:2@{DIGEST}", f"{HOST}/shop/web", "2", DIGEST),
        (f"{HOST}/shop/web@{DIGEST}", f"{HOST}/shop/web", "", DIGEST),
    ],
)
def test_a_reference_is_taken_apart_and_put_together(text: str, place: str, tag: str, digest: str) -> None:
    reference = ImageReference.parse(text)
    assert (reference.place, reference.tag, reference.digest) == (place, tag, digest)
    assert str(reference) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{HOST}/shop/web:1", EcrName("123456789012", "eu-west-1", "shop/web")),
        (
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web",
            EcrName("123456789012", "cn-north-1", "web"),
        ),
        ("123456789012.dkr-ecr.eu-west-1.on.aws/web", EcrName("123456789012", "eu-west-1", "web")),
        (
            "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/web",
            EcrName("123456789012", "us-east-1", "web"),
        ),
        ("public.ecr.aws/datadog/agent:7", None),
        ("nginx:1.25", None),
        (f"{HOST}.example.com/web", None),
        (f"{HOST}:1", None),
    ],
)
def test_a_private_repository_of_ecr_is_known_by_its_host(text: str, name: EcrName | None) -> None:
    assert ImageReference.parse(text).ecr == name


def test_a_tag_or_digest_alone_is_of_the_present_place() -> None:
    assert completed(":2", f"{HOST}/shop/web:1@{DIGEST}") == f"{HOST}/shop/web:2"
    assert completed(f"@{DIGEST}", "nginx:1") == f"nginx@{DIGEST}"
    assert completed("busybox:2", "nginx:1") == "busybox:2"


@pytest.mark.parametrize(
    ("text", "good"), [("a:1", True), ("a", True), ("", False), ("a b", False), (":", False)]
)
def test_what_cannot_be_a_reference_is_told(text: str, good: bool) -> None:
    assert is_reference(text) is good
