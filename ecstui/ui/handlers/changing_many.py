"""Changing all rows that are marked by one plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ecstui.model.humane import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.operations.many import Planned
    from ecstui.operations.operation import Operation
    from ecstui.ui.screens.main import MainScreen


Named: TypeAlias = "list[tuple[str, Operation]]"
"""Operations by the names of what they change."""


def change_many(
    screen: MainScreen,
    verb: str,
    kind: str,
    number: int,
    make: Callable[[str], Named],
    typed: str | None = None,
) -> None:
    """Plan the operations that `make` makes and, where that is decided, begin them at a pace.

    There are `number` of what is called `kind`; `typed` stands first in the line to be edited, where there is
    one.
    """
    from ecstui.ui.screens.many_plan import ManyPlanScreen
    from ecstui.ui.screens.operations import OperationsScreen

    def decided(planned: tuple[Planned, ...] | None) -> None:
        if planned:
            screen.clear_marks()
            screen.session.begin_many([(each.operation, each.plan) for each in planned if each.plan])
            screen.app.push_screen(OperationsScreen(screen.session, screen.actions))

    title = f"{verb} {counted(number, kind)}"
    screen.app.push_screen(ManyPlanScreen(make, title, typed=typed, actions=screen.actions), decided)
