"""What is typed over the tags: a filter while it is typed, an image once it is meant."""

from __future__ import annotations

from datetime import timedelta

import pytest
from plans import NOON

from ecstui.model.ecr import Image
from ecstui.ui.rows.deployable import filter_of, meant, tag_rows

PLACE = "host/shop/web"
PRESENT = f"{PLACE}:1"
NEW = Image("shop/web", "sha256:" + "b" * 64, ("2", "latest"), 5_000_000, NOON)
OLD = Image("shop/web", "sha256:" + "a" * 64, ("1",), 4_000_000, NOON - timedelta(days=2))
BARE = Image("shop/web", "sha256:" + "c" * 64, (), 4_000_000, NOON - timedelta(days=3))


def test_a_tag_is_a_row_and_what_runs_and_what_is_set_are_marked() -> None:
    rows = tag_rows((NEW, OLD, BARE), PRESENT, (NEW.digest,), NOON)
    assert [row.key for row in rows] == [
        f"{PLACE}:2",
        f"{PLACE}:latest",
        PRESENT,
        f"{PLACE}@{BARE.digest}",
    ]
    marks = [cell if isinstance(cell, str) else cell.text for cell in (row.cells[1] for row in rows)]
    assert marks == ["runs now", "runs now", "set", ""]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (PRESENT, ""),
        (PLACE, ""),
        (f"{PLACE}:", ""),
        (f"{PLACE}:2.1", "2.1"),
        (":2.1", "2.1"),
        ("2.1", "2.1"),
        (f"{PLACE}@sha256:{'a' * 64}", "a" * 12),
        ("busybox:1", "busybox:1"),
    ],
)
def test_the_part_that_is_typed_of_a_tag_filters(typed: str, words: str) -> None:
    assert filter_of(typed, PRESENT) == words


@pytest.mark.parametrize(
    ("typed", "image"),
    [
        ("2", f"{PLACE}:2"),
        (":2", f"{PLACE}:2"),
        (":9", f"{PLACE}:9"),
        ("9", "9"),
        ("busybox:1", "busybox:1"),
        (f" {PLACE}:2 ", f"{PLACE}:2"),
        (f"@{NEW.digest}", f"{PLACE}@{NEW.digest}"),
    ],
)
def test_a_tag_alone_means_the_repository_where_it_is_listed(typed: str, image: str) -> None:
    assert meant(typed, PRESENT, {f"{PLACE}:2"}) == image
