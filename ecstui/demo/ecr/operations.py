"""The operations of ECR on repositories, and the token `docker login` needs."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from ecstui.demo.ecr import images
from ecstui.demo.ecr.refusals import invalid, repository_of
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.ecr.state import Repository
    from ecstui.demo.world import World

TOKEN_LIFE = 12 * 3600.0  # seconds

for operation, handler in images.HANDLERS.items():
    serves("ecr", operation)(handler)


def _repository(repository: Repository) -> dict[str, Any]:
    return {
        "repositoryArn": repository.arn,
        "registryId": repository.registry,
        "repositoryName": repository.name,
        "repositoryUri": repository.uri,
        "createdAt": repository.created_at,
        "imageTagMutability": repository.mutability,
        "imageScanningConfiguration": {"scanOnPush": repository.scan_on_push},
        "encryptionConfiguration": repository.encryption,
    }


@serves("ecr", "DescribeRepositories")
def describe_repositories(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """The repositories of up to 100 names, or all of them by name."""
    names = params.get("repositoryNames")
    if names is not None:
        if not 1 <= len(names) <= 100:
            raise invalid("repositoryNames must have between 1 and 100 members")
        if "nextToken" in params or "maxResults" in params:
            raise invalid("maxResults and nextToken cannot be used with repositoryNames")
        found = [repository_of(world, {"repositoryName": name}, fed=False) for name in names]
        return {"repositories": [_repository(repository) for repository in found]}
    ordered = [repository for _, repository in sorted(world.ecr.repositories.items())]
    shown, more = page(ordered, params, "nextToken", "maxResults", 100, 1000, key=lambda r: r.name)
    return {"repositories": [_repository(repository) for repository in shown], **more}


@serves("ecr", "CreateRepository")
def create_repository(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """A new repository."""
    settings = {
        "encryption": params.get("encryptionConfiguration", {"encryptionType": "AES256"}),
        "labels": params.get("tags", []),
    }
    repository = world.ecr.create_repository(
        params["repositoryName"],
        mutability=params.get("imageTagMutability", "MUTABLE"),
        scan_on_push=params.get("imageScanningConfiguration", {}).get("scanOnPush", False),
        **settings,
    )
    return {"repository": _repository(repository)}


@serves("ecr", "DeleteRepository")
def delete_repository(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Delete a repository; one with images only by force."""
    repository = repository_of(world, params)
    if repository.images and not params.get("force", False):
        raise AwsError(
            "RepositoryNotEmptyException",
            f"The repository with name '{repository.name}' in registry with id '{repository.registry}' "
            "cannot be deleted because it still contains images",
        )
    del world.ecr.repositories[repository.name]
    return {"repository": _repository(repository)}


@serves("ecr", "PutImageTagMutability")
def put_image_tag_mutability(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Let tags move, or not."""
    repository = repository_of(world, params)
    repository.mutability = params["imageTagMutability"]
    return {
        "registryId": repository.registry,
        "repositoryName": repository.name,
        "imageTagMutability": repository.mutability,
    }


@serves("ecr", "GetAuthorizationToken")
def get_authorization_token(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """User AWS and a password, good for twelve hours."""
    del params
    real = world.ecr.real
    password = real.password if real else base64.b64encode(f"embedded/{int(world.now)}".encode()).decode()
    token = base64.b64encode(f"AWS:{password}".encode()).decode()
    endpoint = real.endpoint if real else f"https://{world.ecr.host}"
    data = {"authorizationToken": token, "expiresAt": world.now + TOKEN_LIFE, "proxyEndpoint": endpoint}
    return {"authorizationData": [data]}


@serves("ecr", "GetLifecyclePolicy")
def get_lifecycle_policy(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """The policy by which images expire."""
    repository = repository_of(world, params)
    if repository.lifecycle is None:
        raise AwsError(
            "LifecyclePolicyNotFoundException",
            f"Lifecycle policy does not exist for the repository with name '{repository.name}' "
            f"in the registry with id '{repository.registry}'",
        )
    text, evaluated = repository.lifecycle
    return {
        "registryId": repository.registry,
        "repositoryName": repository.name,
        "lifecyclePolicyText": text,
        "lastEvaluatedAt": evaluated,
    }


@serves("ecr", "ListTagsForResource")
def list_tags_for_resource(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """The tags of the resource (not of its images)."""
    name = params["resourceArn"].split(":repository/", 1)[-1]
    return {"tags": list(repository_of(world, {"repositoryName": name}).labels)}
