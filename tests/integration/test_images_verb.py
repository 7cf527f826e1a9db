"""`ecstui images` as a program: a repository's images, where they run, and an exit code for a check."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import verbs

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws


def run(server: EmbeddedAws, *arguments: str) -> subprocess.CompletedProcess[str]:
    return verbs.run(server, "images", *arguments)


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=0, scenario="calm")


def test_images_are_told_newest_first_with_where_they_run(server: EmbeddedAws) -> None:
    ended = run(server, "shop/web")
    told = json.loads(run(server, "shop/web", "--output", "json").stdout)
    lines = ended.stdout.splitlines()
    assert len(lines) == len(told["images"]) > 10
    pushed = [image["pushed"] for image in told["images"]]
    assert pushed == sorted(pushed, reverse=True)
    used = next(image for image in told["images"] if "7.42.1" in image["tags"])
    assert [(use["cluster"], use["name"], use["tags"]) for use in used["runs_in"]] == [
        ("production", "web", ["7.42.1"]),
        ("staging", "web", ["7.42.1"]),
    ]
    line = next(line for line in lines if "7.42.1" in line)
    assert "production/web 8, staging/web 2" in line
    assert used["digest"].removeprefix("sha256:")[:12] in line
    assert told["gaps"] == []
    assert told["uri"].endswith(".amazonaws.com/shop/web")


def test_only_what_is_used_and_has_grave_findings_ends_with_1(server: EmbeddedAws) -> None:
    codes = {}
    for name in ("shop/web", "shop/gateway", "shop/search"):
        ended = run(server, name, "--output", "json")
        told = json.loads(ended.stdout)
        grave = [
            image
            for image in told["images"]
            if image["runs_in"] and {"CRITICAL", "HIGH"} & set(image["findings"] or {})
        ]
        assert told["unhealthy"] == len(grave)
        codes[name] = ended.returncode
        assert ended.returncode == (1 if grave else 0)
        marked = [line for line in run(server, name).stdout.splitlines() if line.startswith("!")]
        assert len(marked) == len(grave)
    assert set(codes.values()) == {0, 1}


def test_an_index_tells_its_platforms(server: EmbeddedAws) -> None:
    told = json.loads(run(server, "shop/gateway", "--output", "json").stdout)
    index = next(image for image in told["images"] if "1.32.0-rc.1" in image["tags"])
    assert index["platforms"] == ["linux/amd64", "linux/arm64"]
    assert index["findings"] is None


def test_a_repository_that_is_not_there_ends_with_2_and_what_was_meant(server: EmbeddedAws) -> None:
    ended = run(server, "shop/wbe")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "did you mean shop/web" in ended.stderr


async def test_what_may_not_be_read_of_where_they_run_is_said_and_the_rest_is_told(
    server: EmbeddedAws,
) -> None:
    await server.control.faults(
        {"match": "ecs:ListTasks", "fault": "error", "code": "AccessDeniedException", "n": None}
    )
    ended = run(server, "shop/web")
    assert ended.returncode in {0, 1}
    assert "not known whole: tasks of" in ended.stderr
    assert "production/web 0" in ended.stdout
    await server.control.faults(
        {"match": "ecr:DescribeImages", "fault": "error", "code": "AccessDeniedException", "n": None}
    )
    denied = run(server, "shop/web")
    assert (denied.returncode, denied.stdout) == (4, "")
    assert "ecr:DescribeImages" in denied.stderr
