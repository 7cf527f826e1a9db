"""What is to be run on its own: task definition, container, command, environment, count. Enter plans it."""

from __future__ import annotations

import asyncio
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ecstui.model.arn import short
from ecstui.model.errors import AwsError, UsageError
from ecstui.model.run_request import MOST
from ecstui.operations.run_task_asked import main_container, parse_command, parse_environment
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.model.ecs import TaskDefinition
    from ecstui.operations.run_task_asked import Asked

TYPED = 0.4  # seconds after the last key until a task definition is read

_LABELS = {
    "definition": "task definition",
    "container": "container",
    "command": "command",
    "environment": "environment",
    "count": "tasks",
}


class RunTaskScreen(ModalScreen["Asked | None"], inherit_bindings=False):
    """Ends with what is asked for, made of `asked` and what was typed; None where nothing is to be run.

    `read` gives the task definition of a name, to say what is in it.
    """

    AUTO_FOCUS = "#run-command"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "run-form")]

    def __init__(
        self,
        asked: Asked,
        title: str,
        read: Callable[[str], Awaitable[TaskDefinition]],
        actions: tuple[Action, ...],
    ) -> None:
        super().__init__()
        self._asked = asked
        self._heading = title
        self._read = read
        self._actions = actions
        filled = {
            "definition": short(asked.task_definition),
            "container": asked.container,
            "command": shlex.join(asked.command),
            "environment": shlex.join(f"{name}={value}" for name, value in asked.environment),
            "count": str(asked.count),
        }
        self.inputs = {
            name: Input(text, id=f"run-{name}", compact=True, select_on_focus=name == "count")
            for name, text in filled.items()
        }
        self.inputs["environment"].placeholder = "KEY=VALUE KEY='a longer value'"
        self.told, self.keys = Said(id="run-told"), Hints(id="run-keys")

    def compose(self) -> ComposeResult:
        """The fields, what is known of the task definition, the keys."""
        with Vertical(id="run"):
            yield Static(self._heading, markup=False, id="run-title")
            for name, field in self.inputs.items():
                with Horizontal(classes="run-field"):
                    yield Static(_LABELS[name], markup=False)
                    yield field
            yield self.told
            yield self.keys

    def on_mount(self) -> None:
        """Say the keys, and what is in the task definition."""
        self.keys.offer(*dialog_hints("run-form", self._actions))
        self._look_up(0.0)

    @property
    def is_typing(self) -> bool:
        """Letters are text."""
        return True

    @on(Input.Changed, "#run-definition")
    def _renamed(self) -> None:
        self._look_up(TYPED)

    @work(exclusive=True, group="definition", exit_on_error=False)
    async def _look_up(self, after: float) -> None:
        await asyncio.sleep(after)
        name = self._typed("definition")
        if not name:
            self.told.say(("name a task definition: family, or family:revision", "dim"))
            return
        try:
            definition = await self._read(name)
        except AwsError as failure:
            self.told.say((f"{failure.word}: {failure.why}", "warning"))
            return
        main = next(c for c in definition.containers if c.name == main_container(definition))
        self.inputs["container"].placeholder = main.name
        self.inputs["command"].placeholder = shlex.join(main.command) or "the image's own command"
        named = ", ".join(c.name for c in definition.containers)
        self.told.say((f"{short(definition.arn)}: {named}; {main.name} runs {short(main.image)}", "dim"))

    def _typed(self, name: str) -> str:
        return self.inputs[name].value.strip()

    def plan(self) -> None:
        """Leave with what stands there, or say what is wrong with it."""
        # After the keys of the same burst, which the field in focus has still to take.
        (self.focused or self).call_later(self._plan)

    def _plan(self) -> None:
        try:
            asked = self._as_typed()
        except UsageError as wrong:
            self.told.say((str(wrong), "warning"))
        else:
            self.dismiss(asked)

    def _as_typed(self) -> Asked:
        if not self._typed("definition"):
            raise UsageError("Name a task definition: family, or family:revision.")
        count = self._typed("count")
        if not count.isdecimal():
            raise UsageError(f"{count!r} is no number of tasks: give one from 1 to {MOST}.")
        return replace(
            self._asked,
            task_definition=self._typed("definition"),
            container=self._typed("container"),
            command=parse_command(self._typed("command")),
            environment=parse_environment(parse_command(self._typed("environment"))),
            count=int(count),
        )

    def next(self) -> None:
        """To the next field."""
        self.focus_next()

    def previous(self) -> None:
        """To the field before."""
        self.focus_previous()

    def leave(self) -> None:
        """Run nothing."""
        self.dismiss(None)
