"""What a vulnerability scan found in an image: ECR's basic scanning, or Amazon Inspector's enhanced one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.ecr import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One vulnerability in one package. `fixed` is the version that mends it, "" where none is known.

    `score` is the CVSS base score, None where none is given; `url` tells more.
    """

    name: str
    severity: str
    package: str = ""
    version: str = ""
    fixed: str = ""
    score: float | None = None
    url: str = ""
    description: str = ""
    remedy: str = ""
    exploitable: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """The newest scan of an image: its status as ECR names it, why, when it ended, and what it found."""

    status: str
    description: str = ""
    completed_at: datetime | None = None
    findings: tuple[Finding, ...] = ()


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The worst first; of one severity the higher score, then what can be mended, then by name."""
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[int, float, bool, str, str]:
    place = SEVERITIES.index(finding.severity) if finding.severity in SEVERITIES else len(SEVERITIES)
    return place, -(finding.score or 0.0), not finding.fixed, finding.name, finding.package
