"""Lifecycle policies of repositories: their rules in words, what is wrong with a text, what one would expire.

The grammar is that of the Amazon ECR user guide, "Lifecycle policy properties".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecstui.model.humane import counted

if TYPE_CHECKING:
    from datetime import datetime

LONGEST = 30_720
"""Characters a policy may have."""

EXAMPLE = """{
  "rules": [
    {
      "rulePriority": 1,
      "description": "Expire untagged images after 14 days",
      "selection": {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 14
      },
      "action": { "type": "expire" }
    }
  ]
}
"""
_STATUSES = {"tagged", "untagged", "any"}
_COUNTS = {
    "imageCountMoreThan",
    "sinceImagePushed",
    "sinceImagePulled",
    "sinceImageTransitioned",
}


@dataclass(frozen=True, slots=True)
class Expiring:
    """One image that a policy would act on, and the priority of the rule that does."""

    digest: str
    tags: tuple[str, ...]
    pushed_at: datetime | None
    rule: int
    action: str = "EXPIRE"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the policy `text` would do now: `status` IN_PROGRESS, COMPLETE, EXPIRED or FAILED."""

    status: str
    text: str
    expiring: tuple[Expiring, ...] = ()


def problem(text: str) -> str:
    """What keeps `text` from being a policy, in words; "" where ECR should take it."""
    if not text.strip():
        return "there is no policy yet: type one"
    if len(text) > LONGEST:
        return f"{len(text)} characters: a policy has at most {LONGEST}"
    try:
        policy = json.loads(text)
    except ValueError as error:
        return _place(error)
    rules = policy.get("rules") if isinstance(policy, dict) else None
    if not isinstance(rules, list) or not rules:
        return 'a policy is {"rules": [...]} with a rule at least'
    found = next((f"rule {n}: {wrong}" for n, rule in enumerate(rules, 1) if (wrong := _wrong(rule))), "")
    if found:
        return found
    priorities = [rule["rulePriority"] for rule in rules]
    twice = next((p for p in priorities if priorities.count(p) > 1), None)
    return f"two rules have the priority {twice}" if twice is not None else _last(rules)


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON at line {error.lineno}, column {error.colno}: {error.msg}"
    return f"no JSON: {error}"


def _last(rules: list[Any]) -> str:
    """A rule for any image must come last, that is have the greatest number."""
    greatest = max(rule["rulePriority"] for rule in rules)
    early = next(
        (
            rule["rulePriority"]
            for rule in rules
            if rule["selection"]["tagStatus"] == "any" and rule["rulePriority"] < greatest
        ),
        None,
    )
    return f"the rule for any image must have the greatest rulePriority, not {early}" if early else ""


def _wrong(rule: Any) -> str:
    """What is wrong with one rule; "" if nothing."""
    if not isinstance(rule, dict):
        return "it is no object"
    if not _whole(rule.get("rulePriority"), 1):
        return "rulePriority must be a whole number from 1 on"
    action = rule.get("action")
    if not isinstance(action, dict) or action.get("type") not in {"expire", "transition"}:
        return 'action must be {"type": "expire"}'
    return _wrong_selection(rule.get("selection"))


def _wrong_selection(selection: Any) -> str:
    if not isinstance(selection, dict):
        return "it has no selection"
    if selection.get("tagStatus") not in _STATUSES:
        return "tagStatus must be tagged, untagged or any"
    named = selection.get("tagPrefixList") or selection.get("tagPatternList")
    if selection["tagStatus"] == "tagged" and not named:
        return "tagged needs a tagPatternList or tagPrefixList"
    if selection["tagStatus"] != "tagged" and named:
        return "only tagged images are selected by tagPatternList or tagPrefixList"
    if selection.get("countType") not in _COUNTS:
        return "countType must be imageCountMoreThan or sinceImagePushed"
    if selection["countType"] != "imageCountMoreThan" and selection.get("countUnit") != "days":
        return f'{selection["countType"]} needs "countUnit": "days"'
    return "" if _whole(selection.get("countNumber"), 1) else "countNumber must be a whole number from 1 on"


def _whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def policy_words(text: str | None) -> tuple[str, ...]:
    """The rules of a policy in words, in the order they are applied; none where there is no policy.

    A text that is not understood is said to be there.
    """
    if not text:
        return ()
    if problem(text):
        return ("a policy that is not understood here",)
    rules = sorted(json.loads(text)["rules"], key=lambda rule: int(rule["rulePriority"]))
    return tuple(_rule_words(rule) for rule in rules)


def summary(text: str | None) -> str:
    """The policy in a word or two: "untagged 14d", "2 rules", "none"; "" until it is known."""
    if text is None:
        return ""
    if not text:
        return "none"
    if problem(text):
        return "yes"
    rules = json.loads(text)["rules"]
    if len(rules) > 1:
        return counted(len(rules), "rule")
    selection = rules[0]["selection"]
    number = selection["countNumber"]
    limit = f">{number}" if selection["countType"] == "imageCountMoreThan" else f"{number}d"
    return f"{selection['tagStatus']} {limit}"


def _rule_words(rule: dict[str, Any]) -> str:
    selection = rule["selection"]
    number = selection["countNumber"]
    named = selection.get("tagPatternList") or [f"{p}*" for p in selection.get("tagPrefixList") or ()]
    what = {"any": "images", "untagged": "untagged images"}.get(
        selection["tagStatus"], f"images tagged {', '.join(map(str, named))}"
    )
    verb = "expire" if rule["action"]["type"] == "expire" else "archive"
    if selection["countType"] == "imageCountMoreThan":
        return f"{verb} {what} beyond the newest {number}"
    since = {
        "sinceImagePulled": "after the last pull",
        "sinceImageTransitioned": "after being archived",
    }.get(selection["countType"], "after the push")
    return f"{verb} {what} {counted(number, 'day')} {since}"


def canonical(text: str) -> str:
    """The policy as ASCII JSON on one line, equal for equal policies; ValueError for what is no JSON."""
    return json.dumps(json.loads(text), separators=(",", ":"))


def pretty(text: str) -> str:
    """The policy as it is edited: ASCII JSON over lines; what is no JSON as it stands."""
    try:
        return json.dumps(json.loads(text), indent=2) + "\n"
    except ValueError:
        return text
