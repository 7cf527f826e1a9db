"""Deployments of services: how one starts, completes, trips its circuit breaker, rolls back or is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs import rolling, wording
from ecstui.demo.ecs.records import Deployment, Revision, Rollout
from ecstui.demo.ecs.rolling import OPEN

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Service, TaskDefinition
    from ecstui.demo.world import World

KEPT = 50  # rollouts and revisions a service remembers
#: settings of a service that its revisions have, too
REVISED = (
    "networkConfiguration",
    "platformVersion",
    "platformFamily",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)


class Deployments:
    """Keeps deployments[], service deployments and service revisions of every service."""

    def __init__(self, world: World) -> None:
        self.world = world

    def begin(self, service: Service, definition: TaskDefinition) -> Deployment:
        """Roll out `definition` with the service's settings of now; what ran before becomes ACTIVE."""
        now = self.world.now
        revision = self._revision(service, definition)
        for former in service.deployments:
            self._supersede(former)
        rollout = self._rollout(service, revision)
        self.world.ecs.shifts.prepare(service, rollout)
        deployment = Deployment(self._deployment_id(), revision, rollout, now, now)
        deployment.reason = f"ECS deployment {deployment.id} in progress."
        service.deployments.insert(0, deployment)
        service.setbacks, service.not_before, service.steady = 0, 0.0, False
        service.said.clear()
        return deployment

    def _deployment_id(self) -> str:
        return f"ecs-svc/{self.world.random.randrange(10**18, 10**19)}"

    def _revision(self, service: Service, definition: TaskDefinition) -> Revision:
        number = self.world.random.randrange(10**18, 10**19)
        arn = self.world.arn("ecs", f"service-revision/{service.cluster}/{service.name}/{number}")
        settings: dict[str, Any] = {
            "loadBalancers": service.load_balancers,
            **{name: service.settings[name] for name in REVISED if name in service.settings},
            **service.launch,
        }
        revision = Revision(arn, definition, self.world.now, settings)
        service.revisions.insert(0, revision)
        del service.revisions[KEPT:]
        return revision

    def _rollout(self, service: Service, revision: Revision) -> Rollout:
        ident = self.world.hex(24)[:21]
        arn = self.world.arn("ecs", f"service-deployment/{service.cluster}/{service.name}/{ident}")
        sources = tuple(former.revision for former in service.deployments)
        rollout = Rollout(
            arn=arn,
            target=revision,
            sources=sources,
            created_at=self.world.now,
            updated_at=self.world.now,
            threshold=rolling.threshold(service.desired_count),
            breaker="MONITORING" if service.breaker.get("enable") else "DISABLED",
            configuration=service.deployment_configuration,
        )
        service.rollouts.insert(0, rollout)
        del service.rollouts[KEPT:]
        return rollout

    def _supersede(self, former: Deployment) -> None:
        former.status = "ACTIVE"
        former.updated_at = self.world.now
        if former.rollout.status in OPEN:
            self._finish(
                former.rollout, "STOPPED", "Service deployment was replaced by a newer service deployment."
            )
            former.rollout.stopped_at = self.world.now

    def _finish(self, rollout: Rollout, status: str, reason: str | None) -> None:
        self.world.ecs.shifts.halt(rollout)
        rollout.status, rollout.status_reason = status, reason
        rollout.finished_at = rollout.updated_at = self.world.now
        if rollout.breaker == "MONITORING":
            rollout.breaker = "MONITORING_COMPLETE"

    def progress(self, service: Service) -> None:
        """The scheduler has turned to the primary deployment."""
        rollout = service.primary.rollout
        if rollout.status == "PENDING":
            rollout.status = "IN_PROGRESS"
            rollout.started_at = rollout.updated_at = self.world.now
            self.world.ecs.shifts.start(service, rollout)

    def complete(self, service: Service) -> None:
        """The primary deployment alone runs, all its tasks healthy."""
        primary = service.primary
        primary.rollout_state = "COMPLETED"
        primary.reason = f"ECS deployment {primary.id} completed."
        primary.updated_at = self.world.now
        service.completed = primary
        rollout = service.rollouts[0]
        if rollout.status in {"ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"}:
            self._finish(rollout, "ROLLBACK_SUCCESSFUL", rollout.status_reason)
        elif rollout.status in OPEN:
            self._finish(rollout, "SUCCESSFUL", None)
        self.world.ecs.say(service, wording.completed(service.name, primary.id))

    def drop_empty(self, service: Service) -> None:
        """Forget replaced deployments of which nothing is left."""
        busy = {task.deployment for task in service.tasks.values()}
        service.deployments[1:] = [d for d in service.deployments[1:] if d in busy]

    def count_failure(self, service: Service, deployment: Deployment) -> None:
        """A task of `deployment` never became healthy; trips the circuit breaker at its threshold."""
        deployment.updated_at = self.world.now
        if not deployment.ran:
            deployment.failed_tasks += 1
        rollout = deployment.rollout
        if deployment is not service.primary or rollout.breaker != "MONITORING":
            return
        rollout.failure_count += 1
        rollout.updated_at = self.world.now
        if rollout.failure_count >= rollout.threshold:
            self._trip(service, deployment)

    def reset_failures(self, deployment: Deployment) -> None:
        """A task of it became healthy."""
        if deployment.rollout.breaker == "MONITORING":
            deployment.rollout.failure_count = 0

    def _trip(self, service: Service, deployment: Deployment) -> None:
        cause = "ECS deployment circuit breaker: tasks failed to start."
        deployment.rollout.breaker = "TRIGGERED"
        deployment.rollout_state, deployment.reason = "FAILED", cause
        deployment.given_up = True
        self.world.ecs.say(service, wording.failed(service.name, deployment.id))
        back = service.completed
        if service.breaker.get("rollback") and back is not None and back is not deployment:
            self.roll_back(
                service, "Service deployment rolled back because the circuit breaker threshold was exceeded."
            )
            service.primary.reason = (
                f"ECS deployment circuit breaker: rolling back to deploymentId {back.id}."
            )
        else:
            self._finish(deployment.rollout, "STOPPED", cause)
            deployment.rollout.stopped_at = self.world.now

    def roll_back(self, service: Service, reason: str) -> None:
        """Make the last completed deployment primary again; the record of the failed one follows it."""
        failed, back, now = service.primary, service.completed, self.world.now
        if back is None or back is failed:
            return
        failed.status, failed.given_up, failed.updated_at = "ACTIVE", True, now
        back.status, back.rollout_state, back.updated_at = "PRIMARY", "IN_PROGRESS", now
        back.reason = f"ECS deployment {back.id} in progress."
        back.given_up = False
        service.deployments = [back, *(d for d in service.deployments if d is not back)]
        self._restore(service, back.revision)
        rollout = failed.rollout
        rollout.status, rollout.status_reason, rollout.updated_at = "ROLLBACK_IN_PROGRESS", reason, now
        rollout.rollback = {"reason": reason, "startedAt": now, "serviceRevisionArn": back.revision.arn}
        service.setbacks, service.not_before, service.steady = 0, 0.0, False
        self.world.ecs.shifts.turn_back(service, rollout)
        self.world.ecs.say(service, wording.rolling_back(service.name, back.id))
        self.world.ecs.scheduler.wake(service)

    def _restore(self, service: Service, revision: Revision) -> None:
        """Give the service the settings of the revision again."""
        settings = dict(revision.settings)
        service.load_balancers = settings.pop("loadBalancers")
        service.capacity_providers = settings.pop("capacityProviderStrategy", [])
        service.launch_type = settings.pop("launchType", None)
        others = {name: value for name, value in service.settings.items() if name not in REVISED}
        service.settings = others | settings

    def abort(self, service: Service, reason: str) -> None:
        """Stop the primary deployment where it stands."""
        self._finish(service.primary.rollout, "STOPPED", reason)
        service.primary.rollout.stopped_at = self.world.now
        service.primary.given_up = True
        service.primary.rollout_state, service.primary.reason = "FAILED", reason
