"""The log lines of the tasks that a deployment starts, beside what else is shown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from ecstui.ui.log_stream import LogStream
from ecstui.ui.log_words import nothing_yet, tail_parts
from ecstui.ui.panes.log_panel import LogPanel
from ecstui.ui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Task
    from ecstui.ui.session import Session


class NewTaskLogs(Vertical):
    """The lines of all that `tasks` gives, from its mount to its end; `name` says whose they are."""

    def __init__(self, aws: Aws, name: str, tasks: Callable[[], tuple[Task, ...]], session: Session) -> None:
        super().__init__(id="new-task-logs")
        self.panel = LogPanel()
        self.state = Line()
        self._stream = LogStream.of_run(aws, name, tasks, session, self.panel.view.add)

    def compose(self) -> ComposeResult:
        """The lines over how far they can be trusted."""
        yield self.panel
        yield self.state

    def on_mount(self) -> None:
        """Begin to read."""
        self.panel.show_histogram(roomy=False)
        self._stream.start()

    def on_unmount(self) -> None:
        """Cease."""
        self._stream.stop()

    def look(self) -> None:
        """Bring what is said of the lines up to what is known."""
        view, stream = self.panel.view, self._stream
        if stream.know_origins():
            view.relabel()
        view.placeholder = nothing_yet(stream.status, stream.places, started=not stream.never_started)
        said = tail_parts(stream.status, ended=stream.ended, utc=view.columns.time == "utc")
        self.state.say((f"logs of {stream.name}  ", "heading"), *said)
        self.panel.retitle(one_of_several=False)
