"""The actions about repositories and images, and the keys of their screens.

The keys of the scope "registry" go before those of the main screen while repositories or images have it.
"""

from __future__ import annotations

from ecstui.ui.action import Action
from ecstui.ui.reasons import has_image, has_repository, is_among_repositories

_USES = (
    "ecs:ListClusters",
    "ecs:DescribeClusters",
    "ecs:ListServices",
    "ecs:DescribeServices",
    "ecs:DescribeTaskDefinition",
    "ecs:ListTasks",
    "ecs:DescribeTasks",
)

REGISTRY_LOOKING: tuple[Action, ...] = (
    Action(
        "show.findings",
        ("f",),
        "Findings",
        "What the scan found in the image, with the versions that mend it",
        footer="findings",
        iam=("ecr:DescribeImageScanFindings",),
        why_off=has_image,
    ),
)
"""Of the main screen: they change nothing."""

REGISTRY_ACTIONS: tuple[Action, ...] = (
    Action(
        "image.delete",
        ("K",),
        "Delete image",
        "Delete the image with all its tags, or one of several tags alone; where it runs is said before",
        scope="registry",
        footer="delete",
        changes_aws=True,
        iam=("ecr:BatchDeleteImage", "ecr:DescribeImages", *_USES),
        why_off=has_image,
        many="image",
    ),
    Action(
        "image.tag",
        ("T",),
        "Tag image",
        "Give the image another tag, or move one to it",
        scope="registry",
        footer="tag",
        changes_aws=True,
        iam=("ecr:PutImage", "ecr:BatchGetImage", "ecr:DescribeImages", *_USES),
        why_off=has_image,
    ),
    Action(
        "image.scan",
        ("V",),
        "Scan image",
        "Look for vulnerabilities in the image now (once a day)",
        scope="registry",
        changes_aws=True,
        iam=("ecr:StartImageScan", "ecr:DescribeImages"),
        why_off=has_image,
        many="image",
    ),
    Action(
        "repository.create",
        ("N",),
        "New repository",
        "Create a repository",
        scope="registry",
        footer="new",
        changes_aws=True,
        iam=("ecr:CreateRepository", "ecr:DescribeRepositories"),
        why_off=is_among_repositories,
    ),
    Action(
        "repository.lifecycle",
        ("E",),
        "Edit lifecycle policy",
        "Edit the policy by which images expire; what would expire is shown before it is applied",
        scope="registry",
        footer="policy",
        changes_aws=True,
        iam=(
            "ecr:PutLifecyclePolicy",
            "ecr:DeleteLifecyclePolicy",
            "ecr:GetLifecyclePolicy",
            "ecr:StartLifecyclePolicyPreview",
            "ecr:GetLifecyclePolicyPreview",
            "ecr:DescribeImages",
            *_USES,
        ),
        why_off=has_repository,
    ),
)

REGISTRY_DIALOG_ACTIONS: tuple[Action, ...] = (
    Action("findings.leave", ("escape", "q"), "Leave", "Back", scope="findings", footer="back"),
    Action("findings.down", ("j", "down"), "Down", "To the next row", scope="findings"),
    Action("findings.up", ("k", "up"), "Up", "To the row above", scope="findings"),
    Action("findings.page-down", ("pagedown",), "Page down", "A page down", scope="findings"),
    Action("findings.page-up", ("pageup",), "Page up", "A page up", scope="findings"),
    Action("findings.filter-by", ("/",), "Filter", "Only rows with words", scope="findings", footer="filter"),
    Action("findings.sort", ("s",), "Sort", "Order by the next column", scope="findings", footer="sort"),
    Action(
        "findings.copy-link",
        ("y",),
        "Copy link",
        "Copy where more is told of it",
        scope="findings",
        footer="copy link",
    ),
    Action("form.apply", ("enter",), "Go on", "See the plan", scope="form", footer="see the plan"),
    Action("form.next", ("tab", "down"), "Next", "To the next line", scope="form", footer="next"),
    Action("form.previous", ("shift+tab", "up"), "Previous", "To the line before", scope="form"),
    Action("form.turn", ("space",), "Choose", "Choose the next option", scope="form", footer="choose"),
    Action("form.leave", ("escape",), "Leave", "Do nothing", scope="form", footer="leave"),
    Action(
        "lifecycle.apply",
        ("ctrl+r", "f5", "ctrl+enter"),
        "Go on",
        "See what it would expire",
        scope="lifecycle",
        footer="see what it would expire",
    ),
    Action("lifecycle.leave", ("escape",), "Leave", "Change nothing", scope="lifecycle", footer="leave"),
    Action("findings.again", ("r",), "Read again", "Read it anew", scope="findings", footer="again"),
)
