"""A filter in the words of other tools."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecstui.model.log_export import events_command, filter_pattern, insights_query, tail_command
from ecstui.model.log_filter import LogFilter, field_term
from ecstui.model.log_line import LogLine, Origin
from ecstui.model.logs import LogSource

SOURCES = (LogSource("eu-west-1", "/ecs/web", "ecs/web/"), LogSource("us-east-1", "it's", ""))
SINCE = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ORIGIN = Origin("eu-west-1", "/ecs/web", "s")


def test_a_tail_is_a_command_for_each_source() -> None:
    first, second = tail_command(SOURCES, LogFilter.parse("it's"), SINCE).splitlines()[1:]
    assert shlex.split(first) == [
        *("aws", "logs", "tail", "/ecs/web", "--region", "eu-west-1", "--log-stream-name-prefix", "ecs/web/"),
        *("--follow", "--format", "short", "--since", "2026-05-04T12:00:00.000+00:00"),
        *("--filter-pattern", "%[Ii][Tt].+[Ss]%"),
    ]
    assert shlex.split(second)[3:7] == ["it's", "--region", "us-east-1", "--follow"]


def test_a_search_has_a_beginning_and_an_end() -> None:
    command = events_command(SOURCES[:1], LogFilter.parse("timeout"), SINCE, SINCE.replace(hour=13))
    assert shlex.split(command) == [
        *("aws", "logs", "filter-log-events", "--log-group-name", "/ecs/web", "--region", "eu-west-1"),
        *(
            "--log-stream-name-prefix",
            "ecs/web/",
            "--start-time",
            "1777896000000",
            "--end-time",
            "1777899600000",
        ),
        *("--filter-pattern", "%[Tt][Ii][Mm][Ee][Oo][Uu][Tt]%"),
        *("--query", "events[].[timestamp,logStreamName,message]", "--output", "text"),
    ]


def test_the_options_are_those_of_the_aws_cli() -> None:
    import botocore.session

    model = botocore.session.Session().get_service_model("logs").operation_model("FilterLogEvents")
    known = {"--" + re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower() for name in model.input_shape.members}
    words = shlex.split(events_command(SOURCES[:1], LogFilter.parse("x"), SINCE, SINCE))
    assert {word for word in words if word.startswith("--")} <= known | {"--region", "--query", "--output"}


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("", ""),
        ("a.b_1/c-d", r"%[Aa]\.[Bb]_1/[Cc]-[Dd]%"),
        ("short longest", "%[Ll][Oo][Nn][Gg][Ee][Ss][Tt]%"),
        ("/timeout|error/", "%[Tt][Ii][Mm][Ee][Oo][Uu][Tt]|[Ee][Rr][Rr][Oo][Rr]%"),
        ("status=500", "%500%"),
        ("user.id=*", "%[Ii][Dd]%"),
        ("ms>5", "%[Mm][Ss]%"),
        ("50%", "%50.+%"),
        ("class", "%[Cc][Ll][Aa].+%"),
        ("aé", "%[Aa].+|[Aa].+[Uu]00[Ee]9|[Aa].+[Uu]00[Cc]9%"),
        ("!timeout", ""),
        ("level>=warn", ""),
        ("/a.*b/", ""),
        ("status!=500", ""),
        ("日本", ""),
    ],
)
def test_a_pattern_asks_for_what_must_be_there(typed: str, pattern: str) -> None:
    assert filter_pattern(LogFilter.parse(typed)) == pattern


def test_what_a_pattern_does_not_ask_is_said() -> None:
    for said in ("timeout", "/timeout|error/", ""):
        assert "#" not in tail_command(SOURCES, LogFilter.parse(said))
    comment = tail_command(SOURCES, LogFilter.parse("timeout level>=warn !x")).splitlines()[0]
    assert comment.startswith("# ")
    assert comment.endswith(": level>=warn !x")


_WORDS = st.text("aZ9 .-%'\"\\/[]()é日ß\t", min_size=1, max_size=12)


@given(st.lists(_WORDS, min_size=1, max_size=3), st.lists(_WORDS, max_size=3))
def test_a_pattern_never_hides_what_the_filter_shows(wanted: list[str], around: list[str]) -> None:
    terms = [field_term(" ", word) for word in wanted]
    found = LogFilter.parse(" ".join(terms))
    text = "x".join([*around, *wanted])
    assert found.matches(LogLine(0, 0, ORIGIN, text))
    pattern = filter_pattern(found)
    assert len(pattern) <= 1024
    assert not pattern or re.search(pattern[1:-1], text)
    assert re.fullmatch(r"[A-Za-z0-9:_#=@/;,\-^$?\[\]{}|\\*+.]*", pattern.strip("%"))


def test_a_query_asks_insights_for_it_all() -> None:
    wanted = LogFilter.parse(
        '"it\'s \\"a\\" /b" /x/y/ status=5* user.id!=7 ms>1234567.5 a-b="c/d" !foo container=web'
    )
    assert insights_query(wanted, ["ecs/web/"], limit=50).split("\n| ") == [
        "fields @timestamp, @logStream, @message",
        r"filter @logStream like /^ecs\/web\//",
        r"""filter @message like /(?i)it's "a" \/b/""",
        r"filter @message like /(?i)\/x\/y\//",
        "filter status like /(?i)^5.*$/",
        "filter not ispresent(user.id) or not (user.id like /(?i)^7$/)",
        "filter ms > 1234567.5",
        r"filter `a-b` like /(?i)^c\/d$/",
        "filter not (@message like /(?i)foo/)",
        r"filter @logStream like /(?i)\/web\/[^\/]*$/",
        "sort @timestamp desc",
        "limit 50",
    ]


def test_a_query_names_levels_and_says_what_it_leaves_out() -> None:
    query = insights_query(LogFilter.parse("level>=error revision=7 level<info"))
    assert query.startswith("# left out: revision=7 level<info\nfields ")
    [condition] = [line for line in query.split("\n| ") if "@message like" in line]
    pattern = re.compile(condition.partition("like /")[2].removesuffix("/"))
    assert pattern.search('{"level":"ERROR"}')
    assert pattern.search('{"level":50}')
    assert pattern.search("Traceback (most")
    assert not pattern.search('{"level":"warn"}')


def test_a_regex_keeps_its_slashes_from_ending_it() -> None:
    assert r"like /(?i)a\/b\.c\/d/" in insights_query(LogFilter.parse(r"/a\/b\.c\/d/"))
