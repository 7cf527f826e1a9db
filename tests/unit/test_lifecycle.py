"""Lifecycle policies: what is wrong with one, and what it says in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecstui.model.lifecycle import EXAMPLE, canonical, policy_words, pretty, problem, summary


def rule(priority: Any = 1, action: Any = None, **selection: Any) -> dict[str, Any]:
    plain = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}
    return {
        "rulePriority": priority,
        "selection": {**plain, **selection},
        "action": action or {"type": "expire"},
    }


def policy(*rules: Any) -> str:
    return json.dumps({"rules": list(rules)})


NEWEST = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 30}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no policy yet"),
        ("{", "line 1, column 2"),
        ("[]", "rule at least"),
        ('{"rules": []}', "rule at least"),
        (policy("x"), "rule 1: it is no object"),
        (policy(rule(0)), "rulePriority"),
        (policy(rule(True)), "rulePriority"),
        (policy(rule(action={"type": "keep"})), "action"),
        (policy(rule(tagStatus="some")), "tagStatus"),
        (policy(rule(tagStatus="tagged")), "tagPatternList"),
        (policy(rule(tagPrefixList=["v"])), "only tagged"),
        (policy(rule(countType="sinceever")), "countType"),
        (policy(rule(countUnit="hours")), "days"),
        (policy(rule(countNumber=0)), "countNumber"),
        (policy(rule(1), rule(1)), "two rules have the priority 1"),
        (policy(rule(2), rule(1, **NEWEST)), "greatest rulePriority, not 1"),
        (" " * 40_000 + EXAMPLE, "at most 30720"),
    ],
)
def test_a_wrong_policy_is_told_what_is_wrong_with_it(text: str, words: str) -> None:
    assert words in problem(text)


def test_the_example_and_its_like_are_right() -> None:
    assert problem(EXAMPLE) == ""
    assert problem(policy(rule(1), rule(2, **NEWEST))) == ""


def test_rules_are_told_in_the_order_they_are_applied() -> None:
    tagged = rule(1, tagStatus="tagged", tagPatternList=["v*", "*rc*"], countNumber=1)
    assert policy_words(policy(rule(2, **NEWEST), tagged)) == (
        "expire images tagged v*, *rc* 1 day after the push",
        "expire images beyond the newest 30",
    )
    assert policy_words(EXAMPLE) == ("expire untagged images 14 days after the push",)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (None, ""),
        ("", "none"),
        ("{", "yes"),
        (EXAMPLE, "untagged 14d"),
        (policy(rule(**NEWEST)), "any >30"),
        (policy(rule(1), rule(2, **NEWEST)), "2 rules"),
    ],
)
def test_the_summary_is_a_word_or_two(text: str | None, short: str) -> None:
    assert summary(text) == short


def test_what_is_edited_is_the_same_policy() -> None:
    assert canonical(pretty(EXAMPLE)) == canonical(EXAMPLE)
    assert pretty("{").isascii()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_json_breaks_the_reading_of_a_policy(value: Any) -> None:
    for text in (json.dumps(value), json.dumps({"rules": [value]}), policy(rule(1, tagStatus="any"))):
        assert isinstance(problem(text), str)
        assert all(policy_words(text))
        assert canonical(text).isascii()
