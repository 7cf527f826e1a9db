"""The log file: warnings and crashes always, everything with `--debug FILE`; never a secret in it."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from ecstui.model.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_SECRETS = (
    re.compile(
        r"(?i)((?:secret|password|token|signature|authorization|credential)[\w-]*[\"']?\s*[:=]\s*)[^\s,}]+"
    ),
    re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"),
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
)
_BYTES_KEPT = 5_000_000


class WithoutSecrets(logging.Formatter):
    """Masks what looks like a key, a token or a password, wherever it came from."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, tracebacks included, masked."""
        return masked(super().format(record))


def masked(text: str) -> str:
    """`text` with everything that looks like a credential replaced."""
    text = _SECRETS[0].sub(r"\1***", text)
    for pattern in _SECRETS[1:]:
        text = pattern.sub("***", text)
    return text


def open_log(path: Path, *, debug: bool) -> None:
    """Send the log to `path`, readable by its owner alone. UsageError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        handler = RotatingFileHandler(path, maxBytes=_BYTES_KEPT, backupCount=1, encoding="utf-8")
    except OSError as error:
        if debug:
            raise UsageError(f"the log file {path} cannot be written: {error.strerror}.") from error
        logging.getLogger().addHandler(logging.NullHandler())
        return
    handler.setFormatter(WithoutSecrets("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if debug else logging.WARNING)
    for chatty in ("botocore", "aiobotocore", "asyncio", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.INFO if debug else logging.ERROR)
