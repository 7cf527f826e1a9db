"""The few errors that the console knows; everything AWS, the network or the engine can do becomes one.

EcsTuiError
+-- AwsError                what, where, why, what next
    +-- NotSignedIn         no credentials, an expired session, an unknown profile
    |   +-- NoRegion        no region is set
    +-- Denied              an IAM policy does not allow the call
    +-- Throttled           too many calls for the account
    +-- Unreachable         no answer: connection, DNS, time-out. The change may have been applied
    +-- NotFound            the resource is gone
    +-- Rejected            AWS refused the request as it stands
    |   +-- MalformedQuery  a Logs Insights query that cannot be read; knows the place
    +-- BadAnswer           an answer without what it must hold
+-- EngineError             the container engine, or a registry it talks to
|   +-- NoEngine            no engine answers
+-- UsageError              the person asked for something that cannot be
"""

from __future__ import annotations


class EcsTuiError(Exception):
    """What failed, in words for a person."""

    exit_code = 1


class UsageError(EcsTuiError):
    """The person asked for something that cannot be: an unknown option, a broken configuration file."""

    exit_code = 2


class AwsError(EcsTuiError):
    """A call of AWS that failed.

    `operation` is the call ("ecs:DescribeServices"), `where` the account, region and resource where known,
    `why` the reason in words, already safe to show, `advice` what to do next.
    """

    exit_code = 4
    word = "failed"
    advice = "It is tried again by itself."

    def __init__(
        self,
        why: str,
        *,
        operation: str = "",
        where: str = "",
        advice: str = "",
        code: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(why)
        self.why = why
        self.operation = operation
        self.where = where
        self.code = code
        self.request_id = request_id
        if advice:
            self.advice = advice

    def __str__(self) -> str:
        place = " ".join(part for part in (self.operation, f"in {self.where}" if self.where else "") if part)
        return f"{place} {self.word}: {self.why} {self.advice}".strip()


class NotSignedIn(AwsError):
    """There are no credentials, or they are not accepted any more."""

    word = "not signed in"
    advice = "Sign in again (aws sso login, or new keys); it goes on by itself then."


class NoRegion(NotSignedIn):
    """No region is set anywhere."""

    word = "no region"


class Denied(AwsError):
    """An IAM policy does not allow the call."""

    word = "denied"
    advice = "Ask for the permission named; the README lists what ecstui needs."


class Throttled(AwsError):
    """The account's calls of this kind are used up for the moment."""

    word = "throttled"
    advice = "It is tried again, more slowly."


class Unreachable(AwsError):
    """No answer came. Whether the request took effect is unknown."""

    word = "unreachable"
    advice = "Check the network, VPN and endpoint; it is tried again by itself."


class NotFound(AwsError):
    """The resource does not exist (any more)."""

    word = "not found"
    advice = "It may have been deleted a moment ago."


class Rejected(AwsError):
    """AWS refused the request as it stands."""

    word = "rejected"
    advice = ""


class MalformedQuery(Rejected):
    """A query of Logs Insights that cannot be read. `offset` is the character where, None if unknown."""

    word = "refused the query"
    offset: int | None = None


class BadAnswer(AwsError):
    """The answer lacks what it must hold; botocore reads a cut body as an empty one."""

    word = "unreadable answer"


class EngineError(EcsTuiError):
    """The container engine, or the registry it pushes to, failed; in words that are safe to show."""

    exit_code = 4


class NoEngine(EngineError):
    """No container engine answers: says what was looked for and what to do."""
