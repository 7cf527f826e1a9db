"""The actions of the view of a service's deployments."""

from __future__ import annotations

from ecstui.ui.action import Action, Scope
from ecstui.ui.reasons import has_operation, has_service, operation_word

_READS = (
    "ecs:ListServiceDeployments",
    "ecs:DescribeServiceDeployments",
    "ecs:DescribeServiceRevisions",
    "ecs:DescribeTaskDefinition",
)
_HERE: Scope = "deployment"

DEPLOYMENT_ACTIONS: tuple[Action, ...] = (
    Action(
        "show.versions",
        ("v",),
        "Versions",
        "The service's deployments and revisions: stage, traffic, pause, tasks, and what each changed",
        footer="versions",
        iam=_READS,
        why_off=has_service,
    ),
    Action(
        "show.operation",
        ("5",),
        "Operation",
        "The deployments of the newest operation in the strip; again: of the next",
        footer="operation",
        footer_now=operation_word,
        iam=_READS,
        why_off=has_operation,
    ),
)

DEPLOYMENT_VIEW_ACTIONS: tuple[Action, ...] = (
    Action("deployment.leave", ("escape", "q", "v"), "Leave", "Back to the lists", _HERE, "back"),
    Action("deployment.down", ("j", "down"), "Down", "The deployment before", _HERE, "earlier"),
    Action("deployment.up", ("k", "up"), "Up", "The deployment after", _HERE),
    Action("deployment.first", ("g", "home"), "First", "The newest deployment", _HERE),
    Action("deployment.last", ("G", "end"), "Last", "The oldest deployment", _HERE),
    Action(
        "deployment.page-down", ("pagedown", "ctrl+f", "space"), "Page down", "See what stands below", _HERE
    ),
    Action("deployment.page-up", ("pageup", "ctrl+b"), "Page up", "See what stands above", _HERE),
    Action("deployment.again", ("r",), "Look again", "Read it again, now", _HERE),
    Action(
        "deployment.next-operation",
        ("5", "tab"),
        "Next operation",
        "The service of the next operation under way",
        _HERE,
    ),
    Action(
        "deployment.cancel",
        ("C",),
        "Cancel the deployment",
        "Roll the deployment under way back, abort it, or let it go on where it waits at a pause",
        _HERE,
        "cancel",
        changes_aws=True,
    ),
)
