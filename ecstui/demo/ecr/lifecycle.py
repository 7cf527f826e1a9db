"""Lifecycle policies: kept, and what one would expire worked out. Nothing expires by itself here."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ecstui.demo.ecr.image import referenced
from ecstui.demo.ecr.refusals import invalid, repository_of
from ecstui.demo.errors import AwsError
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.demo.ecr.image import Image
    from ecstui.demo.ecr.state import Repository
    from ecstui.demo.world import World

PREVIEW_TAKES = 3.0  # seconds
DAY = 86_400.0


def get_lifecycle_policy(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """The policy by which images expire."""
    repository = repository_of(world, params)
    if repository.lifecycle is None:
        raise _none(repository)
    text, evaluated = repository.lifecycle
    return _answer(repository, text) | {"lastEvaluatedAt": evaluated}


def put_lifecycle_policy(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Another policy in place of the one that is there."""
    repository = repository_of(world, params)
    text = params["lifecyclePolicyText"]
    _rules(text)
    repository.lifecycle = (text, world.now)
    return _answer(repository, text)


def delete_lifecycle_policy(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """No policy any more."""
    answer = get_lifecycle_policy(world, params)
    repository_of(world, params).lifecycle = None
    return answer


def start_lifecycle_policy_preview(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Work out what a policy, or the one that is there, would expire; one preview at a time."""
    repository = repository_of(world, params)
    if repository.preview is not None and repository.preview[1] > world.now:
        raise AwsError(
            "LifecyclePolicyPreviewInProgressException",
            f"Lifecycle policy preview is in progress for the repository with name '{repository.name}' "
            f"in the registry with id '{repository.registry}'",
        )
    text = params.get("lifecyclePolicyText") or get_lifecycle_policy(world, params)["lifecyclePolicyText"]
    _rules(text)
    repository.preview = (text, world.now + PREVIEW_TAKES)
    return _answer(repository, text) | {"status": "IN_PROGRESS"}


def get_lifecycle_policy_preview(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """How the newest preview stands, and once it is complete the images that would expire."""
    repository = repository_of(world, params)
    if repository.preview is None:
        raise AwsError(
            "LifecyclePolicyPreviewNotFoundException",
            f"Lifecycle policy preview does not exist for the repository with name '{repository.name}' "
            f"in the registry with id '{repository.registry}'",
        )
    text, ready_at = repository.preview
    if ready_at > world.now:
        return _answer(repository, text) | {"status": "IN_PROGRESS"}
    found = [_result(image, rule) for image, rule in _expiring(repository, _rules(text), world.now)]
    shown, more = page(
        found, params, "nextToken", "maxResults", 100, 100, key=lambda one: str(one["imageDigest"])
    )
    summary = {"expiringImageTotalCount": len(found)}
    result = {"status": "COMPLETE", "previewResults": list(shown), "summary": summary}
    return _answer(repository, text) | result | more


def _answer(repository: Repository, text: str) -> dict[str, Any]:
    return {
        "registryId": repository.registry,
        "repositoryName": repository.name,
        "lifecyclePolicyText": text,
    }


def _none(repository: Repository) -> AwsError:
    return AwsError(
        "LifecyclePolicyNotFoundException",
        f"Lifecycle policy does not exist for the repository with name '{repository.name}' "
        f"in the registry with id '{repository.registry}'",
    )


def _rules(text: str) -> list[dict[str, Any]]:
    """The rules of a policy by priority. Raises InvalidParameterException."""
    try:
        rules = json.loads(text)["rules"]
        return sorted(rules, key=lambda rule: (rule["rulePriority"], rule["selection"]["countNumber"]))
    except (ValueError, KeyError, TypeError) as error:
        raise invalid(
            "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: "
            "'Lifecycle policy validation failure: string is not a valid policy'"
        ) from error


def _expiring(
    repository: Repository, rules: list[dict[str, Any]], now: float
) -> Iterator[tuple[Image, dict[str, Any]]]:
    """Each image with the rule that takes it; an image belongs to the first rule that selects it.

    What an index that stays refers to does not expire.
    """
    held = {digest for image in repository.images.values() for digest in referenced(image.manifest)}
    left = [image for image in repository.images.values() if image.digest not in held]
    left.sort(key=lambda image: image.pushed_at, reverse=True)
    for rule in rules:
        selected = [image for image in left if _selects(rule["selection"], image)]
        left = [image for image in left if image not in selected]
        for image in _over(rule["selection"], selected, now):
            yield image, rule


def _selects(selection: dict[str, Any], image: Image) -> bool:
    status = selection["tagStatus"]
    if status != "tagged":
        return status == "any" or not image.tags
    patterns = selection.get("tagPatternList") or [f"{p}*" for p in selection.get("tagPrefixList", ())]
    return all(any(fnmatchcase(tag, pattern) for tag in image.tags) for pattern in patterns) and bool(
        image.tags
    )


def _over(selection: dict[str, Any], images: list[Image], now: float) -> list[Image]:
    number = selection["countNumber"]
    if selection["countType"] == "imageCountMoreThan":
        return images[number:]
    return [image for image in images if image.pushed_at < now - number * DAY]


def _result(image: Image, rule: dict[str, Any]) -> dict[str, Any]:
    return {
        "imageDigest": image.digest,
        "imageTags": list(image.tags),
        "imagePushedAt": image.pushed_at,
        "action": {"type": "EXPIRE"},
        "appliedRulePriority": rule["rulePriority"],
    }


HANDLERS = {
    "GetLifecyclePolicy": get_lifecycle_policy,
    "PutLifecyclePolicy": put_lifecycle_policy,
    "DeleteLifecyclePolicy": delete_lifecycle_policy,
    "StartLifecyclePolicyPreview": start_lifecycle_policy_preview,
    "GetLifecyclePolicyPreview": get_lifecycle_policy_preview,
}
