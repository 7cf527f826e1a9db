"""What the screen shows of the snapshots, and which feeds it needs for that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from models import NOW, ago, cluster, container, image, repository, service, task

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
from ecstui.live.registry_feeds import ClusterTasks, Definition, Lifecycle, Platforms, RegistryRules
from ecstui.model.ecs import ContainerDefinition, LoadBalancerTarget, TaskDefinition
from ecstui.model.elb import TargetHealth as Target
from ecstui.model.errors import Denied, Throttled
from ecstui.model.snapshot import Snapshot
from ecstui.ui.facts.service import service_facts
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
        ({"repositories"}, "repositories", {Repositories(), Images("a"), Lifecycle("a"), RegistryRules()}),
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
                Definition(WEB.task_definition),
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


URI = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web"
IMAGE = image("main", repository="shop/web", digest="sha256:new", pushed_at=ago(minutes=12))
DEFINED = TaskDefinition(
    WEB.task_definition,
    "ACTIVE",
    "",
    "",
    "awsvpc",
    (ContainerDefinition("web", f"{URI}:main", True, 0, None, None, None),),
)
LOOKING = Selection(images_of="shop/web", image="sha256:new")


def registry(**known: Any) -> Picture:
    feeds = {
        Services(None): read(WEB),
        Clusters(): read(cluster("prod")),
        Repositories(): read(repository("shop/web", uri=URI)),
        Images("shop/web"): read(IMAGE),
        **known.get("feeds", {}),
    }
    return Picture(lambda feed: feeds.get(feed, Snapshot()))


def test_where_images_run_is_read_a_wave_of_definitions_at_a_time_and_said_to_be_partial() -> None:
    begun = registry()
    wanted = begun.feeds(LOOKING, {"images"}, "images", ())
    assert {Definition(WEB.task_definition), ClusterTasks("prod"), Services(None)} <= wanted
    assert begun.images("shop/web").items[0].runs_in == ()
    assert len(begun.registry.account().gaps) == 2
    running = task(containers=(container(image=f"{URI}:main", image_digest="sha256:new"),))
    known = {Definition(WEB.task_definition): read(DEFINED), ClusterTasks("prod"): read(running)}
    ended = registry(feeds=known)
    assert Definition(WEB.task_definition) not in ended.feeds(LOOKING, {"images"}, "images", ())
    assert ended.images("shop/web").items[0].runs_in == ("prod/web 1",)
    assert ended.registry.account().gaps == ()


def test_nothing_is_read_of_what_runs_unless_images_are_looked_at() -> None:
    feeds = registry().feeds(LOOKING, {"images", "services"}, "services", ())
    assert not {type(feed) for feed in feeds} & {Definition, ClusterTasks}


def test_tasks_of_a_very_large_account_are_not_read_for_it() -> None:
    large = registry(feeds={Clusters(): read(cluster("prod", running_tasks=9000))})
    assert ClusterTasks("prod") not in large.feeds(LOOKING, {"images"}, "images", ())
    assert "tasks of prod not read" in large.registry.account().gaps


def test_what_is_behind_the_uses_of_images_loads_until_it_is_read_or_cannot_be() -> None:
    assert Picture(lambda _: Snapshot()).registry.loads_uses
    assert not Picture(lambda _: Snapshot(failure=Denied("no"))).registry.loads_uses


def test_the_platforms_of_an_index_alone_are_read_and_only_of_the_image_looked_at() -> None:
    kind = "application/vnd.oci.image.index.v1+json"
    index = replace(IMAGE, media_type=kind)
    other = replace(index, digest="sha256:other")
    feeds = registry(feeds={Images("shop/web"): read(index, other)}).feeds(LOOKING, {"images"}, "images", ())
    assert {feed for feed in feeds if isinstance(feed, Platforms)} == {Platforms("shop/web", "sha256:new")}


def test_policies_are_read_of_the_repository_looked_at_or_of_all_where_there_is_room() -> None:
    looking = Selection(repository=repository("shop/web").arn)
    near = ("shop/web", "b")
    beside = registry().feeds(looking, {"repositories", "services"}, "repositories", near)
    alone = registry().feeds(looking, {"repositories"}, "repositories", near)
    assert {RegistryRules(), Lifecycle("shop/web")} <= beside
    assert Lifecycle("b") not in beside
    assert Lifecycle("b") in alone


def test_a_service_tells_that_its_tag_names_a_newer_image() -> None:
    running = task(containers=(container(image=f"{URI}:main", image_digest="sha256:old"),))
    seen = registry(
        feeds={Definition(WEB.task_definition): read(DEFINED), Tasks("prod", "web"): read(running)}
    )
    assert Images("shop/web") in seen.feeds(CHOSEN, {"detail"}, "services", ())
    (found,) = seen.around(WEB).moved
    assert found.words(NOW).startswith("newer image pushed 12m ago as main")
    facts = [fact for section in service_facts(seen.around(WEB), NOW) for fact in section.facts]
    assert any("newer image pushed 12m ago" in fact.text for fact in facts)


def test_a_cluster_loads_while_its_services_are_read_for_the_first_time() -> None:
    loading = Picture(lambda _: Snapshot())
    assert loading.loads_services("prod")("prod")
    assert loading.loads_services(None)("batch")
    assert not loading.loads_services("prod")("batch")  # nobody reads that now
    assert not picture().loads_services(None)("prod")
