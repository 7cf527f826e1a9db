"""What is carried to bring a service's settings back: exactly what differs, and UpdateService takes."""

from __future__ import annotations

import json
from typing import Any

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as some
from models import service

from ecstui.aws.service_members import NAMES, service_members
from ecstui.model.ecs import ServiceRevision
from ecstui.operations.way_back import (
    NOT_TAKEN,
    STARTING,
    TAKEN_AWAY,
    WayBack,
    way_back,
    way_back_consequences,
)

STAYS = {"networkConfiguration", "platformVersion", "monitoring"}  # where the service had none then
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/{}/0123456789abcdef"
ids = some.lists(some.sampled_from("abcd"), min_size=1, unique=True)
network = some.builds(
    lambda subnets, groups, public: {
        "awsvpcConfiguration": {"subnets": subnets, "securityGroups": groups, "assignPublicIp": public}
    },
    ids,
    ids,
    some.sampled_from(("ENABLED", "DISABLED")),
)
share = some.fixed_dictionaries(
    {
        "capacityProvider": some.sampled_from(("FARGATE", "FARGATE_SPOT", "asg")),
        "weight": some.integers(0, 2),
        "base": some.integers(0, 2),
    }
)
balancer = some.builds(
    lambda group, port: {
        "targetGroupArn": GROUP.format(group),
        "containerName": "web",
        "containerPort": port,
    },
    some.sampled_from("ab"),
    some.integers(80, 81),
)
settings: some.SearchStrategy[dict[str, Any]] = some.fixed_dictionaries(
    {},
    optional={
        "networkConfiguration": network,
        "launchType": some.sampled_from(("FARGATE", "EC2")),
        "capacityProviderStrategy": some.lists(share, max_size=3),
        "platformVersion": some.sampled_from(("1.3.0", "1.4.0")),
        "loadBalancers": some.lists(balancer, max_size=2),
        "serviceRegistries": some.lists(
            some.fixed_dictionaries({"registryArn": some.sampled_from(("arn:a/1", "arn:a/2"))}), max_size=2
        ),
        "serviceConnectConfiguration": some.fixed_dictionaries(
            {"enabled": some.booleans(), "namespace": some.sampled_from(("shop", "other"))}
        ),
        "volumeConfigurations": some.lists(
            some.fixed_dictionaries({"name": some.sampled_from(("data", "cache"))}), max_size=2
        ),
        "monitoring": some.fixed_dictionaries({"metricResolution": some.integers(1, 2)}),
        "fargateEphemeralStorage": some.fixed_dictionaries({"kmsKeyId": some.sampled_from("kl")}),
    },
)


def revision(raw: dict[str, Any]) -> ServiceRevision:
    return ServiceRevision("arn:revision", "td:1", members=service_members(raw))


def values(raw: dict[str, Any]) -> dict[str, str]:
    return {member.name: member.value for member in service_members(raw)}


def back(now: dict[str, Any], then: dict[str, Any]) -> WayBack:
    return way_back(revision(now), revision(then))


def update(raw: dict[str, Any], carried: WayBack) -> dict[str, Any]:
    """The settings after an UpdateService with what is carried."""
    return {**raw, **{name: json.loads(value) for name, value in carried.members}}


@given(settings, settings)
def test_the_members_carried_are_those_that_differ_and_that_can_be_changed(
    now: dict[str, Any], then: dict[str, Any]
) -> None:
    are, were = values(now), values(then)
    differ = {name for name in NAMES if are.get(name) != were.get(name)}
    fixed = set(NOT_TAKEN) | {name for name in STAYS if name not in were}
    assert {name for name, _ in back(now, then).members} == differ - fixed


@given(settings, settings)
def test_what_is_carried_makes_the_settings_those_of_then(now: dict[str, Any], then: dict[str, Any]) -> None:
    after = values(update(now, back(now, then)))
    were = values(then)
    fixed = set(NOT_TAKEN) | {name for name in STAYS if name not in were}
    assert {k: v for k, v in after.items() if k not in fixed} == {
        k: v for k, v in were.items() if k not in fixed
    }
    assert back(update(now, back(now, then)), then).members == ()


@given(settings, settings)
def test_every_difference_is_told_as_a_change_or_as_what_is_left(
    now: dict[str, Any], then: dict[str, Any]
) -> None:
    found = back(now, then)
    assert bool(found.changes or found.left) == (values(now) != values(then))
    assert all(change.now != change.after for change in found.changes)
    assert len(found.changes) >= len(found.members)


@given(settings, some.randoms())
def test_another_order_is_no_difference(now: dict[str, Any], chance: Any) -> None:
    then = {name: list(value) if isinstance(value, list) else value for name, value in now.items()}
    for value in then.values():
        if isinstance(value, list):
            chance.shuffle(value)
    assert back(now, then) == WayBack()


def test_the_tables_of_members_are_those_of_the_api() -> None:
    api = botocore.session.get_session().get_service_model("ecs")
    taken, kept = api.shape_for("UpdateServiceRequest").members, api.shape_for("ServiceRevision").members
    assert set(NAMES) <= set(kept)
    assert set(NAMES) - set(taken) == set(NOT_TAKEN)
    assert set(NAMES) == set(NOT_TAKEN) | set(TAKEN_AWAY) | STAYS
    for name in set(NAMES) & set(taken):
        assert ("triggers a new service deployment" in taken[name].documentation) == (name in STARTING), name


