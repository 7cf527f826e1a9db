"""Where containers log to: the sources that are tailed, and the words for what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from ecstui.live.log_places import NotTailed, places_of_service, places_of_task
from ecstui.live.log_sources import ServiceLogs
from ecstui.model.ecs import Container, ContainerDefinition, LogConfiguration, Task, TaskDefinition
from ecstui.model.logs import LogSource

REGION = "eu-west-1"


def awslogs(**options: str) -> LogConfiguration:
    return LogConfiguration(
        "awslogs", tuple((f"awslogs-{key.replace('_', '-')}", value) for key, value in options.items())
    )


def container(name: str, log: LogConfiguration | None) -> ContainerDefinition:
    return ContainerDefinition(name, "image", True, 0, None, None, log)


def definition(*containers: ContainerDefinition, revision: int = 1) -> TaskDefinition:
    arn = f"arn:aws:ecs:{REGION}:123456789012:task-definition/web:{revision}"
    return TaskDefinition(arn, "ACTIVE", "256", "512", "awsvpc", containers)


def task(*containers: Container) -> Task:
    return Task(
        f"arn:aws:ecs:{REGION}:123456789012:task/main/0123abcd",
        "main",
        "service:web",
        definition().arn,
        "RUNNING",
        "RUNNING",
        "HEALTHY",
        "FARGATE",
        "",
        containers,
        "256",
        "512",
        datetime.now(UTC),
    )


WEB = container("web", awslogs(group="/ecs/web", stream_prefix="app"))


def test_one_container_is_one_source_named_after_it() -> None:
    assert places_of_service([definition(WEB)], REGION).sources == {LogSource(REGION, "/ecs/web", "app/web/")}


def test_containers_that_share_group_and_prefix_share_a_source() -> None:
    proxy = container("proxy", awslogs(group="/ecs/web", stream_prefix="app"))
    assert places_of_service([definition(WEB, proxy)], REGION).sources == {
        LogSource(REGION, "/ecs/web", "app/")
    }


def test_another_group_or_region_is_another_source() -> None:
    proxy = container("proxy", awslogs(group="/ecs/proxy", stream_prefix="app", region="us-east-1"))
    assert places_of_service([definition(WEB, proxy)], REGION).sources == {
        LogSource(REGION, "/ecs/web", "app/web/"),
        LogSource("us-east-1", "/ecs/proxy", "app/proxy/"),
    }


def test_while_two_revisions_run_both_are_sources() -> None:
    moved = container("web", awslogs(group="/ecs/web-2", stream_prefix="app"))
    places = places_of_service([definition(WEB), definition(moved, revision=2)], REGION)
    assert {source.group for source in places.sources} == {"/ecs/web", "/ecs/web-2"}


def test_a_task_s_source_is_its_own_stream() -> None:
    assert places_of_task(definition(WEB), task(), REGION).sources == {
        LogSource(REGION, "/ecs/web", "app/web/0123abcd")
    }


def test_without_a_stream_prefix_the_stream_is_the_container_s_id() -> None:
    plain = definition(container("web", awslogs(group="/ecs/web")))
    running = Container("web", "image", "", "RUNNING", "HEALTHY", None, "", runtime_id="f00d")
    assert places_of_task(plain, task(running), REGION).sources == {LogSource(REGION, "/ecs/web", "f00d")}
    [lost] = places_of_service([plain], REGION).elsewhere
    assert "open the logs of one task" in lost.where


@pytest.mark.parametrize(
    ("driver", "options", "words"),
    [
        ("awsfirelens", {"Name": "datadog", "Host": "intake.example"}, "datadog (intake.example)"),
        ("awsfirelens", {}, "outputs of its configuration file"),
        (
            "splunk",
            {"splunk-url": "https://splunk.example", "splunk-token": "hush"},
            "https://splunk.example",
        ),
        ("json-file", {}, "on the container instance (json-file)"),
        ("syslog", {"syslog-address": "udp://10.0.0.1"}, "udp://10.0.0.1"),
        ("fluentd", {}, "localhost:24224"),
        ("none", {}, "nowhere"),
        ("etwlogs", {}, "log driver etwlogs"),
    ],
)
def test_another_driver_is_said_in_words(driver: str, options: dict[str, str], words: str) -> None:
    log = LogConfiguration(driver, tuple(options.items()))
    places = places_of_service([definition(container("web", log))], REGION)
    [elsewhere] = places.elsewhere
    assert places.sources == frozenset()
    assert (elsewhere.container, elsewhere.driver) == ("web", driver)
    assert words in elsewhere.where
    assert "hush" not in elsewhere.where


def test_no_log_configuration_is_said_too() -> None:
    [elsewhere] = places_of_service([definition(container("web", None))], REGION).elsewhere
    assert elsewhere == NotTailed(
        "web", "", "no log driver is configured: the lines stay with the Docker daemon of the instance"
    )


ROUTER = ContainerDefinition("log_router", "image", True, 0, None, None, None, firelens="fluentbit")


def firelens(**options: str) -> LogConfiguration:
    return LogConfiguration("awsfirelens", tuple(options.items()))


@pytest.mark.parametrize("plugin", ["cloudwatch", "cloudwatch_logs"])
def test_lines_that_firelens_sends_to_cloudwatch_are_tailed(plugin: str) -> None:
    log = firelens(Name=plugin, log_group_name="/fire", log_stream_prefix="app/", region="us-east-1")
    web = definition(container("web", log), ROUTER)
    places = places_of_service([web], REGION)
    assert places.sources == {LogSource("us-east-1", "/fire", "app/web-firelens-")}
    assert places_of_task(web, task(), REGION).sources == {
        LogSource("us-east-1", "/fire", "app/web-firelens-0123abcd")
    }


def test_a_firelens_stream_of_one_name_is_tailed_by_that_name() -> None:
    options = {"name": "cloudwatch", "log_group_name": "/f", "log_stream_name": "all"}
    web = definition(container("web", firelens(**options)))
    assert places_of_service([web], REGION).sources == {LogSource(REGION, "/f", "all")}
    assert places_of_task(web, task(), REGION).sources == {LogSource(REGION, "/f", "all")}


def test_a_firelens_group_that_only_fluent_bit_can_name_is_not_guessed() -> None:
    web = definition(container("web", firelens(Name="cloudwatch", log_group_name="/$(ecs_cluster)")), ROUTER)
    [elsewhere] = [e for e in places_of_service([web], REGION).elsewhere if e.container == "web"]
    assert "the FireLens router log_router sends them to cloudwatch (/$(ecs_cluster))" in elsewhere.where
    assert "the logs of log_router may tell more" in elsewhere.where


def test_secret_options_are_said_by_name() -> None:
    log = LogConfiguration("splunk", (("splunk-url", "https://s"),), ("splunk-token",))
    [elsewhere] = places_of_service([definition(container("web", log))], REGION).elsewhere
    assert elsewhere.where == "Splunk at https://s; secret options: splunk-token"


def test_lines_on_an_instance_name_it_and_the_container() -> None:
    running = Container("web", "image", "", "RUNNING", "", None, "", runtime_id="f00d" * 16)
    here = replace(task(running), container_instance_arn="arn:aws:ecs:x:1:container-instance/main/abc123")
    web = definition(container("web", LogConfiguration("journald")))
    [elsewhere] = places_of_task(web, here, REGION).elsewhere
    assert elsewhere.where.endswith("; container instance abc123, container f00df00df00d")


def test_where_the_tasks_are_known_streams_without_a_prefix_are_tailed() -> None:
    plain = definition(container("web", awslogs(group="/ecs/web")))
    places = places_of_service([plain], REGION, by_name=True)
    assert places.sources == {LogSource(REGION, "/ecs/web", "")}
    assert places.elsewhere == ()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, ("web (default, 10m)",)),
        ({"mode": "non-blocking", "max-buffer-size": "25m"}, ("web (non-blocking, 25m)",)),
        ({"mode": "blocking"}, ()),
    ],
)
def test_a_driver_that_may_lose_lines_is_told(options: dict[str, str], told: tuple[str, ...]) -> None:
    given = {"awslogs-group": "/g", "awslogs-stream-prefix": "app"} | options
    web = definition(container("web", LogConfiguration("awslogs", tuple(given.items()))))
    assert places_of_service([web], REGION).lossy == told
    assert places_of_task(web, task(), REGION).lossy == told


async def test_a_service_s_sources_follow_its_deployments() -> None:
    revisions = {
        "web:1": definition(WEB),
        "web:2": definition(container("web", awslogs(group="/ecs/web-2", stream_prefix="app")), revision=2),
    }

    async def task_definition(name: str) -> TaskDefinition:
        return revisions[name]

    service: Any = None
    aws: Any = SimpleNamespace(region=REGION, ecs=SimpleNamespace(task_definition=task_definition))
    logs = ServiceLogs(aws, lambda: service)
    assert await logs() == frozenset()
    old, new = SimpleNamespace(task_definition="web:1"), SimpleNamespace(task_definition="web:2")
    service = SimpleNamespace(task_definition="web:1", deployments=(old,))
    assert {source.group for source in await logs()} == {"/ecs/web"}
    service = SimpleNamespace(task_definition="web:2", deployments=(new, old))
    assert {source.group for source in await logs()} == {"/ecs/web", "/ecs/web-2"}
    service = SimpleNamespace(task_definition="web:2", deployments=(new,))
    assert {source.group for source in await logs()} == {"/ecs/web-2"}
