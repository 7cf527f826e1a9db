"""The actions of running a task on its own."""

from __future__ import annotations

from ecstui.ui.action import Action
from ecstui.ui.reasons import has_logs

RUN_ACTION = Action(
    "run.task",
    ("N",),
    "Run a task",
    "Run a task on its own, like the service or task selected, and follow it",
    footer="run",
    changes_aws=True,
    iam=("ecs:RunTask", "iam:PassRole", "ecs:DescribeTaskDefinition", "ecs:DescribeTasks"),
    why_off=has_logs,  # a service or a task is what it is like
)

RUN_FORM_ACTIONS: tuple[Action, ...] = (
    Action("run-form.plan", ("enter",), "Plan", "Plan what stands there", "run-form", "plan"),
    Action("run-form.next", ("tab", "down"), "Next", "To the next field", "run-form", "next field"),
    Action("run-form.previous", ("shift+tab", "up"), "Previous", "To the field before", "run-form"),
    Action("run-form.leave", ("escape",), "Leave", "Run nothing", "run-form", "leave"),
)
