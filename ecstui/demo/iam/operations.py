"""IAM: what a role may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves

if TYPE_CHECKING:
    from ecstui.demo.world import World

Params = dict[str, Any]


@serves("iam", "SimulatePrincipalPolicy")
def simulate_principal_policy(world: World, params: Params) -> Params:
    role = params["PolicySourceArn"]
    name = role.rpartition("/")[2]
    if name in world.iam.paths and role != world.iam.arn(name):
        raise _no_such_role(role)
    results = [
        {
            "EvalActionName": action,
            "EvalResourceName": resource,
            "EvalDecision": "allowed" if world.iam.allows(role, action) else "implicitDeny",
        }
        for action in params["ActionNames"]
        for resource in params.get("ResourceArns") or ["*"]
    ]
    return {"EvaluationResults": results, "IsTruncated": False}


@serves("iam", "GetRole")
def get_role(world: World, params: Params) -> Params:
    name = params["RoleName"]
    return {
        "Role": {
            "Path": world.iam.paths.get(name, "/"),
            "RoleName": name,
            "RoleId": f"AROA{name.upper():X<16.16}",
            "Arn": world.iam.arn(name),
            "CreateDate": 1_600_000_000.0,
        }
    }


def _no_such_role(role: str) -> AwsError:
    return AwsError("NoSuchEntity", f"The role {role} cannot be found.", status=404)
