"""ECS Exec: commands in the containers of running tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.errors import NotFound
from ecstui.model.exec_session import Session, SessionLog
from ecstui.model.secret import Secret
from ecstui.model.text import safe

if TYPE_CHECKING:
    from types_aiobotocore_ecs import ECSClient
    from types_aiobotocore_ecs.type_defs import ExecuteCommandConfigurationTypeDef

    from ecstui.aws.calls import Calls


class EcsExec:
    """What the console asks of ECS Exec; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def execute_command(self, cluster: str, task: str, container: str, command: str) -> Session:
        """Open a session that runs `command` on a terminal in a container, once.

        Unreachable and BadAnswer leave open whether it was opened; without a plugin it ends by itself.
        """
        place = f"{short(cluster)}/{short(task)}"
        ecs: ECSClient
        async with self._calls.call("ecs:ExecuteCommand", place, writing=True) as ecs:
            answer = await ecs.execute_command(
                cluster=cluster, task=task, container=container, command=command, interactive=True
            )
            opened = answer["session"]
            return Session(
                safe(opened["sessionId"]),
                opened["streamUrl"],
                Secret(opened["tokenValue"]),
                safe(answer["ResponseMetadata"].get("RequestId", "")),
            )

    async def session_log(self, cluster: str) -> SessionLog:
        """What the cluster's configuration says of logging sessions."""
        ecs: ECSClient
        async with self._calls.call("ecs:DescribeClusters", short(cluster)) as ecs:
            answer = await ecs.describe_clusters(clusters=[cluster], include=["CONFIGURATIONS"])
            if not answer["clusters"]:
                raise NotFound("there is no such cluster.")
            configuration = answer["clusters"][0].get("configuration", {})
            return _session_log(configuration.get("executeCommandConfiguration", {}))


def _session_log(raw: ExecuteCommandConfigurationTypeDef) -> SessionLog:
    to = raw.get("logConfiguration", {})
    places = []
    if group := to.get("cloudWatchLogGroupName"):
        places.append(f"the log group {safe(group)}")
    if bucket := to.get("s3BucketName"):
        places.append(f"the bucket {safe(bucket)}")
    return SessionLog(safe(raw.get("logging", "DEFAULT")), tuple(places))
