"""The believable account: a web shop, from `account.toml`; its last hours are played before it opens."""

from __future__ import annotations

import tomllib
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ecstui.demo.account import families
from ecstui.demo.account.infrastructure import DAY, NETWORK, Balancers, add_cluster, tags
from ecstui.demo.account.past import deployed, running
from ecstui.demo.ecs.behaviour import Behaviour
from ecstui.demo.ecs.calls.changes import settings_of, update_service
from ecstui.demo.ecs.calls.one_off_tasks import run_task

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Service, TaskDefinition
    from ecstui.demo.world import World

Row = dict[str, Any]
PLAYED = 3 * 3600.0  # seconds of the past that are played, not told


def fill_believable(world: World) -> None:
    """Fill a fresh world; its clock stands where it stood, with a past behind it."""
    table = tomllib.loads(files("ecstui.demo.account").joinpath("account.toml").read_text("utf-8"))
    present = world.now
    world.timers.stand(present - PLAYED)
    Account(world, table, present).fill()
    world.timers.advance(present)


class Account:
    """One filling of a world from the table."""

    def __init__(self, world: World, table: Row, present: float) -> None:
        self.world, self.table, self.present = world, table, present
        self.balancers = Balancers(world)
        self.rows: dict[str, Row] = {}  # family -> its newest release

    def fill(self) -> None:
        """Everything, in the order things depend on each other."""
        for name, row in self.table["cluster"].items():
            add_cluster(self.world, name, row)
        for name, row in self.table["balancer"].items():
            self.balancers.add(name, row["cluster"])
        self._repositories()
        for name, row in self.table["role"].items():
            self.world.iam.take_away(name, row["lacks"])
        for group in self.table["service"]:
            for row in group["each"]:
                self._service({**group, **row})
        self._family("nightly-report", "nightly-report", "/ecs/batch/nightly-report")
        for step in self.table["story"]:
            if step.get("scenario", self.world.settings.scenario) == self.world.settings.scenario:
                after = self.present - 60 * step["minutes"] - self.world.now
                self.world.timers.after(after, partial(self._play, step))

    def _repositories(self) -> None:
        for name, row in self.table["repository"].items():
            self.world.ecr.create_repository(name, at=self.present - 500 * DAY)
            self.world.ecs.repertoire.teach(name, Behaviour(**row))
        for name, row in self.table["image"].items():
            behaviour = self.world.ecs.repertoire.as_(name, **row)
            self.world.ecs.repertoire.teach(name, behaviour)

    def _family(self, name: str, like: str, group: str) -> list[TaskDefinition]:
        """Register every release of a family; those of `like` under the name `name`."""
        row = {"environment": {}, "secrets": {}, **self.table["family"][like]}
        releases = row.pop("releases")
        self.world.logs.create_group(group, retention=30, at=self.present - 400 * DAY)
        made = []
        for release in releases:
            row = families.released(row, release)
            made.append(families.register(self.world, name, group, row, self.present - DAY * release["days"]))
        self.rows[name] = row
        return made

    def _service(self, row: Row) -> None:
        cluster, name = row["cluster"], row["name"]
        family = name if cluster != "staging" else f"{name}-staging"
        group = f"/ecs/{cluster}/{name}"
        definitions = self._family(family, name, group)
        service = self._create(row, definitions[0])
        deployed(self.world, service, definitions, until=self.present - PLAYED)
        running(self.world, service, until=self.present - PLAYED)
        if "scaling" in row:
            least, most = row["scaling"]
            self.world.scaling.register(cluster, name, least, most, at=service.created_at)

    def _create(self, row: Row, definition: TaskDefinition) -> Service:
        cluster, name, launch = row["cluster"], row["name"], row["launch"]
        daemon = row.get("daemon", False)
        plain = launch in {"FARGATE", "EC2"}
        strategy = [] if plain else [{"capacityProvider": launch, "weight": 1, "base": 0}]
        asked: Row = {
            "enableExecuteCommand": row.get("exec", False),
            "enableECSManagedTags": True,
            "propagateTags": "SERVICE",
            "availabilityZoneRebalancing": "DISABLED" if daemon else "ENABLED",
        }
        if definition.network_mode == "awsvpc":
            asked |= {"networkConfiguration": NETWORK, "platformVersion": "LATEST"}
        breaker = {"enable": row.get("breaker", False), "rollback": row.get("breaker", False)}
        self.world.timers.stand(definition.registered_at + 120)
        return self.world.ecs.create_service(
            cluster,
            name,
            definition,
            desired_count=row.get("desired", 0),
            launch_type=launch if plain else None,
            capacity_providers=strategy,
            scheduling="DAEMON" if daemon else "REPLICA",
            minimum=row.get("minimum", 0 if daemon else 100),
            maximum=row.get("maximum", 100 if daemon else 200),
            breaker=breaker,
            load_balancers=self._balancing(row, definition),
            grace_period=20 if "path" in row else 0,
            settings=settings_of(asked),
            tags=tags({"team": row["team"], "service": name, "environment": cluster}),
        )

    def _balancing(self, row: Row, definition: TaskDefinition) -> list[Row]:
        if "path" not in row:
            return []
        port = definition.containers[0]["portMappings"][0]["containerPort"]
        bridged = definition.network_mode != "awsvpc"
        group = self.balancers.add_group(row["cluster"], row["name"], port, row["path"], bridged)
        name = definition.containers[0]["name"]
        balancer: Row = {"targetGroupArn": group.arn, "containerName": name, "containerPort": port}
        if row.get("blue_green"):
            balancer["advancedConfiguration"] = self.balancers.alternate(row["cluster"], group, row["path"])
        return [balancer]

    def _play(self, step: Row) -> None:
        """One step of the story, at its time."""
        if "release" in step:
            self._release(step["release"], step.get("pushed", True))
        elif "run" in step:
            network = {"networkConfiguration": NETWORK, "launchType": "FARGATE"}
            run_task(self.world, {**network, **step["run"]})
        else:
            update_service(self.world, dict(step["with"]))

    def _release(self, release: Row, pushed: bool) -> None:
        cluster, service = release.get("cluster", "batch"), release.get("service")
        family = service or release["family"]
        row = self.rows[family] = families.released(self.rows[family], release)
        group = f"/ecs/{cluster}/{family}"
        definition = families.register(self.world, family, group, row, self.world.now - 30, pushed)
        if service is not None:
            asked = {"cluster": cluster, "service": service, "taskDefinition": definition.arn}
            update_service(self.world, asked)
