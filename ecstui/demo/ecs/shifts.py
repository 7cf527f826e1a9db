"""Lets deployments that shift traffic live: a step after the other, and the hooks between them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs import shift as scripts
from ecstui.demo.ecs.shift import Hook, Shift, Step

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Rollout, Service
    from ecstui.demo.world import World

DAY = 1440  # minutes until a hook expires that says nothing else
LAMBDA = 3.0  # seconds (virtual) a function takes, and then it succeeds


class Shifts:
    """Steps through the scripts of `shift` on the world's timers; the scheduler moves the tasks."""

    def __init__(self, world: World) -> None:
        self.world = world

    def prepare(self, service: Service, rollout: Rollout) -> None:
        """Give a new deployment its script, where the service shifts traffic and there is some to shift."""
        configuration, blue = rollout.configuration, service.completed
        if configuration["strategy"] not in scripts.SHIFTED or blue is None:
            return
        tested = any(
            balancer.get("advancedConfiguration", {}).get("testListenerRule")
            for balancer in service.load_balancers
        )
        reconcile = len({task.deployment for task in service.tasks.values()} - {blue}) > 0
        steps = scripts.script(configuration, tested=tested, reconcile=reconcile)
        rollout.shift = Shift(steps, 0.0 if tested else None, blue.revision.arn)
        rollout.target.alternate = not blue.revision.alternate

    def start(self, service: Service, rollout: Rollout) -> None:
        """Begin with the first step."""
        if rollout.shift is not None and rollout.shift.stage is None:
            self._enter(service, rollout)

    def turn_back(self, service: Service, rollout: Rollout) -> None:
        """Take the traffic back, then the new tasks away, from wherever it stands."""
        shift = rollout.shift
        if shift is None:
            return
        for hook in shift.waiting:
            hook.status = "FAILED"
        shift.backwards, shift.steps = True, scripts.backwards(shift)
        self._enter(service, rollout)

    def halt(self, rollout: Rollout) -> None:
        """Leave it where it stands: no timer moves it any more."""
        if rollout.shift is not None:
            rollout.shift.turn += 1
            for hook in rollout.shift.waiting:
                hook.status = "FAILED"

    def _enter(self, service: Service, rollout: Rollout) -> None:
        shift = rollout.shift
        assert shift is not None  # noqa: S101 - every caller has looked
        step = shift.steps[0]
        shift.turn += 1
        if not step.silent:
            shift.stage = step.stage
        rollout.updated_at = self.world.now
        if not shift.backwards:
            for configured in rollout.configuration.get("lifecycleHooks", []):
                if step.stage in configured["lifecycleStages"]:
                    self._call(service, rollout, configured)
        if not shift.waiting:
            self._work(service, rollout, step)

    def _call(self, service: Service, rollout: Rollout, configured: dict[str, Any]) -> None:
        """Run a hook: a function succeeds by itself, a pause waits for somebody."""
        assert rollout.shift is not None  # noqa: S101 - every caller has looked
        kind = configured.get("targetType", "AWS_LAMBDA")
        timeout = configured.get("timeoutConfiguration", {})
        pause = kind == "PAUSE"
        hook = Hook(
            id=f"ecs-{'pause' if pause else 'lambda'}-{self.world.hex(32)}",
            kind=kind,
            arn=configured.get("hookTargetArn"),
            status="AWAITING_ACTION" if pause else "IN_PROGRESS",
            expires_at=self.world.now + 60.0 * timeout.get("timeoutInMinutes", DAY),
            timeout_action=timeout.get("action", "ROLLBACK"),
        )
        rollout.shift.hooks.append(hook)
        if pause:
            after, action, status = hook.expires_at - self.world.now, hook.timeout_action, "TIMED_OUT"
        else:
            after, action, status = LAMBDA, "CONTINUE", "SUCCEEDED"
        self.world.timers.after(after, partial(self._answered, service, rollout, hook, action, status))

    def answer(self, service: Service, rollout: Rollout, hook: Hook, action: str) -> None:
        """Somebody has decided what becomes of a pause."""
        self._answered(service, rollout, hook, action, "SUCCEEDED" if action == "CONTINUE" else "FAILED")

    def _answered(self, service: Service, rollout: Rollout, hook: Hook, action: str, status: str) -> None:
        shift = rollout.shift
        if shift is None or hook not in shift.waiting or service.status != "ACTIVE":
            return
        hook.status = status
        rollout.updated_at = self.world.now
        if action == "ROLLBACK":
            late = "a lifecycle hook timed out." if status == "TIMED_OUT" else "of user request."
            cause = f"Service deployment rolled back because {late}"
            self.world.ecs.deployments.roll_back(service, cause)
        elif not shift.waiting:
            self._work(service, rollout, shift.steps[0])

    def _work(self, service: Service, rollout: Rollout, step: Step) -> None:
        """Do what the step is for, once its hooks are through."""
        shift = rollout.shift
        assert shift is not None  # noqa: S101 - every caller has looked
        shift.production = shift.production if step.production is None else step.production
        if step.test is not None:
            shift.test = step.test
        self.world.ecs.scheduler.wake(service)
        if not step.waits_for_tasks:
            self.world.timers.after(step.seconds, partial(self._over, service, rollout, shift.turn))

    def _over(self, service: Service, rollout: Rollout, turn: int) -> None:
        if rollout.shift is not None and rollout.shift.turn == turn:
            self.go_on(service, rollout)

    def go_on(self, service: Service, rollout: Rollout) -> None:
        """The present step is over: on to the next. The last ends with the deployment itself."""
        shift = rollout.shift
        if shift is not None and len(shift.steps) > 1 and not shift.waiting and service.status == "ACTIVE":
            del shift.steps[0]
            self._enter(service, rollout)
