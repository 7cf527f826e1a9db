"""Systems Manager: sessions with the containers of tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.agents import connected, runtime_id
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves

if TYPE_CHECKING:
    from ecstui.demo.world import World

Params = dict[str, Any]
FORWARDING = {
    "AWS-StartPortForwardingSession": {"portNumber", "localPortNumber"},
    "AWS-StartPortForwardingSessionToRemoteHost": {"host", "portNumber", "localPortNumber"},
}
SHELL = "SSM-SessionManagerRunShell"


@serves("ssm", "StartSession")
def start_session(world: World, params: Params) -> Params:
    target, document = params["Target"], params.get("DocumentName", SHELL)
    if document != SHELL and document not in FORWARDING:
        raise AwsError("InvalidDocument", f"Document with name {document} does not exist.")
    unknown = set(params.get("Parameters", {})) - FORWARDING.get(document, set())
    if unknown:
        words = f"Parameters are not supported by the document: {', '.join(sorted(unknown))}"
        raise AwsError("ValidationException", words)
    if not _is_connected(world, target):
        raise AwsError("TargetNotConnected", f"{target} is not connected.")
    session = world.sessions.start(target, "you")
    return {
        "SessionId": session["session_id"],
        "StreamUrl": session["stream_url"],
        "TokenValue": session["token"],
    }


def _is_connected(world: World, target: str) -> bool:
    """Whether an agent answers behind `ecs:<cluster>_<task id>_<runtime id>`."""
    parts = target.removeprefix("ecs:").rsplit("_", 2)
    cluster = world.ecs.clusters.get(parts[0]) if target.startswith("ecs:") and len(parts) == 3 else None
    task = cluster.tasks.get(parts[1]) if cluster else None
    if task is None:
        return False
    found = next((c for c in task.containers if runtime_id(task, c) == parts[2]), None)
    return found is not None and connected(world, task, found)


@serves("ssm", "TerminateSession")
def terminate_session(world: World, params: Params) -> Params:
    if world.sessions.open.pop(params["SessionId"], None) is None:
        raise AwsError("DoesNotExistException", f"Session {params['SessionId']} does not exist")
    return {"SessionId": params["SessionId"]}
