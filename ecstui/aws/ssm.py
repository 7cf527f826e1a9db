"""AWS Systems Manager: sessions that forward a port of a container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.exec_session import Session
from ecstui.model.secret import Secret
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from types_aiobotocore_ssm import SSMClient

    from ecstui.aws.calls import Calls


class Ssm:
    """What the console asks of Systems Manager; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def start_session(
        self, target: str, document: str, parameters: Mapping[str, Sequence[str]]
    ) -> Session:
        """Open a session with `target` (`ecs:<cluster>_<task id>_<runtime id>`), once.

        Unreachable and BadAnswer leave open whether it was opened; without a plugin it ends by itself.
        """
        client: SSMClient
        async with self._calls.call("ssm:StartSession", target, writing=True) as client:
            answer = await client.start_session(
                Target=target, DocumentName=document, Parameters={k: list(v) for k, v in parameters.items()}
            )
            return Session(
                safe(answer["SessionId"]),
                answer["StreamUrl"],
                Secret(answer["TokenValue"]),
                safe(answer["ResponseMetadata"].get("RequestId", "")),
            )

    async def terminate_session(self, session: str) -> None:
        """End a session by its id."""
        client: SSMClient
        async with self._calls.call("ssm:TerminateSession", session, writing=True) as client:
            await client.terminate_session(SessionId=session)

    async def endpoint(self) -> str:
        """The address Systems Manager is spoken to, which the plugin resumes a session at; calls nothing."""
        return await self._calls.endpoint("ssm")
