"""What is known of an image is said with its weight, and what is not known is not guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from plans import NOON

from ecstui.model.ecr import Image, PlatformImage
from ecstui.operations.image_consequences import Checked, of_images

HERE = "sha256:" + "a" * 64
THERE = "sha256:" + "b" * 64
INDEX = "application/vnd.oci.image.index.v1+json"
FOUND = Image("web", HERE, ("1",), 84_000_000, NOON - timedelta(hours=3))
READ = Checked("web", "host/web:1", "host/web:1", FOUND, running=(HERE,), architecture="X86_64")
ARM = (PlatformImage("linux/arm64", THERE),)


@pytest.mark.parametrize(
    ("checked", "told"),
    [
        (READ, "note: web:1 is the very image that runs now (aaaaaaaaaaaa, pushed 3h ago)."),
        (
            replace(READ, running=(THERE,)),
            "warning: web:1 is another image by now: new tasks run aaaaaaaaaaaa (pushed 3h ago) instead of "
            "bbbbbbbbbbbb.",
        ),
        (
            replace(READ, present="host/web:0", running=(THERE,)),
            "note: web:1 is in ECR: aaaaaaaaaaaa, 84 MB, pushed 3h ago.",
        ),
        (replace(READ, running=()), "note: web:1 is in ECR: aaaaaaaaaaaa, 84 MB, pushed 3h ago."),
        (
            replace(READ, found=replace(FOUND, media_type=INDEX), running=(THERE,)),
            "note: web:1 is in ECR: aaaaaaaaaaaa, 84 MB, pushed 3h ago.",
        ),
        (
            replace(READ, found=None),
            "danger: web:1 is not in its ECR repository: no new task of it can start.",
        ),
        (
            replace(READ, found=None, unread="not allowed"),
            "note: web:1 is not checked (not allowed); where its tag was pushed again, new tasks run the new "
            "image.",
        ),
        (
            replace(READ, image=f"host/web@{HERE}", found=None, unread="not allowed"),
            "note: web@aaaaaaaaaaaa is not checked (not allowed).",
        ),
    ],
)
def test_an_image_is_told_by_what_was_read_of_it(checked: Checked, told: str) -> None:
    assert [f"{c.weight}: {c.text}" for c in of_images((checked,), NOON)] == [told]


def test_an_index_is_the_same_image_where_one_of_its_platforms_runs() -> None:
    index = replace(READ, found=replace(FOUND, media_type=INDEX), platforms=ARM, running=(THERE,))
    assert index.same
    told = [c.text for c in of_images((index,), NOON)]
    assert any("has no image for amd64, only for linux/arm64" in text for text in told)
    assert len([*of_images((replace(index, architecture="ARM64"),), NOON)]) == 1
    assert len([*of_images((replace(index, architecture=""),), NOON)]) == 1


def test_an_image_without_its_registry_leaves_ecr_and_is_asked_about() -> None:
    place = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web"
    slip = Checked("web", "web:2", f"{place}:1", unread="not in this account's ECR")
    assert slip.doubtful
    [danger, note] = of_images((slip,), NOON)
    assert danger.weight == "danger"
    assert danger.text.endswith(f"Was :2 of {place} meant?")
    assert note.weight == "note"
    other = replace(slip, image="docker.io/library/nginx:1")
    assert "meant?" not in next(iter(of_images((other,), NOON))).text
    assert not replace(slip, image=f"{place}:2").leaves_ecr
    assert not replace(slip, present="nginx:0").leaves_ecr
