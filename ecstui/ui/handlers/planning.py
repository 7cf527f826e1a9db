"""Opening the plan of a change: what every handler of changes does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ecstui.ui.handlers.handler import Handler

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.screen import Screen

    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan
    from ecstui.ui.screens.plan import Choice, Note


class Planning(Handler):
    """A handler whose actions open plans."""

    def open_plan(
        self,
        make: Callable[[Choice], Operation],
        title: str,
        now: int | None = None,
        count: int | None = None,
        since: Plan | None = None,
        ways: int = 1,
        way: int = 0,
        names: tuple[str, ...] = (),
        note: Note | None = None,
        left: Callable[[], object] = lambda: None,
        over: Screen[Any] | None = None,
    ) -> None:
        """Open the plan that `make` makes; see PlanScreen. What is confirmed there is begun.

        `left` is done where a person leaves it; `over` is the dialog it stands over, which goes with it once
        it is confirmed.
        """
        from ecstui.ui.screens.plan import Decided, PlanScreen

        screen = self.screen

        def decided(decision: Decided | None) -> None:
            if decision is None:
                left()
                return
            if over is not None:
                over.dismiss()
            # By the main screen: a plan shown anew answers to whom it was begun by, and `over` is gone then.
            screen.call_next(
                screen.session.begin, decision.operation, decision.plan, partial(plan_anew, decision)
            )

        def plan_anew(decision: Decided) -> bool:
            free = screen.at_rest
            if free:
                again = decision.count, decision.plan, ways, decision.way, names, note
                self.open_plan(make, title, now, *again)
            return free

        plan = PlanScreen(
            make,
            title,
            now=now,
            count=count,
            since=since,
            ways=ways,
            way=way,
            names=names,
            note=note,
            actions=screen.actions,
        )
        screen.app.push_screen(plan, decided)

    def open_ways(self, title: str, ways: Mapping[str, Callable[[], Operation]]) -> None:
        """Open the plan of the first of the ways; a key goes to the next."""
        makes = tuple(ways.values())
        self.open_plan(lambda chosen: makes[chosen.way](), title, ways=len(ways), names=tuple(ways))
