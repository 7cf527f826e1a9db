"""The differences of two revisions are told field by field, and no secret's value among them."""

from __future__ import annotations

from dataclasses import replace

from ecstui.model.ecs import ContainerDefinition, LogConfiguration, TaskDefinition
from ecstui.operations.revision_changes import revision_changes

APP = ContainerDefinition(
    "app",
    "repo/app:2",
    True,
    256,
    512,
    None,
    LogConfiguration("awslogs", (("awslogs-group", "/a"),)),
    (8080,),
    environment=(("LEVEL", "info"), ("DB_PASSWORD", "hunter2"), ("API_TOKEN", "same")),
    secrets=(("KEY", "arn:aws:secretsmanager:eu-west-1:1:secret:key-1"),),
)
NOW = TaskDefinition(
    "arn:aws:ecs:eu-west-1:1:task-definition/app:7", "ACTIVE", "256", "512", "awsvpc", (APP,)
)


def told(**changes: object) -> list[str]:
    after = replace(NOW, containers=(replace(APP, **changes),))  # type: ignore[arg-type]
    return [str(change) for change in revision_changes(NOW, after)]


def test_equal_revisions_differ_in_nothing() -> None:
    assert revision_changes(NOW, replace(NOW, arn="other")) == ()


def test_images_limits_ports_and_log_options_are_told() -> None:
    log = LogConfiguration("awslogs", (("awslogs-group", "/b"),))
    assert told(image="repo/app:1", memory=256, ports=(80,), log=log) == [
        "image app:2 -> app:1",
        "memory 512 -> 256",
        "ports 8080 -> 80",
        "log awslogs-group /a -> /b",
    ]


def test_an_image_of_another_repository_is_told_whole() -> None:
    assert told(image="other/app:2") == ["image repo/app:2 -> other/app:2"]


def test_a_value_of_a_variable_that_sounds_secret_is_never_shown() -> None:
    changed = told(environment=(("LEVEL", "debug"), ("DB_PASSWORD", "hunter3"), ("NEW_KEY", "k")))
    assert changed == [
        "env LEVEL info -> debug",
        "env DB_PASSWORD •••• -> •••• (another value)",
        "env API_TOKEN •••• -> none",
        "env NEW_KEY none -> ••••",
    ]


def test_a_password_in_an_address_or_a_log_option_is_never_shown() -> None:
    log = LogConfiguration("awslogs", (("awslogs-group", "/a"), ("splunk-token", "t0p")))
    changed = told(environment=(*APP.environment, ("DB", "postgres://app:hunter2@db/app")), log=log)
    assert changed == ["log splunk-token none -> ••••", "env DB none -> ••••"]


def test_a_secret_is_told_by_where_it_comes_from() -> None:
    assert told(secrets=()) == ["secret KEY arn:aws:secretsmanager:eu-west-1:1:secret:key-1 -> none"]


def test_containers_come_and_go_and_are_named_where_there_are_several() -> None:
    side = replace(APP, name="proxy", image="envoy:1")
    more = replace(NOW, containers=(replace(APP, cpu=128), side))
    assert [str(c) for c in revision_changes(NOW, more)] == [
        "app cpu 256 -> 128",
        "container proxy none -> envoy:1",
    ]
    assert "container proxy envoy:1 -> removed" in [str(c) for c in revision_changes(more, NOW)]
