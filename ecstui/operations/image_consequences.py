"""What is known of the images that a deployment would start, and what that means. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.humane import since, size
from ecstui.model.image_reference import ImageReference
from ecstui.operations.plan import Consequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ecstui.model.ecr import Image, PlatformImage

DIGITS = 12  # of a digest, enough to tell two images apart
_ARCHITECTURES = {"X86_64": "amd64", "ARM64": "arm64"}
_ANEW = "where its tag was pushed again, new tasks run the new image."


@dataclass(frozen=True, slots=True)
class Checked:
    """The image that the container of that name would run, and what was read of it.

    `found` is what ECR has for it; `unread` says why that is not known, and is "" where it is. `running` are
    the digests that the container runs now, of the image `present`. `architecture` is what the tasks need
    ("" where not known).
    """

    container: str
    image: str
    present: str = ""
    found: Image | None = None
    platforms: tuple[PlatformImage, ...] = ()
    unread: str = ""
    running: tuple[str, ...] = ()
    architecture: str = ""

    @property
    def name(self) -> str:
        """The image's name and tag."""
        return ImageReference.parse(self.image).short

    @property
    def missing(self) -> bool:
        """Whether its repository is known not to have it."""
        return not self.unread and self.found is None

    @property
    def leaves_ecr(self) -> bool:
        """Whether another registry would have it than the ECR that the present image is in."""
        present = ImageReference.parse(self.present).ecr
        return present is not None and ImageReference.parse(self.image).ecr is None

    @property
    def doubtful(self) -> bool:
        """Whether a slip of the keys is more likely than that tasks of it can start."""
        return self.missing or self.leaves_ecr

    @property
    def word(self) -> str:
        """What a plan rests on."""
        return "not read" if self.unread else self.found.digest if self.found else "missing"

    @property
    def same(self) -> bool:
        """Whether it is the very image that runs already."""
        if self.found is None or not self.running:
            return False
        return set(self.running) <= {self.found.digest, *(entry.digest for entry in self.platforms)}

    @property
    def comparable(self) -> bool:
        """Whether its digest can be compared with those that run: of an index, only once that was read."""
        return self.found is not None and (not self.found.is_index or bool(self.platforms))


def digits(digest: str) -> str:
    """The beginning of a digest."""
    return digest.removeprefix("sha256:")[:DIGITS]


def of_images(images: Iterable[Checked], now: datetime) -> Iterator[Consequence]:
    """What each image means for the tasks to come."""
    for checked in images:
        yield from _of_image(checked, now)


def _of_image(checked: Checked, now: datetime) -> Iterator[Consequence]:
    found, by_digest = checked.found, "@" in checked.image
    if checked.leaves_ecr:
        yield Consequence(
            "danger", f"{_short(checked)} is in no ECR repository, as what runs is.{_meant(checked)}"
        )
    if checked.unread:
        anew = f" ({checked.unread})." if by_digest else f" ({checked.unread}); {_ANEW}"
        yield Consequence("note", f"{_short(checked)} is not checked{anew}")
        return
    if found is None:
        text = f"{_short(checked)} is not in its ECR repository: no new task of it can start."
        yield Consequence("danger", text)
        return
    pushed = f"pushed {since(found.pushed_at, now)} ago"
    told = digits(found.digest)
    if checked.same:
        yield Consequence("note", f"{_short(checked)} is the very image that runs now ({told}, {pushed}).")
    elif checked.image == checked.present and checked.running and checked.comparable:
        runs = ", ".join(digits(digest) for digest in checked.running[:2])
        yield Consequence(
            "warning",
            f"{_short(checked)} is another image by now: new tasks run {told} ({pushed}) instead of {runs}.",
        )
    else:
        about = f"{told}, {size(found.size)}, {pushed}" if found.size else f"{told}, {pushed}"
        yield Consequence("note", f"{_short(checked)} is in ECR: {about}.")
    yield from _platform(checked)


def _meant(checked: Checked) -> str:
    """What was meant, where only the registry was left out."""
    image, present = ImageReference.parse(checked.image), ImageReference.parse(checked.present)
    same = present.place.endswith(f"/{image.place}") and image.tag
    return f" Was :{image.tag} of {present.place} meant?" if same else ""


def _short(checked: Checked) -> str:
    name, _, digest = checked.name.partition("@")
    return f"{name}@{digits(digest)}" if digest else name


def _platform(checked: Checked) -> Iterator[Consequence]:
    """ECS cannot start an image that has none for the tasks' architecture."""
    wanted = _ARCHITECTURES.get(checked.architecture, "")
    offered = [entry.platform for entry in checked.platforms]
    if wanted and offered and not any(entry.partition("/")[2] == wanted for entry in offered):
        text = (
            f"{_short(checked)} has no image for {wanted}, only for {', '.join(offered)}: no task can start."
        )
        yield Consequence("danger", text)
