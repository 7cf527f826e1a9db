"""Sessions with containers in a real terminal, with a stand-in for the plugin: the console stands aside."""

from __future__ import annotations

import json
import re
import signal
import socket
import sys
import termios
import time
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from operating import lines
from pty_terminal import Terminal, processes_of
from stand_in_plugin import environment, install, is_alive, recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 15.0
ALTERNATE, MAIN = b"\x1b[?1049h", b"\x1b[?1049l"


@pytest.fixture
def marker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A mark on every process that the console starts."""
    mark = f"ECSTUI_TEST_MARK={uuid.uuid4().hex}"
    monkeypatch.setenv(*mark.split("="))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return mark


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "plugin.jsonl"


@pytest.fixture
def opened(tmp_path: Path, record: Path, marker: str) -> Iterator[Callable[[str], Terminal]]:
    """The demo's console at a task of accounts, with a plugin that does this."""
    begun: list[Terminal] = []

    def open_console(act: str) -> Terminal:
        install(tmp_path / "bin")
        variables = environment(tmp_path / "bin", record, act)
        terminal = Terminal([sys.executable, "-m", "ecstui", "--demo"], columns=120, rows=40, env=variables)
        begun.append(terminal)
        terminal.wait_for("all clusters 25")
        terminal.press(":svc accounts\r")
        terminal.wait_for("accounts:3, 4/4")
        terminal.press("3")
        terminal.wait_for(lambda text: "Detail task" in text)
        return terminal

    yield open_console
    for terminal in begun:
        terminal.__exit__()


def audited(tmp_path: Path) -> list[dict[str, Any]]:
    return lines(tmp_path / "state" / "ecstui" / "audit.jsonl")


def until(holds: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.02)


def modes(terminal: Terminal) -> dict[str, bool]:
    """The modes that matter as the terminal has them after all that was written."""
    found: dict[str, bool] = {}
    for number, letter in re.findall(rb"\x1b\[\?(1049|1000|2004|25)([hl])", bytes(terminal.raw)):
        found[number.decode()] = letter == b"h"
    return found


def test_the_console_stands_aside_for_a_shell_and_comes_back(
    opened: Callable[[str], Terminal], record: Path, tmp_path: Path
) -> None:
    terminal = opened("shell")
    inside = termios.tcgetattr(terminal.fd)[3]
    terminal.press("X")
    terminal.wait_for("enter open")
    terminal.press("\r")
    terminal.wait_for("\n#")
    assert modes(terminal) == {"1049": False, "1000": False, "2004": False, "25": True}
    assert termios.tcgetattr(terminal.fd)[3] == terminal.before[3]
    terminal.press("hello\r")
    terminal.wait_for("the shell says hello")
    terminal.press("\x03")
    terminal.wait_for("the shell got an interrupt")
    shown = len(terminal.raw)
    deadline = time.monotonic() + 4  # the console ticks each second, and must not write meanwhile
    while time.monotonic() < deadline:
        terminal.read()
    assert len(terminal.raw) == shown
    terminal.press("exit 0\r")
    terminal.wait_for("✓ done  exec")
    terminal.wait_for("Exit code 0 after")
    assert modes(terminal) == {"1049": True, "1000": True, "2004": True, "25": False}
    assert termios.tcgetattr(terminal.fd)[3] == inside
    terminal.press("2")
    terminal.wait_for("Detail service accounts")
    token = recorded(record)[0]["session"]["TokenValue"]
    assert token not in json.dumps(audited(tmp_path)) + terminal.raw.decode(errors="replace")
    assert [line["outcome"] for line in audited(tmp_path)] == ["sending", "applied"]
    terminal.press("q")
    assert terminal.wait() == 0
    assert termios.tcgetattr(terminal.fd)[3] == terminal.before[3]


