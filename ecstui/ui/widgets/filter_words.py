"""The words of a filter line: all must be there, `!word` must not; case does not matter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FilterWords:
    """A parsed filter. False where it lets everything pass."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @classmethod
    def parse(cls, line: str) -> FilterWords:
        """The words of `line`; a lone `!` is a word still being typed and says nothing."""
        words = line.casefold().split()
        return cls(
            wanted=tuple(word for word in words if not word.startswith("!")),
            unwanted=tuple(word[1:] for word in words if word.startswith("!") and len(word) > 1),
        )

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    def match(self, folded: str) -> bool:
        """Whether text, already case-folded, passes."""
        for word in self.wanted:
            if word not in folded:
                return False
        return not any(word in folded for word in self.unwanted)
