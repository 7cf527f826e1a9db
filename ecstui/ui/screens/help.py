"""The help: every action with its keys, searchable, and the reason why one is off now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from ecstui.ui.actions import ACTIONS, Action, key_label
from ecstui.ui.command_language import COMMANDS
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.filter_words import FilterWords

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.ui.situation import Situation

_MARKS = (
    Fact("✗", "broken: `✗ failing` runs fewer tasks than desired, or its deployment has failed"),
    Fact("!", "in trouble: `! failing` runs as many tasks as desired, but new ones fail"),
    Fact("~", "on its way; nobody need act"),
    Fact("✓", "well"),
    Fact("·", "nothing is wanted of it"),
    Fact("?", "not known"),
    Fact("stale", "the newest reading failed; what is shown is older"),
)

_FILTER = (
    Fact("word", 'lines with it, whatever its case; "two words" as they stand; all terms must be there'),
    Fact("/regex/", "lines it matches"),
    Fact("!term", "lines without: !health, !/GET .*ping/, !status=200"),
    Fact("field=value", "a field of a JSON or logfmt line; * stands for anything; also != > >= < <="),
    Fact("level>=warn", "also task=, container=, revision=, stream="),
)


def help_sections(actions: tuple[Action, ...], situation: Situation, search: str = "") -> tuple[Section, ...]:
    """What the help says of the actions and commands that have all the words searched for."""
    words = FilterWords.parse(search)
    main = [action for action in actions if action.scope in {"main", "registry", "everywhere"}]
    logs = tuple(_fact(action, situation) for action in actions if action.scope == "log")
    event = tuple(_fact(action, situation) for action in actions if action.scope == "event")
    look = tuple(_fact(action, situation) for action in main if not action.changes_aws)
    change = tuple(_fact(action, situation) for action in main if action.changes_aws)
    commands = tuple(Fact(f":{command.name}", command.help) for command in COMMANDS)
    sections: tuple[tuple[str, tuple[Fact, ...]], ...] = (
        ("Small letters look", look),
        ("CAPITAL letters change AWS, after a plan", change),
        ("Command line", commands),
        ("Marks", _MARKS),
    )
    of_logs = (("In the logs", logs), ("In an opened event", event), ("Filter of the logs", _FILTER))
    sections = (*of_logs, *sections) if situation.in_logs else (*sections[:2], *of_logs, *sections[2:])
    return tuple(Section(title, tuple(f for f in facts if _found(f, words))) for title, facts in sections)


def _fact(action: Action, situation: Situation) -> Fact:
    keys = " ".join(key_label(key) for key in action.keys)
    reason = action.reason_off(situation)
    return Fact(
        keys,
        f"{action.help} [{action.id}]" + (f" - off now: {reason}" if reason else ""),
        "dim" if reason else "",
    )


def _found(fact: Fact, words: FilterWords) -> bool:
    return words.match(f"{fact.label} {fact.text}".casefold())


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """Typing searches, arrows scroll, esc closes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "help")]

    def __init__(self, actions: tuple[Action, ...], situation: Situation) -> None:
        super().__init__()
        self._actions = actions
        self._situation = situation
        self._facts = FactsView()

    def compose(self) -> ComposeResult:
        """The search over the keys."""
        with Vertical(id="help"):
            yield Input(placeholder="type to search - esc closes, arrows scroll", compact=True)
            with VerticalScroll(can_focus=False):
                yield self._facts

    def on_mount(self) -> None:
        """Show everything."""
        self._search("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._search(event.value)

    def _search(self, words: str) -> None:
        self._facts.show(help_sections(self._actions, self._situation, words))

    def key_up(self) -> None:
        """A line up."""
        self.query_one(VerticalScroll).scroll_up()

    def key_down(self) -> None:
        """A line down."""
        self.query_one(VerticalScroll).scroll_down()

    def key_pageup(self) -> None:
        """A page up."""
        self.query_one(VerticalScroll).scroll_page_up()

    def key_pagedown(self) -> None:
        """A page down."""
        self.query_one(VerticalScroll).scroll_page_down()

    def leave(self) -> None:
        """Close."""
        self.dismiss()
