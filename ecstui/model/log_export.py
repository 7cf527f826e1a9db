"""A log view's filter for the AWS CLI: an `aws logs` command line, and the CloudWatch filter pattern in it.

CloudWatch's patterns can say less than a filter. What they cannot say is left out, and said to be: what they
find is then more than what the filter shows, never less. (A stack trace is many events there; each is looked
at for itself.)
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from ecstui.model.log_insights import insights_query
from ecstui.model.log_terms import AnyOf, Field, Number, Words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.model.log_filter import LogFilter
    from ecstui.model.log_terms import Term
    from ecstui.model.logs import LogSource

__all__ = ["events_command", "filter_pattern", "insights_query", "tail_command"]

_PATTERN_LENGTH = 1024  # FilterLogEvents takes no longer one
_NEEDLE = 120
_QUERY = "events[].[timestamp,logStreamName,message]"
_PATTERN_PART = re.compile(r"ss|([a-z])|([\d_#=@/;,:-])|(\.)|.", re.DOTALL)


def tail_command(sources: Iterable[LogSource], wanted: LogFilter, since: datetime | None = None) -> str:
    """`aws logs tail --follow` (of the AWS CLI v2), one command a source, from `since` or 10 minutes ago."""
    words = ["--follow", "--format", "short"]
    if since is not None:
        words += ["--since", since.isoformat(timespec="milliseconds")]
    words += _pattern_option(wanted)
    commands = [shlex.join(["aws", "logs", "tail", one.group, *_place(one), *words]) for one in sources]
    return "\n".join([*_left_out(wanted), *commands])


def events_command(
    sources: Iterable[LogSource],
    wanted: LogFilter,
    since: datetime | None = None,
    until: datetime | None = None,
) -> str:
    """`aws logs filter-log-events` for what was said from `since` to `until`, one command a source."""
    words = []
    for option, moment in (("--start-time", since), ("--end-time", until)):
        words += [] if moment is None else [option, str(round(moment.timestamp() * 1000))]
    words += [*_pattern_option(wanted), "--query", _QUERY, "--output", "text"]
    begin = ["aws", "logs", "filter-log-events", "--log-group-name"]
    commands = [shlex.join([*begin, one.group, *_place(one), *words]) for one in sources]
    return "\n".join([*_left_out(wanted), *commands])


def filter_pattern(wanted: LogFilter) -> str:
    """The CloudWatch filter pattern that lets every event through which the filter shows; "" for all.

    Only a regular expression finds parts of words in either case, and a pattern of them can be but one
    (without groups, without lookahead): it asks for the term that tells most.
    """
    patterns = [(length, found) for length, found in map(_tells, wanted.terms) if found]
    return f"%{max(patterns)[1]}%" if patterns else ""


def _place(source: LogSource) -> list[str]:
    prefix = ["--log-stream-name-prefix", source.prefix] if source.prefix else []
    return ["--region", source.region, *prefix]


def _pattern_option(wanted: LogFilter) -> list[str]:
    pattern = filter_pattern(wanted)
    return ["--filter-pattern", pattern] if pattern else []


def _left_out(wanted: LogFilter) -> list[str]:
    """The comment that says what the pattern does not ask for."""
    pattern = filter_pattern(wanted)
    left = [typed for typed, term in wanted.parts if not _is_said(term, pattern)]
    words = " ".join(" ".join(left).split())
    return [f"# more than the filter shows; not (wholly) asked of CloudWatch: {words}"] if left else []


def _is_said(term: Term, pattern: str) -> bool:
    """Whether the pattern asks for all that the term does."""
    return isinstance(term, (Words, AnyOf)) and ".+" not in pattern and f"%{_tells(term)[1]}%" == pattern


def _tells(term: Term) -> tuple[int, str]:
    """How much is known of what the term holds for, in characters, and the pattern that asks for them."""
    needles = _needles(term)
    patterns = [_without_case(needle[:_NEEDLE]) for needle in needles]
    pattern = "|".join(patterns)
    useful = all(re.search(r"[\]\w]", one) for one in patterns)
    if not needles or not useful or len(pattern) > _PATTERN_LENGTH - 2:
        return 0, ""
    return min(map(len, needles)), pattern


def _needles(term: Term) -> tuple[str, ...]:
    """Texts, casefolded, of which one stands in whatever the term holds for; none where that is not known."""
    match term:
        case Words():
            return (term.folded,)
        case AnyOf():
            return term.folded
        case Field():
            value = term.value
            if value.pattern is None and value.text and value.never_escaped:
                return (value.text,)
            return (term.name.rpartition(".")[2],)
        case Number():
            return (term.name.rpartition(".")[2],)
        case _:
            return ()


def _without_case(needle: str) -> str:
    """A pattern in CloudWatch's syntax, where only some ASCII may stand for itself; `.+` is for all else.

    What `safe` has shown in another way (tabs as spaces, say) is not in the event, so such are not asked for.
    """

    def part(found: re.Match[str]) -> str:
        letter, plain, dot = found.groups()
        return f"[{letter.upper()}{letter}]" if letter else plain or (r"\." if dot else ".+")

    return re.sub(r"(?:\.\+){2,}", ".+", _PATTERN_PART.sub(part, needle))
