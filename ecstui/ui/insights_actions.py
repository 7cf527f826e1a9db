"""The actions of searching with CloudWatch Logs Insights."""

from __future__ import annotations

from ecstui.ui.action import Action

INSIGHTS_ACTIONS: tuple[Action, ...] = (
    Action(
        "insights.run",
        ("ctrl+r", "f5", "ctrl+enter"),
        "Run",
        "Run the query; what it scans is paid for",
        "insights",
        "run",
        iam=("logs:StartQuery", "logs:GetQueryResults", "logs:StopQuery"),
    ),
    Action("insights.saved", ("ctrl+o",), "Saved", "Choose a saved query", "insights", "saved"),
    Action("insights.next", ("tab",), "Next", "To the next field", "insights", "next field"),
    Action("insights.previous", ("shift+tab",), "Previous", "To the field before", "insights"),
    Action(
        "insights.leave", ("escape",), "Back", "Cancel the query that runs, else go back", "insights", "back"
    ),
    Action("saved.leave", ("escape", "q"), "Leave", "Choose none", "saved", "back"),
    Action(
        "record.leave",
        ("escape", "q"),
        "Close",
        "Close the event",
        "record",
        "close",
        iam=("logs:GetLogRecord",),
    ),
    Action("record.down", ("j", "down"), "Down", "A line down", "record"),
    Action("record.up", ("k", "up"), "Up", "A line up", "record"),
    Action("record.page-down", ("pagedown", "space"), "Page down", "A page down", "record"),
    Action("record.page-up", ("pageup",), "Page up", "A page up", "record"),
    Action("record.first", ("g", "home"), "First", "To the beginning", "record"),
    Action("record.last", ("G", "end"), "Last", "To the end", "record"),
)
