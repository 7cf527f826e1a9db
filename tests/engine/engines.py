"""A real container engine and a real registry for tests, and a proxy that cuts."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractContextManager

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
PASSWORD = "right-password"


def missing() -> str:
    """Why Docker's engine cannot run here; "" if it can."""
    return _lacking("dockerd")


def podman_missing() -> str:
    """Why Podman cannot run here; "" if it can."""
    return _lacking("podman", "runc")


def registry_missing() -> str:
    """Why no registry can run here; "" if one can."""
    return _lacking("docker-registry", "htpasswd")


def _lacking(*programs: str) -> str:
    for program in (*programs, "busybox"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    return "" if os.geteuid() == 0 else "only root can start an engine"


def wait_for(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Look until it is so."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"{what} did not come up"
        time.sleep(0.05)


def free_port() -> int:
    """A loopback port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def end(process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> None:
    """End a process that we started, and see it gone."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass
class Running:
    """A running engine of its `kind`, "dockerd" or "podman"."""

    kind: str
    host: str
    process: subprocess.Popen[bytes]

    @property
    def tells_layers(self) -> bool:
        """Whether it tells of a push layer by layer; Podman tells only how it ended."""
        return self.kind == "dockerd"


@contextmanager
def dockerd(folder: Path) -> Iterator[Running]:
    """An engine with nothing in it, its files in `folder` (a short path: it has a socket in it)."""
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [
            "dockerd",
            "--host", f"unix://{folder}/docker.sock",
            "--data-root", folder / "root",
            "--exec-root", folder / "exec",
            "--pidfile", folder / "pid",
            "--bridge", "none",
            "--iptables=false",
            "--ip6tables=false",
            "--ip-masq=false",
        ],
        stdout=log,
        stderr=log,
        start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(lambda: _answers(folder / "docker.sock") or process.poll() is not None, "dockerd")
        assert process.poll() is None, (folder / "log").read_text()[-2000:]
        yield Running("dockerd", f"unix://{folder}/docker.sock", process)
    finally:
        end(process)
        log.close()
        _take_away(folder)


@contextmanager
def podman(folder: Path) -> Iterator[Running]:
    """Podman's service, which speaks the same API; plain http is for loopback alone, as with Docker."""
    (folder / "registries.conf").write_text('[[registry]]\nlocation = "127.0.0.1"\ninsecure = true\n')
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [
            "podman",
            "--root", folder / "root",
            "--runroot", folder / "run",
            "--runtime", "runc",
            "--storage-driver", "overlay",
            "system", "service", "--time", "0", f"unix://{folder}/podman.sock",
        ],
        stdout=log,
        stderr=log,
        start_new_session=True,
        env={**os.environ, "CONTAINERS_REGISTRIES_CONF": str(folder / "registries.conf")},
    )  # fmt: skip
    try:
        wait_for(lambda: _answers(folder / "podman.sock") or process.poll() is not None, "podman")
        assert process.poll() is None, (folder / "log").read_text()[-2000:]
        yield Running("podman", f"unix://{folder}/podman.sock", process)
    finally:
        end(process)
        log.close()
        _take_away(folder)


def _take_away(folder: Path) -> None:
    """Delete it, with all that an engine which was killed has left mounted in it."""
    for line in reversed(Path("/proc/mounts").read_text().splitlines()):
        place = line.split()[1]
        if place.startswith(f"{folder}/"):
            subprocess.run(["umount", "--lazy", place], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def _answers(path: Path) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        client.connect(str(path))
        client.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
        return b"200" in client.recv(100)
    return False


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Running]]] = {"dockerd": dockerd, "podman": podman}


