"""Which container gets which image, as asked for. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.errors import UsageError
from ecstui.model.image_reference import ImageReference, completed, is_reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecstui.model.ecs import ContainerDefinition, TaskDefinition


def chosen_images(definition: TaskDefinition, asked: Mapping[str, str]) -> dict[str, str]:
    """The whole image reference by container. UsageError where it is not clear which container is meant.

    A container named "" stands for the only one there is, or the only one whose image has the same place.
    An image may be a tag alone, `:2.1`, or a digest alone, `@sha256:...`.
    """
    chosen: dict[str, str] = {}
    for name, image in asked.items():
        container = _container(definition, name, image)
        whole = completed(image, container.image)
        if not is_reference(whole):
            raise UsageError(f"{image!r} is no image: name it as registry/repository:tag.")
        if chosen.setdefault(container.name, whole) != whole:
            raise UsageError(f"Two images are given for the container {container.name}.")
    return chosen


def with_images(definition: TaskDefinition, images: Mapping[str, str]) -> TaskDefinition:
    """The revision with these images by container."""
    containers = (replace(c, image=images.get(c.name, c.image)) for c in definition.containers)
    return replace(definition, containers=tuple(containers))


def first_container(definition: TaskDefinition) -> ContainerDefinition:
    """The container that is most likely meant: the first essential one, or the first."""
    return next((c for c in definition.containers if c.essential), definition.containers[0])


def _container(definition: TaskDefinition, name: str, image: str) -> ContainerDefinition:
    containers = definition.containers
    names = ", ".join(container.name for container in containers)
    if name:
        found = [container for container in containers if container.name == name]
        if not found:
            raise UsageError(f"{short(definition.arn)} has no container {name}; it has {names}.")
        return found[0]
    place = ImageReference.parse(image).place
    same = [c for c in containers if ImageReference.parse(c.image).place == place]
    fitting = containers if len(containers) == 1 else same
    if len(fitting) != 1:
        raise UsageError(f"{short(definition.arn)} has several containers: say which of {names}.")
    return fitting[0]
