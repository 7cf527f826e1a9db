"""clientToken: the same request twice is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.demo.world import World


def repeatable(
    world: World,
    operation: str,
    params: dict[str, Any],
    act: Callable[[World, dict[str, Any]], dict[str, Any]],
) -> dict[str, Any]:
    """Do `act` once for a clientToken, then repeat its answer; another request with it is a conflict."""
    token = params.get("clientToken")
    if not token:
        return act(world, params)
    known = world.ecs.tokens.get((operation, token))
    if known is None:
        answer = act(world, params)
        world.ecs.tokens[operation, token] = (params, answer)
        return answer
    request, answer = known
    if request != params:
        raise _conflict(operation, answer)
    return dict(answer)


def _conflict(operation: str, answer: dict[str, Any]) -> AwsError:
    text = (
        "The request could not be processed because of conflict in the current state of the resource: "
        "the clientToken was used with different parameters."
    )
    if operation != "RunTask":
        return AwsError("InvalidParameterException", text)
    arns = [task["taskArn"] for task in answer["tasks"]]
    return AwsError("ConflictException", text, resourceIds=arns)
