"""Deploying an image or a revision to a living service: one revision, one deployment, however answers go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, SPEED, applied, lines, said, updates

from ecstui.model.errors import Denied, NotFound, Throttled, Unreachable, UsageError
from ecstui.operations.deploy import Deploy
from ecstui.operations.deploy_images import DeployImages
from ecstui.operations.refusals import PlanOutdated, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.model.ecs import TaskDefinition
    from ecstui.operations.desk import Desk

NAME = "checkout"
REPOSITORY = "shop/checkout"
REGISTER = "ecs:RegisterTaskDefinition"
UPDATE = "ecs:UpdateService"
DENIED = {
    "fault": "error",
    "code": "AccessDeniedException",
    "message": "User: arn:aws:iam::1:user/x is not authorized to perform: it",
}


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws], request: pytest.FixtureRequest) -> EmbeddedAws:
    return aws_with(speed=getattr(request, "param", SPEED), scenario="calm")


in_slow_motion = pytest.mark.parametrize("server", [1], indirect=True, ids=["slow"])


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


async def running(desk: Desk) -> TaskDefinition:
    """The revision that the service has."""
    service = await desk.aws.ecs.describe_service(CLUSTER, NAME)
    return await desk.aws.ecs.task_definition(service.task_definition)


async def revisions(desk: Desk) -> int:
    return len(await desk.aws.ecs.revisions(NAME))


async def registrations(server: EmbeddedAws) -> int:
    return len(await server.control.calls(REGISTER))


async def earlier_tag(desk: Desk) -> str:
    """The tag of an image that is in the repository and does not run."""
    present = (await running(desk)).containers[0].image
    images = await desk.aws.ecr.images(REPOSITORY)
    tags = (tag for image in images for tag in image.tags if tag.startswith("main-"))
    return next(tag for tag in tags if not present.endswith(f":{tag}"))


async def image(desk: Desk) -> DeployImages:
    """The operation that deploys another image."""
    return DeployImages(desk, CLUSTER, NAME, {"": f":{await earlier_tag(desk)}"})


async def test_an_image_is_deployed_in_a_copy_of_what_runs(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    before, had = await running(desk), await revisions(desk)
    operation = await image(desk)
    plan = await operation.plan()
    tag = await earlier_tag(desk)
    expected = f"{NAME}:{before.revision + 1}"
    assert [str(change) for change in plan.changes] == [
        f"task definition {NAME}:{before.revision} -> a new revision ({expected} expected)",
        f"image {before.containers[0].image.rsplit('/', 1)[1]} -> checkout:{tag}",
    ]
    assert f"A copy of {NAME}:{before.revision} is registered first" in said(plan, "note")
    assert f"checkout:{tag} is in ECR: " in said(plan, "note")
    steps = await applied(operation, plan)
    assert steps[-1].phase == "done", steps
    assert await revisions(desk) == had + 1
    after = await running(desk)
    assert after.revision == before.revision + 1
    assert after.containers[0].image == before.containers[0].image.rpartition(":")[0] + f":{tag}"
    assert await updates(server) == [{"cluster": CLUSTER, "service": NAME, "taskDefinition": after.arn}]
    written = lines(log)
    assert [line["outcome"] for line in written] == ["sending", "sending", "applied"]
    assert written[0]["call"]["operation"] == f"{REGISTER}, {UPDATE}"
    assert f"{expected} is registered, and not used yet." in written[1]["reason"]


async def test_its_reverse_brings_the_former_revision_again(desk: Desk) -> None:
    before, operation = await running(desk), await image(desk)
    plan = await operation.plan()
    assert (await applied(operation, plan))[-1].phase == "done"
    assert (await applied(operation.reverse(plan)))[-1].phase == "done"
    assert await running(desk) == before


async def test_an_image_that_is_not_in_ecr_is_a_danger_and_ends_in_the_circuit_breaker(
    desk: Desk, log: Path
) -> None:
    before = await running(desk)
    operation = DeployImages(desk, CLUSTER, NAME, {NAME: ":never-pushed"})
    plan = await operation.plan()
    assert "checkout:never-pushed is not in its ECR repository" in said(plan, "danger")
    assert plan.confirm == NAME
    last = (await applied(operation, plan))[-1]
    assert last.phase == "failed"
    assert "rolled back" in last.text
    assert lines(log)[-1]["outcome"] == "failed"
    assert await running(desk) == before


@pytest.mark.parametrize("fault", ["cut_after", "truncate", "empty_body"])
@pytest.mark.parametrize("call", [REGISTER, UPDATE])
async def test_a_lost_answer_makes_exactly_one_revision_and_one_deployment(
    desk: Desk, server: EmbeddedAws, log: Path, call: str, fault: str
) -> None:
    had, operation = await revisions(desk), await image(desk)
    await server.control.faults({"match": call, "fault": fault})
    steps = await applied(operation)
    assert steps[-1].phase == "done", steps
    assert await revisions(desk) == had + 1
    assert await registrations(server) == 1
    assert len(await updates(server)) == 1
    assert lines(log)[-1]["outcome"] == "applied"


async def test_a_lost_registration_is_not_taken_for_one_that_somebody_else_made(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    """Between the plan and the lost answer another revision of the family came, newer than the copy."""
    operation = await image(desk)
    plan = await operation.plan()
    await server.control.faults(
        {"match": REGISTER, "fault": "cut_after"}, {"match": UPDATE, "fault": "delay"}
    )
    steps = operation.apply(plan)
    async with boto_client(server, "ecs") as rival:
        first = await anext(steps)
        assert "Reading whether it was registered" in first.text
        raw = (await rival.describe_task_definition(taskDefinition=f"{NAME}:1"))["taskDefinition"]
        keep = ("family", "networkMode", "containerDefinitions", "requiresCompatibilities", "cpu", "memory")
        theirs = await rival.register_task_definition(**{name: raw[name] for name in keep})
    assert [step async for step in steps][-1].phase == "done"
    assert theirs["taskDefinition"]["revision"] == (await running(desk)).revision + 1


async def test_a_registration_lost_on_its_way_is_never_sent_again(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    had, operation = await revisions(desk), await image(desk)
    await server.control.faults({"match": REGISTER, "fault": "cut_before"})
    with pytest.raises(Unreachable, match="not applied"):
        await applied(operation)
    assert (await revisions(desk), await registrations(server)) == (had, 1)
    assert await updates(server) == []
    assert lines(log)[-1]["outcome"] == "refused"


async def test_an_update_lost_on_its_way_is_sent_once_more_with_the_same_revision(
    desk: Desk, server: EmbeddedAws
) -> None:
    had, operation = await revisions(desk), await image(desk)
    await server.control.faults({"match": UPDATE, "fault": "cut_before"})
    assert (await applied(operation))[-1].phase == "done"
    sent = await updates(server)
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert (await revisions(desk), await registrations(server)) == (had + 1, 1)


async def test_a_denied_registration_changes_nothing(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    had, operation = await revisions(desk), await image(desk)
    await server.control.faults({"match": REGISTER, **DENIED})
    with pytest.raises(Denied):
        await applied(operation)
    assert await revisions(desk) == had
    assert await updates(server) == []
    assert lines(log)[-1]["outcome"] == "refused"


async def test_a_throttled_registration_changes_nothing(desk: Desk, server: EmbeddedAws) -> None:
    had, operation = await revisions(desk), await image(desk)
    await server.control.faults({"match": REGISTER, "fault": "throttle", "n": None})
    with pytest.raises(Throttled):
        await applied(operation)
    assert await revisions(desk) == had


@pytest.mark.parametrize("fault", [DENIED, {"fault": "throttle", "n": 5}], ids=["denied", "throttled"])
async def test_an_update_refused_after_the_registration_says_what_is_left_and_is_taken_up_again(
    desk: Desk, server: EmbeddedAws, log: Path, fault: dict[str, Any]
) -> None:
    before, had, operation = await running(desk), await revisions(desk), await image(desk)
    await server.control.faults({"match": UPDATE, **fault})
    last = (await applied(operation))[-1]
    left = f"{NAME}:{before.revision + 1}"
    assert last.phase == "failed"
    assert f"{left} is registered and not used: ecs:UpdateService" in last.text
    assert lines(log)[-1]["outcome"] == "failed"
    assert left in lines(log)[-1]["reason"]
    assert await running(desk) == before
    again = DeployImages(desk, CLUSTER, NAME, operation.images)
    plan = await again.plan()
    assert f"{left} is registered with this already" in said(plan, "note")
    assert (await applied(again, plan))[-1].phase == "done"
    assert (await revisions(desk), await registrations(server)) == (had + 1, 1)


@pytest.mark.parametrize("call", [REGISTER, UPDATE])
async def test_a_throttled_call_is_sent_again_and_makes_one_revision(
    desk: Desk, server: EmbeddedAws, call: str
) -> None:
    had, operation = await revisions(desk), await image(desk)
    await server.control.faults({"match": call, "fault": "throttle", "n": 2})
    steps = await applied(operation)
    assert any("AWS throttles the call" in step.text for step in steps)
    assert steps[-1].phase == "done", steps
    assert await revisions(desk) == had + 1


async def test_throttled_while_it_is_followed_it_goes_on(desk: Desk, server: EmbeddedAws) -> None:
    operation = await image(desk)
    steps = operation.apply(await operation.plan())
    async for step in steps:
        if step.taken:
            break
    await server.control.faults({"match": "ecs:DescribeServices", "fault": "throttle", "n": 4})
    told = [step async for step in steps]
    assert any("Not read for" in step.text for step in told)
    assert told[-1].phase == "done"


@in_slow_motion
async def test_left_between_the_two_calls_the_record_says_that_the_revision_is_not_used(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    before, operation = await running(desk), await image(desk)
    await server.control.faults({"match": UPDATE, "fault": "delay", "seconds": 5})
    registered = asyncio.Event()

    async def carry_out() -> None:
        async for step in operation.apply(await operation.plan()):
            if "is registered; telling the service" in step.text:
                registered.set()

    task = asyncio.create_task(carry_out())
    await registered.wait()
    for _ in range(500):
        if await updates(server):
            break
        await asyncio.sleep(0.01)
    killed = [line["reason"] for line in lines(log)]  # what stands there if it is killed now
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    name = f"{NAME}:{before.revision + 1}"
    assert killed == ["", f"{name} is registered, and not used yet."]
    assert lines(log)[-1]["outcome"] == "unknown"
    assert lines(log)[-1]["reason"] == f"{name} is registered; whether {NAME} uses it is unknown."


async def test_a_deployment_by_somebody_else_shows_the_plan_anew_before_anything_is_registered(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = await image(desk)
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service=NAME, forceNewDeployment=True)
    with pytest.raises(PlanOutdated):
        await applied(operation, plan)
    assert await registrations(server) == 0


async def test_replaced_by_somebody_elses_deployment_it_has_failed(
    desk: Desk, boto_client: Callable[..., Any], server: EmbeddedAws
) -> None:
    operation = await image(desk)
    # There before: making a client takes as long as the whole deployment on a busy machine.
    async with boto_client(server, "ecs") as rival:
        steps = operation.apply(await operation.plan())
        async for step in steps:
            if step.taken:
                break
        await rival.update_service(cluster=CLUSTER, service=NAME, taskDefinition=f"{NAME}:1")
    last = [step async for step in steps][-1]
    assert last.phase == "failed"
    assert "Somebody else's deployment replaced it" in last.text


async def test_what_runs_already_is_nothing_to_deploy(desk: Desk, server: EmbeddedAws) -> None:
    operation = DeployImages(desk, CLUSTER, NAME, {NAME: (await running(desk)).containers[0].image})
    plan = await operation.plan()
    assert plan.empty
    assert "has this image already" in said(plan)
    with pytest.raises(Refused):
        await applied(operation, plan)
    assert await registrations(server) == 0


async def test_a_newer_revision_that_is_left_out_is_a_warning(
    desk: Desk, boto_client: Callable[..., Any], server: EmbeddedAws
) -> None:
    before = await running(desk)
    await desk.aws.task_definitions.register_copy(before.arn, {NAME: "busybox:1"})
    plan = await (await image(desk)).plan()
    assert f"{NAME}:{before.revision + 1} is newer than {NAME}:{before.revision}" in said(plan, "warning")
    assert f"({NAME}:{before.revision + 2} expected)" in plan.changes[0].after


async def test_an_image_of_another_registry_is_not_checked(desk: Desk) -> None:
    plan = await DeployImages(desk, CLUSTER, NAME, {NAME: "busybox:1.36"}).plan()
    assert "busybox:1.36 is not checked (not in this account's ECR)" in said(plan, "note")


@pytest.mark.parametrize(
    ("images", "why"),
    [
        ({"nginx": "a:1"}, "has no container nginx"),
        ({NAME: "two words"}, "is no image"),
        ({NAME: ""}, "is no"),
    ],
)
async def test_what_is_no_image_or_container_is_refused(desk: Desk, images: dict[str, str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        await DeployImages(desk, CLUSTER, NAME, images).plan()


@pytest.mark.parametrize("named", ["family", "revision", "arn"])
async def test_an_existing_revision_is_deployed_by_any_of_its_names(
    desk: Desk, server: EmbeddedAws, named: str
) -> None:
    before = await running(desk)
    made = await desk.aws.task_definitions.register_copy(
        before.arn, {NAME: f"{before.containers[0].image.rpartition(':')[0]}:{await earlier_tag(desk)}"}
    )
    arn = made.definition.arn
    name = {"family": NAME, "revision": f"{NAME}:{made.definition.revision}", "arn": arn}[named]
    operation = Deploy(desk, CLUSTER, NAME, name)
    plan = await operation.plan()
    assert plan.changes[0].after == f"{NAME}:{made.definition.revision}"
    assert (await applied(operation, plan))[-1].phase == "done"
    assert await running(desk) == made.definition
    assert (await updates(server))[0]["taskDefinition"] == arn
    assert await registrations(server) == 1
    assert (await applied(operation.reverse(plan)))[-1].phase == "done"
    assert await running(desk) == before


async def test_a_family_that_got_another_newest_revision_shows_the_plan_anew(desk: Desk) -> None:
    before = await running(desk)
    await desk.aws.task_definitions.register_copy(before.arn, {NAME: "busybox:1"})
    operation = Deploy(desk, CLUSTER, NAME, NAME)
    plan = await operation.plan()
    await desk.aws.task_definitions.register_copy(before.arn, {NAME: "busybox:2"})
    with pytest.raises(PlanOutdated, match="revision to be"):
        await applied(operation, plan)


async def test_another_family_and_an_older_revision_are_warnings(desk: Desk) -> None:
    assert "another family" in said(await Deploy(desk, CLUSTER, NAME, "payments").plan(), "warning")
    assert "a way back" in said(await Deploy(desk, CLUSTER, NAME, f"{NAME}:1").plan(), "warning")


async def test_a_revision_that_is_not_there_is_said(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await Deploy(desk, CLUSTER, NAME, f"{NAME}:999").plan()
