"""Amazon Resource Names: what they are made of, and the short names people say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arn:
    """The six parts of an ARN."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn:
        """Take an ARN apart; ValueError if it is none."""
        parts = text.split(":", 5)
        if len(parts) != 6 or parts[0] != "arn":
            raise ValueError(f"not an ARN: {text}")
        return cls(*parts[1:])


def short(arn: str) -> str:
    """The last part of an ARN's resource: a service's or cluster's name, a task's id, `family:revision`."""
    return arn.rsplit("/", 1)[-1]


SHORT_ID = 8
"""Characters of a task's id that tell it from the others of a service."""


def short_id(task_id: str) -> str:
    """The beginning of a task's id."""
    return task_id[:SHORT_ID]


def family_revision(task_definition: str) -> tuple[str, int]:
    """Family and revision of a task definition's ARN or `family:revision`; revision 0 where none is named."""
    family, _, revision = short(task_definition).rpartition(":")
    return (family, int(revision)) if family and revision.isdigit() else (short(task_definition), 0)
