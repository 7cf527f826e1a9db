"""The refresher against the embedded AWS: what it shows, what it calls, and what it makes of failures."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from math import ceil
from typing import TYPE_CHECKING, Any

import pytest

from ecstui.aws.account import Aws
from ecstui.aws.patience import Patience
from ecstui.live.feeds import Clusters, Images, Repositories, Services, Tasks
from ecstui.live.refresher import Refresher
from ecstui.model.account import Connection
from ecstui.model.errors import Denied, Throttled
from ecstui.model.snapshot import Freshness, Snapshot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from embedded_aws import EmbeddedAws

    from ecstui.live.feeds import Feed

SERVICES, TASKS = 250, 300
DENIED = {"fault": "error", "code": "AccessDeniedException", "message": "not authorized"}


async def eventually(condition: Callable[[], bool]) -> None:
    """Return when the condition holds, of which no one tells."""
    async with asyncio.timeout(20):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


class Watcher:
    """A running refresher and what it told."""

    def __init__(self, aws: Aws, every: float) -> None:
        self.aws = aws
        self.calls = aws.calls
        self.refresher = Refresher(aws, every=every, on_change=self._note)
        self.changes: list[tuple[Feed, Snapshot[Any]]] = []
        self._changed = asyncio.Event()

    def _note(self, feed: Feed) -> None:
        self.changes.append((feed, self.refresher.snapshot(feed)))
        self._changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def reading(self, feed: Feed) -> Snapshot[Any]:
        """The snapshot after one more reading, whether or not anything changed."""
        before = self.refresher.snapshot(feed).loaded_at
        self.refresher.look_again(feed)
        await eventually(lambda: self.refresher.snapshot(feed).loaded_at not in (None, before))
        return self.refresher.snapshot(feed)

    async def fresh(self, feed: Feed, freshness: Freshness) -> Snapshot[Any]:
        await self.until(lambda: self.refresher.snapshot(feed).freshness is freshness)
        return self.refresher.snapshot(feed)


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch) -> EmbeddedAws:
    server = aws_with(speed=0, services=SERVICES, tasks=TASKS)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return server


@asynccontextmanager
async def watching(server: EmbeddedAws, *feeds: Feed, every: float = 60.0) -> AsyncIterator[Watcher]:
    connection = Connection(region=server.region, endpoint_url=server.endpoint_url)
    async with Aws(connection, patience=Patience(attempts=1)) as aws:
        watcher = Watcher(aws, every)
        watcher.refresher.watch(feeds)
        running = asyncio.create_task(watcher.refresher.run())
        try:
            yield watcher
        finally:
            running.cancel()
            await asyncio.wait((running,))
            assert running.cancelled()


async def test_the_first_reading_shows_batches_as_they_come_and_then_the_whole(server: EmbeddedAws) -> None:
    everywhere = Services(None)
    async with watching(server, everywhere) as watcher:
        whole = await watcher.fresh(everywhere, Freshness.CURRENT)
        states = [(len(snapshot.items), snapshot.expected) for _, snapshot in watcher.changes]
        assert len(states) >= 3
        assert states[0][0] < SERVICES
        assert {expected for _, expected in states[:-1]} == {SERVICES}
        assert len(whole.items) == SERVICES
        assert whole.complete
        assert whole.items == tuple(sorted(whole.items, key=lambda service: service.arn))


async def test_a_reading_makes_no_more_calls_than_its_batches_need(server: EmbeddedAws) -> None:
    one, everywhere, tasks = Services("production"), Services(None), Tasks("production")
    async with watching(server, one) as watcher:
        services = len((await watcher.fresh(one, Freshness.CURRENT)).items)
        counts = await server.control.counts()
        assert counts == {
            "ecs:ListServices": ceil(services / 100),
            "ecs:DescribeServices": ceil(services / 10),
        }

        await server.control.reset()
        watcher.refresher.watch([everywhere])
        await watcher.fresh(everywhere, Freshness.CURRENT)
        counts = await server.control.counts()
        by_cluster = server.world.ecs.clusters
        assert counts["ecs:ListClusters"] == counts["ecs:DescribeClusters"] == 1
        assert counts["ecs:ListServices"] == len(by_cluster) == 3
        assert counts["ecs:DescribeServices"] <= SERVICES / 10 + len(by_cluster)

        await server.control.reset()
        watcher.refresher.watch([tasks])
        running = len((await watcher.fresh(tasks, Freshness.CURRENT)).items)
        pages = ceil(running / 100)
        assert await server.control.counts() == {"ecs:ListTasks": pages + 1, "ecs:DescribeTasks": pages}


async def test_only_what_is_watched_is_read_and_what_was_read_is_kept(server: EmbeddedAws) -> None:
    clusters, repositories = Clusters(), Repositories()
    async with watching(server, repositories, every=0.01) as watcher:
        await watcher.fresh(repositories, Freshness.CURRENT)
        watcher.refresher.watch([clusters])
        await watcher.fresh(clusters, Freshness.CURRENT)
        await watcher.reading(clusters)
        counts = await server.control.counts()
        assert counts["ecr:DescribeRepositories"] == 1
        assert counts["ecs:ListClusters"] >= 2
        assert len(watcher.refresher.snapshot(repositories).items) == 12
        watcher.refresher.watch([])
        async with asyncio.timeout(20):
            while await server.control.counts():  # a reading may still be under way
                await server.control.reset()
                await asyncio.sleep(0.2)


async def test_an_unchanged_list_is_told_once_however_often_it_is_read(server: EmbeddedAws) -> None:
    clusters = Clusters()
    async with watching(server, clusters) as watcher:
        first = await watcher.fresh(clusters, Freshness.CURRENT)
        told = len(watcher.changes)
        for _ in range(3):
            again = await watcher.reading(clusters)
        assert again.items == first.items
        assert again.loaded_at > first.loaded_at
        assert len(watcher.changes) == told


async def test_looking_again_shows_a_change_at_once(server: EmbeddedAws) -> None:
    feed = Services("production")
    async with watching(server, feed) as watcher:
        name = (await watcher.fresh(feed, Freshness.CURRENT)).items[0].name
        await watcher.aws.ecs.update_service("production", name, desired=7)
        seen = await watcher.reading(feed)
        assert next(service for service in seen.items if service.name == name).desired == 7


async def test_a_failure_leaves_the_items_stale_with_its_words_and_heals(server: EmbeddedAws) -> None:
    clusters = Clusters()
    async with watching(server, clusters, every=0.02) as watcher:
        items = (await watcher.fresh(clusters, Freshness.CURRENT)).items
        await server.control.faults({"match": "ecs:DescribeClusters", "n": None, **DENIED})
        stale = await watcher.fresh(clusters, Freshness.STALE)
        assert stale.items == items
        assert isinstance(stale.failure, Denied)
        assert stale.failure.operation == "ecs:DescribeClusters"
        await server.control.faults()
        healed = await watcher.fresh(clusters, Freshness.CURRENT)
        assert healed.failure is None


async def test_what_heals_one_feed_wakes_the_others(server: EmbeddedAws) -> None:
    feeds = Clusters(), Repositories()
    await server.control.faults({"match": "*", "fault": "html", "status": 502, "n": None})
    async with watching(server, *feeds) as watcher:
        for feed in feeds:
            await watcher.fresh(feed, Freshness.FAILED)
        await server.control.faults()
        await watcher.reading(feeds[0])
        await watcher.fresh(feeds[1], Freshness.CURRENT)


async def test_a_first_reading_that_fails_says_so_and_others_go_on(server: EmbeddedAws) -> None:
    await server.control.faults({"match": "ecr:DescribeRepositories", "n": None, **DENIED})
    clusters, repositories = Clusters(), Repositories()
    async with watching(server, clusters, repositories) as watcher:
        failed = await watcher.fresh(repositories, Freshness.FAILED)
        assert isinstance(failed.failure, Denied)
        await watcher.fresh(clusters, Freshness.CURRENT)


async def test_a_cluster_whose_services_are_denied_does_not_hide_the_others(server: EmbeddedAws) -> None:
    await server.control.faults({"match": "ecs:ListServices", **DENIED})
    everywhere = Services(None)
    async with watching(server, everywhere) as watcher:
        stale = await watcher.fresh(everywhere, Freshness.STALE)
        await watcher.until(lambda: watcher.refresher.snapshot(everywhere).complete)
        stale = watcher.refresher.snapshot(everywhere)
        assert isinstance(stale.failure, Denied)
        assert len({service.cluster for service in stale.items}) == 2


async def test_throttling_slows_the_calls_and_is_told(server: EmbeddedAws) -> None:
    feed = Services("production")
    async with watching(server, feed, every=0.02) as watcher:
        await watcher.fresh(feed, Freshness.CURRENT)
        assert watcher.refresher.slowed == ()
        await server.control.faults({"match": "ecs:DescribeServices", "fault": "throttle", "n": 1})
        stale = await watcher.fresh(feed, Freshness.STALE)
        assert isinstance(stale.failure, Throttled)
        assert watcher.refresher.slowed == ("services: 5.0 calls/s",)
        await watcher.fresh(feed, Freshness.CURRENT)


async def test_an_answer_that_comes_after_its_feed_left_the_screen_is_kept(server: EmbeddedAws) -> None:
    await server.control.faults({"match": "ecs:DescribeClusters", "fault": "delay", "seconds": 0.4})
    clusters = Clusters()
    async with watching(server, clusters) as watcher:
        await eventually(lambda: watcher.calls["ecs:DescribeClusters"] == 1)
        watcher.refresher.watch([])
        kept = await watcher.fresh(clusters, Freshness.CURRENT)
        assert len(kept.items) == 3


async def test_cancelling_in_the_middle_of_a_reading_leaves_nothing_running(server: EmbeddedAws) -> None:
    await server.control.faults({"match": "*", "fault": "delay", "seconds": 5.0, "n": None})
    before = asyncio.all_tasks()
    async with watching(server, Clusters(), Services(None), Images("big/orders-0")) as watcher:
        await eventually(lambda: watcher.calls.total() == 3)
        assert len(asyncio.all_tasks()) > len(before) + 3
    assert asyncio.all_tasks() <= before
    await server.control.faults()
