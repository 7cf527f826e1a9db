"""The actions of reading logs: they work while log lines have the focus, and change nothing in AWS."""

from __future__ import annotations

from ecstui.ui.action import Action, Scope
from ecstui.ui.reasons import has_split, reads_service_logs

_FILTER_EVENTS = ("logs:FilterLogEvents",)
_IN_LOGS: Scope = "log"
_IN_EVENT: Scope = "event"

LOG_ACTIONS: tuple[Action, ...] = (
    Action(
        "log.open", ("enter",), "Open event", "Open the event: all of it, with its fields", _IN_LOGS, "event"
    ),
    Action(
        "log.pause",
        ("p",),
        "Pause",
        "Hold still, or follow the newest again (so does `G`)",
        _IN_LOGS,
        "pause",
    ),
    Action(
        "log.level",
        ("u",),
        "Least level",
        "Only warnings and above, only errors and above, all again",
        _IN_LOGS,
        "level",
    ),
    Action("log.next-error", ("e",), "Next error", "To the next error", _IN_LOGS, "error"),
    Action("log.previous-error", ("E",), "Previous error", "To the error before", _IN_LOGS),
    Action(
        "log.highlight-only",
        ("f",),
        "Filter or highlight",
        "Hide what the filter does not find, or only highlight what it finds",
        _IN_LOGS,
    ),
    Action("log.next-match", ("n",), "Next match", "To the next line the filter finds", _IN_LOGS),
    Action(
        "log.previous-match", ("N",), "Previous match", "To the line before that the filter finds", _IN_LOGS
    ),
    Action(
        "log.context-lines",
        ("c",),
        "Lines around",
        "Show 3, 10 or no lines around each line the filter finds",
        _IN_LOGS,
    ),
    Action(
        "logs.around",
        ("x",),
        "Around the event",
        "Every event of its stream from 5 s before it to 5 s after, read from CloudWatch",
        _IN_LOGS,
        "around",
        iam=_FILTER_EVENTS,
    ),
    Action(
        "log.task-only",
        ("l",),
        "This task only",
        "Only the task of this line, or all tasks again",
        _IN_LOGS,
        why_off=reads_service_logs,
    ),
    Action("log.minute-back", ("[",), "A minute back", "A minute back", _IN_LOGS),
    Action("log.minute-on", ("]",), "A minute on", "A minute on", _IN_LOGS),
    Action("log.hour-back", ("{",), "An hour back", "An hour back", _IN_LOGS),
    Action("log.hour-on", ("}",), "An hour on", "An hour on", _IN_LOGS),
    Action(
        "logs.go-to",
        ("t",),
        "Go to a time",
        "Go to a time: 14:02, -10m, yesterday 9:00, 2026-11-24T08:00Z",
        _IN_LOGS,
        "time",
    ),
    Action(
        "log.histogram",
        ("h",),
        "Histogram",
        "Move in the histogram with `←` `→`; again: back",
        _IN_LOGS,
        "histogram",
    ),
    Action("log.mark", ("space",), "Mark", "Mark the line, or take the mark away", _IN_LOGS),
    Action("log.next-mark", ("'",), "Next mark", "To the next mark", _IN_LOGS),
    Action("log.previous-mark", ('"',), "Previous mark", "To the mark before", _IN_LOGS),
    Action("log.wrap", ("w",), "Wrap", "Wrap long lines, or cut them at the edge", _IN_LOGS, "wrap"),
    Action("log.left", ("left",), "Left", "Back towards the beginning of the lines", _IN_LOGS),
    Action("log.right", ("right",), "Right", "On to what the right edge cuts off", _IN_LOGS),
    Action("log.expand", ("o",), "Unfold", "Unfold a stack trace in its place, or fold it", _IN_LOGS),
    Action(
        "logs.display",
        ("d",),
        "Display",
        "Columns, times in local, UTC or relative, raw lines",
        _IN_LOGS,
        "display",
    ),
    Action(
        "log.split",
        ("|",),
        "Split",
        "A second view beside: old and new revision, or the line's task; again: close it",
        _IN_LOGS,
        "split",
    ),
    Action(
        "log.next-view", ("tab",), "Other view", "To the other view of a split", _IN_LOGS, why_off=has_split
    ),
    Action(
        "logs.live-tail",
        ("T",),
        "Live Tail",
        "CloudWatch Live Tail on or off: lines within a second ($0.01 a minute beyond the free tier)",
        _IN_LOGS,
        iam=("logs:StartLiveTail",),
    ),
    Action("logs.save", ("s",), "Save", "Save the lines to a file", _IN_LOGS, "save"),
    Action("log.copy", ("y",), "Copy event", "Copy the event to the clipboard", _IN_LOGS, "copy"),
    Action(
        "logs.export",
        ("a",),
        "As a command",
        "The same lines as an aws command, and as an Insights query",
        _IN_LOGS,
    ),
    Action(
        "logs.insights",
        ("i",),
        "Insights",
        "Search days of logs with CloudWatch Logs Insights",
        _IN_LOGS,
        "insights",
        iam=("logs:StartQuery", "logs:GetQueryResults", "logs:StopQuery"),
    ),
)
"""In the order of the footer and the help."""

