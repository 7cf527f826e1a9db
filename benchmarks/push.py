"""Pushing an image by the console beside `docker push` of the same engine, to fresh registries on loopback.

    python benchmarks/push.py [LAYERS] [MEGABYTES] [ROUNDS]

Each push of the first kind goes to a registry of its own, so that none finds layers of another; the order
changes from round to round. Then the same image goes under new tags to a registry that has every layer.
The console's time is that of the whole operation: planned anew, on record, logged in, pushed, and checked
against what ECR reports. Needs root, dockerd, docker, docker-registry, htpasswd and busybox.
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
from contextlib import ExitStack
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1] / "tests" / "engine")]

import engines  # noqa: E402
from building import built, folder_to_build  # noqa: E402
from embedded_aws import EmbeddedAws  # noqa: E402

from ecstui.aws.account import Aws  # noqa: E402
from ecstui.demo.settings import Settings  # noqa: E402
from ecstui.engine.endpoint import Endpoint  # noqa: E402
from ecstui.engine.engine import Engine  # noqa: E402
from ecstui.model.account import Connection  # noqa: E402
from ecstui.operations.audit import Audit  # noqa: E402
from ecstui.operations.desk import Desk  # noqa: E402
from ecstui.operations.push_image import PushImage  # noqa: E402
from ecstui.operations.push_target import push_target  # noqa: E402

IMAGE = "bench/image:v1"
NAME = "bench/image"
AGAIN = 10  # pushes of either kind where every layer is there


async def by_console(
    engine: Engine, registry: engines.Registry, folder: Path, tag: str, times: int = 1
) -> list[float]:
    """Seconds of the whole operation, `times` times under tags of its own."""
    server = EmbeddedAws(Settings(speed=0, registry=registry.host, registry_password=registry.password))
    os.environ.update(server.environment)
    took = []
    try:
        async with Aws(Connection()) as aws:
            desk = Desk(aws, Audit(folder / "audit.jsonl"))
            for number in range(times):
                target = push_target(f"{NAME}:{tag}{number}", create=True)
                operation = PushImage(desk, engine, IMAGE, target)
                plan = await operation.plan()
                begun = time.perf_counter()
                last = [step async for step in operation.apply(plan)][-1]
                took.append(time.perf_counter() - begun)
                assert last.phase == "done", last
    finally:
        server.stop()
    return took


def by_docker(docker: list[str], registry: engines.Registry, tag: str, times: int = 1) -> list[float]:
    """Seconds of `docker push`, `times` times under tags of its own."""
    login = [*docker, "login", "--username", "AWS", "--password-stdin", registry.host]
    subprocess.run(login, input=registry.password.encode(), check=True, capture_output=True)
    took = []
    for number in range(times):
        reference = f"{registry.host}/{NAME}:{tag}{number}"
        subprocess.run([*docker, "tag", IMAGE, reference], check=True)
        begun = time.perf_counter()
        subprocess.run([*docker, "push", reference], check=True, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - begun)
    return took


async def measure(layers: int, megabytes: int, rounds: int) -> None:
    """Build the image, push it by turns, print the medians."""
    folder = Path(tempfile.mkdtemp(prefix="ecsb"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        dockerd = stack.enter_context(engines.dockerd(Path(tempfile.mkdtemp(prefix="ecsd"))))
        engine = Engine(Endpoint(dockerd.host, "benchmark"))
        docker = ["docker", "--config", str(folder / "docker"), "--host", dockerd.host]
        await built(
            engine, folder_to_build(folder / "b", layers=layers, size=megabytes * 10**6 // layers), IMAGE
        )
        console: list[float] = []
        plain: list[float] = []
        for turn in range(rounds):
            for kind in (("console", "docker"), ("docker", "console"))[turn % 2]:
                place = folder / f"r{turn}{kind}"
                place.mkdir()
                with engines.registry(place) as registry:
                    if kind == "console":
                        console += await by_console(engine, registry, folder, "v")
                    else:
                        plain += by_docker(docker, registry, "v")
                shutil.rmtree(place)
        report(f"{layers} layers, {megabytes} MB, none there", console, plain)
        place = folder / "there"
        place.mkdir()
        with engines.registry(place) as registry:
            by_docker(docker, registry, "first")
            by_docker(docker, registry, "warm", 2)
            plain = by_docker(docker, registry, "d", AGAIN)
            console = await by_console(engine, registry, folder, "c", AGAIN)
        report(f"{layers} layers, {megabytes} MB, all there", console, plain)


def report(what: str, console: list[float], plain: list[float]) -> None:
    """One line a kind of push."""
    ours, theirs = statistics.median(console), statistics.median(plain)
    more = 100 * (ours / theirs - 1)
    print(f"{what}: console {ours:.2f} s, docker push {theirs:.2f} s ({more:+.0f} %, medians)", flush=True)
    print("  console", *(f"{each:.2f}" for each in console), " docker", *(f"{each:.2f}" for each in plain))


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    asyncio.run(measure(*(given + [20, 500, 3][len(given) :])))
