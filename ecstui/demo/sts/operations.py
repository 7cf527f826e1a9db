"""STS: who one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves

if TYPE_CHECKING:
    from ecstui.demo.world import World

IDENTITY = "AROAEXAMPLEONCALLROLE"


def _account(world: World) -> str:
    return world.arn("sts", "").split(":")[4]


@serves("sts", "GetCallerIdentity")
def get_caller_identity(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """The role of whoever is on call."""
    del params
    account = _account(world)
    arn = f"arn:aws:sts::{account}:assumed-role/oncall/you"
    return {"UserId": f"{IDENTITY}:you", "Account": account, "Arn": arn}


@serves("sts", "AssumeRole")
def assume_role(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Credentials of another role, for as long as was asked (seconds, an hour by default)."""
    parts = params["RoleArn"].split(":")
    if len(parts) != 6 or not parts[5].startswith("role/"):
        raise AwsError("ValidationError", f"{params['RoleArn']} is invalid")
    role, session = parts[5].rsplit("/", 1)[-1], params["RoleSessionName"]
    return {
        "Credentials": {
            "AccessKeyId": f"ASIA{world.hex(16).upper()}",
            "SecretAccessKey": world.hex(40),
            "SessionToken": world.hex(120),
            "Expiration": world.now + params.get("DurationSeconds", 3600),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": f"{IDENTITY}:{session}",
            "Arn": f"arn:aws:sts::{parts[4]}:assumed-role/{role}/{session}",
        },
    }
