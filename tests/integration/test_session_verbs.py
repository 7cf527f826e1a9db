"""`ecstui exec` and `forward` as programs against the embedded AWS, with a stand-in for the plugin."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
import verbs
from pty_terminal import Terminal
from stand_in_plugin import environment, install, is_alive, recorded
from verbs import ECSTUI, PATIENCE, audited

from ecstui.operations.session_plugin import PACKAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

TARGET = "production/checkout"


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=0, scenario="calm")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "plugin.jsonl"


@pytest.fixture
def variables(server: EmbeddedAws, tmp_path: Path, record: Path) -> Callable[[str], dict[str, str]]:
    """The environment of a program at the server, with a plugin that does this."""
    install(tmp_path / "bin")
    return lambda act: {**os.environ, **server.environment, **environment(tmp_path / "bin", record, act)}


@pytest.fixture
def run(
    server: EmbeddedAws, variables: Callable[[str], dict[str, str]]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    def to_its_end(
        *arguments: str, act: str = "shell", given: str = "", path: str = ""
    ) -> subprocess.CompletedProcess[str]:
        more = variables(act) | ({"PATH": path} if path else {})
        return verbs.run(server, *arguments, given=given, **more)

    return to_its_end


def test_a_shell_takes_what_is_typed_and_is_on_record_without_its_token(run, record: Path, tmp_path) -> None:
    debug = tmp_path / "debug.log"
    ended = run("exec", TARGET, "--yes", "--debug", str(debug), given="hello\nexit\n")
    assert ended.returncode == 0, ended.stderr
    assert "the shell says hello" in ended.stdout
    assert "root in the container" in ended.stderr  # the plan: stdout is the session's
    assert "Exit code 0" in ended.stderr
    assert [line["outcome"] for line in audited()] == ["sending", "applied"]
    ran = recorded(record)[0]
    token = ran["session"]["TokenValue"]
    assert token not in json.dumps(audited()) + debug.read_text() + ended.stdout + ended.stderr
    assert token not in "".join(ran["cmdline"])
    assert debug.read_text()


def test_a_command_with_arguments_is_quoted_for_the_container(run) -> None:
    ended = run("exec", TARGET, "--yes", "--", "ls", "-l", "a b", act="exit 0")
    assert ended.returncode == 0, ended.stderr
    assert audited()[0]["call"]["members"]["command"] == "ls -l 'a b'"


def test_a_plugin_that_fails_is_exit_code_1(run) -> None:
    ended = run("exec", TARGET, "--yes", act="exit 3")
    assert ended.returncode == 1
    assert "Exit code 3" in ended.stderr
    assert audited()[-1]["outcome"] == "failed"


def test_a_dry_run_prints_the_doctor_s_word_and_the_plan(run, server: EmbeddedAws) -> None:
    ended = run("exec", TARGET, "--dry-run", "--read-only")
    assert ended.returncode == 0, ended.stderr
    assert "fine     The ExecuteCommandAgent is RUNNING." in ended.stdout
    assert "call: ecs:ExecuteCommand" in ended.stdout
    assert audited() == []


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("exec", TARGET), 3, "give --yes"),
        (("exec", TARGET, "--yes", "--read-only"), 3, "read-only"),
        (("exec", "production/web", "--yes"), 3, "launched without enableExecuteCommand"),
        (("exec", "production/payments", "--dry-run"), 3, "No session can be opened"),
        (("exec", "production/search", "--yes"), 4, "task role lacks ssmmessages"),
        (("exec", TARGET, "--container", "nothing", "--yes"), 2, "there are checkout"),
        (("exec", "production/nothing", "--yes"), 2, "there is no service nothing"),
        (("exec", f"{TARGET}/00000000000000000000000000000000", "--yes"), 2, "there is no task"),
        (("exec", "a/b/c/d"), 2, "CLUSTER/SERVICE"),
        (("forward", TARGET, "web"), 2, "[LOCAL:][HOST:]PORT"),
        (("forward", TARGET, "18080:8080", "--yes", "--read-only"), 3, "read-only"),
    ],
)
def test_what_is_wrong_or_refused_says_so_and_opens_nothing(
    run, record: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ended = run(*arguments)
    assert ended.returncode == code, ended.stderr
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
    assert recorded(record) == []


def test_the_doctor_s_findings_are_shown_where_it_is_refused(run) -> None:
    ended = run("exec", "production/payments", "--dry-run")
    assert "BLOCKS   The container's root file system is read-only" in ended.stdout
    assert "fine     The Fargate platform is 1.4.0." in ended.stdout


def test_without_the_plugin_it_says_how_to_get_it(run, tmp_path: Path) -> None:
    ended = run("exec", TARGET, "--yes", path=str(tmp_path))
    assert ended.returncode == 3
    assert "Install it: brew" in ended.stderr
    [address] = [line for line in ended.stderr.splitlines() if "https://" in line]
    assert address.split() == [PACKAGES]
    assert len(address) < 80
    assert ended.stderr.endswith("ecstui: No session can be opened, for what BLOCKS it. Nothing was done.\n")


@pytest.mark.parametrize("target", ["production/web", "production/payments", "production/search", TARGET])
def test_no_finding_is_told_twice(run, target: str) -> None:
    ended = run("exec", target, "--dry-run")
    told = [
        line.split(maxsplit=1) for line in ended.stdout.splitlines() if line.startswith(("  ", "ecstui:"))
    ]
    words = [word[1] for word in told if len(word) > 1]
    assert len(words) == len(set(words)) > 4
    assert ended.stderr.count("\n") == 1


def test_ctrl_c_goes_to_the_session_and_not_to_us(variables, record: Path) -> None:
    with Terminal([*ECSTUI, "exec", TARGET, "--yes"], env=variables("shell")) as terminal:
        terminal.wait_for("\n#")
        terminal.press("\x03")
        terminal.wait_for("the shell got an interrupt")
        terminal.press("hello\r")
        terminal.wait_for("the shell says hello")
        terminal.press("exit 0\r")
        terminal.wait_for("Exit code 0")
        assert terminal.wait() == 0


def test_the_terminal_is_as_it_was_after_a_plugin_that_died_in_a_mess(variables) -> None:
    with Terminal([*ECSTUI, "exec", TARGET, "--yes"], env=variables("mess")) as terminal:
        assert terminal.wait() == 1
        assert "killed by SIGKILL" in terminal.text
        import termios

        assert termios.tcgetattr(terminal.fd)[3] == terminal.before[3]
        for undone in (b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[?1047l", b"\x1b[?25h"):
            assert undone in terminal.raw


class _Forwarding:
    """`ecstui forward` under way."""

    def __init__(self, variables: dict[str, str]) -> None:
        with socket.create_server(("localhost", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [*ECSTUI, "forward", TARGET, f"{self.port}:8080", "--yes"],
            env=variables,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.told = ""

    def until(self, words: str) -> None:
        assert self.process.stderr
        while words not in self.told:
            line = self.process.stderr.readline()
            assert line, self.told
            self.told += line

    def hello(self) -> bytes:
        with socket.create_connection(("localhost", self.port)) as connection:
            return connection.recv(100)


@pytest.fixture
def forwarding(variables):
    begun = _Forwarding(variables("forward"))
    yield begun
    if begun.process.poll() is None:
        begun.process.kill()
    begun.process.wait()
    begun.process.stderr.close()


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_port_is_forwarded_until_ctrl_c(forwarding: _Forwarding, record: Path) -> None:
    forwarding.until(f"Port {forwarding.port} opened -> checkout:8080")
    assert forwarding.hello() == b"hello from the container"
    forwarding.process.send_signal(signal.SIGINT)
    forwarding.until("is closed again")
    assert forwarding.process.wait(PATIENCE) == 0
    assert gone(recorded(record)[0]["pid"])
    assert [line["outcome"] for line in audited()] == ["sending", "applied"]


def test_no_plugin_outlives_a_program_that_is_killed(forwarding: _Forwarding, record: Path) -> None:
    forwarding.until("opened -> checkout:8080")
    forwarding.process.kill()
    forwarding.process.wait(PATIENCE)
    assert gone(recorded(record)[0]["pid"])
    assert [line["outcome"] for line in audited()] == ["sending"]  # cut short: what was sent stands there
