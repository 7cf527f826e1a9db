"""The registry of actions: keys, footer, help, palette, the README's tables and permissions derive from it.

An action's id is `<group>.<name>`; the handler of the group has a method of that name. Small letters look,
CAPITAL letters change AWS (but in the logs, where nothing can be changed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.action import Action, Scope, key_label
from ecstui.ui.deploy_actions import DEPLOY_ACTIONS
from ecstui.ui.deployment_actions import DEPLOYMENT_ACTIONS, DEPLOYMENT_VIEW_ACTIONS
from ecstui.ui.insights_actions import INSIGHTS_ACTIONS
from ecstui.ui.log_actions import LOG_ACTIONS, LOG_DIALOG_ACTIONS
from ecstui.ui.push_actions import PUSH_ACTION, PUSH_DIALOG_ACTIONS
from ecstui.ui.reasons import (
    has_a_list,
    has_arn,
    has_deployment,
    has_events,
    has_logs,
    has_rows_to_mark,
    has_scalable_service,
    has_service,
    has_service_of_ecs,
    has_something_inside,
    has_task,
    has_undo,
    unmark_word,
    waits_at_a_pause,
)
from ecstui.ui.registry_actions import REGISTRY_ACTIONS, REGISTRY_DIALOG_ACTIONS, REGISTRY_LOOKING
from ecstui.ui.run_actions import RUN_ACTION, RUN_FORM_ACTIONS
from ecstui.ui.scaling_actions import SCALING_ACTIONS
from ecstui.ui.session_actions import END_FORWARDING, SESSION_ACTIONS, SESSION_DIALOG_ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ACTIONS", "Action", "Scope", "key_label", "key_table_markdown"]

_UPDATE = ("ecs:UpdateService", "ecs:DescribeServices", "ecs:DescribeTasks", "ecs:ListTasks")
_REVISIONS = ("ecs:ListTaskDefinitions", "ecs:DescribeTaskDefinition")

ACTIONS: tuple[Action, ...] = (
    Action("go.clusters", ("1",), "Clusters", "Focus the clusters"),
    Action("go.services", ("2",), "Services", "Focus the services of the cluster selected, or of all"),
    Action("go.tasks", ("3",), "Tasks", "Focus the tasks of the service selected"),
    Action("go.repositories", ("4",), "Repositories", "Focus the image repositories"),
    Action("go.next", ("tab",), "Next pane", "Focus the next pane"),
    Action("go.previous", ("shift+tab",), "Previous pane", "Focus the pane before"),
    Action(
        "table.select",
        ("enter",),
        "Go in",
        "Go into what is selected: its services, tasks, images, facts",
        footer="in",
        why_off=has_something_inside,
    ),
    Action(
        "go.back",
        ("escape",),
        "Go back",
        "Go back; close, clear or dismiss what is open",
        footer="back",
        footer_now=unmark_word,
    ),
    Action("table.down", ("j", "down"), "Down", "Move down"),
    Action("table.up", ("k", "up"), "Up", "Move up"),
    Action("table.first", ("g", "home"), "First", "Go to the first row"),
    Action("table.last", ("G", "end"), "Last", "Go to the last row"),
    Action("table.page-down", ("pagedown", "ctrl+f"), "Page down", "Move down by a page"),
    Action("table.page-up", ("pageup", "ctrl+b"), "Page up", "Move up by a page"),
    Action(
        "table.mark",
        ("space",),
        "Mark",
        "Mark the row, or take its mark away: S + - R C K then change all that are marked",
        why_off=has_rows_to_mark,
    ),
    Action(
        "view.filter",
        ("/",),
        "Filter",
        "Show only rows with all these words; !word hides",
        footer="filter",
        why_off=has_a_list,
    ),
    *REGISTRY_LOOKING,
    Action(
        "show.logs",
        ("l",),
        "Logs",
        "Stream the logs of the task, or of all tasks of the service",
        footer="logs",
        iam=("logs:FilterLogEvents", "ecs:DescribeTaskDefinition"),
        why_off=has_logs,
    ),
    END_FORWARDING,
    Action(
        "service.scale",
        ("S",),
        "Scale",
        "Set the desired count of the service",
        footer="scale",
        changes_aws=True,
        iam=_UPDATE,
        why_off=has_scalable_service,
        many="service",
    ),
    Action(
        "service.scale-up",
        ("+",),
        "Scale up",
        "One task more; presses add up in the plan",
        changes_aws=True,
        iam=_UPDATE,
        why_off=has_scalable_service,
        many="service",
    ),
    Action(
        "service.scale-down",
        ("-",),
        "Scale down",
        "One task fewer; presses add up in the plan",
        changes_aws=True,
        iam=_UPDATE,
        why_off=has_scalable_service,
        many="service",
    ),
    Action(
        "service.redeploy",
        ("R",),
        "Redeploy",
        "Force a new deployment of the service, or replace its tasks one by one",
        footer="redeploy",
        changes_aws=True,
        iam=(*_UPDATE, "ecs:StopTask"),
        why_off=has_service,
        many="service",
    ),
    Action("show.events", ("e",), "Events", "All events of the service", footer="events", why_off=has_events),
    *DEPLOYMENT_ACTIONS,
    Action(
        "service.cancel",
        ("C",),
        "Cancel the deployment",
        "Roll the deployment under way back, abort it, or let it go on where it waits at a pause",
        footer="cancel",
        footer_now=waits_at_a_pause,
        changes_aws=True,
        iam=(
            "ecs:StopServiceDeployment",
            "ecs:ContinueServiceDeployment",
            "ecs:ListServiceDeployments",
            "ecs:DescribeServiceDeployments",
            "ecs:DescribeServiceRevisions",
            "ecs:DescribeServices",
        ),
        why_off=has_deployment,
        many="service",
    ),
    Action(
        "service.deploy",
        ("D",),
        "Deploy",
        "Deploy another image or revision to the service",
        footer="deploy",
        changes_aws=True,
        iam=(
            *_UPDATE,
            *_REVISIONS,
            "ecs:RegisterTaskDefinition",
            "ecs:TagResource",
            "iam:PassRole",
            "ecr:DescribeImages",
            "ecr:BatchGetImage",
        ),
        why_off=has_service_of_ecs,
    ),
    Action(
        "service.roll-back",
        ("B",),
        "Roll back",
        "Deploy an earlier revision, or what an earlier deployment of the service brought",
        footer="roll back",
        changes_aws=True,
        iam=(
            *_UPDATE,
            *_REVISIONS,
            "ecs:ListServiceDeployments",
            "ecs:DescribeServiceDeployments",
            "ecs:DescribeServiceRevisions",
            "iam:PassRole",
        ),
        why_off=has_service,
    ),
    *SCALING_ACTIONS,
    Action(
        "service.undo",
        ("U",),
        "Undo",
        "Plan the reverse of the newest change: the former count or task definition",
        changes_aws=True,
        iam=_UPDATE,
        why_off=has_undo,
    ),
    Action(
        "task.stop",
        ("K",),
        "Stop task",
        "Stop the task; its service starts another",
        footer="stop",
        changes_aws=True,
        iam=(
            "ecs:StopTask",
            "ecs:DescribeTasks",
            "ecs:DescribeServices",
            "ecs:GetTaskProtection",
            "ecs:UpdateTaskProtection",
        ),
        why_off=has_task,
        many="task",
    ),
    *SESSION_ACTIONS,
    RUN_ACTION,
    PUSH_ACTION,
    Action(
        "view.unhealthy",
        ("u",),
        "Unhealthy only",
        "Show only what is not well, or all again",
        footer="unhealthy",
        why_off=has_a_list,
    ),
    Action("view.zoom", ("z",), "Zoom", "Give the pane the whole screen, or give it back", footer="zoom"),
    Action(
        "view.sort",
        ("s",),
        "Sort",
        "Order by the next column: up, then down; at last as it comes",
        footer="sort",
        why_off=has_a_list,
    ),
    Action(
        "show.timeline",
        ("ctrl+t",),
        "Timeline",
        "What happened, in order: changes, events, ended tasks, alarms",
        iam=("cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms"),
    ),
    Action(
        "show.operations",
        ("ctrl+o",),
        "Changes",
        "Every change since the console was opened: what became of it",
    ),
    Action("view.again", ("r",), "Look again", "Read what is on screen again, now"),
    Action(
        "copy.arn",
        ("y",),
        "Copy ARN",
        "Copy the ARN of what is selected to the clipboard",
        footer="copy ARN",
        why_off=has_arn,
    ),
    Action(
        "show.command", (":",), "Command line", "Type a command: :svc api, :cluster x, :logs, :scale 5, :q"
    ),
    Action("show.palette", ("ctrl+p",), "Command palette", "Every action, by its name"),
    Action("show.help", ("?",), "Help", "All keys, and why one is off now", footer="help"),
    Action("app.quit", ("q",), "Quit", "Leave; what AWS has been told goes on", footer="quit"),
    Action("app.redraw", ("ctrl+l",), "Redraw", "Paint the whole screen again", scope="everywhere"),
    Action(
        "app.interrupt",
        ("ctrl+c",),
        "Interrupt",
        "Copy the text marked by mouse; twice: quit",
        scope="everywhere",
    ),
    Action("app.suspend", ("ctrl+z",), "Suspend", "Back to the shell; fg comes back", scope="everywhere"),
    *DEPLOYMENT_VIEW_ACTIONS,
    *LOG_ACTIONS,
    *LOG_DIALOG_ACTIONS,
    *INSIGHTS_ACTIONS,
    *REGISTRY_ACTIONS,
    *REGISTRY_DIALOG_ACTIONS,
    *SESSION_DIALOG_ACTIONS,
    *DEPLOY_ACTIONS,
    *RUN_FORM_ACTIONS,
    *PUSH_DIALOG_ACTIONS,
    Action(
        "plan.apply",
        ("enter",),
        "Apply",
        "Do what the plan says",
        scope="plan",
        footer="apply",
        changes_aws=True,
    ),
    Action("plan.leave", ("escape",), "Leave", "Change nothing", scope="plan", footer="leave"),
    Action("plan.quit", ("q",), "Leave", "Change nothing", scope="plan"),
    Action("plan.down", ("down",), "Down", "See what stands below", scope="plan"),
    Action("plan.up", ("up",), "Up", "See what stands above", scope="plan"),
    Action("plan.page-down", ("pagedown",), "Page down", "See a page further down", scope="plan"),
    Action("plan.page-up", ("pageup",), "Page up", "See a page further up", scope="plan"),
    Action(
        "plan.other",
        ("tab",),
        "The other way",
        "The next way to do it, which the key's line names",
        scope="plan",
        footer="another way",
    ),
    Action("plan.more", ("+",), "One more", "One task more", scope="plan"),
    Action("plan.fewer", ("-",), "One fewer", "One task fewer", scope="plan"),
    Action("many.apply", ("enter",), "Apply", "Do it to all", scope="many", footer="apply", changes_aws=True),
    Action("many.leave", ("escape",), "Leave", "Change nothing", scope="many", footer="leave"),
    Action("many.next", ("tab",), "Next", "To the next part of the plan", scope="many", footer="next part"),
    Action("many.down", ("down",), "Down", "To the next row, or down in its facts", scope="many"),
    Action("many.up", ("up",), "Up", "To the row above, or up in its facts", scope="many"),
    Action("many.page-down", ("pagedown",), "Page down", "Further down in the facts", scope="many"),
    Action("many.page-up", ("pageup",), "Page up", "Further up in the facts", scope="many"),
    Action("operations.leave", ("escape", "q"), "Leave", "Back", scope="operations", footer="back"),
    Action("operations.down", ("j", "down"), "Down", "To the next row", scope="operations"),
    Action("operations.up", ("k", "up"), "Up", "To the row above", scope="operations"),
    Action(
        "operations.page-down", ("pagedown",), "Page down", "Further down in the facts", scope="operations"
    ),
    Action("operations.page-up", ("pageup",), "Page up", "Further up in the facts", scope="operations"),
    Action("timeline.leave", ("escape", "q"), "Leave", "Back", scope="timeline", footer="back"),
    Action("timeline.down", ("j", "down"), "Down", "To the next row", scope="timeline"),
    Action("timeline.up", ("k", "up"), "Up", "To the row above", scope="timeline"),
    Action("timeline.page-down", ("pagedown",), "Page down", "A page down", scope="timeline"),
    Action("timeline.page-up", ("pageup",), "Page up", "A page up", scope="timeline"),
    Action(
        "timeline.scope-next",
        ("tab",),
        "Scope",
        "Of the service, its cluster, or all of the region",
        scope="timeline",
        footer="service, cluster, all",
    ),
    Action(
        "timeline.since-when", ("t",), "Since", "Another time to begin with", scope="timeline", footer="since"
    ),
    Action("timeline.filter-by", ("/",), "Filter", "Only rows with words", scope="timeline", footer="filter"),
    Action("timeline.again", ("r",), "Read again", "Read it anew", scope="timeline", footer="again"),
    Action(
        "timeline.save",
        ("s",),
        "Save",
        "Save it as a Markdown file",
        scope="timeline",
        footer="save Markdown",
    ),
    Action("help.leave", ("escape",), "Close", "Close the help", scope="help", footer="close"),
)
"""In the order of the footer and the help."""


def key_table_markdown(*scopes: Scope, actions: tuple[Action, ...] = ACTIONS) -> str:
    """A table of keys for the README, of these scopes; it says what changes AWS where anything does."""
    of_scopes = [action for action in actions if action.scope in scopes]
    changing = any(action.changes_aws for action in of_scopes)
    titles = ("key", "does", "changes AWS") if changing else ("key", "does")
    lines = [_row(titles), _row("---" for _ in titles)]
    for action in of_scopes:
        keys = " ".join(f"`{key_label(key)}`" for key in action.keys).replace("`|`", "`\\|`")
        told = "yes, after a plan" if action.changes_aws else ""
        lines.append(_row((keys, action.help, told)[: len(titles)]))
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
