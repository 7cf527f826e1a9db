"""The rows of a push, and how the strip tells of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ecstui.engine.push_events import Layer
from ecstui.model.local_image import LocalImage
from ecstui.ui.rows.pushing import image_rows, layer_row, share_bar
from ecstui.ui.widgets.table_rows import Cell

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def test_an_image_has_a_row_a_tag_and_says_whether_ecr_has_it() -> None:
    image = LocalImage("sha256:1", ("a:1", "a:2"), ("x/a@sha256:9",), 5_000_000, NOW - timedelta(hours=2))
    (first, second) = image_rows((image,), {"sha256:9": ""}, NOW)
    assert (first.key, second.key) == ("a:1", "a:2")
    assert first.cells[1] == Cell("same digest", "ok")
    assert image_rows((image,), {"sha256:8": "sha256:7"}, NOW)[0].cells[1] == ""


def test_a_layer_says_how_it_stands() -> None:
    assert layer_row(Layer("a", "exists")).cells[1:] == (Cell("already exists", "dim"), "")
    moving = layer_row(Layer("a", "pushing", 500_000, 1_000_000))
    assert moving.cells[1] == Cell("██████████░░░░░░░░░░ 50%", "working")
    assert moving.cells[2] == "500 kB of 1.0 MB"
    assert layer_row(Layer("a", "pushing", 512)).cells[1:] == (Cell("pushing…", "working"), "512 B")
    assert layer_row(Layer("a", "waiting")).cells[1:] == (Cell("waiting", "dim"), "")


def test_a_bar_is_full_only_at_the_end() -> None:
    assert share_bar(0.999, 4) == "███░ 99%"
    assert share_bar(1.0, 4) == "████ 100%"
