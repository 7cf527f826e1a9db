"""What ECR says to a request it refuses, and the repositories and images requests name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from ecstui.demo.ecr.image import Image
    from ecstui.demo.ecr.state import Repository
    from ecstui.demo.world import World


def invalid(message: str) -> AwsError:
    """The refusal of a parameter."""
    return AwsError("InvalidParameterException", f"Invalid parameter: {message}")


def repository_of(world: World, params: dict[str, Any], *, fed: bool = True) -> Repository:
    """The repository of repositoryName, `fed` with what a real registry has. RepositoryNotFoundException."""
    name = params["repositoryName"]
    repository = world.ecr.repositories.get(name)
    if repository is None:
        registry = params.get("registryId") or world.ecr.host.partition(".")[0]
        raise AwsError(
            "RepositoryNotFoundException",
            f"The repository with name '{name}' does not exist in the registry with id '{registry}'",
        )
    if world.ecr.real and fed:
        asked = [each.get("imageTag", "") for each in params.get("imageIds", ())]
        world.ecr.real.feed(world.ecr, repository, asked if all(asked) else ())
    return repository


def named(identity: dict[str, str]) -> str:
    """An image's identity as ECR's messages write it."""
    digest, tag = identity.get("imageDigest", "null"), identity.get("imageTag", "null")
    return f"{{imageDigest:'{digest}', imageTag:'{tag}'}}"


def fault_of(repository: Repository, identity: dict[str, str]) -> tuple[str, str] | None:
    """Why `identity` names no image of the repository: (failure code, reason), or None if it does."""
    digest, tag = identity.get("imageDigest"), identity.get("imageTag")
    if digest is None and tag is None:
        return "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null"
    if tag is not None and tag not in repository.tags:
        return "ImageNotFound", "Requested image not found"
    if digest is not None and digest not in repository.images:
        return "ImageNotFound", "Requested image not found"
    if digest is not None and tag is not None and repository.tags[tag] != digest:
        return "ImageTagDoesNotMatchDigest", "Requested tag does not match digest"
    return None


def image_of(repository: Repository, identity: dict[str, str]) -> Image:
    """The image of `identity`. Raises ImageNotFoundException."""
    if fault_of(repository, identity) is not None:
        raise AwsError(
            "ImageNotFoundException",
            f"The image with imageId {named(identity)} does not exist within the repository with name "
            f"'{repository.name}' in the registry with id '{repository.registry}'",
        )
    digest = identity.get("imageDigest") or repository.tags[identity["imageTag"]]
    return repository.images[digest]
