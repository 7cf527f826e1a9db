"""Why an operation is not carried out. Whenever one of these is raised, nothing was changed.

EcsTuiError
+-- Refused             it cannot or must not be done, in words; exit code 3
    +-- ReadOnly        the console was opened to look only
    +-- PlanOutdated    what the plan rests on has changed; `plan` is the new one
    +-- NotRecorded     the audit log cannot be written
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.errors import EcsTuiError

if TYPE_CHECKING:
    from ecstui.operations.plan import Plan


class Refused(EcsTuiError):
    """It cannot or must not be done."""

    exit_code = 3


class ReadOnly(Refused):
    """The console was opened to look only."""


class PlanOutdated(Refused):
    """What the plan rests on has changed since it was shown; `plan` is how it looks now."""

    def __init__(self, message: str, plan: Plan) -> None:
        super().__init__(message)
        self.plan = plan


class NotRecorded(Refused):
    """The audit log cannot be written, and nothing is changed without a record of it."""
