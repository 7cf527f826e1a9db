"""Where an image is pushed to: a repository of the account's registry, and a tag. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ecstui.model.image_reference import ImageReference
from ecstui.operations.refusals import Refused

# As the API reference of ECR has a repository's name, and the OCI distribution specification a tag.
_NAME = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


@dataclass(frozen=True, slots=True)
class PushTarget:
    """`repository` is a name without the registry; `create` it where there is none."""

    repository: str
    tag: str
    create: bool = False

    def __str__(self) -> str:
        return f"{self.repository}:{self.tag}"


def push_target(text: str, tag: str = "latest", *, create: bool = False) -> PushTarget:
    """What "shop/web:v1" means; `tag` where none is given. Refused, in words, where it can be none.

    A whole reference of ECR is as good: the registry is that of the account.
    """
    reference = ImageReference.parse(text.strip())
    name = reference.ecr.repository if reference.ecr else reference.place
    tag = reference.tag or tag
    if reference.digest:
        raise Refused(f"{text}: an image is pushed to a tag, not to a digest.")
    if not 2 <= len(name) <= 256 or not _NAME.fullmatch(name):
        raise Refused(
            f"{name!r} is no repository: 2 to 256 small letters and digits, parted by single . _ - or /."
        )
    if not _TAG.fullmatch(tag):
        raise Refused(f"{tag!r} is no tag: at most 128 letters, digits, _ . and -, the first no . or -.")
    return PushTarget(name, tag, create)
