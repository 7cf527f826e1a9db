"""The images that an earlier deployment of a service brought, against those of now. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.operations.image_consequences import digits
from ecstui.operations.plan import Change, Consequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ecstui.model.ecs import ServiceDeployment, ServiceRevision
    from ecstui.operations.image_consequences import Checked

UNKNOWN = "not known"


def current_revision(records: Iterable[ServiceDeployment]) -> str:
    """The ARN of the service revision that is wanted, by the records, newest first; "" if there is none."""
    newest = next(iter(records), None)
    if newest is None:
        return ""
    return newest.rollback_revision or newest.target_revision


def digest_changes(now: ServiceRevision, then: ServiceRevision) -> tuple[Change, ...]:
    """The image digests of the containers that both have, where they differ."""
    present = {image.container: image.digest for image in now.images}
    several = len(then.images) > 1
    return tuple(
        Change(
            f"{image.container} digest" if several else "image digest",
            digits(present[image.container]) or UNKNOWN,
            digits(image.digest) or UNKNOWN,
        )
        for image in then.images
        if image.container in present and image.digest != present[image.container]
    )


def other_images(then: ServiceRevision, images: Iterable[Checked]) -> Iterator[Consequence]:
    """Tags that name another image by now than the one that ran then."""
    ran = {image.container: image.digest for image in then.images}
    for checked in images:
        digest = ran.get(checked.container, "")
        if not digest or "@" in checked.image or not checked.comparable or checked.found is None:
            continue
        if digest not in {checked.found.digest, *(entry.digest for entry in checked.platforms)}:
            ran_then, by_now = digits(digest), digits(checked.found.digest)
            text = f"{checked.name} was {ran_then} then and is {by_now} by now, which new tasks run."
            yield Consequence("warning", f"{text} To have the former back, deploy @{digest}.")
