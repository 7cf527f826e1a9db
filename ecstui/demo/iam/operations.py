"""IAM: what a role may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.operations import serves

if TYPE_CHECKING:
    from ecstui.demo.world import World

Params = dict[str, Any]


@serves("iam", "SimulatePrincipalPolicy")
def simulate_principal_policy(world: World, params: Params) -> Params:
    role = params["PolicySourceArn"]
    results = [
        {
            "EvalActionName": action,
            "EvalResourceName": "*",
            "EvalDecision": "allowed" if world.iam.allows(role, action) else "implicitDeny",
        }
        for action in params["ActionNames"]
    ]
    return {"EvaluationResults": results, "IsTruncated": False}
