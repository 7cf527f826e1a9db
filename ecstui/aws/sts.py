"""AWS STS: who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.account import Identity
from ecstui.model.text import safe

if TYPE_CHECKING:
    from types_aiobotocore_sts import STSClient

    from ecstui.aws.calls import Calls


class Sts:
    """What the console asks of STS; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._known: tuple[int, Identity] | None = None

    async def identity(self) -> Identity:
        """The caller; asked once for each signing in."""
        if self._known is not None and self._known[0] == self._calls.session.generation:
            return self._known[1]
        client: STSClient
        async with self._calls.call("sts:GetCallerIdentity") as client:
            answer = await client.get_caller_identity()
            identity = Identity(account=safe(answer["Account"]), arn=safe(answer["Arn"]))
        self._known = (self._calls.session.generation, identity)
        return identity
