"""What `ecstui logs` prints: text and JSON, folded lines in pieces, troubles once; and targets."""

from __future__ import annotations

import json
import re
from datetime import UTC, timedelta, timezone

import pytest

from ecstui.commands.log_lines import Choice, LogLines
from ecstui.commands.log_notices import Notices, failed
from ecstui.commands.log_stdout import has_colours
from ecstui.live.log_target import Wanted, near_names
from ecstui.live.tail_status import TailStatus
from ecstui.model.errors import Denied, Unreachable, UsageError
from ecstui.model.log_form import JsonForm, TextForm
from ecstui.model.log_line import Level, LogLine, Origin
from ecstui.model.logs import LogEvent

TASK = "f8b3e021" + "0" * 24
WEB = Origin("eu-west-1", "/ecs/web", f"app/web/{TASK}", TASK, "web", "7")
SIDE = Origin("eu-west-1", "/ecs/web", f"app/side/{TASK}", TASK, "sidecar", "7")
ORIGINS = {origin.stream: origin for origin in (WEB, SIDE)}
NOON = 1_795_521_751_123


def line(text: str, origin: Origin = WEB, level: Level = Level.NONE) -> LogLine:
    return LogLine(NOON, NOON + 1500, origin, text, level)


def event(at: int, message: str, origin: Origin = WEB) -> LogEvent:
    return LogEvent(f"{at}{message}", NOON + at, NOON + at + 1000, origin.stream, message)


def lines(wanted: Choice | None = None, *, hold: int = 0) -> LogLines:
    return LogLines(ORIGINS.__getitem__, wanted or Choice(), hold=hold)


def texts(pieces: list[tuple[LogLine, str]]) -> list[str]:
    return [text for _, text in pieces]


def test_text_has_time_task_container_and_message_and_further_lines_indented() -> None:
    form = TextForm(zone=timezone(timedelta(hours=1)), colours=False)
    assert form.render(line("x"), "one\n at two") == (
        "2026-11-24T13:02:31.123+01:00 f8b3e021 web one\n     at two\n"
    )
    form.render(line("x", SIDE), "x")
    assert " web     one" in form.render(line("x"), "one")


def test_colours_tell_source_and_level_and_end_on_their_line() -> None:
    form = TextForm(zone=UTC, colours=True)
    grave = form.render(line("x", level=Level.ERROR), "broken")
    assert grave.endswith("\x1b[31mbroken\x1b[0m\n")
    plain = form.render(line("x"), "fine")
    assert plain.endswith(" fine\n")
    assert grave.split(" ")[1] == plain.split(" ")[1]


def test_json_has_every_field_and_times_in_utc() -> None:
    printed = JsonForm().render(line("x", level=Level.WARN), "one\ntwo ü")
    assert printed.count("\n") == 1
    assert "ü" in printed
    assert json.loads(printed) == {
        "timestamp": "2026-11-24T12:02:31.123Z",
        "ingestionTime": "2026-11-24T12:02:32.623Z",
        "task": TASK,
        "container": "web",
        "revision": "7",
        "logGroup": "/ecs/web",
        "logStream": WEB.stream,
        "level": "warn",
        "message": "one\ntwo ü",
    }
    assert json.loads(JsonForm().render(line("x"), "x"))["level"] is None


def test_a_stack_trace_is_held_until_it_is_whole() -> None:
    taken = lines(hold=2000)
    assert taken.take((event(0, "ERROR it broke"), event(1, "    at one.two"))) == []
    assert taken.take((event(2, "    at three.four"),)) == []
    assert texts(taken.take((event(2500, "INFO on"),))) == [
        "ERROR it broke\n    at one.two\n    at three.four"
    ]
    assert texts(taken.rest()) == ["INFO on"]
    assert taken.rest() == []


def test_what_joins_a_line_already_printed_is_printed_too_and_nothing_twice() -> None:
    taken = lines()
    assert texts(taken.take((event(0, "ERROR it broke"),))) == ["ERROR it broke"]
    assert texts(taken.take((event(1, "    at one"), event(2, "    at two")))) == ["    at one\n    at two"]
    assert texts(taken.take((event(3, "    at three"), event(4, "INFO on")))) == ["    at three", "INFO on"]


