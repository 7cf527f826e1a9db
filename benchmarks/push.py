"""Pushing an image by the console beside `docker push` of the same engine, to registries on loopback.

    python benchmarks/push.py [LAYERS] [MEGABYTES] [ROUNDS]

Each push of the first kind goes to a registry of its own, so that none finds layers of another. Then the same
image goes under new tags to a registry that has every layer. The two take turns. Both are timed from the key
or command to the engine's word that it is pushed. The console begins with the plan confirmed: it is read
anew, put on record and tagged in it (`docker tag` and `docker login` come before docker's). The start of the
docker command is told apart and taken off. "whole" is until ECR reports the digest too.
Needs root, dockerd, docker, docker-registry, htpasswd and busybox.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1] / "tests" / "engine")]

import engines  # noqa: E402
from building import built, folder_to_build  # noqa: E402

from ecstui.aws.account import Aws  # noqa: E402
from ecstui.demo.process import start  # noqa: E402
from ecstui.demo.settings import Settings  # noqa: E402
from ecstui.engine.endpoint import Endpoint  # noqa: E402
from ecstui.engine.engine import Engine  # noqa: E402
from ecstui.model.account import Connection  # noqa: E402
from ecstui.operations.audit import Audit  # noqa: E402
from ecstui.operations.desk import Desk  # noqa: E402
from ecstui.operations.push_image import PushImage  # noqa: E402
from ecstui.operations.push_target import push_target  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from ecstui.engine.push_events import PushState
    from ecstui.model.registry_login import Login

IMAGE = "bench/image:v1"
NAME = "bench/image"
AGAIN = 60  # pushes of either kind where every layer is there


class TimedEngine(Engine):
    """An engine that notes when it said the last word of a push."""

    ended_at = 0.0

    async def push(self, repository: str, tag: str, login: Login) -> AsyncGenerator[PushState, None]:
        """As it is, with the time of its end."""
        async with aclosing(super().push(repository, tag, login)) as states:
            async for state in states:
                yield state
        self.ended_at = time.perf_counter()


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds until the engine's word, and until ECR's."""

    word: float
    whole: float


class Console:
    """The console's push to one registry."""

    def __init__(self, desk: Desk, engine: TimedEngine) -> None:
        self._desk, self._engine = desk, engine

    async def push(self, tag: str) -> Took:
        """The whole operation, timed from its plan confirmed."""
        operation = PushImage(self._desk, self._engine, IMAGE, push_target(f"{NAME}:{tag}", create=True))
        plan = await operation.plan()
        begun = time.perf_counter()
        last = [step async for step in operation.apply(plan)][-1]
        ended = time.perf_counter()
        assert last.phase == "done", last
        return Took(self._engine.ended_at - begun, ended - begun)


@asynccontextmanager
async def console_at(registry: engines.Registry, engine: TimedEngine, folder: Path) -> AsyncIterator[Console]:
    """The console, with an ECR in a process of its own whose images are the registry's."""
    settings = Settings(speed=0, registry=registry.host, registry_password=registry.password)
    async with start(settings) as server:
        os.environ.update(server.environment)
        async with Aws(Connection()) as aws:
            await aws.identity()  # it is up, and signed in to
            yield Console(Desk(aws, Audit(folder / "audit.jsonl")), engine)


class Docker:
    """The docker command, logged in to one registry."""

    def __init__(self, command: list[str], registry: engines.Registry) -> None:
        self._command, self._place = command, f"{registry.host}/{NAME}"
        login = [*command, "login", "--username", "AWS", "--password-stdin", registry.host]
        subprocess.run(login, input=registry.password.encode(), check=True, capture_output=True)

    def push(self, tag: str) -> float:
        """Seconds of `docker push`, its start among them."""
        reference = f"{self._place}:{tag}"
        subprocess.run([*self._command, "tag", IMAGE, reference], check=True)
        return timed([*self._command, "push", reference])


def timed(words: list[str]) -> float:
    """Seconds of a command."""
    begun = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


async def measure(layers: int, megabytes: int, rounds: int) -> None:
    """Build the image, push it by turns, print the medians."""
    folder = Path(tempfile.mkdtemp(prefix="ecsb"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        dockerd = stack.enter_context(engines.dockerd(Path(tempfile.mkdtemp(prefix="ecsd"))))
        engine = TimedEngine(Endpoint(dockerd.host, "benchmark"))
        docker = ["docker", "--config", str(folder / "docker"), "--host", dockerd.host]
        context = folder_to_build(folder / "b", layers=layers, size=megabytes * 10**6 // layers)
        await built(engine, context, IMAGE)
        start_up = statistics.median(timed([*docker, "--version"]) for _ in range(AGAIN))
        print(f"start of the docker command: {start_up:.3f} s")
        name = f"{layers} layers, {megabytes} MB"
        report(f"{name}, none there", await none_there(engine, docker, folder, rounds), start_up)
        report(f"{name}, all there", await all_there(engine, docker, folder), start_up)


async def none_there(
    engine: TimedEngine, docker: list[str], folder: Path, rounds: int
) -> tuple[list[Took], list[float]]:
    """Each push to a fresh registry."""
    console, plain = [], []
    for turn in range(2 * rounds):
        by_console = turn % 4 in {0, 3}  # which of the two comes first changes
        place = folder / "fresh"
        place.mkdir()
        with engines.registry(place) as registry:
            if by_console:
                async with console_at(registry, engine, folder) as ours:
                    console.append(await ours.push("v1"))
            else:
                plain.append(Docker(docker, registry).push("v1"))
        shutil.rmtree(place)
    return console, plain


async def all_there(engine: TimedEngine, docker: list[str], folder: Path) -> tuple[list[Took], list[float]]:
    """Each push under a tag of its own to the registry that has every layer, after two that warm it."""
    place = folder / "there"
    place.mkdir()
    console, plain = [], []
    with engines.registry(place) as registry:
        theirs = Docker(docker, registry)
        theirs.push("first")
        async with console_at(registry, engine, folder) as ours:
            for number in range(AGAIN + 2):
                plain.append(theirs.push(f"d{number}"))
                console.append(await ours.push(f"c{number}"))
    return console[2:], plain[2:]


def report(what: str, took: tuple[list[Took], list[float]], start_up: float) -> None:
    """The medians of a kind of push, and each of them."""
    console, plain = took
    word = statistics.median(each.word for each in console)
    whole = statistics.median(each.whole for each in console)
    theirs = statistics.median(plain)
    plainly = theirs - start_up
    more = 100 * (word / plainly - 1)
    print(f"{what}: console {word:.3f} s, docker push {plainly:.3f} s without its start ({more:+.0f} %)")
    print(f"  with what is around it: console whole {whole:.3f} s, docker push with its start {theirs:.3f} s")
    print("  console", *(f"{each.word:.3f}" for each in console))
    print("  docker ", *(f"{each:.3f}" for each in plain), flush=True)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    asyncio.run(measure(*(given + [20, 500, 3][len(given) :])))
