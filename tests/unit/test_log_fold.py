"""Which events of a stream are one line, and which are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecstui.model.log_fold import MAX_CHARACTERS, MAX_LINES, Fold, Folded
from ecstui.model.log_line import Origin
from ecstui.model.logs import LogEvent

ORIGINS = {name: Origin("eu-west-1", "/ecs/web", name) for name in ("a", "b", "c")}


def events(*pieces: str | tuple[int, str], stream: str = "a", at: int = 1_000) -> list[LogEvent]:
    """Events a millisecond apart, unless a piece says its own time."""
    found = []
    for number, piece in enumerate(pieces):
        time, text = (at + number, piece) if isinstance(piece, str) else piece
        found.append(LogEvent(f"{stream}{time}{number}", time, time, stream, text))
    return found


def take(fold: Fold, given: list[LogEvent]) -> Folded:
    return fold.take(given, ORIGINS.__getitem__)


def folded(*pieces: str | tuple[int, str]) -> list[str]:
    return [line.text for line in take(Fold(), events(*pieces)).new]


PYTHON = (
    "ERROR:root:down",
    "Traceback (most recent call last):",
    '  File "x.py", line 1, in f',
    "    g()",
    "KeyError: 'x'",
    "During handling of the above exception, another exception occurred:",
    "Traceback (most recent call last):",
    '  File "x.py", line 2, in f',
    "app.errors.Down: x",
)
JAVA = (
    "2026-05-04 ERROR c.e.App - down",
    "java.lang.IllegalStateException: x",
    "    at c.e.App.main(App.java:1)",
    "    ... 12 more",
    "Caused by: java.io.IOException: y",
    "    at c.e.App.read(App.java:2)",
    "    Suppressed: java.lang.X: z",
)
GO = (
    "panic: runtime error: index out of range",
    "[signal SIGSEGV: segmentation violation]",
    "goroutine 1 [running]:",
    "main.(*T).f(0x1, 0x2)",
    "    /src/main.go:12 +0x1d",
    "created by main.main",
    "exit status 2",
)
NODE = (
    "TypeError: x is undefined",
    "    at f (/app/x.js:1:2)",
    "    at g (/app/x.js:3:4) {",
    "  code: 'E'",
    "}",
)
PRINTED = ("{", '  "level": "warn",', '  "a": {', '    "b": [1]', "  }", "}")
WHOLE = {"python": PYTHON, "java": JAVA, "go": GO, "node": NODE, "json": PRINTED}


@pytest.mark.parametrize(
    "pieces", [PYTHON, JAVA, GO, NODE, PRINTED], ids=["python", "java", "go", "node", "json"]
)
def test_what_was_at_once_is_one_line(pieces: tuple[str, ...]) -> None:
    assert folded("INFO before", *pieces, "INFO after") == ["INFO before", "\n".join(pieces), "INFO after"]


@pytest.mark.parametrize(
    "pieces", [PYTHON, JAVA, GO, NODE, PRINTED], ids=["python", "java", "go", "node", "json"]
)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_batches_make_no_difference(pieces: tuple[str, ...], size: int) -> None:
    fold, given = Fold(), events(*pieces, "INFO after")
    new, grown = [], set()
    for start in range(0, len(given), size):
        took = take(fold, given[start : start + size])
        new += took.new
        grown |= {id(line) for line in took.grown}
        assert not {id(line) for line in took.new} & {id(line) for line in took.grown}
        assert len(took.grown) == len({id(line) for line in took.grown})
    assert [line.text for line in new] == ["\n".join(pieces), "INFO after"]
    assert grown == {id(new[0])}


@pytest.mark.parametrize(
    "pieces",
    [
        ("INFO a", "INFO b"),
        ("INFO a", " INFO indented by its library"),
        ("INFO a", "  2026-05-04T12:00:00Z  WARN tracing"),
        ("INFO a", '  {"level":"info"}'),
        ('{"a":1}', '{"a":2}'),
        ('{"a":1}', "  indented"),
        ('{"a": cut', (1_000, '{"b":1}')),
        ('{"a": cut', (1_000, "INFO next")),
        ("INFO a", "Traceback (most recent call last):"),
        ("ValueError: a", "ValueError: b"),
        ("INFO a", "java.lang.X: b"),
        ("INFO a", "goroutine 1 [running]:"),
        ((1_000, "ERROR a"), (2_001, "    at late")),
    ],
)
def test_what_only_looks_alike_stays_apart(pieces: tuple[str | tuple[int, str], ...]) -> None:
    assert len(folded(*pieces)) == 2


def test_an_unfinished_traceback_ends_at_the_next_line() -> None:
    assert len(folded("Traceback (most recent call last):", '  File "x"', "INFO: next", "INFO more")) == 3


def test_split_lines_are_joined_without_a_break() -> None:
    assert folded((5, '{"a":"one'), (5, "two"), (5, ' three"}'), (5, '{"b":1}')) == [
        '{"a":"onetwo three"}',
        '{"b":1}',
    ]
    assert folded((5, '{"a":"one'), (6, 'two"}')) == ['{"a":"one', 'two"}']
    long = "x" * 262_118
    assert folded((5, long), (5, long), (5, "end"), (5, "INFO next")) == [long + long + "end", "INFO next"]


def test_the_level_is_known_once_the_pieces_are() -> None:
    lines = take(Fold(), events(*PRINTED, *PYTHON, *GO, "INFO a", "  ERROR indented")).new
    assert [line.level.name for line in lines] == ["WARN", "ERROR", "FATAL", "INFO", "ERROR"]
    [line] = take(Fold(), events("WARN retrying", "java.io.IOException: x", "    at y")).new
    assert line.level.name == "ERROR"
    [line] = take(Fold(), events("INFO a", "  body: ERROR in a table")).new
    assert line.level.name == "INFO"


def test_streams_are_kept_apart() -> None:
    fold = Fold()
    given = events("ERROR a", "    at a") + events("ERROR b", "    at b", stream="b")
    mixed = sorted(given, key=lambda event: event.timestamp)
    assert [line.text for line in take(fold, mixed).new] == ["ERROR a\n    at a", "ERROR b\n    at b"]


def test_what_comes_late_never_joins_what_is_newer() -> None:
    fold = Fold()
    [newer] = take(fold, events("ERROR newer", at=5_000)).new
    took = take(fold, events("ERROR older", "    at older", at=4_900))
    assert [line.text for line in took.new] == ["ERROR older\n    at older"]
    took = take(fold, events("    at orphan", at=4_950))
    assert [line.text for line in took.new] == ["    at orphan"]
    assert take(fold, events("    at newer", at=5_001)).grown == [newer]
    assert newer.text == "ERROR newer\n    at newer"


def test_a_line_without_end_is_bounded() -> None:
    lines = folded("ERROR a", *((1_001, f"  {number}") for number in range(3 * MAX_LINES)))
    assert max(text.count("\n") + 1 for text in lines) == MAX_LINES
    assert sum(text.count("\n") + 1 for text in lines) == 3 * MAX_LINES + 1
    piece = "x" * 262_118
    lines = folded(*((5, piece) for _ in range(20)))
    assert max(map(len, lines)) < MAX_CHARACTERS + len(piece)
    assert len("".join(lines)) == 20 * len(piece)


def test_streams_that_fell_silent_are_forgotten() -> None:
    fold = Fold()
    take(fold, events("a", at=1_000) + events("b", stream="b", at=2_000))
    take(fold, events("c", stream="c", at=7_000))
    assert {origin.stream for origin in fold._heads} == {"b", "c"}


_PIECE = st.sampled_from([piece for pieces in WHOLE.values() for piece in pieces]) | st.sampled_from(
    ["INFO a", '{"a":1}', '{"a":"cut', "", "x" * 17_000]
)
_SAID = st.tuples(st.sampled_from("ab"), st.integers(0, 3_000), _PIECE)


@given(st.lists(_SAID, max_size=30), st.integers(1, 30))
def test_no_piece_is_lost_or_said_twice(said: list[tuple[str, int, str]], size: int) -> None:
    fold, lines = Fold(), []
    given = [LogEvent(str(number), at, at, stream, text) for number, (stream, at, text) in enumerate(said)]
    for start in range(0, len(given), size):
        lines += take(fold, sorted(given[start : start + size], key=lambda event: event.order)).new
    for stream in "ab":
        held = "".join(line.text for line in lines if line.origin.stream == stream)
        sent = "".join(event.message for event in given if event.stream == stream)
        assert sorted(held.replace("\n", "")) == sorted(sent)