@dataclass
class Registry:
    """A running registry; `host` is "127.0.0.1:PORT"."""

    host: str
    password: str = PASSWORD

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.host.rpartition(":")[2])

    def tags(self, repository: str) -> list[str]:
        """The tags that a repository really has."""
        answer = requests.get(
            f"http://{self.host}/v2/{repository}/tags/list", auth=("AWS", self.password), timeout=10
        )
        return list(answer.json().get("tags") or ())

    def digest(self, repository: str, tag: str) -> str:
        """The digest behind a tag, as the registry has it."""
        answer = requests.head(
            f"http://{self.host}/v2/{repository}/manifests/{tag}",
            auth=("AWS", self.password),
            headers={"Accept": MANIFEST},
            timeout=10,
        )
        return answer.headers.get("Docker-Content-Digest", "")

    def config(self, repository: str, tag: str) -> str:
        """The digest of the configuration of the image behind a tag."""
        answer = requests.get(
            f"http://{self.host}/v2/{repository}/manifests/{tag}",
            auth=("AWS", self.password),
            headers={"Accept": MANIFEST},
            timeout=10,
        )
        return str(answer.json()["config"]["digest"])


@contextmanager
def registry(folder: Path) -> Iterator[Registry]:
    """A registry with nothing in it."""
    port = free_port()
    htpasswd = subprocess.run(
        ["htpasswd", "-Bbn", "AWS", PASSWORD], check=True, capture_output=True, text=True
    ).stdout
    (folder / "htpasswd").write_text(htpasswd)
    (folder / "config.yml").write_text(
        f"version: 0.1\nlog: {{level: warn}}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder}/data}}, delete: {{enabled: true}}}}\n"
        f"http: {{addr: '127.0.0.1:{port}'}}\n"
        f"auth: {{htpasswd: {{realm: tests, path: {folder}/htpasswd}}}}\n"
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["docker-registry", "serve", folder / "config.yml"],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for(lambda: _listens(port), "docker-registry")
            yield Registry(f"127.0.0.1:{port}")
        finally:
            end(process)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class CuttingProxy:
    """A TCP proxy to `port` that cuts every connection once, after `cut_at` bytes of requests.

    What it has let through is counted in `passed`.
    """

    def __init__(self, port: int, *, up: bool = True) -> None:
        self._to = port
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))  # until it listens, connections are refused
        self.port = int(self._listening.getsockname()[1])
        self.passed = 0
        self.cut_at: int | None = None
        self.bytes_a_second: int | None = None
        self._open: set[socket.socket] = set()
        if up:
            self.come_up()

    @property
    def host(self) -> str:
        """Its address."""
        return f"127.0.0.1:{self.port}"

    async def under_way(self) -> None:
        """Return once bytes of layers are on their way: not every engine tells of them."""
        async with asyncio.timeout(20):
            while self.passed < 200_000:  # noqa: ASYNC110 - bytes tell no one
                await asyncio.sleep(0.02)

    def come_up(self) -> None:
        """Take connections, where it was made without."""
        self._listening.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Take no more connections, and end those there are."""
        self._listening.close()
        self._cut()

    def _cut(self) -> None:
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._to))
            self._open |= {client, server}
            threading.Thread(target=self._pass_on, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(server, client, False), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if counted:
                    self.passed += len(data)
                    if self.cut_at is not None and self.passed >= self.cut_at:
                        self.cut_at = None
                        self._cut()
                        return
                    if self.bytes_a_second:
                        time.sleep(len(data) / self.bytes_a_second)
                sink.sendall(data)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            self._open.discard(one)


@asynccontextmanager
async def closing_at(path: str, running: Running) -> AsyncIterator[str]:
    """A way to an engine, its address, that closes without a word where `path` is asked for."""
    folder = Path(tempfile.mkdtemp(prefix="ecsc"))

    async def serve(asking: asyncio.StreamReader, answering: asyncio.StreamWriter) -> None:
        head = await asking.readuntil(b"\r\n\r\n")
        if path.encode() not in head:
            reading, writing = await asyncio.open_unix_connection(running.host.removeprefix("unix://"))
            writing.write(head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            answering.write(await reading.read())
            writing.close()
        answering.close()

    async with await asyncio.start_unix_server(serve, folder / "engine.sock"):
        yield f"unix://{folder}/engine.sock"
    shutil.rmtree(folder)
