"""IAM: what a role may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from types_aiobotocore_iam import IAMClient

    from ecstui.aws.calls import Calls


class Iam:
    """What the console asks of IAM; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def lacking(self, role: str, actions: Sequence[str]) -> tuple[str, ...]:
        """Those of `actions` that the policies of a role (its ARN) do not allow, by IAM's own simulation."""
        client: IAMClient
        async with self._calls.call("iam:SimulatePrincipalPolicy", short(role)) as client:
            answer = await client.simulate_principal_policy(PolicySourceArn=role, ActionNames=list(actions))
            return tuple(
                safe(result["EvalActionName"])
                for result in answer["EvaluationResults"]
                if result["EvalDecision"] != "allowed"
            )
