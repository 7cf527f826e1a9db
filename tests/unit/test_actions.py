"""The registry of actions: everything that derives from it holds together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from plans import SERVICE

from ecstui.model.errors import UsageError
from ecstui.ui.actions import ACTIONS, key_table_markdown
from ecstui.ui.footer import footer_hints
from ecstui.ui.handlers import HANDLERS
from ecstui.ui.keymap import clashes, with_keys
from ecstui.ui.screens.auto_scaling import AutoScalingScreen
from ecstui.ui.screens.deploy import DeployScreen
from ecstui.ui.screens.deployment import DeploymentScreen
from ecstui.ui.screens.display import DisplayScreen
from ecstui.ui.screens.event import EventScreen
from ecstui.ui.screens.export import ExportScreen
from ecstui.ui.screens.findings import FindingsScreen
from ecstui.ui.screens.form import FormScreen
from ecstui.ui.screens.forwardings import ForwardingsScreen
from ecstui.ui.screens.help import HelpScreen
from ecstui.ui.screens.insights import InsightsScreen
from ecstui.ui.screens.lifecycle import LifecycleScreen
from ecstui.ui.screens.log_context import LogContextScreen
from ecstui.ui.screens.many_plan import ManyPlanScreen
from ecstui.ui.screens.operations import OperationsScreen
from ecstui.ui.screens.plan import PlanScreen
from ecstui.ui.screens.push import PushScreen
from ecstui.ui.screens.pushing import PushingScreen
from ecstui.ui.screens.record import RecordScreen
from ecstui.ui.screens.revisions import RevisionsScreen
from ecstui.ui.screens.run_task import RunTaskScreen
from ecstui.ui.screens.save import SaveScreen
from ecstui.ui.screens.saved_queries import SavedQueriesScreen
from ecstui.ui.screens.session import SessionScreen
from ecstui.ui.screens.timeline import TimelineScreen
from ecstui.ui.situation import Situation

DIALOGS = {
    "around": LogContextScreen,
    "deployment": DeploymentScreen,
    "deploy": DeployScreen,
    "display": DisplayScreen,
    "event": EventScreen,
    "export": ExportScreen,
    "findings": FindingsScreen,
    "form": FormScreen,
    "help": HelpScreen,
    "insights": InsightsScreen,
    "lifecycle": LifecycleScreen,
    "many": ManyPlanScreen,
    "operations": OperationsScreen,
    "plan": PlanScreen,
    "record": RecordScreen,
    "push-form": PushScreen,
    "pushing": PushingScreen,
    "run-form": RunTaskScreen,
    "save": SaveScreen,
    "scaling": AutoScalingScreen,
    "saved": SavedQueriesScreen,
    "revisions": RevisionsScreen,
    "timeline": TimelineScreen,
    "session": SessionScreen,
    "forwardings": ForwardingsScreen,
}
ROOT = Path(__file__).parents[2]


def test_ids_are_unique() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))


def test_no_two_actions_of_a_scope_share_a_key() -> None:
    assert list(clashes(ACTIONS)) == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_has_a_handler(action) -> None:
    handler = {**DIALOGS, **HANDLERS}[action.group]
    assert callable(getattr(handler, action.method))


def test_capitals_and_they_alone_change_aws() -> None:
    for action in ACTIONS:
        if action.scope in {"main", "registry"}:
            key = action.keys[0]
            capital = len(key) == 1 and (key.isupper() or key in "+-") and key != "G"
            assert action.changes_aws == capital, action.id


def test_a_capital_of_the_lists_means_the_same_in_the_screen_of_auto_scaling() -> None:
    lists = {key: action.title for action in ACTIONS if action.scope == "main" for key in action.keys}
    own = {key: action.title for action in ACTIONS if action.scope == "scaling" for key in action.keys}
    capitals = {key for key in own if len(key) == 1 and key.isupper()}
    assert [key for key in capitals & lists.keys() if own[key] != lists[key]] == []
    assert own["S"] == "Scale"


def test_whatever_changes_aws_names_the_permissions_it_needs() -> None:
    assert all(
        action.iam for action in ACTIONS if action.changes_aws and action.scope in {"main", "registry"}
    )


def test_read_only_gives_every_change_a_reason_to_be_off_and_takes_it_from_the_footer() -> None:
    situation = Situation(read_only=True)
    changing = [action for action in ACTIONS if action.changes_aws]
    assert all("read-only" in action.reason_off(situation) for action in changing)
    assert not [hint for hint in footer_hints(ACTIONS, situation) if hint.key.isupper()]


def test_a_key_of_ones_own_takes_the_place_of_the_others() -> None:
    mapped = {action.id: action.keys for action in with_keys({"service.scale": "S,ctrl+s"})}
    assert mapped["service.scale"] == ("S", "ctrl+s")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"service.scale": "R"}, ("service.scale", "service.redeploy", "R")),
        ({"service.scale": "ctrl+c"}, ("service.scale", "app.interrupt")),
        ({"service.scal": "x"}, ("service.scal", "did you mean service.scale")),
        ({"service.scale": " "}, ("service.scale", "no key")),
    ],
)
def test_a_wrong_key_map_is_told_by_name(keys, words) -> None:
    with pytest.raises(UsageError) as told:
        with_keys(keys)
    assert all(word in str(told.value) for word in words)


@pytest.mark.parametrize(
    ("mark", "scopes"),
    [
        ("keys", ("main", "everywhere")),
        ("log keys", ("log",)),
        ("event keys", ("event",)),
        ("registry keys", ("registry",)),
    ],
)
def test_the_readme_holds_the_key_tables_of_the_registry(mark, scopes) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    between = readme.partition(f"<!-- {mark} -->")[2].partition(f"<!-- /{mark} -->")[0]
    assert between.strip() == key_table_markdown(*scopes)


def test_deploying_is_off_where_another_controller_deploys() -> None:
    deploy = next(action for action in ACTIONS if action.id == "service.deploy")
    of_code_deploy = replace(SERVICE, deployment_controller="CODE_DEPLOY")
    assert deploy.reason_off(Situation(service=SERVICE)) == ""
    assert "CODE_DEPLOY deploys it" in deploy.reason_off(Situation(service=of_code_deploy))
