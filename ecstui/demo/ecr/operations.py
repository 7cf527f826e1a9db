"""The operations of ECR on repositories, and the token `docker login` needs."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

from ecstui.demo.ecr import images, lifecycle, registry
from ecstui.demo.ecr.refusals import invalid, repository_of
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.ecr.state import Repository
    from ecstui.demo.world import World

NAME = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*")
TOKEN_LIFE = 12 * 3600.0  # seconds

for operation, handler in {**images.HANDLERS, **lifecycle.HANDLERS, **registry.HANDLERS}.items():
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
    """A new repository. Raises InvalidParameterException for a name that is none."""
    name = params["repositoryName"]
    if not NAME.fullmatch(name) or not 2 <= len(name) <= 256:
        raise invalid(
            "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular "
            f"expression '{NAME.pattern}''"
        )
    settings = {
        "encryption": params.get("encryptionConfiguration", {"encryptionType": "AES256"}),
        "labels": params.get("tags", []),
    }
    repository = world.ecr.create_repository(
        name,
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


@serves("ecr", "ListTagsForResource")
def list_tags_for_resource(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """The tags of the resource (not of its images)."""
    name = params["resourceArn"].split(":repository/", 1)[-1]
    return {"tags": list(repository_of(world, {"repositoryName": name}).labels)}
