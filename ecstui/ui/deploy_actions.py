"""The keys of the dialogs in which what is to be deployed is chosen."""

from __future__ import annotations

from ecstui.ui.action import Action

DEPLOY_ACTIONS: tuple[Action, ...] = (
    Action("deploy.choose", ("enter",), "Plan", "See what it would change", scope="deploy", footer="plan it"),
    Action("deploy.down", ("down",), "Down", "Take the one below", scope="deploy", footer="pick"),
    Action("deploy.up", ("up",), "Up", "Take the one above", scope="deploy"),
    Action("deploy.page-down", ("pagedown",), "Page down", "Take one a page further down", scope="deploy"),
    Action("deploy.page-up", ("pageup",), "Page up", "Take one a page further up", scope="deploy"),
    Action(
        "deploy.other",
        ("tab",),
        "Images or revisions",
        "Choose an image, or an existing revision of the task definition",
        scope="deploy",
        footer="images or revisions",
    ),
    Action(
        "deploy.container",
        ("shift+tab",),
        "Next container",
        "Choose the image of the next container",
        scope="deploy",
        footer="next container",
    ),
    Action("deploy.leave", ("escape",), "Leave", "Choose none", scope="deploy", footer="back"),
    Action("revisions.leave", ("escape", "q"), "Leave", "Choose none", scope="revisions", footer="back"),
    Action(
        "revisions.other",
        ("tab",),
        "Revisions or deployments",
        "Choose a revision of the task definition, or what an earlier deployment brought",
        scope="revisions",
        footer="revisions or deployments",
    ),
)
