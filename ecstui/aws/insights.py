"""CloudWatch Logs Insights: queries started, asked for their results, stopped; single records."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from ecstui.model.errors import AwsError, MalformedQuery, Rejected, Throttled, Unreachable
from ecstui.model.insights import Progress, Row, RowsPage
from ecstui.model.text import safe, safe_lines

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from types_aiobotocore_logs import CloudWatchLogsClient
    from types_aiobotocore_logs import type_defs as t

    from ecstui.aws.calls import Calls
    from ecstui.model.insights import Query

PAGE = 2500  # rows; parsing a page of 10,000 blocks the event loop for longer than a frame
_QUOTED = 30  # characters of the query shown where it is malformed
_PLACE = re.compile(r"\s*(?:at|on) line \d+(?: and|,)? (?:position|column) \d+\.?\s*$")
_NOISE = re.compile(r"\s*\(Service: .*$", re.DOTALL)


class Insights:
    """What the console asks of Logs Insights; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def start(self, query: Query) -> str:
        """Start a query; its id. Raises MalformedQuery with the place in the query's text.

        Sent once: a second attempt after a lost answer would scan and cost twice, and nobody would know the
        first query's id to stop it.
        """
        try:
            return await self._start(query)
        except Throttled as failure:
            failure.advice = "Run it again in a moment."
            raise
        except Unreachable as failure:
            failure.advice = "The query may run at AWS nevertheless, unseen; run it again."
            raise

    async def _start(self, query: Query) -> str:
        from botocore.exceptions import ClientError

        groups = [group.removesuffix(":*") for group in query.groups]
        identified = any(group.startswith("arn:") for group in groups)
        asked: dict[str, Any] = {"logGroupIdentifiers" if identified else "logGroupNames": groups}
        operation, region = "logs:StartQuery", query.region
        client: CloudWatchLogsClient
        async with self._calls.call(operation, query.where, region=region, writing=True) as client:
            try:
                answer = await client.start_query(
                    startTime=math.floor(query.start.timestamp()),
                    endTime=math.ceil(query.end.timestamp()),
                    queryString=query.text,
                    limit=query.limit,
                    **asked,
                )
            except ClientError as error:
                if failure := _refused(error, query.text):
                    failure.operation, failure.where = operation, f"{region} {query.where}".strip()
                    raise failure from None
                raise
            return answer["queryId"]

    async def results(self, identity: str, *, region: str = "", token: str | None = None) -> RowsPage:
        """How far a query is, with a page of its rows; `token` is the page's before."""
        more: dict[str, Any] = {"nextToken": token} if token else {}
        client: CloudWatchLogsClient
        async with self._calls.call("logs:GetQueryResults", region=region) as client:
            answer = await client.get_query_results(queryId=identity, maxItems=PAGE, **more)
            told = answer.get("statistics", {})
            progress = Progress(
                status=safe(answer["status"]),
                matched=int(told.get("recordsMatched", 0)),
                scanned=int(told.get("recordsScanned", 0)),
                bytes=int(told.get("bytesScanned", 0)),
            )
            return RowsPage(progress, tuple(map(_row, answer["results"])), answer.get("nextToken"))

    async def stop(self, identity: str, *, region: str = "") -> None:
        """Stop a query; one that has ended is Rejected or NotFound."""
        client: CloudWatchLogsClient
        async with self._calls.call("logs:StopQuery", region=region) as client:
            await client.stop_query(queryId=identity)

    async def record(self, pointer: str, *, region: str = "") -> Row:
        """The whole event that a row's pointer leads to."""
        client: CloudWatchLogsClient
        async with self._calls.call("logs:GetLogRecord", region=region) as client:
            answer = await client.get_log_record(logRecordPointer=pointer)
            return Row(tuple((safe(name), _value(value)) for name, value in answer["logRecord"].items()))


def _row(raw: list[t.ResultFieldTypeDef]) -> Row:
    return Row(tuple((safe(cell.get("field", "")), _value(cell.get("value", ""))) for cell in raw))


def _value(text: str) -> str:
    return "\n".join(safe_lines(text))


def _refused(error: ClientError, text: str) -> AwsError | None:
    """The refusals that Insights alone gives."""
    told = error.response.get("Error", {})
    code, message = told.get("Code", ""), _NOISE.sub("", told.get("Message", ""))
    if code == "MalformedQueryException":
        response: dict[str, Any] = dict(error.response)
        location = (response.get("queryCompileError") or {}).get("location") or {}
        offset = location.get("startCharOffset")
        failure = MalformedQuery(safe(_placed(message, text, offset)), code=code)
        failure.offset = offset
        return failure
    if code == "LimitExceededException":
        return Rejected(
            "the account runs as many queries at once in this region as it may, dashboards' included.",
            advice="Run it again when some have ended.",
            code=code,
        )
    return None


def _placed(message: str, text: str, offset: int | None) -> str:
    """The message with its place as a person finds it in the query."""
    if offset is None or not 0 <= offset <= len(text):
        return message or "no reason was given."
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    rest = text[offset : offset + _QUOTED].partition("\n")[0].strip()
    near = f"before `{rest}`" if rest else "at the end"
    return f"{_PLACE.sub('', message)}: line {line}, column {column}, {near}."
