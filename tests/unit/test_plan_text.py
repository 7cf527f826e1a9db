"""A plan as lines and as JSON says the same: where, what, what it means, by which call."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from plans import plan

from ecstui.commands.consent import ask_for, is_given
from ecstui.commands.plan_text import plan_object, plan_text
from ecstui.operations.plan import Call, Change, Where
from ecstui.operations.refusals import Refused

PLAN = plan(
    changes=(Change("desired count", "4", "6"),),
    call=Call("ecs:UpdateService", (("service", "api"), ("forceNewDeployment", True))),
)


def test_the_lines_say_where_what_and_the_gravest_first() -> None:
    assert plan_text(PLAN).splitlines() == [
        "scale api (cluster prod, account 1, region eu-west-1)",
        "  desired count: 4 -> 6",
        "  It starts no deployment.",
        "  DANGER   d",
        "  WARNING  w",
        "  note     n",
        "  call: ecs:UpdateService service=api forceNewDeployment=true",
    ]


def test_what_is_in_no_cluster_names_none() -> None:
    image = replace(PLAN, where=Where("1", "eu-west-1", ""))
    assert plan_text(image).startswith("scale api (account 1, region eu-west-1)\n")


def test_a_plan_of_nothing_says_so_and_names_no_call() -> None:
    assert "nothing would change" in plan_text(plan())
    assert "call:" not in plan_text(plan())


def test_the_object_has_the_same_and_is_json() -> None:
    told = json.loads(json.dumps(plan_object(PLAN)))
    assert (told["kind"], told["subject"], told["service"]) == ("service", "api", "api")
    assert told["where"] == {"account": "1", "region": "eu-west-1", "cluster": "prod"}
    assert told["changes"] == [{"field": "desired count", "now": "4", "after": "6"}]
    assert [c["weight"] for c in told["consequences"]] == ["danger", "warning", "note"]
    assert told["call"]["members"] == {"service": "api", "forceNewDeployment": True}


def test_whether_a_deployment_starts_is_said_of_updates_of_services_only() -> None:
    assert "  It starts a deployment." in plan_text(replace(PLAN, starts_deployment=True)).splitlines()
    stop = replace(PLAN, call=Call("ecs:StopTask", (("task", "1"),)))
    assert "deployment" not in plan_text(stop)


def test_every_call_is_told_in_its_order() -> None:
    both = replace(
        PLAN,
        call=Call("application-autoscaling:RegisterScalableTarget", (("MaxCapacity", 6),)),
        further=(PLAN.call,),
    )
    assert plan_text(both).splitlines()[-2:] == [
        "  call: application-autoscaling:RegisterScalableTarget MaxCapacity=6",
        "  call: ecs:UpdateService service=api forceNewDeployment=true",
    ]
    told = plan_object(both)
    assert told["call"]["members"] == {"MaxCapacity": 6}
    assert [call["operation"] for call in told["further_calls"]] == ["ecs:UpdateService"]


def test_the_object_of_a_task_names_no_service() -> None:
    told = plan_object(plan(kind="task", subject="0a1b2c3d"))
    assert (told["kind"], told["subject"], "service" in told) == ("task", "0a1b2c3d", False)


def test_yes_does_but_not_where_the_name_is_asked_for() -> None:
    assert is_given(PLAN, yes=True, confirm=None)
    assert is_given(PLAN, yes=False, confirm="api")
    assert not is_given(PLAN, yes=False, confirm=None)
    assert not is_given(plan(confirm="api"), yes=True, confirm=None)
    assert is_given(plan(confirm="api"), yes=False, confirm="api")
    with pytest.raises(Refused, match="this is about api"):
        is_given(PLAN, yes=True, confirm="other")


@pytest.mark.parametrize(("confirm", "answer"), [("", "y"), ("", "YES"), ("api", "api")])
def test_the_right_answer_allows_it(confirm: str, answer: str) -> None:
    ask_for(plan(confirm=confirm), lambda question: answer)


@pytest.mark.parametrize(("confirm", "answer"), [("", ""), ("", "n"), ("api", "y"), ("api", "")])
def test_any_other_answer_and_nobody_to_ask_refuse(confirm: str, answer: str) -> None:
    with pytest.raises(Refused, match="Nothing was done"):
        ask_for(plan(confirm=confirm), lambda question: answer)
    with pytest.raises(Refused, match="give --"):
        ask_for(plan(confirm=confirm), None)