EVENT_ACTIONS: tuple[Action, ...] = (
    Action("event.leave", ("escape", "q"), "Back", "Back to the lines", _IN_EVENT, "back"),
    Action("event.down", ("j", "down"), "Down", "Down", _IN_EVENT),
    Action("event.up", ("k", "up"), "Up", "Up", _IN_EVENT),
    Action(
        "event.page-down", ("pagedown", "ctrl+f", "space"), "Page down", "A page of the value down", _IN_EVENT
    ),
    Action("event.page-up", ("pageup", "ctrl+b", "b"), "Page up", "A page of the value up", _IN_EVENT),
    Action("event.first", ("g", "home"), "First", "To the first field", _IN_EVENT),
    Action("event.last", ("G", "end"), "Last", "To the last field", _IN_EVENT),
    Action(
        "event.only",
        ("=", "enter"),
        "Only this value",
        "Only lines with this value of the field",
        _IN_EVENT,
        "only this",
    ),
    Action(
        "event.without",
        ("!",),
        "Without this value",
        "No lines with this value of the field",
        _IN_EVENT,
        "without",
    ),
    Action(
        "event.column", ("c",), "As a column", "Show the field as a column, or no more", _IN_EVENT, "column"
    ),
    Action("event.copy", ("y",), "Copy", "Copy the event as it came", _IN_EVENT, "copy"),
    Action("event.next", ("n",), "Next event", "The next event", _IN_EVENT, "next"),
    Action("event.previous", ("N", "p"), "Event before", "The event before", _IN_EVENT),
)

_DIALOGS: tuple[Action, ...] = (
    Action("display.turn", ("enter", "space"), "Turn", "Turn the switch", "display", "turn"),
    Action("display.down", ("j", "down"), "Down", "Down", "display"),
    Action("display.up", ("k", "up"), "Up", "Up", "display"),
    Action("display.leave", ("escape", "q", "d"), "Back", "Back to the lines", "display", "back"),
    Action("export.first", ("1",), "Copy 1", "Copy the first", "export", "copy the first"),
    Action("export.second", ("2",), "Copy 2", "Copy the second", "export", "the second"),
    Action("export.third", ("3",), "Copy 3", "Copy the third", "export", "the third"),
    Action("export.leave", ("escape", "q", "a"), "Back", "Back to the lines", "export", "back"),
    Action("around.wider", ("x",), "Wider", "Twice as far to either side", "around", "wider"),
    Action("around.down", ("j", "down"), "Down", "A line down", "around"),
    Action("around.up", ("k", "up"), "Up", "A line up", "around"),
    Action("around.wrap", ("w",), "Wrap", "Wrap long lines, or cut them", "around", "wrap"),
    Action("around.copy", ("y",), "Copy", "Copy the event", "around", "copy"),
    Action("around.leave", ("escape", "q"), "Back", "Back to all lines", "around", "back"),
    Action("save.write", ("enter",), "Save", "Write the file", "save", "save"),
    Action("save.which", ("tab",), "Which", "What is shown, or all that is held", "save", "shown or all"),
    Action("save.leave", ("escape",), "Cancel", "Cancel", "save", "cancel"),
)

LOG_DIALOG_ACTIONS: tuple[Action, ...] = (*EVENT_ACTIONS, *_DIALOGS)