@pytest.mark.parametrize(
    ("then", "task_definition", "forced"),
    [
        ({"platformVersion": "1.3.0"}, False, False),
        ({"capacityProviderStrategy": [{"capacityProvider": "FARGATE"}]}, True, True),
        ({"monitoring": {"metricResolution": 1}}, False, True),
        ({"monitoring": {"metricResolution": 1}}, True, False),
        ({}, True, False),
    ],
)
def test_a_deployment_is_forced_only_where_ecs_wants_it_or_nothing_else_starts_one(
    then: dict[str, Any], task_definition: bool, forced: bool
) -> None:
    assert ("forceNewDeployment" in dict(back({}, then).sent(task_definition=task_definition))) is forced


def test_the_parts_of_a_member_are_told_by_the_words_of_the_field() -> None:
    now = {
        "networkConfiguration": {
            "awsvpcConfiguration": {"subnets": ["a", "b"], "assignPublicIp": "DISABLED"}
        },
        "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}],
    }
    then = {
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["a"], "assignPublicIp": "DISABLED"}},
        "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 3, "base": 0}],
        "loadBalancers": [
            {"targetGroupArn": GROUP.format("shop"), "containerName": "web", "containerPort": 80}
        ],
        "serviceConnectConfiguration": {
            "enabled": True,
            "services": [{"portName": "api", "clientAliases": [{"port": 80, "dnsName": "api"}]}],
        },
    }
    assert [str(change) for change in back(now, then).changes] == [
        "subnets a, b -> a",
        "capacity provider FARGATE weight 1, base 0 -> none",
        "capacity provider FARGATE_SPOT none -> weight 3, base 0",
        "load balancer shop none -> container name web, container port 80",
        "Service Connect enabled none -> yes",
        "Service Connect service api none -> client aliases port 80, dns name api",
    ]


def test_what_cannot_be_changed_is_told_with_the_reason() -> None:
    now = {
        "launchType": "EC2",
        "platformVersion": "1.4.0",
        "loadBalancers": [{"loadBalancerName": "old", "containerName": "web", "containerPort": 80}],
    }
    found = back(now, {"launchType": "FARGATE"})
    assert found.members == ()
    assert [left.text for left in found.left] == [
        "Launch type: EC2, then FARGATE. That is not brought back: UpdateService knows no launch type.",
        "Platform version: 1.4.0, then none. That is not brought back: UpdateService cannot take it away.",
        "Load balancer old: container name web, container port 80, then none. That is not brought back: "
        "UpdateService changes target groups, and no Classic Load Balancer.",
    ]


def test_a_launch_type_is_brought_back_with_the_strategy_that_replaced_it() -> None:
    found = back({"capacityProviderStrategy": [{"capacityProvider": "FARGATE"}]}, {"launchType": "FARGATE"})
    assert found.members == (("capacityProviderStrategy", "[]"),)
    assert "launch type none -> FARGATE" in map(str, found.changes)
    assert found.left == ()


def test_a_difference_that_no_word_shows_is_told_all_the_same() -> None:
    same = {"targetGroupArn": GROUP.format("a"), "containerName": "web"}
    other = {**same, "targetGroupArn": same["targetGroupArn"].replace("0123", "9999")}
    (change,) = back({"loadBalancers": [same]}, {"loadBalancers": [other]}).changes
    assert str(change) == "load balancer a container name web -> container name web (in its details)"


def test_a_member_without_parts_is_told_by_its_name() -> None:
    found = back({}, {"monitoring": {"parts": {}}})
    assert list(map(str, found.changes)) == ["monitoring none -> there (in its details)"]


@pytest.mark.parametrize(("version", "pinned"), [("1.3.0", True), ("LATEST", False)])
def test_a_platform_version_that_is_pinned_by_it_is_a_warning(version: str, pinned: bool) -> None:
    found = back({"platformVersion": "1.4.0"}, {"platformVersion": version})
    told = [c.text for c in way_back_consequences(service(platform_version="LATEST"), found)]
    assert told == (["It pins the platform version to 1.3.0; now it is the latest."] if pinned else [])


def test_secrets_are_masked_in_the_plan_and_sent_as_they_are() -> None:
    log = {"logDriver": "splunk", "options": {"splunk-token": "hush", "splunk-url": "there"}}
    found = back({}, {"serviceConnectConfiguration": {"enabled": True, "logConfiguration": log}})
    shown = str(found.changes) + str(found.sent(task_definition=True))
    assert "hush" not in shown
    assert "there" in shown
    assert "hush" in dict(found.members)["serviceConnectConfiguration"]


def test_text_from_outside_is_harmless_in_the_plan() -> None:
    found = back({}, {"serviceConnectConfiguration": {"enabled": True, "namespace": "shop\x1b[31m\u202e"}})
    sent = dict(found.sent(task_definition=True))
    texts = [*(change.after for change in found.changes), sent["serviceConnectConfiguration"]]
    assert all(str(text).isprintable() for text in texts)
