"""What requests of EC2 have in common: ids, filters, tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.demo.world import World

Row = dict[str, Any]
_KINDS = {"InstanceId": "instance", "SubnetId": "subnet", "VpcId": "vpc", "GroupId": "security group"}


def owner(world: World) -> str:
    """The account."""
    return world.arn("ec2", "").split(":")[4]


def named(rows: list[Row], key: str, ids: list[str] | None, code: str) -> list[Row]:
    """The rows with the wanted ids, all where none are named. Raises `code` for one that is missing."""
    if not ids:
        return rows
    known = {row[key] for row in rows}
    missing = [each for each in ids if each not in known]
    if missing:
        kind = _KINDS[key]
        raise AwsError(code, f"The {kind} ID '{missing[0]}' does not exist")
    return [row for row in rows if row[key] in ids]


def filtered(rows: list[Row], params: Row, fields: dict[str, Callable[[Row], Any]]) -> list[Row]:
    """The rows that pass every filter; `fields` finds what a filter looks at."""
    for each in params.get("Filters", ()):
        name, values = each["Name"], each["Values"]
        if name.startswith("tag:"):
            rows = [row for row in rows if _tag(row, name[4:]) in values]
        elif name in fields:
            rows = [row for row in rows if fields[name](row) in values]
        else:
            raise AwsError("InvalidParameterValue", f"The filter '{name}' is invalid")
    return rows


def _tag(row: Row, key: str) -> str | None:
    return next((tag["Value"] for tag in row.get("Tags", ()) if tag["Key"] == key), None)


def tags(name: str) -> list[Row]:
    """The tags of everything here."""
    return [{"Key": "Name", "Value": name}, {"Key": "managed-by", "Value": "terraform"}]
