"""Looking at what moves a service's count, and planning other bounds, a suspension or its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.handlers.changing import Changing

if TYPE_CHECKING:
    from ecstui.model.scaling import TargetChange


class AutoScaling(Changing):
    """Opens the screen of auto scaling, and over it the plan of what is chosen there."""

    def open(self) -> None:
        """Show bounds, policies and activities of the service."""
        from ecstui.operations.auto_scaling import AutoScaling as Operation
        from ecstui.operations.target_plan import target_verb
        from ecstui.ui.facts.auto_scaling import ScalingPicture
        from ecstui.ui.screens.auto_scaling import AutoScalingScreen

        screen = self.screen
        service, desk = screen.situation().service, screen.session.desk
        if service is None or desk is None:
            return
        feeds = ScalingPicture.feeds(service.cluster, service.name)

        def look() -> ScalingPicture:
            known = screen.picture.services(screen.selection.cluster).items
            newest = next((s for s in known if s.arn == service.arn), service)
            return ScalingPicture(newest, *map(screen.session.snapshot, feeds))

        def plan(change: TargetChange) -> None:
            self.open_plan(
                lambda _: Operation(desk, service.cluster, service.name, change),
                f"{target_verb(change)} of {service.name}",
                over=dialog,
            )

        dialog = AutoScalingScreen(
            service.name,
            look,
            screen.session.now,
            screen.actions,
            plan=plan,
            scale=lambda: self.open_scale(over=dialog),
        )
        screen.watching.besides(feeds)
        screen.app.push_screen(dialog, lambda _: screen.watching.besides(()))
