"""The actions of pushing an image of the container engine to a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.ecr import Image, Repository
from ecstui.ui.action import Action

if TYPE_CHECKING:
    from ecstui.ui.situation import Situation


def has_repository(situation: Situation) -> str:
    """For what is done to a repository."""
    if not situation.connected:
        return "not connected yet"
    return "" if isinstance(situation.selected, Repository | Image) else "select a repository first"


PUSH_ACTION = Action(
    "push.image",
    ("P",),
    "Push an image",
    "Push an image of this machine's container engine to the repository, or build one and push it",
    footer="push",
    changes_aws=True,
    iam=(
        "ecr:GetAuthorizationToken",
        "ecr:DescribeRepositories",
        "ecr:DescribeImages",
        "ecr:BatchCheckLayerAvailability",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:PutImage",
    ),
    why_off=has_repository,
)

PUSH_DIALOG_ACTIONS: tuple[Action, ...] = (
    Action("push-form.go", ("enter",), "Plan", "Build it, or plan the push", "push-form", "plan"),
    Action("push-form.down", ("down",), "Down", "Take the image below", "push-form", "pick"),
    Action("push-form.up", ("up",), "Up", "Take the image above", "push-form"),
    Action("push-form.next", ("tab",), "Next", "To the next field", "push-form", "field"),
    Action("push-form.previous", ("shift+tab",), "Previous", "To the field before", "push-form"),
    Action("push-form.build", ("ctrl+b",), "Build", "Build an image, or choose one", "push-form", "build"),
    Action("push-form.git", ("ctrl+g",), "Tag of git", "The next tag of git", "push-form", "git tag"),
    Action("push-form.leave", ("escape",), "Leave", "Push nothing; ends a build", "push-form", "back"),
    Action("pushing.deploy", ("D", "enter"), "Deploy", "Deploy the digest pushed", "pushing", "deploy it"),
    Action(
        "pushing.logs", ("l",), "Logs", "The logs of the tasks that the deployment starts", "pushing", "logs"
    ),
    Action("pushing.stop", ("X",), "Stop", "End the push: the tag stays what it was", "pushing", "stop"),
    Action("pushing.down", ("j", "down"), "Down", "Move down", "pushing"),
    Action("pushing.up", ("k", "up"), "Up", "Move up", "pushing"),
    Action("pushing.leave", ("escape", "q"), "Leave", "Leave; all goes on", "pushing", "back"),
)
