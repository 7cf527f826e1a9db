"""A query's text as tokens, and the refusal of one that stands where it makes no sense."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from ecstui.demo.errors import AwsError

_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
    |(?P<regex>/(?:[^/\\\n]|\\.)+/)
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<span>\d+(?:ms|s|m|h|d|w)\b)
    |(?P<number>-?\d+(?:\.\d+)?\b)
    |(?P<name>`[^`]+`|@?[A-Za-z_][\w.@]*)
    |(?P<mark>!=|<=|>=|=~|[|,()=<>*\[\]])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `start` and `end` are offsets in the query. What is quoted comes without its quotes."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The text of a bare word or mark, folded; "" of what is quoted, which is never a keyword."""
        return self.text.casefold() if self.kind in ("name", "mark") else ""


def tokens(text: str) -> list[Token]:
    """The tokens of a query, and the end as the last. Raises MalformedQueryException."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            refuse(text, Token("wrong", text[place], place, place + 1))
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(Token(*_plain(kind, match[0]), match.start(), match.end()))
        place = match.end()
    return [*found, Token("end", "<EOF>", len(text), len(text))]


def _plain(kind: str, written: str) -> tuple[str, str]:
    if kind == "regex":
        return kind, written[1:-1].replace("\\/", "/")
    if kind == "string":
        return kind, re.sub(r"\\(.)", r"\1", written[1:-1])
    if kind == "name" and written.startswith("`"):
        return "quoted", written[1:-1]
    return kind, written


def refuse(text: str, token: Token, why: str = "") -> NoReturn:
    """Refuse a query for what stands at `token`."""
    line = text.count("\n", 0, token.start) + 1
    position = token.start - (text.rfind("\n", 0, token.start) + 1)
    what = why or f"unexpected symbol found {token.text}"
    message = f"{what} at line {line} and position {position}"
    location = {"startCharOffset": token.start, "endCharOffset": token.end}
    raise AwsError(
        "MalformedQueryException", message, queryCompileError={"location": location, "message": message}
    )


class Reader:
    """The tokens, read one after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tokens(text)
        self._place = 0

    @property
    def next(self) -> Token:
        """The token that comes next."""
        return self._tokens[self._place]

    @property
    def place(self) -> int:
        """Where the last token taken ended."""
        return self._tokens[self._place - 1].end if self._place else 0

    def take(self, *kinds: str) -> Token:
        """The next token, which must be of one of these kinds."""
        token = self.next
        if token.kind not in kinds:
            refuse(self.text, token)
        self._place += 1
        return token

    def accept(self, *words: str) -> str:
        """Take the next token if it is one of these words or marks; which, or ""."""
        word = self.next.word
        if word and word in words:
            self._place += 1
            return word
        return ""

    def expect(self, word: str) -> None:
        """Take this word or mark."""
        if not self.accept(word):
            refuse(self.text, self.next)

    def name(self) -> str:
        """Take the name of a field."""
        return self.take("name", "quoted").text

    def pattern(self, regex: str, token: Token) -> re.Pattern[str]:
        """A regular expression, compiled."""
        try:
            return re.compile(re.sub(r"\(\?<(?![=!])", "(?P<", regex))
        except re.error:
            refuse(self.text, token, f"invalid regular expression {regex}")
