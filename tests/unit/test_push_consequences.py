"""What a push means: what moves, and for whom."""

from __future__ import annotations

import pytest
from models import image, repository

from ecstui.model.local_image import LocalImage
from ecstui.operations.push_consequences import push_consequences
from ecstui.operations.push_target import PushTarget

LOCAL = LocalImage("sha256:" + "cd" * 32, ("web:dev",), (), 90_000_000, None, 4, "linux/amd64")
TARGET = PushTarget("web", "v1")


@pytest.mark.parametrize(
    ("named_by", "said"),
    [
        ((), "Services that name it by tag run the new image from their next deployment on."),
        (("p/web",), "p/web name it and run the new image from their next deployment on."),
        (tuple("abcdefg"), "a, b, c, d, e and 2 more name it and run the new image"),
    ],
)
def test_a_tag_that_moves_names_the_services_that_name_it(named_by: tuple[str, ...], said: str) -> None:
    told = list(push_consequences(TARGET, repository(), image("v1"), LOCAL, named_by))
    assert [consequence.weight for consequence in told] == ["note", "warning"]
    assert said in told[1].text


def test_what_takes_the_tag_from_no_other_image_moves_nothing() -> None:
    told = list(push_consequences(TARGET, repository(), None, LOCAL))
    assert [consequence.weight for consequence in told] == ["note"]