def test_a_plugin_that_dies_in_a_mess_leaves_none(opened: Callable[[str], Terminal]) -> None:
    terminal = opened("mess")
    inside = termios.tcgetattr(terminal.fd)[3]
    terminal.press("X")
    terminal.wait_for("enter open")
    terminal.press("\r")
    terminal.wait_for("enter goes back")
    assert modes(terminal)["1000"] is False
    assert modes(terminal)["25"] is True
    assert termios.tcgetattr(terminal.fd)[3] == terminal.before[3]
    terminal.press("\r")
    terminal.wait_for("✗ failed  exec")
    terminal.wait_for("killed by SIGKILL")
    assert termios.tcgetattr(terminal.fd)[3] == inside
    terminal.press("q")
    assert terminal.wait() == 0


@pytest.mark.parametrize("key", ["\r", "\x03"], ids=["enter", "ctrl+c"])
def test_a_command_s_output_stands_until_a_key(opened: Callable[[str], Terminal], key: str) -> None:
    terminal = opened("exit 0")
    terminal.press("X")
    terminal.wait_for("enter open")
    terminal.press("ls /tmp")
    terminal.wait_for(lambda text: "none  ->  ls /tmp" in text and "enter open" in text)
    terminal.press("\r")
    terminal.wait_for("one line")
    terminal.wait_for("enter goes back to the console")
    terminal.press(key)
    terminal.wait_for("✓ done  exec")
    terminal.press("2")
    terminal.wait_for("Detail service accounts")


def test_sigterm_in_the_middle_of_a_session_ends_both_and_gives_the_terminal_back(
    opened: Callable[[str], Terminal], record: Path, marker: str, tmp_path: Path
) -> None:
    terminal = opened("shell")
    terminal.press("X")
    terminal.wait_for("enter open")
    terminal.press("\r")
    terminal.wait_for("\n#")
    terminal.signal(signal.SIGTERM)
    assert terminal.wait() == 128 + signal.SIGTERM
    assert termios.tcgetattr(terminal.fd)[3] == terminal.before[3]
    assert modes(terminal)["1049"] is False
    until(lambda: not processes_of(marker), "every process has ended")
    assert [line["outcome"] for line in audited(tmp_path)] == ["sending", "left"]


def _forwarded(terminal: Terminal) -> int:
    with socket.create_server(("localhost", 0)) as probe:
        port = int(probe.getsockname()[1])
    terminal.press("F")
    terminal.wait_for("enter open")
    terminal.press(f"{port}:8000")
    terminal.wait_for(lambda text: f"localhost:{port}" in text and "enter open" in text)
    terminal.press("\r")
    terminal.wait_for(f"Port {port} opened -> accounts:8000")
    return port


def test_a_forwarded_port_serves_while_the_console_goes_on_and_is_closed_by_x(
    opened: Callable[[str], Terminal], record: Path
) -> None:
    terminal = opened("forward")
    port = _forwarded(terminal)
    with socket.create_connection(("localhost", port)) as connection:
        assert connection.recv(100) == b"hello from the container"
    terminal.wait_for(f"Connection accepted: {port} -> accounts:8000")
    terminal.press("x")
    terminal.wait_for("enter close the port")
    terminal.press("\r")
    terminal.wait_for("✓ done  forward")
    assert not is_alive(recorded(record)[0]["pid"])


@pytest.mark.parametrize("act", ["forward", "stubborn"])
@pytest.mark.parametrize("way", ["quit", "SIGKILL"])
def test_no_plugin_outlives_the_console(
    opened: Callable[[str], Terminal], record: Path, marker: str, way: str, act: str
) -> None:
    terminal = opened(act)
    _forwarded(terminal)
    if way == "quit":
        terminal.press("q")
        terminal.wait_for("is closed with the console")
        terminal.press("\r")
    else:
        terminal.signal(signal.SIGKILL)
    terminal.wait()
    until(lambda: not is_alive(recorded(record)[0]["pid"]), "the plugin has ended")
    until(lambda: not processes_of(marker), "every process has ended")
