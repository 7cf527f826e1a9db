"""Saving log lines: whole, or not at all."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from ecstui.model.log_line import Level, LogLine, Origin
from ecstui.ui.log_save import PIECE, SaveFailed, save_lines

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = Origin("eu-west-1", "/ecs/web", "app/web/0123456789abcdef", "0123456789abcdef", "web", "7")


def line(text: str, number: int = 0) -> LogLine:
    return LogLine(1_780_000_000_123 + number, 1_780_000_004_000, ORIGIN, text, Level.ERROR)


def test_saving_writes_every_line_and_tells_how_far_it_is(tmp_path: Path) -> None:
    lines = [line(f"line {number}", number) for number in range(PIECE + 10)]
    told: list[int] = []
    save_lines(
        tmp_path / "new" / "x.log", lines, lambda line: f"{line.text}\n", lambda done: not told.append(done)
    )
    assert (tmp_path / "new" / "x.log").read_text().splitlines() == [one.text for one in lines]
    assert told == [PIECE, PIECE + 10]


def test_a_full_disk_is_said_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.log"
    path.write_text("before")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveFailed, match="No space left on device"):
        save_lines(path, [line("x")], lambda line: f"{line.text}\n", lambda _: True)
    assert path.read_text() == "before"
    assert sorted(entry.name for entry in tmp_path.iterdir() if entry.is_file()) == ["x.log"]


def test_a_cancelled_save_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(SaveFailed, match="cancelled"):
        save_lines(tmp_path / "x.log", [line("x")], lambda line: f"{line.text}\n", lambda _: False)
    assert not [entry for entry in tmp_path.iterdir() if entry.is_file()]


def test_a_place_where_nothing_may_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveFailed, match="was not saved"):
        save_lines(tmp_path / "file" / "x.log", [line("x")], lambda line: f"{line.text}\n", lambda _: True)
