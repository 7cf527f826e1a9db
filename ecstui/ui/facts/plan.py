"""A plan in sections: what it does, where, and what that means, the gravest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.facts.sections import Fact, Section

if TYPE_CHECKING:
    from ecstui.operations.plan import Plan

_WEIGHTS = {"danger": ("DANGER", "broken"), "warning": ("WARNING", "warning"), "note": ("", "")}


def plan_sections(plan: Plan, since: Plan | None = None) -> tuple[Section, ...]:
    """The sections of the plan dialog; `since` is the plan confirmed before, which it has overtaken."""
    where = plan.where
    place = (
        Fact(plan.kind, plan.subject),
        *((Fact("cluster", where.cluster),) if where.cluster else ()),
        Fact("account", where.account or "not known"),
        Fact("region", where.region or "not known"),
    )
    changes = tuple(Fact(c.field, f"{c.now}  ->  {c.after}", "strong") for c in plan.changes)
    if plan.starts and not plan.empty:
        changes = (*changes, Fact("", f"It {plan.starts}.", "dim"))
    if plan.empty:
        changes = (Fact("", "nothing would change", "dim"),)
    means = tuple(Fact(_WEIGHTS[c.weight][0], c.text, _WEIGHTS[c.weight][1]) for c in plan.ranked)
    new = ", ".join(map(str, since.differences(plan))) if since else ""
    news = (Fact("", f"changed since you looked: {new}", "warning"),) if new else ()
    return (Section("", (*news, *place)), Section("Change", changes), Section("What it means", means))
