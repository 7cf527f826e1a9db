"""What is read of the logs: opening a stream of a service or task, telling of it, ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from ecstui.model.arn import family_revision
from ecstui.model.log_line import Level
from ecstui.ui.rows.tasks import short_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.model.ecs import Task
    from ecstui.ui.log_stream import LogStream
    from ecstui.ui.panes.logs import LogsPane
    from ecstui.ui.screens.main import MainScreen


class Reading:
    """The stream of the main screen's logs, None while none is read."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self.stream: LogStream | None = None
        self.wide = True
        """Whether the logs have the whole screen while they have the keys."""

    @property
    def pane(self) -> LogsPane:
        """Where they are shown."""
        return self._screen.detail.logs

    @property
    def views(self) -> int:
        """How many views there are of the lines; 0 while none are read."""
        return 0 if self.stream is None else len(self.pane.panels)

    @property
    def revisions(self) -> tuple[str, ...]:
        """The revisions that the service's deployments run, the oldest first."""
        service = self._screen.picture.service(self._screen.selection)
        if service is None:
            return ()
        numbers = {family_revision(d.task_definition)[1] or 0 for d in service.deployments}
        return tuple(str(number) for number in sorted(numbers))

    def open(self) -> None:
        """Stream the logs of the task selected, or of all tasks of the service."""
        from ecstui.ui.log_stream import LogStream  # no log is read before the first paint

        screen = self._screen
        situation, selection = screen.situation(), screen.selection
        picture, session = screen.picture, screen.session
        if session.aws is None:
            return
        if situation.task is not None:
            stream = LogStream.of_task(
                session.aws,
                f"task {short_id(situation.task.id)}",
                lambda: picture.task(selection),
                session,
                self.pane.take,
            )
        else:
            stream = LogStream.of_service(
                session.aws,
                f"service {selection.service_name}",
                lambda: picture.service(selection),
                lambda: picture.tasks(selection.service).items,
                session,
                self.pane.take,
            )
        self._show(stream)

    def open_run(self, name: str, tasks: Callable[[], tuple[Task, ...]]) -> None:
        """Stream the logs of tasks that are about to be run, to their end."""
        from ecstui.ui.log_stream import LogStream

        session = self._screen.session
        if session.aws is not None:
            self._show(LogStream.of_run(session.aws, name, tasks, session, self.pane.take))

    def _show(self, stream: LogStream) -> None:
        screen = self._screen
        screen.close_tab()
        self.pane.clear()
        self.stream = stream
        stream.start()
        screen.detail.turn_to("logs")
        screen.focus_pane("detail")

    def close(self) -> None:
        """The stream ends."""
        if self.stream is not None:
            self.stream.stop()
            self.stream = None

    def load_older(self) -> None:
        """Older lines than those shown are wanted; says so where there are none."""
        if self.stream is None:
            return
        if self.stream.status.at_beginning:
            self.pane.end_way_back()
            self._screen.notice("this is the beginning: nothing older is kept", "dim")
        else:
            pane = self.pane
            self.stream.load_older(lambda: None if pane.is_full else pane.back_to, pane.end_way_back)

    def step_back(self) -> bool:
        """Take back what was last done to the view that has the keys; whether there was anything."""
        if self.stream is None:
            return False
        view, panel = self.pane.view, self.pane.panel
        if panel.histogram.has_focus:
            panel.turn_to_histogram()
        elif view.filter or view.least_level:
            view.filter, view.least_level = view.filter.parse(""), Level.NONE
        elif len(self.pane.panels) > 1:
            self.pane.join()
            self.pane.view.focus()
        else:
            return False
        self._screen.paint()
        return True

    def look(self) -> None:
        """Tell the stream whether its lines are in sight: not under another screen, pane or tab."""
        screen = self._screen
        if self.stream is not None:
            covered = any(not isinstance(over, ModalScreen) for over in screen.app.screen_stack[1:])
            self.stream.look(there="detail" in screen.on_screen and not covered)

    def paint(self) -> None:
        """Say how far the lines can be trusted."""
        from ecstui.ui.log_words import nothing_yet, tail_parts

        if self.stream is None:
            return
        self.look()
        status = self.stream.status
        if self.stream.know_origins():
            for view in self.pane.views:
                view.relabel()
        state = tail_parts(status, ended=self.stream.ended, utc=self.pane.view.columns.time == "utc")
        if (failure := self.stream.older_failure) is not None:
            state = ((f"older lines: {failure.word}: {failure.why} ", "broken"), *state)
        started = not self.stream.never_started
        self.pane.say(state, nothing_yet(status, self.stream.places, started=started))
        self._screen.detail.stream(self.stream.name)
