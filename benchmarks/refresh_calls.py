"""How many calls of AWS one refresh of an account takes, beside the fewest that its API's batches allow.

`python benchmarks/refresh_calls.py [SERVICES ...]` (25 and 1,000) refreshes once all clusters, all services
and all tasks of a made-up account with as many tasks as services, and counts at the embedded server.
"""

from __future__ import annotations

import asyncio
import os
import sys
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from embedded_aws import EmbeddedAws

from ecstui.aws.account import Aws
from ecstui.demo.settings import Settings
from ecstui.live.feeds import Clusters, Services, Tasks
from ecstui.live.refresher import Refresher
from ecstui.model.account import Connection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.live.feeds import Feed
    from ecstui.model.snapshot import Snapshot

ROW = "{:>9} {:<24} {:>6} {:>8} {:>9.2f}"


def main() -> None:
    """Print a table with a row for each operation."""
    print(f"{'services':>9} {'operation':<24} {'calls':>6} {'fewest':>8} {'seconds':>9}")
    for size in [int(argument) for argument in sys.argv[1:]] or [25, 1000]:
        server = EmbeddedAws(Settings(speed=0, services=size, tasks=size))
        try:
            asyncio.run(_measure(server, size))
        finally:
            server.stop()


async def _measure(server: EmbeddedAws, size: int) -> None:
    os.environ.update(server.environment)
    async with Aws(Connection(region=server.region, endpoint_url=server.endpoint_url)) as aws:
        refresher = Refresher(aws, every=3600.0)
        running = asyncio.create_task(refresher.run())
        clusters = (await _read(refresher, (Clusters(),)))[0].items
        await server.control.reset()
        feeds = (Services(None), *(Tasks(cluster.name) for cluster in clusters))
        loop = asyncio.get_running_loop()
        began = loop.time()
        services, *tasks = await _read(refresher, feeds)
        seconds = loop.time() - began
        running.cancel()
        await asyncio.wait((running,))
    counts = await server.control.counts()
    fewest = _fewest(
        [sum(service.cluster == cluster.name for service in services.items) for cluster in clusters],
        [len(snapshot.items) for snapshot in tasks],
    )
    for operation, least in fewest.items():
        print(ROW.format(size, operation, counts.pop(operation, 0), least, seconds))
    assert not counts, f"calls that nobody needs: {counts}"


async def _read(refresher: Refresher, feeds: Iterable[Feed]) -> list[Snapshot]:
    refresher.watch(feeds)
    snapshots = [refresher.snapshot(feed) for feed in feeds]
    while any(snapshot.loaded_at is None for snapshot in snapshots):
        await asyncio.sleep(0.01)
        snapshots = [refresher.snapshot(feed) for feed in feeds]
    return snapshots


def _fewest(services: list[int], tasks: list[int]) -> dict[str, int]:
    """The calls that the batches need, by operation; a list that may be empty takes one call to know it."""
    return {
        "ecs:ListClusters": 1,
        "ecs:DescribeClusters": 1,
        "ecs:ListServices": sum(max(1, ceil(number / 100)) for number in services),
        "ecs:DescribeServices": sum(ceil(number / 10) for number in services),
        "ecs:ListTasks": sum(max(1, ceil(number / 100)) + 1 for number in tasks),  # running, and stopped
        "ecs:DescribeTasks": sum(ceil(number / 100) for number in tasks),
    }


if __name__ == "__main__":
    main()
