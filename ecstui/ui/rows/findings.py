"""The rows of a scan's findings, and the facts of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.ecr import SEVERITIES
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.model.findings import Finding

COLUMNS = (
    Column("severity", "Severity", min_width=8, max_width=13, priority=10),
    Column("score", "Score", min_width=5, align="right", priority=4),
    Column("name", "Vulnerability", min_width=14, max_width=24, priority=9),
    Column("package", "Package", min_width=10, max_width=28, weight=1, priority=8),
    Column("version", "Version", min_width=8, max_width=24, priority=5),
    Column("fixed", "Fixed in", min_width=8, max_width=28, priority=7),
    Column("description", "What it is", min_width=20, max_width=100, weight=3, priority=2),
)
_STYLES = {"CRITICAL": "broken", "HIGH": "warning"}


def finding_rows(findings: Iterable[Finding]) -> list[Row]:
    """A row a finding, in their order; its key is its place."""
    return [Row(str(place), _cells(finding)) for place, finding in enumerate(findings)]


def _cells(finding: Finding) -> tuple[Cell | str, ...]:
    known = finding.severity in SEVERITIES
    place = SEVERITIES.index(finding.severity) if known else len(SEVERITIES)
    style = _STYLES.get(finding.severity, "")
    return (
        Cell(finding.severity.lower(), style, float(place)),
        Cell("" if finding.score is None else f"{finding.score:.1f}", "", -(finding.score or 0.0)),
        finding.name,
        finding.package,
        Cell(finding.version, "dim"),
        Cell(finding.fixed or "-", "ok" if finding.fixed else "dim"),
        Cell(finding.description, "dim"),
    )


def finding_facts(finding: Finding) -> tuple[Section, ...]:
    """All that is known of one finding."""
    score = "" if finding.score is None else f", score {finding.score:.1f}"
    exploit = ", an exploit is known" if finding.exploitable else ""
    facts = (
        Fact(finding.severity.lower(), f"{finding.name}{score}{exploit}", _STYLES.get(finding.severity, "")),
        Fact("package", " ".join(filter(None, (finding.package, finding.version)))),
        Fact("fixed in", finding.fixed or "no version that is known of"),
        Fact("link", finding.url),
        Fact("remedy", finding.remedy),
        Fact("", finding.description),
    )
    return (Section("", tuple(fact for fact in facts if fact.text)),)
