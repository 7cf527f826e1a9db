"""IAM: what a user or role may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.aws.paging import side_by_side
from ecstui.aws.parse import texts
from ecstui.model.arn import short
from ecstui.model.permission import Permission
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

    async def permissions(self, principal: str, needs: Sequence[tuple[str, str]]) -> tuple[Permission, ...]:
        """Whether a user or role (its ARN) may do each action on its resource (an ARN), by IAM's simulation.

        NotFound if there is no such user or role.
        """

        async def ask(need: tuple[str, str]) -> tuple[Permission, ...]:
            client: IAMClient
            action, resource = need
            async with self._calls.call("iam:SimulatePrincipalPolicy", short(principal)) as client:
                answer = await client.simulate_principal_policy(
                    PolicySourceArn=principal, ActionNames=[action], ResourceArns=[resource]
                )
                return tuple(
                    Permission(
                        action,
                        resource,
                        result["EvalDecision"] == "allowed",
                        texts(result.get("MissingContextValues")),
                    )
                    for result in answer["EvaluationResults"]
                )

        return await side_by_side(ask, needs)

    async def role_arn(self, name: str) -> str:
        """The ARN of a role by its name, its path included; NotFound if there is none."""
        client: IAMClient
        async with self._calls.call("iam:GetRole", name) as client:
            return safe((await client.get_role(RoleName=name))["Role"]["Arn"])
