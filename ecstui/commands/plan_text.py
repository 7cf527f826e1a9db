"""A plan for eyes without the screen: as lines, and as what becomes JSON. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecstui.operations.plan import Call, Plan

_WEIGHTS = {"danger": "DANGER ", "warning": "WARNING", "note": "note   "}


def plan_text(plan: Plan) -> str:
    """The lines of a plan: what and where, the changes, what they mean (the gravest first), the calls."""
    where = plan.where
    cluster = (f"cluster {where.cluster}",) if where.cluster else ()  # a registry is in none
    place = ", ".join(
        (
            *cluster,
            f"account {where.account or 'not known'}",
            f"region {where.region or 'not known'}",
        )
    )
    changes = [f"  {change.field}: {change.now} -> {change.after}" for change in plan.changes]
    means = [f"  {_WEIGHTS[meant.weight]}  {meant.text}" for meant in plan.ranked]
    starts = [f"  It {plan.starts}."] if plan.starts and not plan.empty else []
    calls = [] if plan.empty else [_call(call) for call in plan.calls]
    what = f"{plan.verb} {plan.subject} ({place})"
    lines = [what, *(changes or ["  nothing would change"]), *starts, *means, *calls]
    return "".join(f"{line}\n" for line in lines)


def _call(call: Call) -> str:
    members = " ".join(f"{name}={_value(value)}" for name, value in call.members)
    return f"  call: {call.operation} {members}".rstrip()


def _value(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def plan_object(plan: Plan) -> dict[str, Any]:
    """The plan as JSON has it; "service" is there where it is about one."""
    where = plan.where
    return {
        "verb": plan.verb,
        "kind": plan.kind,
        "subject": plan.subject,
        **({"service": plan.subject} if plan.kind == "service" else {}),
        "where": {"account": where.account, "region": where.region, "cluster": where.cluster},
        "changes": [{"field": c.field, "now": c.now, "after": c.after} for c in plan.changes],
        "starts_deployment": plan.starts_deployment and not plan.empty,
        "consequences": [{"weight": c.weight, "text": c.text} for c in plan.ranked],
        "call": _call_object(plan.call),
        "further_calls": [_call_object(call) for call in plan.further],
        "confirm": plan.confirm,
    }


def _call_object(call: Call) -> dict[str, Any]:
    return {"operation": call.operation, "members": dict(call.members)}
