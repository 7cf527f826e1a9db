"""The actions of sessions with containers, for the registry."""

from __future__ import annotations

from ecstui.ui.action import Action
from ecstui.ui.reasons import forwarding_word, has_forwarding, has_task

_DOCTOR = (
    "ecs:DescribeTasks",
    "ecs:DescribeTaskDefinition",
    "ecs:DescribeContainerInstances",
    "iam:SimulatePrincipalPolicy",
    "iam:GetRole",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeInstances",
    "ec2:DescribeRouteTables",
    "ec2:DescribeVpcEndpoints",
)

END_FORWARDING = Action(
    "container.end-forwarding",
    ("x",),
    "End a forwarding",
    "Close a port that is forwarded",
    footer="end forwarding",
    why_off=has_forwarding,
    footer_now=forwarding_word,
)
"""Of the main screen, while a port is forwarded."""

SESSION_ACTIONS: tuple[Action, ...] = (
    Action(
        "container.exec",
        ("X",),
        "Exec",
        "A shell, or a command, in a container of the task; what is missing for it is said first",
        footer="exec",
        changes_aws=True,
        iam=("ecs:ExecuteCommand", "ecs:DescribeClusters", *_DOCTOR),
        why_off=has_task,
    ),
    Action(
        "container.forward",
        ("F",),
        "Forward a port",
        "Let a port of this machine lead to a container of the task, or to a host behind it",
        footer="forward",
        changes_aws=True,
        iam=("ssm:StartSession", "ssm:TerminateSession", *_DOCTOR),
        why_off=has_task,
    ),
)
"""Of the main screen."""

SESSION_DIALOG_ACTIONS: tuple[Action, ...] = (
    Action(
        "session.apply",
        ("enter",),
        "Open",
        "Open the session",
        scope="session",
        footer="open",
        changes_aws=True,
    ),
    Action("session.leave", ("escape",), "Leave", "Open nothing", scope="session", footer="leave"),
    Action(
        "session.next",
        ("tab",),
        "Next container",
        "Another container of the task",
        scope="session",
        footer="next container",
    ),
    Action("session.down", ("down",), "Down", "See what stands below", scope="session"),
    Action("session.up", ("up",), "Up", "See what stands above", scope="session"),
    Action("session.page-down", ("pagedown",), "Page down", "See a page further down", scope="session"),
    Action("session.page-up", ("pageup",), "Page up", "See a page further up", scope="session"),
    Action("forwardings.leave", ("escape", "q"), "Leave", "End none", scope="forwardings", footer="back"),
)
"""Of the dialogs."""
