"""What the exec doctor found, as a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.facts.sections import Fact, Section

if TYPE_CHECKING:
    from ecstui.operations.exec_finding import Finding

_WEIGHTS = {
    "blocking": ("✗ blocks", "broken"),
    "warning": ("! warning", "warning"),
    "unknown": ("? not known", "dim"),
    "fine": ("✓ fine", "ok"),
}


def doctor_section(findings: tuple[Finding, ...]) -> Section:
    """Every finding, the gravest first."""
    return Section("Doctor", tuple(_fact(finding) for finding in findings))


def _fact(finding: Finding) -> Fact:
    word, style = _WEIGHTS[finding.weight]
    return Fact(word, str(finding), style if finding.weight != "fine" else "dim")
