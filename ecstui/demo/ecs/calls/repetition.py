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
    """Do `act` once for a clientToken and repeat its answer; ConflictException for another request with it."""
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
        raise AwsError(
            "ConflictException" if operation == "RunTask" else "InvalidParameterException",
            "The request could not be processed because of conflict in the current state of the resource: "
            "the clientToken was used with different parameters.",
            **({"resourceIds": _arns(answer)} if operation == "RunTask" else {}),
        )
    return dict(answer)


def _arns(answer: dict[str, Any]) -> list[str]:
    return [task["taskArn"] for task in answer.get("tasks", [])]
