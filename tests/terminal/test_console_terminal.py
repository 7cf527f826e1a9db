"""The console in a real terminal: it starts, shows, changes, resizes, and gives the terminal back."""

from __future__ import annotations

import os
import signal
import sys
import time
import uuid
from typing import TYPE_CHECKING

import pytest
from pty_terminal import Terminal, processes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONSOLE = [sys.executable, "-m", "ecstui"]
RESET = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h")


@pytest.fixture
def marker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A home of its own, and a mark on every process that the console starts."""
    mark = f"ECSTUI_TEST_MARK={uuid.uuid4().hex}"
    monkeypatch.setenv(*mark.split("="))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return mark


@pytest.fixture
def console(marker: str) -> Iterator[Terminal]:
    """The demo's console on 120x40, its first service on screen."""
    with Terminal([*CONSOLE, "--demo"], columns=120, rows=40) as terminal:
        terminal.wait_for("checkout")
        yield terminal


def ended_without_a_trace(terminal: Terminal, marker: str) -> None:
    """The terminal is given back and no process is left behind."""
    assert all(sequence in terminal.raw[-4000:] for sequence in RESET)
    deadline = time.monotonic() + 10
    while left := processes_of(marker):
        assert time.monotonic() < deadline, f"left behind: {left}"
        time.sleep(0.05)


def test_q_leaves_with_exit_code_0_the_terminal_given_back_and_no_process_left(
    console: Terminal, marker: str
) -> None:
    console.press("q")
    assert console.wait() == 0
    ended_without_a_trace(console, marker)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_a_signal_gives_the_terminal_back_and_ends_the_demo(
    console: Terminal, marker: str, number: signal.Signals
) -> None:
    console.signal(number)
    assert console.wait() == 128 + number
    ended_without_a_trace(console, marker)


def test_a_terminal_that_nobody_reads_does_not_keep_the_console_alive(console: Terminal) -> None:
    console.press("\x1b[B" * 400 + "\x1b[A" * 400)
    time.sleep(0.5)  # nobody reads meanwhile: the console's writes come to a halt
    console.signal(signal.SIGTERM)
    deadline = time.monotonic() + 10
    while not (ended := os.waitpid(console.pid, os.WNOHANG))[0]:
        assert time.monotonic() < deadline, "still alive 10 s after SIGTERM"
        time.sleep(0.05)
    console.exit_code = os.waitstatus_to_exitcode(ended[1])
    assert console.exit_code == 128 + signal.SIGTERM


def test_the_demo_dies_with_a_console_that_is_killed(console: Terminal, marker: str) -> None:
    console.signal(signal.SIGKILL)
    assert console.wait() == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while left := processes_of(marker):
        assert time.monotonic() < deadline, f"left behind: {left}"
        time.sleep(0.05)


def test_scaling_a_service_by_keys_shows_a_plan_and_then_its_end(console: Terminal) -> None:
    console.wait_for("all clusters 25")
    console.press(":svc gateway\r")
    console.wait_for(lambda text: "Detail service gateway" in text)
    console.press("+")
    console.wait_for("4  ->  5")
    console.press("\r")
    console.wait_for("✓ done")
    console.wait_for(lambda text: any("gateway" in line and "5/5" in line for line in text.splitlines()))


def test_presses_that_come_in_one_burst_all_add_up(console: Terminal) -> None:
    console.press(":svc accounts\r")
    console.wait_for(lambda text: "/accounts:8000" in text or "accounts:3, 4/4" in text)
    console.press("+++++")
    console.wait_for("4  ->  9")
    console.press("\x1b")
    console.wait_for(lambda text: "scale accounts" not in text)
    console.press("S12")
    console.wait_for("4  ->  12")


def test_a_sign_and_a_number_are_relative_to_what_is_desired(console: Terminal) -> None:
    console.press(":svc accounts\r")
    console.wait_for(lambda text: "accounts:3, 4/4" in text)
    console.press("S")
    console.wait_for("scale accounts")
    console.press("+2")
    console.wait_for("4  ->  6")
    console.press("\x1b")
    console.wait_for(lambda text: "scale accounts" not in text)
    console.press("S-3")
    console.wait_for("4  ->  1")


def test_an_escape_just_before_enter_leaves_the_plan(console: Terminal) -> None:
    console.press(":svc accounts\r")
    console.wait_for(lambda text: "accounts:3, 4/4" in text)
    console.press("S5")
    console.wait_for("4  ->  5")
    console.wait_for("enter apply")
    console.press("\x1b\r")  # as a slow line brings them: at once
    console.wait_for(lambda text: "scale accounts" not in text)
    console.press("S")
    console.wait_for("nothing would change")


def test_a_count_that_looks_like_a_slip_asks_for_the_service_s_name(console: Terminal) -> None:
    console.press(":svc media-resizer\r")
    console.wait_for("media-resizer:2, 4/4")
    console.press("S6000")
    console.wait_for("type media-resizer to apply it")
    console.press("\rmedia-resizer")
    console.wait_for(lambda text: "enter apply" in text)


def test_it_is_usable_at_80x24_and_follows_the_terminal_s_size(console: Terminal) -> None:
    console.resize(80, 24)
    narrow = console.wait_for(lambda text: "4 Repos" in text.splitlines()[1] and "Detail" in text)
    assert max(len(line) for line in narrow.splitlines()) <= 80
    console.resize(200, 60)
    console.wait_for(lambda text: max(len(line) for line in text.splitlines()) > 150)


def test_without_a_terminal_it_says_so_and_exits_with_2(marker: str) -> None:
    import subprocess

    ended = subprocess.run(
        [*CONSOLE, "--demo"], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert ended.returncode == 2
    assert "needs a terminal" in ended.stderr
    assert "Traceback" not in ended.stderr
