"""Service deployments and service revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.calls.asking import batch, invalid, missing, service_of
from ecstui.demo.ecs.rolling import OPEN
from ecstui.demo.ecs.wire import revision_form, rollout_brief, rollout_form
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Rollout, Service
    from ecstui.demo.world import World

Params = dict[str, Any]


@serves("ecs", "ListServiceDeployments")
def list_service_deployments(world: World, params: Params) -> Params:
    named = params["service"]
    if named.startswith("arn:"):  # the ARN names the cluster, too
        params = {**params, "cluster": named.split("/")[1]}
    service = service_of(world, params, named)
    states = params.get("status")
    span = params.get("createdAt", {})
    briefs = [
        rollout_brief(world, service, rollout)
        for rollout in service.rollouts
        if (not states or rollout.status in states)
        and float(span.get("after", 0)) <= rollout.created_at <= float(span.get("before", "inf"))
    ]
    key = "serviceDeploymentArn"
    shown, more = page(briefs, params, "nextToken", "maxResults", 20, 100, key=lambda brief: str(brief[key]))
    return {"serviceDeployments": list(shown), **more}


def _owner(world: World, arn: str) -> Service | None:
    """The service whose name stands in the ARN of a deployment or revision."""
    parts = arn.split("/")
    return world.ecs.service_named(parts[1], parts[2]) if len(parts) == 4 else None


def _rollout(world: World, arn: str) -> tuple[Service, Rollout] | None:
    service = _owner(world, arn)
    found = next((r for r in service.rollouts if r.arn == arn), None) if service else None
    return (service, found) if service and found else None


@serves("ecs", "DescribeServiceDeployments")
def describe_service_deployments(world: World, params: Params) -> Params:
    arns = batch(params.get("serviceDeploymentArns"), 20, "Service deployment ARNs")
    found = {arn: _rollout(world, arn) for arn in arns}
    return {
        "serviceDeployments": [rollout_form(world, *pair) for pair in found.values() if pair],
        "failures": [
            missing(world, "service-deployment", arn) for arn, pair in found.items() if pair is None
        ],
    }


@serves("ecs", "DescribeServiceRevisions")
def describe_service_revisions(world: World, params: Params) -> Params:
    forms, failures = [], []
    for arn in batch(params.get("serviceRevisionArns"), 20, "Service revision ARNs"):
        service = _owner(world, arn)
        revision = next((r for r in service.revisions if r.arn == arn), None) if service else None
        if service is None or revision is None:
            failures.append(missing(world, "service-revision", arn))
        else:
            forms.append(revision_form(world, service, revision))
    return {"serviceRevisions": forms, "failures": failures}


@serves("ecs", "StopServiceDeployment")
def stop_service_deployment(world: World, params: Params) -> Params:
    arn = params["serviceDeploymentArn"]
    pair = _rollout(world, arn)
    if pair is None:
        raise AwsError("ServiceDeploymentNotFoundException", "Service deployment not found.")
    service, rollout = pair
    if rollout.status not in OPEN or rollout is not service.rollouts[0]:
        raise AwsError(
            "ConflictException",
            "The service deployment cannot be stopped because it is not in a stoppable state.",
        )
    kind = params.get("stopType", "ROLLBACK")
    if rollout.status not in {"PENDING", "IN_PROGRESS"}:
        return {"serviceDeploymentArn": arn}  # it is being stopped already, and goes on being so
    if kind == "ABORT":
        world.ecs.deployments.abort(service, "Service deployment was stopped by the user.")
    elif service.completed is None or service.completed is service.primary:
        raise invalid("There is no service revision to roll back to.")
    else:
        world.ecs.deployments.roll_back(service, "Service deployment rolled back because of user request.")
    world.ecs.scheduler.wake(service)
    return {"serviceDeploymentArn": arn}


@serves("ecs", "ContinueServiceDeployment")
def continue_service_deployment(world: World, params: Params) -> Params:
    arn = params["serviceDeploymentArn"]
    pair = _rollout(world, arn)
    if pair is None:
        raise AwsError("ServiceDeploymentNotFoundException", "Service deployment not found.")
    service, rollout = pair
    hooks = rollout.shift.waiting if rollout.shift else ()
    hook = next((h for h in hooks if h.id == params["hookId"] and h.kind == "PAUSE"), None)
    if hook is None or rollout.status != "IN_PROGRESS":
        raise invalid("The lifecycle hook is not awaiting action.")
    world.ecs.shifts.answer(service, rollout, hook, params.get("action", "CONTINUE"))
    return {"serviceDeploymentArn": arn}
