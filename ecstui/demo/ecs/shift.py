"""How a deployment that shifts traffic goes on, blue/green, linear or canary: pure scripts of its stages.

Stages and what they mean: `ServiceDeployment.lifecycleStage` of the model. AWS takes seconds to minutes for
what is not bound to tasks or to a bake time; here it is seconds that one can watch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Revision

MOMENT, SHIFTING = 1.0, 2.0  # seconds (virtual) of a stage that only calls its hooks, and of a shift
SHIFTED = frozenset({"BLUE_GREEN", "LINEAR", "CANARY"})
PAUSABLE = frozenset(
    {
        "RECONCILE_SERVICE",
        "PRE_SCALE_UP",
        "POST_SCALE_UP",
        "POST_TEST_TRAFFIC_SHIFT",
        "PRE_PRODUCTION_TRAFFIC_SHIFT",
        "POST_PRODUCTION_TRAFFIC_SHIFT",
    }
)
"""The stages a PAUSE hook may be configured at."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the stage of that name, its hooks first, then `seconds`, or until its tasks are as it asks.

    `production` and `test` are the percentages of traffic that the new revision has from then on, None where
    they stay. A step at a stage that is no `lifecycleStage` (before a shift) leaves that as it was.
    """

    stage: str
    seconds: float = MOMENT
    production: float | None = None
    test: float | None = None
    waits_for_tasks: bool = False
    silent: bool = False


@dataclass(slots=True, eq=False)
class Hook:
    """One run of a lifecycle hook. Times are seconds since the epoch."""

    id: str
    kind: str
    arn: str | None
    status: str
    expires_at: float
    timeout_action: str


@dataclass(slots=True, eq=False)
class Shift:
    """How far a deployment that shifts traffic has got; `steps` are those to come, the present one first."""

    steps: list[Step]
    test: float | None
    blue: str  # the ARN of the revision that has the production traffic at the start
    stage: str | None = None
    production: float = 0.0
    hooks: list[Hook] = field(default_factory=list)
    backwards: bool = False
    turn: int = 0  # counts steps, so that a timer of a former one is known

    @property
    def waiting(self) -> tuple[Hook, ...]:
        """The hooks that it waits for now."""
        return tuple(hook for hook in self.hooks if hook.status in {"AWAITING_ACTION", "IN_PROGRESS"})

    @property
    def cleans_up(self) -> bool:
        """Whether the side without traffic is taken away."""
        return self.stage == "CLEAN_UP"

    def keeps(self, revision: Revision, green: Revision) -> bool:
        """Whether tasks of `revision` are wanted at this stage; `green` is the new one."""
        if revision is green:
            if self.backwards:
                return not self.cleans_up
            return self.stage not in {None, "RECONCILE_SERVICE", "PRE_SCALE_UP"}
        return revision.arn == self.blue and (self.backwards or not self.cleans_up)


def script(configuration: dict[str, Any], *, tested: bool, reconcile: bool) -> list[Step]:
    """The steps of a deployment; `tested` where test traffic is routed, `reconcile` where more than one
    revision still has tasks at its start."""
    bake = 60.0 * float(configuration.get("bakeTimeInMinutes") or 0)
    return [
        *([Step("RECONCILE_SERVICE", waits_for_tasks=True)] if reconcile else []),
        Step("PRE_SCALE_UP"),
        Step("SCALE_UP", waits_for_tasks=True),
        Step("POST_SCALE_UP"),
        Step("TEST_TRAFFIC_SHIFT", SHIFTING, test=100.0 if tested else None),
        Step("POST_TEST_TRAFFIC_SHIFT"),
        *_production(configuration),
        Step("POST_PRODUCTION_TRAFFIC_SHIFT"),
        Step("BAKE_TIME", bake),
        Step("CLEAN_UP", waits_for_tasks=True),
    ]


def _production(configuration: dict[str, Any]) -> list[Step]:
    steps: list[Step] = []
    for percent, minutes in _shares(configuration):
        steps.append(Step("PRE_PRODUCTION_TRAFFIC_SHIFT", silent=True))
        steps.append(Step("PRODUCTION_TRAFFIC_SHIFT", SHIFTING + 60.0 * minutes, production=percent))
    return steps


def _shares(configuration: dict[str, Any]) -> list[tuple[float, float]]:
    """(percentage of production traffic, minutes it stays there), one a shift; the defaults are AWS's."""
    strategy = configuration.get("strategy")
    if strategy == "CANARY":
        canary = configuration.get("canaryConfiguration", {})
        percent = float(canary.get("canaryPercent", 5.0))
        return [(percent, float(canary.get("canaryBakeTimeInMinutes", 10))), (100.0, 0.0)]
    if strategy == "LINEAR":
        linear = configuration.get("linearConfiguration", {})
        step, minutes = float(linear.get("stepPercent", 10.0)), float(linear.get("stepBakeTimeInMinutes", 6))
        below = [step * times for times in range(1, 101) if step * times < 100.0]
        return [*((round(percent, 1), minutes) for percent in below), (100.0, 0.0)]
    return [(100.0, 0.0)]


def backwards(shift: Shift) -> list[Step]:
    """The steps of a rollback from where it stands: traffic first, then the new tasks."""
    steps = []
    if shift.production:
        steps.append(Step("PRODUCTION_TRAFFIC_SHIFT", SHIFTING, production=0.0))
    if shift.test:
        steps.append(Step("TEST_TRAFFIC_SHIFT", SHIFTING, test=0.0))
    return [*steps, Step("CLEAN_UP", waits_for_tasks=True)]
