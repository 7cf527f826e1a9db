"""The embedded AWS in a process of its own: up at once, quiet, and gone with its parent."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ecstui.demo.process import spawn, start
from ecstui.demo.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
#: A parent that starts the server, says where it is, and then waits to be killed.
PARENT = """
import sys, time
from ecstui.demo.process import spawn
from ecstui.demo.settings import Settings
server = spawn(Settings())
print(server.process.pid, server.endpoint_url, flush=True)
time.sleep(600)
"""


def ready(endpoint_url: str) -> bytes:
    with urllib.request.urlopen(f"{endpoint_url}/_demo/ready", timeout=20) as answer:
        return answer.read()


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie, which none has waited for yet, does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def gone(pid: int, patience: float = 10.0) -> bool:
    """Whether a process ends in the time it is given."""
    deadline = time.monotonic() + patience
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


@contextlib.contextmanager
def parent_of_server() -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """A parent of a server, with the server's process id and address."""
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout
        pid, endpoint_url = parent.stdout.readline().split()
        yield parent, int(pid), endpoint_url


async def test_requests_sent_at_once_are_answered_as_soon_as_it_is_up(boto_client):
    async with start(Settings(seed=7)) as server, boto_client(server, "ecs") as ecs:
        assert (await ecs.list_clusters())["clusterArns"]
        assert server.environment["AWS_ENDPOINT_URL"] == server.endpoint_url
        pid = server.process.pid
        assert os.getsid(pid) == pid, "shares the terminal's session: ctrl+c would kill it first"
    assert server.process.returncode == 0
    assert not alive(pid)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_it_dies_with_its_parent_however_that_ends(number):
    with parent_of_server() as (parent, pid, endpoint_url):
        ready(endpoint_url)
        assert alive(pid)
        parent.send_signal(number)
        assert gone(pid)


def test_it_dies_with_a_parent_killed_before_it_was_up():
    with parent_of_server() as (parent, pid, _):
        parent.kill()
        assert gone(pid)


def test_its_errors_go_to_the_log_and_never_to_the_terminal(tmp_path, capfd):
    log = tmp_path / "demo.log"
    server = spawn(Settings(start="no number"), log)
    with pytest.raises((ConnectionError, urllib.error.URLError)):
        ready(server.endpoint_url)
    server.stop()
    assert capfd.readouterr() == ("", "")
    assert "Traceback" in log.read_text()


def test_nothing_heavy_is_imported_to_start_it():
    code = "import sys, ecstui.demo.process; print({'aiohttp', 'botocore', 'textual'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert shown.stdout == "set()\n"
