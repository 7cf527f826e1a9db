"""What goes wrong on request: a plan of faults, matched against each call in turn."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["error", "throttle", "delay", "cut_before", "cut_after", "truncate", "empty_body", "html"]


@dataclass(slots=True)
class Fault:
    """One line of the plan; the first that matches a call and is not used up is applied.

    `match` is "ecs:RunTask", "ecs:*" or "*". The kinds:

    - error: `code`, `message`, `status`, in the call's protocol; nothing is applied
    - throttle: ThrottlingException, "Rate exceeded"; nothing is applied
    - delay: answers `seconds` of real time late
    - cut_before / cut_after: the connection drops without an answer, before or after the change
    - truncate: applied, and answered with HTTP 200 and half of the body
    - empty_body: applied, and answered with HTTP 200 and `{}` (nothing at all, in XML)
    - html: a proxy's page with `status`, nothing is applied
    """

    match: str
    fault: Kind
    n: int | None = 1  # how many times; None: for ever
    seconds: float = 0.0
    code: str = "InternalFailure"
    message: str = "The request processing has failed because of an unknown error."
    status: int = 400

    def __post_init__(self) -> None:
        if self.fault not in get_args(Kind):
            raise ValueError(f"unknown fault {self.fault!r}; known are {', '.join(get_args(Kind))}")

    def matches(self, service: str, operation: str) -> bool:
        """Whether the fault is meant for the operation and not used up."""
        return self.n != 0 and self.match in (f"{service}:{operation}", f"{service}:*", "*")


class Faults:
    """The plan, as tests set it over HTTP."""

    def __init__(self) -> None:
        self.plan: list[Fault] = []

    def set(self, plan: list[Mapping[str, Any]]) -> None:
        """Replace the plan. Raises ValueError for what is no fault."""
        known = {field.name for field in fields(Fault)}
        for line in plan:
            if unknown := set(line) - known:
                raise ValueError(f"unknown member {', '.join(sorted(unknown))} of a fault")
            if missing := {"match", "fault"} - set(line):
                raise ValueError(f"a fault needs {', '.join(sorted(missing))}")
        self.plan = [Fault(**line) for line in plan]

    def take(self, service: str, operation: str) -> Fault | None:
        """The fault of this call, counted as used."""
        fault = next((each for each in self.plan if each.matches(service, operation)), None)
        if fault is not None and fault.n is not None:
            fault.n -= 1
        return fault
