"""It is clear which container gets which image, or it is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ecstui.model.ecs import ContainerDefinition, TaskDefinition
from ecstui.model.errors import UsageError
from ecstui.operations.image_choice import chosen_images, first_container, with_images

WEB = ContainerDefinition("web", "host/shop/web:1", True, 256, 512, None, None)
PROXY = replace(WEB, name="proxy", image="envoy:1", essential=False)
ALONE = TaskDefinition("arn:aws:ecs:eu-west-1:1:task-definition/web:7", "ACTIVE", "", "", "awsvpc", (WEB,))
TWO = replace(ALONE, containers=(PROXY, WEB))
TWINS = replace(ALONE, containers=(WEB, replace(WEB, name="worker")))


@pytest.mark.parametrize(
    ("definition", "asked", "chosen"),
    [
        (ALONE, {"": "busybox:1"}, {"web": "busybox:1"}),
        (ALONE, {"": ":2"}, {"web": "host/shop/web:2"}),
        (ALONE, {"web": "@sha256:a"}, {"web": "host/shop/web@sha256:a"}),
        (TWO, {"": "host/shop/web:2"}, {"web": "host/shop/web:2"}),
        (TWO, {"proxy": ":2", "web": ":3"}, {"proxy": "envoy:2", "web": "host/shop/web:3"}),
    ],
)
def test_an_image_goes_to_the_container_it_can_only_be_meant_for(
    definition: TaskDefinition, asked: dict[str, str], chosen: dict[str, str]
) -> None:
    assert chosen_images(definition, asked) == chosen


@pytest.mark.parametrize(
    ("definition", "asked", "why"),
    [
        (TWO, {"": ":2"}, "several containers: say which of proxy, web"),
        (TWINS, {"": "host/shop/web:2"}, "several containers: say which of web, worker"),
        (ALONE, {"nginx": ":2"}, "no container nginx; it has web"),
        (ALONE, {"": ":2", "web": ":3"}, "Two images"),
        (ALONE, {"": "a b"}, "is no image"),
    ],
)
def test_what_is_not_clear_is_refused(definition: TaskDefinition, asked: dict[str, str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        chosen_images(definition, asked)


def test_nothing_but_the_image_is_another() -> None:
    after = with_images(TWO, {"web": "x:1"})
    assert after.containers == (PROXY, replace(WEB, image="x:1"))
    assert with_images(TWO, {}) == TWO


def test_the_first_essential_container_is_the_one_most_likely_meant() -> None:
    assert first_container(TWO) is WEB
    assert first_container(replace(TWO, containers=(PROXY,))) is PROXY
