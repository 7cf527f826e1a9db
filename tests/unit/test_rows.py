"""The rows of every list, as named cases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from models import NOW, ago, cluster, container, deployment, event, image, repository, service, task

from ecstui.model.ecr import PlatformImage
from ecstui.model.health import Health, Level
from ecstui.ui.rows.clusters import ALL, CLUSTERS, all_clusters_row, with_services
from ecstui.ui.rows.images import IMAGES
from ecstui.ui.rows.repositories import REPOSITORIES
from ecstui.ui.rows.services import SERVICES
from ecstui.ui.rows.tasks import TASKS, failing_first

if TYPE_CHECKING:
    from ecstui.ui.rows.listing import Listing


def text_of(cell: Any) -> str:
    return cell if isinstance(cell, str) else cell.text


def cells(listing: Listing[Any], *items: Any, **options: Any) -> list[dict[str, str]]:
    """The rows, each as its texts by column."""
    keys = [column.key for column in listing.columns]
    rows = listing.rows(items, NOW, **options)
    return [dict(zip(keys, map(text_of, row.cells), strict=True)) for row in rows]


TROUBLE = event("(service api) was unable to place a task because no container instance met", minutes=2)


def test_a_service_that_is_well() -> None:
    [row] = cells(SERVICES, service())
    assert row == {
        "health": "✓ healthy",
        "name": "web",
        "running": "2/2",
        "rollout": "completed",
        "revision": ":7",
        "age": "2d",
        "runs_on": "Fargate",
        "cluster": "prod",
    }


def test_services_that_want_an_eye_come_first_then_by_name() -> None:
    failing = service("zebra", running=0, events=(TROUBLE,))
    rows = cells(SERVICES, service("beta"), service("alpha"), failing)
    assert [row["name"] for row in rows] == ["zebra", "alpha", "beta"]


@pytest.mark.parametrize(
    ("given", "column", "text"),
    [
        ({"pending": 2, "running": 1, "desired": 3}, "running", "1/3 +2"),
        ({"task_definition": "family:12"}, "revision", "family:12"),
        ({"scheduling_strategy": "DAEMON", "launch_type": "EC2"}, "runs_on", "EC2 daemon"),
        ({"deployment_controller": "CODE_DEPLOY"}, "rollout", "CodeDeploy"),
        ({"deployments": (deployment(rollout_state="FAILED"),)}, "rollout", "failed"),
        ({"deployments": ()}, "age", ""),
    ],
)
def test_a_service_of_another_kind(given, column, text) -> None:
    [row] = cells(SERVICES, service(**given))
    assert row[column] == text


def test_unhealthy_only_hides_what_is_well() -> None:
    rows = cells(SERVICES, service("well"), service("ill", running=0, events=(TROUBLE,)), unhealthy_only=True)
    assert [row["name"] for row in rows] == ["ill"]


def test_troubles_are_counted_by_their_weight_without_zeros() -> None:
    ill = service("ill", running=0, events=(TROUBLE,))
    assert SERVICES.judge((ill, service()), NOW).troubles == (("✗ 1", "broken"),)


def test_tasks_that_run_come_before_the_stopped_ones_the_newest_first() -> None:
    def stopped(name: str, minutes: int) -> Any:
        return task(name, last_status="STOPPED", stopped_at=ago(minutes=minutes), created_at=ago(hours=9))

    rows = cells(
        TASKS, stopped("stopped-long-ago", 50), stopped("stopped-just-now", 1), task("runs-since-hours")
    )
    assert [row["id"] for row in rows] == ["runs-sin", "stopped-", "stopped-"]
    assert [row["age"] for row in rows] == ["59m", "1m", "50m"]


def test_of_a_service_in_trouble_the_newest_task_that_died_is_on_top() -> None:
    def dead(name: str, minutes: int) -> Any:
        code = {"stop_code": "EssentialContainerExited", "last_status": "STOPPED"}
        return task(name, stopped_at=ago(minutes=minutes), created_at=ago(minutes=minutes + 1), **code)

    def order(*tasks: Any) -> list[str]:
        return [e.item.id for e in failing_first(TASKS.judge(tasks, NOW), NOW).entries]

    runs, starts = task("runs"), task("starts", last_status="PENDING")
    assert order(runs, dead("old", 9), starts, dead("new", 2)) == ["new", "starts", "runs", "old"]
    assert order(runs, dead("long-ago", 90)) == ["runs", "long-ago"]


def test_a_task_that_was_killed_for_its_memory() -> None:
    oom = container(last_status="STOPPED", exit_code=137, reason="OutOfMemoryError: Container killed")
    dead = task(
        last_status="STOPPED",
        stopped_at=ago(minutes=3),
        stop_code="EssentialContainerExited",
        stopped_reason="Essential container in task exited",
        containers=(oom, container("sidecar", last_status="STOPPED", exit_code=0)),
    )
    [row] = cells(TASKS, dead)
    assert row["health"] == "✗ out of memory"
    assert row["containers"] == "web exit 137, sidecar exit 0"
    assert row["reason"] == "Essential container in task exited"


def test_clusters_are_as_bad_as_their_services_and_all_of_them_are_summed_up() -> None:
    clusters = (cluster("prod", pending_tasks=3), cluster("batch"))
    broken = Health(Level.BROKEN, "failing")
    rows = cells(CLUSTERS, *with_services(clusters, {"prod": (broken, Health(Level.OK, "healthy"))}))
    assert [(row["name"], row["health"], row["tasks"]) for row in rows] == [
        ("batch", "· not read", "2"),
        ("prod", "✗ 1 broken", "2 +3"),
    ]
    total = all_clusters_row(clusters)
    assert [text_of(cell) for cell in total.cells] == [ALL, "", "2", "4 +3", "0"]


def test_a_cluster_counts_its_services_in_trouble_beside_the_broken_ones() -> None:
    found = (Health(Level.BROKEN, "failing"),) * 2 + (Health(Level.WARNING, "unstable"),) * 3
    [row] = cells(CLUSTERS, *with_services((cluster("prod", active_services=5),), {"prod": found}))
    assert row["health"] == "✗ 2 ! 3"


def test_a_repository_before_its_images_are_read_and_without_any() -> None:
    rows = cells(REPOSITORIES, repository("a"), repository("b", images=()))
    assert [row["images"] for row in rows] == ["…", "0"]


def test_a_repository_shows_its_newest_image() -> None:
    newest = image("v2", "latest", findings=(("HIGH", 2), ("LOW", 9)))
    kept = {"tag_mutability": "IMMUTABLE_WITH_EXCLUSION", "scan_mode": "basic on push", "lifecycle": ""}
    [row] = cells(REPOSITORIES, repository(images=(newest, image("v1")), encryption="KMS_DSSE", **kept))
    assert row == {
        "name": "web",
        "images": "2",
        "tag": "v2 +1",
        "findings": "! 2 high",
        "pushed": "1d",
        "size": "100 MB",
        "mutability": "immutable*",
        "scan": "basic on push",
        "encryption": "KMS",
        "lifecycle": "none",
    }


def test_an_image_shows_where_it_runs_and_an_index_its_platforms() -> None:
    index = "application/vnd.oci.image.index.v1+json"
    platforms = (PlatformImage("linux/amd64", "sha256:1"), PlatformImage("windows/amd64", "sha256:2"))
    of_two = image("v3", digest="sha256:3", media_type=index, platforms=platforms)
    rows = cells(
        IMAGES,
        image("v1", digest="sha256:0", runs_in=None, pushed_at=ago(minutes=1)),
        image("v2", digest="sha256:1", runs_in=("prod/web 8", "prod/api 1"), pushed_at=ago(minutes=2)),
        replace(of_two, pushed_at=ago(minutes=3)),
        replace(of_two, digest="sha256:4", platforms=(), pushed_at=ago(minutes=4)),
    )
    assert [row["runs"] for row in rows[:2]] == ["…", "prod/web 8 +1"]
    assert [row["platforms"] for row in rows[1:]] == ["", "amd64, windows/amd64", "index"]
    assert rows[2]["size"] == ""


def test_images_are_newest_first_with_their_findings_by_severity() -> None:
    old = image(pushed_at=ago(days=9), digest="sha256:0123456789abcdef", findings=None)
    new = image("v2", findings=(("CRITICAL", 1), ("LOW", 3)), last_pulled_at=ago(hours=2))
    rows = cells(IMAGES, old, new)
    assert rows[0]["severities"] == "1 critical, 3 low"
    assert rows[0]["pulled"] == "2h"
    assert (rows[1]["tags"], rows[1]["digest"], rows[1]["findings"]) == (
        "untagged",
        "0123456789ab",
        "? not scanned",
    )
