"""The registry of actions: keys, footer, help, palette, the README's table and permissions derive from it.

An action's id is `<group>.<name>`; the handler of the group has a method of that name. Small letters look,
CAPITAL letters change AWS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from ecstui.ui.reasons import (
    always,
    has_a_list,
    has_arn,
    has_events,
    has_logs,
    has_scalable_service,
    has_service,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.ui.situation import Situation

Scope: TypeAlias = Literal["everywhere", "main", "plan", "help", "insights", "saved", "record"]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do.

    `keys` are in Textual's names, the first is the one shown; `footer` is its word in the footer ("" for
    none); `iam` what it calls; `why_off` gives the reason why it makes no sense now, or "".
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    scope: Scope = "main"
    footer: str = ""
    changes_aws: bool = False
    iam: tuple[str, ...] = ()
    why_off: Callable[[Situation], str] = always

    @property
    def group(self) -> str:
        """The part of the id that names who handles it."""
        return self.id.partition(".")[0]

    @property
    def method(self) -> str:
        """The name of the handler's method."""
        return self.id.partition(".")[2].replace("-", "_")

    @property
    def free(self) -> bool:
        """Whether it can be done whatever is selected, so that no one need look what is."""
        return self.why_off is always and not self.changes_aws

    def reason_off(self, situation: Situation) -> str:
        """Why it cannot be done now, in words; "" where it can."""
        if self.changes_aws and situation.read_only:
            return "opened read-only: nothing is changed"
        return self.why_off(situation)


_UPDATE = ("ecs:UpdateService", "ecs:DescribeServices", "ecs:DescribeTasks", "ecs:ListTasks")

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
    ),
    Action("go.back", ("escape",), "Go back", "Go back; close, clear or dismiss what is open", footer="back"),
    Action("table.down", ("j", "down"), "Down", "Move down"),
    Action("table.up", ("k", "up"), "Up", "Move up"),
    Action("table.first", ("g", "home"), "First", "Go to the first row"),
    Action("table.last", ("G", "end"), "Last", "Go to the last row"),
    Action("table.page-down", ("pagedown", "ctrl+f"), "Page down", "Move down by a page"),
    Action("table.page-up", ("pageup", "ctrl+b"), "Page up", "Move up by a page"),
    Action(
        "view.filter",
        ("/",),
        "Filter",
        "Show only rows with all these words; !word hides",
        footer="filter",
        why_off=has_a_list,
    ),
    Action(
        "show.logs",
        ("l",),
        "Logs",
        "Stream the logs of the task, or of all tasks of the service",
        footer="logs",
        iam=("logs:FilterLogEvents", "ecs:DescribeTaskDefinition"),
        why_off=has_logs,
    ),
    Action(
        "service.scale",
        ("S",),
        "Scale",
        "Set the desired count of the service",
        footer="scale",
        changes_aws=True,
        iam=_UPDATE,
        why_off=has_scalable_service,
    ),
    Action(
        "service.scale-up",
        ("+",),
        "Scale up",
        "One task more; presses add up in the plan",
        changes_aws=True,
        iam=_UPDATE,
        why_off=has_scalable_service,
    ),
    Action(
        "service.scale-down",
        ("-",),
        "Scale down",
        "One task fewer; presses add up in the plan",
        changes_aws=True,
        iam=_UPDATE,
        why_off=has_scalable_service,
    ),
    Action(
        "service.redeploy",
        ("R",),
        "Redeploy",
        "Force a new deployment of the service",
        footer="redeploy",
        changes_aws=True,
        iam=_UPDATE,
        why_off=has_service,
    ),
    Action("show.events", ("e",), "Events", "All events of the service", footer="events", why_off=has_events),
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
    Action(
        "plan.apply",
        ("enter",),
        "Apply",
        "Do what the plan says",
        scope="plan",
        footer="apply",
        changes_aws=True,
    ),
    Action("plan.leave", ("escape", "q"), "Leave", "Change nothing", scope="plan", footer="leave"),
    Action("plan.more", ("+",), "One more", "One task more", scope="plan"),
    Action("plan.fewer", ("-",), "One fewer", "One task fewer", scope="plan"),
    Action("help.leave", ("escape",), "Close", "Close the help", scope="help", footer="close"),
    Action(
        "insights.run",
        ("ctrl+r", "f5", "ctrl+enter"),
        "Run",
        "Run the query; what it scans is paid for",
        scope="insights",
        footer="run",
        iam=("logs:StartQuery", "logs:GetQueryResults", "logs:StopQuery"),
    ),
    Action("insights.saved", ("ctrl+o",), "Saved", "Choose a saved query", scope="insights", footer="saved"),
    Action("insights.next", ("tab",), "Next", "To the next field", scope="insights", footer="next field"),
    Action("insights.previous", ("shift+tab",), "Previous", "To the field before", scope="insights"),
    Action(
        "insights.leave",
        ("escape",),
        "Back",
        "Cancel the query that runs, else go back",
        scope="insights",
        footer="back",
    ),
    Action("saved.leave", ("escape", "q"), "Leave", "Choose none", scope="saved", footer="back"),
    Action("record.leave", ("escape", "q"), "Close", "Close the event", scope="record", footer="close"),
    Action("record.down", ("j", "down"), "Down", "A line down", scope="record"),
    Action("record.up", ("k", "up"), "Up", "A line up", scope="record"),
    Action("record.page-down", ("pagedown", "space"), "Page down", "A page down", scope="record"),
    Action("record.page-up", ("pageup",), "Page up", "A page up", scope="record"),
    Action("record.first", ("g", "home"), "First", "To the beginning", scope="record"),
    Action("record.last", ("G", "end"), "Last", "To the end", scope="record"),
)
"""In the order of the footer and the help."""


def key_label(key: str) -> str:
    """A key as people write it."""
    return {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "down": "↓", "up": "↑"}.get(key, key)


def key_table_markdown(actions: tuple[Action, ...] = ACTIONS) -> str:
    """The README's table of keys."""
    lines = ["| key | does | changes AWS |", "| --- | --- | --- |"]
    for action in actions:
        if action.scope in {"main", "everywhere"}:
            keys = " ".join(f"`{key_label(key)}`" for key in action.keys)
            lines.append(f"| {keys} | {action.help} | {'yes, after a plan' if action.changes_aws else ''} |")
    return "\n".join(lines)
