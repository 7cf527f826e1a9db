"""The one exception by which an operation of the embedded AWS refuses a request."""

from __future__ import annotations

from typing import Any


class AwsError(Exception):
    """An error answer of AWS: `code` as in the service's model, `message` in AWS's wording.

    `fields` are further members of the error shape; `status` is the HTTP status.
    """

    def __init__(self, code: str, message: str, *, status: int = 400, **fields: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.fields = fields
