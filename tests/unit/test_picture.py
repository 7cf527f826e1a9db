"""What the screen shows of the snapshots, and which feeds it needs for that."""

from __future__ import annotations

from typing import Any

import pytest
from models import NOW, image, repository, service, task

from ecstui.live.feeds import (
    Clusters,
    Images,
    Repositories,
    Scaling,
    ServiceDeployments,
    Services,
    TargetHealth,
    Tasks,
)
from ecstui.model.ecs import LoadBalancerTarget
from ecstui.model.elb import TargetHealth as Target
from ecstui.model.errors import Denied, Throttled
from ecstui.model.snapshot import Snapshot
from ecstui.ui.picture import Picture
from ecstui.ui.selection import Selection, ServiceRef
from ecstui.ui.state_words import placeholder, state

WEB = service("web", load_balancers=(LoadBalancerTarget("group", "web", 80),))
CHOSEN = Selection(service=ServiceRef("prod", "web"))


def read(*items: Any) -> Snapshot[Any]:
    return Snapshot(items, loaded_at=1.0, complete=True)


def picture(**known: Any) -> Picture:
    feeds = {Services(None): read(WEB, service("api", "batch"))} | known.get("feeds", {})
    return Picture(lambda feed: feeds.get(feed, Snapshot()))


def test_a_cluster_is_shown_from_the_whole_until_it_is_read_on_its_own() -> None:
    assert [s.name for s in picture().services("batch").items] == ["api"]
    own = picture(feeds={Services("batch"): read(service("new", "batch"))})
    assert [s.name for s in own.services("batch").items] == ["new"]


def test_what_is_known_of_a_cluster_on_its_own_replaces_the_older_whole() -> None:
    known = picture(feeds={Services("batch"): read()}).known_services("batch")
    assert [s.name for s in known] == ["web"]


def test_repositories_get_their_images_as_they_are_read() -> None:
    seen = picture(
        feeds={Repositories(): read(repository("a"), repository("b")), Images("a"): read(image("v1"))}
    )
    assert [r.images and len(r.images) for r in seen.repositories().items] == [1, None]


@pytest.mark.parametrize(
    ("visible", "subject", "feeds"),
    [
        ({"clusters"}, "clusters", {Clusters(), Services(None)}),
        ({"services"}, "services", {Services(None)}),
        ({"tasks"}, "tasks", {Services(None), Tasks("prod", "web")}),
        ({"repositories"}, "repositories", {Repositories(), Images("a")}),
        ({"detail"}, "tasks", {Services(None), Tasks("prod", "web")}),
        (
            {"detail"},
            "services",
            {
                Services(None),
                Tasks("prod", "web"),
                Scaling("prod", "web"),
                ServiceDeployments("prod", "web"),
                TargetHealth("group"),
            },
        ),
    ],
)
def test_only_what_is_on_screen_is_kept_true(visible, subject, feeds) -> None:
    assert picture().feeds(CHOSEN, visible, subject, ("a",)) == feeds


@pytest.mark.parametrize(
    ("snapshot", "title", "place"),
    [
        (Snapshot(), "loading…", "loading…"),
        (Snapshot((1,) * 340, expected=1000), "340 of 1,000…", "none here"),
        (read(), "", "none here"),
        (Snapshot(failure=Denied("no.", operation="ecs:X")), "denied", "ecs:X denied: no."),
        (Snapshot((1,), 1.0, True, Throttled("slow.")), "throttled", "all are well"),
    ],
)
def test_a_pane_says_how_good_its_list_is(snapshot, title, place) -> None:
    assert state(snapshot, 41.0) == title
    assert place in placeholder(snapshot, "none here", "all are well" if snapshot.loaded_at else "")


def test_a_service_looked_into_brings_its_stopped_tasks_and_while_it_is_the_subject_its_targets() -> None:
    dead, target = task(last_status="STOPPED", stopped_at=NOW), Target("10.0.0.1", 80, "a", "initial")
    seen = picture(
        feeds={Tasks("prod", "web"): read(dead, task("runs")), TargetHealth("group"): read(target)}
    )

    def known() -> tuple[int, int]:
        web = seen.service(CHOSEN)
        return len(web.stopped), len(web.targets)

    assert known() == (0, 0)
    seen.feeds(CHOSEN, {"services", "detail"}, "services", ())
    assert known() == (1, 1)
    seen.feeds(Selection(), {"services", "detail"}, "services", ())
    assert known() == (1, 0)
