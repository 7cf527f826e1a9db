"""The life of a task, from PROVISIONING to STOPPED, as two little plays: the rise and the fall.

A play is a generator that changes the task and yields the seconds (virtual) until its next scene; whoever
starts another play for the task ends the one before. Times are those of AWS shortened to what one can watch:
a task needs about ten seconds to run, and without health checks counts as healthy after 4 s (AWS: 40 s).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ecstui.demo.ecs import wording
from ecstui.demo.ecs.behaviour import memory_limit
from ecstui.demo.ecs.one_off import one_off
from ecstui.demo.ecs.placement import release
from ecstui.demo.ecs.surroundings import hush, say, speak, targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.demo.ecs.one_off import OneOff
    from ecstui.demo.ecs.records import Container, Task
    from ecstui.demo.world import World

SETTLING = 4.0  # seconds of running after which a task without health checks counts as healthy
REMEMBERED = 3600.0  # seconds a stopped task can still be described


class Lifecycle:
    """Brings tasks up and down on the world's timers, and tells the scheduler."""

    def __init__(self, world: World) -> None:
        self.world = world

    def start(self, task: Task) -> None:
        """Let a new task rise."""
        self._follow(task, self._rise(task))

    def stop(self, task: Task, code: str, reason: str) -> None:
        """Let a task fall: `code` and `reason` as DescribeTasks will say. Nothing if it falls already."""
        if not task.wanted:
            return
        cluster = self.world.ecs.clusters[task.cluster]
        cluster.tasks.pop(task.id, None)
        cluster.stopped[task.id] = task
        task.desired_status = "STOPPED"
        task.stop_code, task.stopped_reason = code, reason
        task.stopping_at = self.world.now
        task.version += 1
        self._follow(task, self._fall(task))

    def _follow(self, task: Task, play: Iterator[float]) -> None:
        task.life = play
        self._step(task, play)

    def _step(self, task: Task, play: Iterator[float]) -> None:
        if task.life is not play:
            return
        pause = next(play, None)
        if pause is not None:
            self.world.timers.after(pause, partial(self._step, task, play))

    def _span(self, low: float, high: float) -> float:
        return self.world.random.uniform(low, high)

    def _enter(self, task: Task, status: str) -> None:
        task.last_status = status
        task.version += 1

    # The rise

    def _rise(self, task: Task) -> Iterator[float]:
        if task.task_definition.network_mode == "awsvpc":
            yield self._span(2.0, 3.5)
        self._enter(task, "PENDING")
        yield self._span(0.4, 1.0)
        task.pull_started_at = self.world.now
        for container in task.containers:
            yield self._pull(task, container)
            if container.digest is None:
                reason = wording.cannot_pull(container.image)
                container.reason = reason
                self.stop(task, "TaskFailedToStart", reason)
                return
        task.pull_stopped_at = self.world.now
        self._enter(task, "ACTIVATING")
        self._register(task)
        yield self._span(0.8, 1.6)
        self._run(task)
        yield from self._live(task)

    def _pull(self, task: Task, container: Container) -> float:
        """Resolve the image, as fixed by the deployment's first task; the seconds its pull takes."""
        pinned = task.deployment.revision.digests if task.deployment else {}
        reference = container.image
        if reference in pinned:
            reference = f"{reference.split('@')[0].rsplit(':', 1)[0]}@{pinned[reference]}"
        container.digest = self.world.ecr.resolve(reference)
        if container.digest is None:
            return self._span(1.5, 2.5)
        if "amazonaws.com/" in container.image:
            pinned.setdefault(container.image, container.digest)
        megabytes = self.world.ecs.repertoire.of(container.image).megabytes
        return self._span(0.8, 1.2) * (0.6 + megabytes / 100) / (2 if task.instance else 1)

    def _run(self, task: Task) -> None:
        task.started_at = self.world.now
        self._enter(task, "RUNNING")
        errand = one_off(task)
        for container in task.containers:
            container.last_status = "RUNNING"
            if errand is not None and errand.container == container.name:
                say(self.world, task, container, errand.first)
            else:
                speak(self.world, task, container)
        if task.deployment is not None:
            task.deployment.failed_tasks, task.deployment.ran = 0, True
        self.world.ecs.scheduler.running(task)

    def _live(self, task: Task) -> Iterator[float]:
        """What it does by itself once it runs: pass or fail its own checks, and perhaps end."""
        if (errand := one_off(task)) is not None:
            yield from self._run_errand(task, errand)
            return
        main = task.containers[0]
        behaviour = self.world.ecs.repertoire.of(main.image)
        fate = behaviour.fate(memory_limit(task, main), self.world.random)
        settling = self._settling(task)
        if fate is not None and fate.after <= settling:
            yield fate.after
            self._exit(task, main, fate.exit_code, fate.reason)
            return
        yield settling
        if self._checked(task) and not behaviour.answers:
            main.health = "UNHEALTHY"
            task.unhealthy_in = ""
            self.stop(task, "ServiceSchedulerInitiated", "Task failed container health checks")
            return
        self._settle(task)
        if fate is not None:
            yield fate.after - settling
            self._exit(task, main, fate.exit_code, fate.reason)

    def _run_errand(self, task: Task, errand: OneOff) -> Iterator[float]:
        container = next(c for c in task.containers if c.name == errand.container)
        yield errand.after / 2
        say(self.world, task, container, "working")
        yield errand.after / 2
        say(self.world, task, container, errand.last)
        self._exit(task, container, errand.exit_code, None, last_words=())

    def _checked(self, task: Task) -> bool:
        return any("healthCheck" in definition for definition in task.task_definition.containers)

    def _settling(self, task: Task) -> float:
        """Seconds of running until its own health is known."""
        if self._checked(task):
            return self._span(5.0, 8.0)
        return SETTLING

    def _settle(self, task: Task) -> None:
        checked = {d["name"] for d in task.task_definition.containers if "healthCheck" in d}
        for container in task.containers:
            if container.name in checked:
                container.health = "HEALTHY"
        task.version += 1
        if not self._groups(task) or self._in_service(task):
            self._become_healthy(task)

    def _in_service(self, task: Task) -> bool:
        return all(self.world.elbv2.state(arn, ip, port) == "healthy" for arn, ip, port in self._groups(task))

    def _become_healthy(self, task: Task) -> None:
        if task.healthy:
            return
        task.healthy = task.was_healthy = True
        self.world.ecs.scheduler.settled(task)

    def _exit(
        self,
        task: Task,
        container: Container,
        exit_code: int,
        reason: str | None,
        last_words: tuple[str, ...] | None = None,
    ) -> None:
        container.exit_code, container.reason = exit_code, reason
        container.last_status = "STOPPED"
        words = self.world.ecs.repertoire.of(container.image).last_words if last_words is None else last_words
        hush(self.world, task, container, words)
        self.stop(task, "EssentialContainerExited", "Essential container in task exited")

    # The fall

    def _fall(self, task: Task) -> Iterator[float]:
        task.healthy = False
        self.world.ecs.scheduler.stopping(task)
        if task.last_status in {"ACTIVATING", "RUNNING"}:
            self._enter(task, "DEACTIVATING")
            yield self._deregister(task)
            self._enter(task, "STOPPING")
            yield self._span(0.8, 2.0)
        self._silence(task)
        task.execution_stopped_at = self.world.now
        if task.task_definition.network_mode == "awsvpc":
            self._enter(task, "DEPROVISIONING")
            yield self._span(1.5, 3.0)
        self._enter(task, "STOPPED")
        task.stopped_at = self.world.now
        task.life = None
        release(task)
        self.world.timers.after(REMEMBERED, partial(self.world.ecs.forget, task))
        self.world.ecs.scheduler.stopped(task)

    def _silence(self, task: Task) -> None:
        for container in task.containers:
            if container.last_status == "RUNNING":
                container.exit_code = self.world.ecs.repertoire.of(container.image).term_code
                hush(self.world, task, container, ())
            container.last_status = "STOPPED"

    # Load balancing

    def _groups(self, task: Task) -> list[tuple[str, str, int]]:
        return [(arn, ip, port) for arn, ip, port, _ in targets(task)]

    def _register(self, task: Task) -> None:
        for arn, ip, port, container in targets(task):
            image = next(c.image for c in task.containers if c.name == container)
            answers = self.world.ecs.repertoire.of(image).answers
            watch = partial(self._target_changed, task, arn, port)
            self.world.elbv2.register(arn, ip, port, healthy=answers, watch=watch)

    def _target_changed(self, task: Task, group: str, port: int, state: str) -> None:
        if not task.wanted or task.service is None:
            return
        if state == "healthy" and task.running and self._in_service(task):
            own = {d["name"] for d in task.task_definition.containers if "healthCheck" in d}
            if all(c.health == "HEALTHY" for c in task.containers if c.name in own):
                self._become_healthy(task)
        elif state == "unhealthy":
            task.healthy = False
            grace = task.service.grace_period + (task.started_at or self.world.now) - self.world.now
            self.world.timers.after(max(grace, 0.5), partial(self._give_up, task, group, port))

    def _give_up(self, task: Task, group: str, port: int) -> None:
        ip = next(address for arn, address, _ in self._groups(task) if arn == group)
        if task.wanted and self.world.elbv2.state(group, ip, port) == "unhealthy":
            task.unhealthy_in = group
            self.world.ecs.scheduler.failed_checks(task, group, port)
            reason = f"Task failed ELB health checks in (target-group {group})"
            self.stop(task, "ServiceSchedulerInitiated", reason)

    def _deregister(self, task: Task) -> float:
        """Take it out of its target groups; seconds until its connections have drained."""
        delays = [self.world.elbv2.deregister(arn, ip, port) for arn, ip, port in self._groups(task)]
        return max(delays, default=self._span(0.3, 0.8))
