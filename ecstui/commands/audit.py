"""`ecstui audit`: what was changed from this machine, when, by whom, and how it ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ecstui.commands import audit_form, config
from ecstui.commands.log_stdout import Ended, Stdout, tell
from ecstui.model.errors import EcsTuiError, UsageError
from ecstui.model.humane import counted
from ecstui.model.log_time import parse_local_moment
from ecstui.operations.audit_reading import Reading, read_log, since

if TYPE_CHECKING:
    from pathlib import Path

_FORMS = {"text": audit_form.text, "json": audit_form.as_json, "markdown": audit_form.markdown}


def show_audit(begin: str | None, output: str) -> int:
    """Print the changes since a time as typed; the exit code.

    Raises UsageError for what is no time, and EcsTuiError where the log cannot be read.
    """
    try:
        moment = parse_local_moment(begin, datetime.now(UTC)) if begin is not None else None
    except ValueError as error:
        raise UsageError(f"--since: {error}.") from None
    reading = _read(config.state_home() / "audit.jsonl")
    if moment is not None:
        reading = since(reading, moment)
    try:
        Stdout().write(_FORMS[output](reading.changes))
    except Ended as ended:
        return ended.code
    if not reading.changes:
        tell("nothing was changed" + (" since then." if moment else "."))
    if reading.damaged:
        tell(f"{counted(reading.damaged, 'line')} of the audit log could not be read.")
    return 0


def _read(path: Path) -> Reading:
    try:
        return read_log(path)
    except OSError as error:
        raise EcsTuiError(f"the audit log {path} cannot be read: {error.strerror}.") from error
