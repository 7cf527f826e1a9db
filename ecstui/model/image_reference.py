"""References to images as task definitions write them: registry/repository:tag@digest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TAGGED = re.compile(r"^(?P<rest>.+):(?P<tag>[\w][\w.-]{0,127})$", re.ASCII)


@dataclass(frozen=True, slots=True)
class ImageReference:
    """`repository` is with its registry, as ECR's repositoryUri is; `tag` is "latest" where none is written.

    Where there is a digest, the tag says nothing: it is "" unless written.
    """

    repository: str
    tag: str
    digest: str

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> ImageReference:
        """The reference that `text` writes; never fails."""
        rest, _, digest = text.partition("@")
        tagged = _TAGGED.match(rest)
        if tagged is not None:
            return cls(tagged["rest"], tagged["tag"], digest)
        return cls(rest, "" if digest else "latest", digest)