def test_a_line_that_becomes_wanted_as_it_grows_is_printed_whole() -> None:
    taken = lines(Choice(greps=(re.compile("needle"),)))
    assert taken.take((event(0, "ERROR it broke"),)) == []
    assert texts(taken.take((event(1, "    at needle"),))) == ["ERROR it broke\n    at needle"]
    assert texts(taken.take((event(2, "    at two"),))) == ["    at two"]


def test_a_late_line_is_printed_though_younger_ones_were() -> None:
    taken = lines(hold=2000)
    taken.take((event(10_000, "INFO on"),))
    assert texts(taken.take((event(0, "INFO late"),))) == ["INFO late"]


def test_a_choice_asks_for_all_of_level_container_and_patterns() -> None:
    choice = Choice(frozenset({"web"}), Level.ERROR, (re.compile("a"), re.compile("b")))
    assert choice(line("a b", level=Level.FATAL))
    assert not choice(line("a b", SIDE, Level.FATAL))
    assert not choice(line("a b", level=Level.WARN))
    assert not choice(line("a", level=Level.FATAL))


def test_a_trouble_is_said_once_and_once_when_it_is_over() -> None:
    notices = Notices()
    assert notices.take(TailStatus()) == []
    assert len(notices.take(TailStatus(throttled=True))) == 1
    assert notices.take(TailStatus(throttled=True)) == []
    assert notices.take(TailStatus(waiting_for=("/ecs/web",))) == [
        "CloudWatch Logs does not throttle any more.",
        "waiting for log group /ecs/web, which does not exist (yet).",
    ]
    assert notices.take(TailStatus()) == ["log group /ecs/web is there now."]


@pytest.mark.parametrize(
    ("failure", "ending"),
    [
        (Unreachable("no.", operation="ecs:ListTasks"), "no. Check the network, VPN and endpoint."),
        (Denied("no."), "no. Ask for the permission named; the README lists what ecstui needs."),
        (Unreachable("no.", advice="It is tried again by itself."), "unreachable: no."),
    ],
)
def test_a_failure_that_ends_the_verb_promises_no_other_try(failure: Denied, ending: str) -> None:
    assert failed(failure).endswith(ending)


ARN = "arn:aws:ecs:eu-west-1:123456789012"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("web", Wanted("", "web")),
        ("prod/web", Wanted("prod", "web")),
        ("prod/web/0a1b", Wanted("prod", "web", "0a1b")),
        (f"{ARN}:service/prod/web", Wanted("prod", "web", region="eu-west-1")),
        (f"{ARN}:service/prod/web/0a1b", Wanted("prod", "web", "0a1b", "eu-west-1")),
        (f"{ARN}:service/web", Wanted("", "web", region="eu-west-1")),
        (f"{ARN}:task/prod/{TASK}", Wanted("prod", "", TASK, "eu-west-1")),
    ],
)
def test_a_target_is_taken_apart(typed: str, wanted: Wanted) -> None:
    assert Wanted.parse(typed) == wanted


@pytest.mark.parametrize(
    "typed", ["", "/", "prod/", "a/b/c/d", "prod/web/x\x1b", "arn:aws:ecs", f"{ARN}:cluster/prod"]
)
def test_what_is_no_target_is_said_in_safe_words(typed: str) -> None:
    with pytest.raises(UsageError) as refused:
        Wanted.parse(typed)
    assert str(refused.value).isprintable()


def test_near_names_come_first_and_all_names_where_none_is_near() -> None:
    assert near_names("chekout", ["checkout", "web"]) == "did you mean checkout?"
    assert near_names("pay", ["payments", "web"]) == "did you mean payments?"
    assert near_names("zzz", ["b", "a"]) == "there are a, b."
    assert near_names("zzz", []) == "there are none at all."
    assert near_names("zzz", map(str, range(10))).endswith("and 2 more.")


def test_colours_are_for_terminals_that_show_them(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.__stdout__", Terminal())
    assert has_colours({"TERM": "xterm"})
    assert not has_colours({"TERM": "dumb"})
    assert not has_colours({"TERM": "xterm", "NO_COLOR": "1"})
