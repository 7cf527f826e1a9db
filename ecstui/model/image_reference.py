"""What an image reference is made of, and whether it names an ECR repository."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_ECR = re.compile(
    r"(?P<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\."
    r"(?:amazonaws\.com(?:\.cn)?|on\.(?:aws|amazonwebservices\.com\.cn))"
)


@dataclass(frozen=True, slots=True)
class ImageReference:
    """`place` is the registry and path, without tag and digest; "" for what is not named."""

    place: str
    tag: str = ""
    digest: str = ""

    @classmethod
    def parse(cls, text: str) -> ImageReference:
        """Take a reference apart: `registry:5000/path/name:tag@sha256:...`."""
        named, _, digest = text.partition("@")
        head, slash, last = named.rpartition("/")
        name, _, tag = last.partition(":")
        return cls(f"{head}{slash}{name}", tag, digest)

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.place}{tag}" + (f"@{self.digest}" if self.digest else "")

    @property
    def short(self) -> str:
        """Without registry and path: `name:tag`."""
        return str(replace(self, place=self.place.rpartition("/")[2]))

    @property
    def ecr(self) -> EcrName | None:
        """The ECR repository it names; None where another registry has it."""
        host, _, path = self.place.partition("/")
        found = _ECR.fullmatch(host)
        return EcrName(found["account"], found["region"], path) if found and path else None


@dataclass(frozen=True, slots=True)
class EcrName:
    """A repository of a private registry of Amazon ECR."""

    account: str
    region: str
    repository: str


def completed(typed: str, present: str) -> str:
    """What is typed as a whole reference: `:tag` and `@sha256:...` alone are of the place of `present`."""
    if typed.startswith((":", "@")):
        return f"{ImageReference.parse(present).place}{typed}"
    return typed


def is_reference(text: str) -> bool:
    """Whether a text can be an image reference: no space in it, and a name before the tag."""
    return bool(text) and not re.search(r"\s", text) and bool(ImageReference.parse(text).short.strip(":@"))
