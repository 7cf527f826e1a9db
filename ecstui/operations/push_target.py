"""Where an image is pushed to: a repository of the account's registry, and a tag. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ecstui.model.errors import UsageError
from ecstui.model.image_reference import ImageReference

# As the API reference of ECR has a repository's name, and the OCI distribution specification a tag.
_NAME = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


@dataclass(frozen=True, slots=True)
class PushTarget:
    """`repository` is a name without the registry; `create` it where there is none.

    `account` and `region` are those of a whole reference, "" where a name alone was typed.
    """

    repository: str
    tag: str
    create: bool = False
    account: str = ""
    region: str = ""

    def __str__(self) -> str:
        return f"{self.repository}:{self.tag}"


def push_target(text: str, tag: str = "latest", *, create: bool = False) -> PushTarget:
    """What "shop/web:v1" means; `tag` where none is given. Raises UsageError where it can be none.

    A whole reference of ECR is as good.
    """
    reference = ImageReference.parse(text.strip())
    whole = reference.ecr
    name = whole.repository if whole else reference.place
    tag = reference.tag or tag
    if reference.digest:
        raise UsageError(f"{text}: an image is pushed to a tag, not to a digest.")
    if not 2 <= len(name) <= 256 or not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no repository: 2 to 256 small letters and digits, parted by single . _ - or /."
        )
    if not _TAG.fullmatch(tag):
        raise UsageError(f"{tag!r} is no tag: at most 128 letters, digits, _ . and -, the first no . or -.")
    if whole:
        return PushTarget(name, tag, create, whole.account, whole.region)
    return PushTarget(name, tag, create)


def refuse_elsewhere(target: PushTarget, account: str, region: str) -> None:
    """Raise UsageError where the target is typed to be in another registry than that of the account here."""
    if target.account and (target.account, target.region) != (account, region):
        raise UsageError(
            f"{target} is asked for in {target.account}/{target.region}: that is another account/region than "
            f"the one you are signed in to, {account}/{region}."
        )
