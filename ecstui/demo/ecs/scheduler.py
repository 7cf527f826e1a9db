"""The service scheduler: keeps every service at its desired count and rolls its deployments out.

It looks at a service only when something happened to it (`wake`), so ten thousand calm tasks cost nothing.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from ecstui.demo.ecs import rolling, wording
from ecstui.demo.ecs.placement import Refusal, place
from ecstui.demo.ecs.rolling import OPEN
from ecstui.demo.ecs.surroundings import targets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.demo.ecs.records import Cluster, Deployment, Instance, Service, Task
    from ecstui.demo.ecs.shift import Shift
    from ecstui.demo.world import World

PATIENCE = 2  # failures in a row before the scheduler backs off
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 120.0  # seconds of backoff (AWS: minutes)
RETRY_PLACEMENT = 60.0  # seconds until a service without room is looked at again
REPEATED = 6 * 3600.0  # seconds after which an event of the same text is said again


class Scheduler:
    """Decides for services; `ecs.lifecycle` carries it out."""

    def __init__(self, world: World) -> None:
        self.world = world

    def wake(self, service: Service, after: float = 0.4) -> None:
        """Look at the service soon; an earlier look stands in for a later one."""
        due = self.world.now + after
        if service.look_at is None or due < service.look_at:
            service.look_at = due
            self.world.timers.after(after, partial(self._look, service, due))

    def _look(self, service: Service, due: float) -> None:
        if service.look_at != due:
            return
        service.look_at = None
        if service.status == "INACTIVE":
            return
        if service.status == "DRAINING":
            self._drain(service)
            return
        service.desired_count = self.desired(service)
        self.world.ecs.deployments.progress(service)
        self._reconcile(service)
        self.world.ecs.deployments.drop_empty(service)
        self._conclude(service)

    def _drain(self, service: Service) -> None:
        self._stop(service, [task for task in service.tasks.values() if task.wanted])
        if not service.tasks:
            service.status = "INACTIVE"

    # What to start and what to stop

    def _reconcile(self, service: Service) -> None:
        primary = service.primary
        shift = service.rollouts[0].shift
        if shift is not None and service.rollouts[0].status in OPEN:
            self._keep_sides(service, shift)
            return
        wanted = [task for task in service.tasks.values() if task.wanted]
        new = [task for task in wanted if task.deployment is primary]
        old = [task for task in wanted if task.deployment is not primary]
        desired = self.desired(service)
        if primary.given_up:
            # Where traffic was being shifted, both sides serve it as they stand.
            self._stop(service, [] if shift is not None else new[: max(0, len(wanted) - desired)])
            return
        counts = rolling.Counts(len(new), _healthy(new), len(old), _healthy(old))
        least, most = rolling.bounds(desired, service.minimum, service.maximum)
        move = rolling.move(desired, least, most, counts)
        if old and len(new) < desired and not (move.start or move.stop_old) and least >= most:
            self.world.ecs.say(service, wording.stuck(service.name), once=True)
        self._stop(service, self._pick(service, old, move.stop_old, newest=False))
        self._stop(service, self._pick(service, new, move.stop_new, newest=True))
        if move.start:
            self._start(service, primary, move.start)

    def _keep_sides(self, service: Service, shift: Shift) -> None:
        """Keep the old and the new tasks of a deployment that shifts traffic as its stage asks."""
        desired, rollout = self.desired(service), service.rollouts[0]
        settled = True
        for deployment in service.deployments:
            mine = [t for t in service.tasks.values() if t.wanted and t.deployment is deployment]
            number = desired if shift.keeps(deployment.revision, rollout.target) else 0
            if deployment.given_up and number:
                continue  # traffic is still on its way back from it: none is started, none stopped
            self._stop(service, self._pick(service, mine, max(0, len(mine) - number), newest=False))
            if len(mine) < number:
                self._start(service, deployment, number - len(mine))
            settled = settled and len(mine) == _healthy(mine) == number
        falling = shift.stage != "SCALE_UP" and any(not task.wanted for task in service.tasks.values())
        if settled and not falling and shift.steps[0].waits_for_tasks:
            self.world.ecs.shifts.go_on(service, rollout)

    def desired(self, service: Service) -> int:
        """Its desired count; for a DAEMON, one task for each active container instance."""
        if service.scheduling != "DAEMON":
            return service.desired_count
        instances = self.world.ecs.clusters[service.cluster].instances.values()
        return sum(instance.status == "ACTIVE" for instance in instances)

    def _pick(self, service: Service, tasks: list[Task], count: int, newest: bool) -> list[Task]:
        """`count` tasks to stop: the unhealthy first, then the newest or oldest, never a protected one."""
        if not count:
            return []
        free = [task for task in tasks if not task.protected(self.world.now)]
        if len(free) < count:
            self.world.ecs.say(service, wording.protected(service.name, count - len(free)), once=True)
            self.wake(service, 30.0)
        free.sort(key=lambda task: (task.healthy, -task.created_at if newest else task.created_at))
        return free[:count]

    def _stop(self, service: Service, tasks: list[Task]) -> None:
        if not tasks:
            return
        service.steady = False
        say = self.world.ecs.say
        serving = [task for task in tasks if task.last_status in {"ACTIVATING", "RUNNING"}]
        if service.load_balancers and serving:
            for group, count in Counter(group for task in serving for group, *_ in targets(task)).items():
                say(service, wording.deregistered(service.name, count, group))
            say(service, wording.draining(service.name, serving))
        say(service, wording.stopped(service.name, tasks))
        for task in tasks:
            owner = task.deployment or service.primary
            reason = wording.scaled(owner.id)
            self.world.ecs.lifecycle.stop(task, "ServiceSchedulerInitiated", reason)

    def _start(self, service: Service, deployment: Deployment, count: int) -> None:
        if service.not_before > self.world.now:
            self.wake(service, service.not_before - self.world.now)
            return
        service.steady = False
        if service.setbacks >= PATIENCE:
            count = 1  # one at a time until one is healthy
        started = []
        for _ in range(count):
            task = self._launch(service, deployment)
            if task is None:
                break
            started.append(task)
        if started:
            text = wording.started(service.name, started, min(service.replaced, len(started)))
            service.replaced = 0
            self.world.ecs.say(service, text)
            for task in started:
                self.world.ecs.lifecycle.start(task)
            if service.setbacks >= PATIENCE:
                service.not_before = self.world.now + self._pause(service)

    def _launch(self, service: Service, deployment: Deployment) -> Task | None:
        """A new task of the deployment, or None where it finds no room."""
        ecs = self.world.ecs
        if not ecs.needs_instance(service):
            return ecs.add_task(service=service, deployment=deployment)
        cluster = ecs.clusters[service.cluster]
        provider = service.capacity_providers[0]["capacityProvider"] if service.capacity_providers else None
        if service.scheduling == "DAEMON":
            room: Instance | Refusal | None = self.bare_instance(service)
        else:
            room = place(cluster, deployment.task_definition, provider)
        if room is None:
            return None
        if isinstance(room, Refusal):
            closest = room.closest.id if room.closest else None
            ecs.say(service, wording.unplaced(service.name, closest, room.lacks), once=True)
            cluster.hungry[service.name] = service
            ecs.deployments.count_failure(service, deployment)
            self.wake(service, RETRY_PLACEMENT)
            return None
        return ecs.add_task(service=service, deployment=deployment, instance=room)

    def bare_instance(self, service: Service) -> Instance | None:
        """An active container instance without a task of a DAEMON."""
        taken = {task.instance for task in service.tasks.values() if task.wanted}
        instances = self.world.ecs.clusters[service.cluster].instances.values()
        return next((i for i in instances if i.status == "ACTIVE" and i not in taken), None)

    # What the lifecycle tells

    def running(self, task: Task) -> None:
        """A task has reached RUNNING."""
        service = task.service
        if service is not None:
            for group, *_ in targets(task):
                self.world.ecs.say(service, wording.registered(service.name, 1, group))

    def settled(self, task: Task) -> None:
        """A task counts as healthy from now on."""
        if task.service is not None and task.deployment is not None:
            task.service.setbacks, task.service.not_before = 0, 0.0
            self.world.ecs.deployments.reset_failures(task.deployment)
            self.wake(task.service)

    def failed_checks(self, task: Task, group: str, port: int) -> None:
        """The load balancer gave a task up; it is about to be stopped."""
        service = task.service
        if service is not None:
            cause = "Health checks failed with these codes: [503]"
            self.world.ecs.say(service, wording.unhealthy(service.name, task, port, group, cause))
            self.world.ecs.say(service, wording.stopped(service.name, [task]))

    def stopping(self, task: Task) -> None:
        """A task is no longer wanted, for whatever reason."""
        service = task.service
        if service is None:
            return
        service.steady = False
        if task.unhealthy_in is not None:
            service.replaced += 1
        failed = (
            task.stop_code in {"TaskFailedToStart", "EssentialContainerExited"}
            or task.unhealthy_in is not None
        )
        if failed and not task.was_healthy and task.deployment is not None:
            self._setback(service, task.deployment)
        self.wake(service, 1.0)

    def _setback(self, service: Service, deployment: Deployment) -> None:
        service.setbacks += 1
        if service.setbacks > PATIENCE:
            self.world.ecs.say(service, wording.inconsistent(service.name), once=True)
        self.world.ecs.deployments.count_failure(service, deployment)

    def _pause(self, service: Service) -> float:
        return min(LONGEST_PAUSE, FIRST_PAUSE * float(2 ** min(10, service.setbacks - PATIENCE)))

    def stopped(self, task: Task) -> None:
        """A task has reached STOPPED."""
        service = task.service
        if service is not None:
            service.tasks.pop(task.id, None)
            service.gone[task.id] = task
            self.wake(service)
        if task.instance is not None:
            self.feed(self.world.ecs.clusters[task.cluster])

    def feed(self, cluster: Cluster) -> None:
        """There may be room now for the services that found none."""
        for service in cluster.hungry.values():
            self.wake(service)
        cluster.hungry.clear()

    # When it is done

    def _conclude(self, service: Service) -> None:
        """Complete the deployment, and say so once the service is steady."""
        primary, shift = service.primary, service.rollouts[0].shift
        tasks = service.tasks.values()
        if shift is not None and service.rollouts[0].status in OPEN and not shift.cleans_up:
            return
        if service.steady or primary.given_up or any(t.deployment is not primary for t in tasks):
            return
        wanted = [task for task in tasks if task.wanted]
        if len(wanted) != self.desired(service) or not all(task.healthy for task in wanted):
            return
        if primary.rollout_state == "IN_PROGRESS":
            self.world.ecs.deployments.complete(service)
        service.steady = True
        self.world.ecs.say(service, wording.steady(service.name))
        self.world.timers.after(REPEATED, partial(self.still_steady, service, self.world.now))

    def still_steady(self, service: Service, since: float) -> None:
        """Say the steady state again, if it has lasted since it was last said."""
        if service.steady and service.said.get(wording.steady(service.name)) == since:
            self.world.ecs.say(service, wording.steady(service.name))
            self.world.timers.after(REPEATED, partial(self.still_steady, service, self.world.now))


def _healthy(tasks: Iterable[Task]) -> int:
    return sum(task.healthy for task in tasks)
