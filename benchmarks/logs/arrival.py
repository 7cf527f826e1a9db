"""Events a second from HTTP to where they are read: ecstui beside readers like `aws logs tail`.

Every reader is a process of its own, measured from its start to its last line, on the same log group of one
embedded AWS, and must bring each line once. `python -m logs.arrival screen|paginator SINCE COUNT` are two.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecstui.demo.process import spawn
from ecstui.demo.settings import Settings
from logs.lines import ORIGINS, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.demo.process import DemoServer

HERE = Path(__file__).parents[1]
GROUP, CLUSTER, SERVICE, REGION = "/bench/lines", "batch", "lines", "eu-west-1"
APART = 20  # ms between two lines
PUT = 4_000  # lines a call
NUMBER = re.compile(rb"orders/(\d{8})")


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a reader: seconds after its start; `said` is why there is nothing to measure."""

    name: str
    first: float = 0.0
    last: float = 0.0
    cpu: float = 0.0
    lost: int = 0
    twice: int = 0
    said: str = ""


def readings(count: int) -> Iterator[Reading]:
    """Each reader over so many lines."""
    server = spawn(Settings(speed=0))
    try:
        environment = {**os.environ, **server.environment, "PYTHONPATH": str(HERE), "TZ": "UTC"}
        since = _fill(server, count)
        own = [sys.executable, "-m", "logs.arrival"]
        yield _screen([*own, "screen", str(since), str(count)], environment, count)
        verb = [sys.executable, "-m", "ecstui", "logs", f"{CLUSTER}/{SERVICE}", "--since", _iso(since)]
        yield _piped("ecstui logs, into a pipe", verb, environment, count)
        yield _piped(
            "botocore's paginator, a print a line", [*own, "paginator", str(since)], environment, count
        )
        yield _aws_logs_tail(since, environment, count)
    finally:
        server.stop()


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")


def _client(service: str, environment: dict[str, str]) -> Any:
    """A plain synchronous client of the embedded AWS."""
    from botocore.session import get_session

    return get_session().create_client(
        service,
        region_name=REGION,
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )


def _fill(server: DemoServer, count: int) -> int:
    """A service whose tasks have said so many lines, up to a minute ago; when they began, in ms."""
    ecs, logs = (_client(service, server.environment) for service in ("ecs", "logs"))
    options = {"awslogs-group": GROUP, "awslogs-region": REGION, "awslogs-stream-prefix": "web"}
    container = {"name": "web", "image": "busybox", "memory": 64}
    log = {"logDriver": "awslogs", "options": options}
    made = ecs.register_task_definition(
        family=SERVICE, containerDefinitions=[container | {"logConfiguration": log}]
    )
    definition = made["taskDefinition"]["taskDefinitionArn"]
    ecs.create_service(cluster=CLUSTER, serviceName=SERVICE, taskDefinition=definition, desiredCount=0)
    logs.create_log_group(logGroupName=GROUP)
    begin = int(time.time() * 1000) - 60_000 - count * APART
    for number, origin in enumerate(ORIGINS):
        logs.create_log_stream(logGroupName=GROUP, logStreamName=origin.stream)
        said = [
            {"timestamp": begin + line * APART, "message": text(line)}
            for line in range(number, count, len(ORIGINS))
        ]
        for at in range(0, len(said), PUT):
            logs.put_log_events(
                logGroupName=GROUP, logStreamName=origin.stream, logEvents=said[at : at + PUT]
            )
    return begin


def _cpu() -> float:
    """Seconds of CPU that the processes waited for have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _piped(name: str, command: list[str], environment: dict[str, str], count: int) -> Reading:
    cpu, began, first, printed = _cpu(), time.monotonic(), 0.0, bytearray()
    with subprocess.Popen(command, env=environment, cwd=HERE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while read := os.read(process.stdout.fileno(), 1 << 16):
            first = first or time.monotonic() - began
            printed += read
    last = time.monotonic() - began
    found = NUMBER.findall(printed)
    return Reading(name, first, last, _cpu() - cpu, count - len(set(found)), len(found) - len(set(found)))


def _screen(command: list[str], environment: dict[str, str], count: int) -> Reading:
    cpu, began = _cpu(), time.time()
    ended = subprocess.run(command, env=environment, cwd=HERE, stdout=subprocess.PIPE, check=True)
    told = json.loads(ended.stdout)
    held, different = told["held"], told["different"]
    return Reading(
        "ecstui's tail and view, 200x60",
        told["first"] - began,
        told["last"] - began,
        _cpu() - cpu,
        count - different,
        held - different,
    )


def _aws_logs_tail(since: int, environment: dict[str, str], count: int) -> Reading:
    name, aws = "aws logs tail", shutil.which("aws")
    if aws is None:
        return Reading(name, said="not there: no aws command")
    version = subprocess.run([aws, "--version"], capture_output=True, text=True, check=False).stdout.split(
        " "
    )[0]
    tail = [aws, "logs", "tail", GROUP, "--since", _iso(since)]
    tail += ["--endpoint-url", environment["AWS_ENDPOINT_URL"]]
    probe = subprocess.run(
        [*tail, "--filter-pattern", "nothing-has-this"], env=environment, capture_output=True, check=False
    )
    if probe.returncode:
        return Reading(name, said=f"not there: {version or aws} has no `logs tail`")
    return _piped(f"{name} ({version})", tail, environment, count)


def paginator(since: int) -> None:
    """What `aws logs tail` does: pages one after the other, a line printed for each event."""
    client = _client("logs", dict(os.environ))
    pages = client.get_paginator("filter_log_events").paginate(
        logGroupName=GROUP, startTime=since, interleaved=True
    )
    for page in pages:
        for event in page["events"]:
            at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC).isoformat()
            print(at, event["logStreamName"], event["message"].rstrip("\n"))
            sys.stdout.flush()


async def screen(since: int, count: int) -> dict[str, float]:
    """The tail of the console into its view, until all lines are painted."""
    from ecstui.aws.account import Aws
    from ecstui.live.log_target import Wanted
    from ecstui.live.log_watch import find_logs
    from ecstui.live.tail import Tail
    from ecstui.model.account import Connection
    from ecstui.model.log_fold import Fold
    from ecstui.ui.widgets.log_view import LogView
    from logs.accept import SIZE, Bench

    view, fold = LogView(), Fold()
    connection = Connection(region=REGION, endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    async with Bench(view).run_test(size=SIZE) as pilot, Aws(connection) as aws:
        watch = await find_logs(aws, Wanted(CLUSTER, SERVICE, ""))
        tail = Tail(aws, watch.sources, since=since, whole=True, origins=watch.origins)

        def take(events: Any) -> None:
            folded = fold.take(events, watch.origins.of_stream)
            view.add(folded.new, folded.grown)

        running = asyncio.create_task(tail.run(take))
        first = 0.0
        while view.lines_held < count and not running.done():
            await asyncio.sleep(0.002)
            first = first or (time.time() if view.lines_held else 0.0)
        await pilot.pause()
        last = time.time()
        held = [line.text for line in view.lines_shown]
        running.cancel()
        await asyncio.wait((running,))
    return {"first": first, "last": last, "held": len(held), "different": len(set(held))}


if __name__ == "__main__":
    if sys.argv[1] == "screen":
        print(json.dumps(asyncio.run(screen(int(sys.argv[2]), int(sys.argv[3])))))
    else:
        paginator(int(sys.argv[2]))
