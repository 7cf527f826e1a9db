"""The actions around auto scaling: the key that opens its screen, and the keys in it.

A capital that means something in the lists means the same there: a person in a hurry presses S to scale.
"""

from __future__ import annotations

from ecstui.ui.action import Action
from ecstui.ui.reasons import has_scalable_service

SCALING_ACTIONS: tuple[Action, ...] = (
    Action(
        "auto-scaling.open",
        ("A",),
        "Auto scaling",
        "Bounds, policies and what they did lately; set bounds, suspend, resume",
        footer="auto scaling",
        changes_aws=True,
        iam=(
            "application-autoscaling:RegisterScalableTarget",
            "application-autoscaling:DescribeScalableTargets",
            "application-autoscaling:DescribeScalingPolicies",
            "application-autoscaling:DescribeScalingActivities",
            "application-autoscaling:DescribeScheduledActions",
            "ecs:DescribeServices",
        ),
        why_off=has_scalable_service,
    ),
    Action("scaling.leave", ("escape", "q"), "Leave", "Change nothing", scope="scaling", footer="back"),
    Action(
        "scaling.scale",
        ("S",),
        "Scale",
        "Set the desired count of the service, as everywhere",
        scope="scaling",
        footer="scale",
        changes_aws=True,
    ),
    Action(
        "scaling.bounds",
        ("M",),
        "Minimum and maximum",
        "Plan other bounds",
        scope="scaling",
        footer="bounds",
        changes_aws=True,
    ),
    Action(
        "scaling.suspend",
        ("Z",),
        "Suspend",
        "Plan to suspend dynamic scaling, in and out",
        scope="scaling",
        footer="suspend",
        changes_aws=True,
    ),
    Action(
        "scaling.resume",
        ("W",),
        "Resume",
        "Plan to resume all that is suspended",
        scope="scaling",
        footer="resume",
        changes_aws=True,
    ),
    Action(
        "scaling.scale-in",
        ("I",),
        "Scaling in",
        "Plan to suspend scaling in alone, or to resume it",
        scope="scaling",
        footer="in",
        changes_aws=True,
    ),
    Action(
        "scaling.scale-out",
        ("O",),
        "Scaling out",
        "Plan to suspend scaling out alone, or to resume it",
        scope="scaling",
        footer="out",
        changes_aws=True,
    ),
    Action(
        "scaling.scheduled",
        ("T",),
        "Scheduled scaling",
        "Plan to suspend scheduled (timed) scaling alone, or to resume it",
        scope="scaling",
        footer="timed",
        changes_aws=True,
    ),
    Action("scaling.down", ("down", "j"), "Down", "See what stands below", scope="scaling"),
    Action("scaling.up", ("up", "k"), "Up", "See what stands above", scope="scaling"),
    Action("scaling.page-down", ("pagedown",), "Page down", "See a page further down", scope="scaling"),
    Action("scaling.page-up", ("pageup",), "Page up", "See a page further up", scope="scaling"),
)
