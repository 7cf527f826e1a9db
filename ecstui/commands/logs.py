"""`ecstui logs`: the console's tail on standard output."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ecstui.aws.account import Aws
from ecstui.commands import log_notices as notices
from ecstui.commands.log_lines import Choice
from ecstui.commands.log_reader import Reader, Span
from ecstui.commands.log_stdout import Ended, Stdout, has_colours, tell
from ecstui.live.log_target import Wanted, near_names
from ecstui.live.log_watch import find_logs
from ecstui.model.errors import AwsError, UsageError
from ecstui.model.log_filter import LogFilter
from ecstui.model.log_form import JsonForm, TextForm
from ecstui.model.log_line import Level
from ecstui.model.log_time import parse_moment

if TYPE_CHECKING:
    from datetime import tzinfo

    from ecstui.commands.connection import Chosen
    from ecstui.live.log_watch import LogWatch

DEFAULT_SPAN = 600_000  # ms


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the verb as given."""

    target: str
    follow: bool = False
    since: str | None = None
    until: str | None = None
    containers: tuple[str, ...] = ()
    greps: tuple[str, ...] = ()
    filter_line: str = ""
    level: str | None = None
    output: str = "text"
    no_color: bool = False
    utc: bool = False

    def choice(self) -> Choice:
        """Which lines are wanted. Raises UsageError for what is no pattern or filter."""
        chosen = LogFilter.parse(self.filter_line)
        if chosen.problem:
            raise UsageError(f"--filter: {chosen.problem}.")
        level = Level[self.level.upper()] if self.level else Level.NONE
        return Choice(frozenset(self.containers), level, tuple(map(_pattern, self.greps)), chosen)

    def span(self, now: datetime, watch: LogWatch | None = None) -> Span:
        """From when to when. Raises UsageError for what is no time, or ends before it begins."""
        zone = UTC if self.utc else now.astimezone().tzinfo or UTC
        if self.follow and self.until is not None:
            raise UsageError("--until: there is no end to what is followed; leave out --follow or --until.")
        until = _moment("--until", self.until, now, zone)
        since = _moment("--since", self.since, now, zone)
        whole = since is not None or not self.follow
        if since is None and watch is not None and (watch.over or self.follow):
            since = watch.since
        elif since is None and not self.follow:
            since = (until or _ms(now)) - DEFAULT_SPAN
        if until is not None and since is not None and since > until:
            raise UsageError("--since is later than --until.")
        return Span(since, until, whole)


def show_logs(connection: Chosen, asked: Asked) -> int:
    """Print the lines asked for; the exit code. Raises UsageError."""
    asked.span(datetime.now(UTC))  # mistakes are told before anything is called
    choice, wanted = asked.choice(), Wanted.parse(asked.target)
    if wanted.region:
        connection = replace(connection, region=wanted.region)
    connection.open_log()
    stdout = Stdout()
    try:
        return asyncio.run(_show(connection, asked, choice, wanted, stdout))
    except AwsError as failure:
        tell(notices.failed(failure))
        return 1
    except Ended as ended:
        return ended.code


async def _show(connection: Chosen, asked: Asked, choice: Choice, wanted: Wanted, stdout: Stdout) -> int:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine runs in a task
    with stdout.ended_by_signals(task):
        try:
            async with Aws(connection.connection()) as aws:
                watch = await find_logs(aws, wanted)
                await _check_containers(aws, watch, choice.containers)
                span = asked.span(aws.now(), watch)
                reader = Reader(aws, watch, span, choice, _form(asked), stdout.write, tell)
                await (reader.read() if watch.over or not asked.follow else reader.follow())
        except asyncio.CancelledError:
            if not stdout.code:
                raise
    return stdout.code


async def _check_containers(aws: Aws, watch: LogWatch, containers: frozenset[str]) -> None:
    definitions = [await aws.ecs.task_definition(name) for name in watch.definitions] if containers else []
    known = {container.name for definition in definitions for container in definition.containers}
    for name in sorted(containers - known):
        raise UsageError(f"{watch.name} has no container {name}; {near_names(name, known)}")


def _form(asked: Asked) -> TextForm | JsonForm:
    if asked.output == "json":
        return JsonForm()
    colours = not asked.no_color and has_colours(os.environ)
    return TextForm(zone=UTC if asked.utc else None, colours=colours)


def _pattern(typed: str) -> re.Pattern[str]:
    try:
        return re.compile(typed)
    except re.error as error:
        raise UsageError(f"--grep: {typed!r} is no regular expression: {error}.") from None


def _moment(option: str, typed: str | None, now: datetime, zone: tzinfo) -> int | None:
    if typed is None:
        return None
    try:
        return _ms(parse_moment(typed, now, zone))
    except ValueError as error:
        raise UsageError(f"{option}: {error}.") from None


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
