"""`ecstui deploy`, `rollback` and `stop` as programs against the embedded AWS: done once, with exit codes."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from operating import SPEED, updates
from verbs import ECSTUI, PATIENCE, audited, run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws

TARGET = "production/checkout"
REGISTER = "ecs:RegisterTaskDefinition"
UPDATE = "ecs:UpdateService"


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws], request: pytest.FixtureRequest) -> EmbeddedAws:
    return aws_with(speed=getattr(request, "param", SPEED), scenario="calm")


in_slow_motion = pytest.mark.parametrize("server", [1], indirect=True, ids=["slow"])


async def registrations(server: EmbeddedAws) -> list[dict[str, Any]]:
    return [call["params"] for call in await server.control.calls(REGISTER)]


async def registered(server: EmbeddedAws) -> tuple[asyncio.subprocess.Process, str]:
    """A deploy that waits for the answer of its second call, and the name of the revision it registered."""
    process = await asyncio.create_subprocess_exec(
        *[*ECSTUI, "deploy", TARGET, "--image", ":latest", "--yes"],
        env={**os.environ, **server.environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr
    told = (await process.stderr.readline()).decode()
    assert "is registered; telling the service to use it." in told
    for _ in range(int(PATIENCE * 10)):
        if await updates(server):
            break
    return process, told.split()[1]


def object_of(ended: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


async def test_an_image_is_deployed_and_on_record(server: EmbeddedAws) -> None:
    ended = run(server, "deploy", TARGET, "--image", "checkout=:latest", "--yes", "--output", "json")
    assert ended.returncode == 0, ended.stderr
    told = object_of(ended)
    assert told["outcome"] == "applied"
    assert (told["plan"]["kind"], told["plan"]["subject"]) == ("service", "checkout")
    assert told["plan"]["changes"][0]["after"].startswith("a new revision (checkout:")
    assert "is registered; telling the service to use it." in ended.stderr
    [registered] = await registrations(server)
    assert registered["containerDefinitions"][0]["image"].endswith("/shop/checkout:latest")
    assert len(await updates(server)) == 1
    assert [line["outcome"] for line in audited()] == ["sending", "sending", "applied"]


async def test_a_task_definition_is_deployed_by_its_name(server: EmbeddedAws) -> None:
    ended = run(server, "deploy", TARGET, "--task-definition", "checkout:1", "--yes")
    assert ended.returncode == 0, ended.stderr
    assert "task definition: checkout:" in ended.stdout
    assert (await updates(server))[0]["taskDefinition"].endswith("task-definition/checkout:1")
    assert await registrations(server) == []


async def test_an_update_denied_after_the_registration_names_the_revision_left(server: EmbeddedAws) -> None:
    await server.control.faults(
        {"match": UPDATE, "fault": "error", "code": "AccessDeniedException", "message": "no"}
    )
    ended = run(server, "deploy", TARGET, "--image", ":latest", "--yes", "--output", "json")
    assert ended.returncode == 1, ended.stderr
    told = object_of(ended)
    assert told["outcome"] == "failed"
    assert "is registered and not used: ecs:UpdateService" in told["text"]
    assert audited()[-1]["outcome"] == "failed"
    again = run(server, "deploy", TARGET, "--image", ":latest", "--yes")
    assert again.returncode == 0, again.stderr
    assert "is registered with this already" in again.stdout
    assert len(await registrations(server)) == 1


@in_slow_motion
async def test_ctrl_c_between_the_two_calls_names_the_revision(server: EmbeddedAws) -> None:
    await server.control.faults({"match": UPDATE, "fault": "delay", "seconds": 30})
    process, name = await registered(server)
    process.send_signal(signal.SIGINT)
    _, told = await process.communicate()
    assert process.returncode == 130
    assert f"{name} is registered; whether checkout uses it is unknown." in told.decode()
    assert audited()[-1]["outcome"] == "unknown"


@in_slow_motion
async def test_killed_between_the_two_calls_it_leaves_the_revision_on_record(server: EmbeddedAws) -> None:
    await server.control.faults({"match": UPDATE, "fault": "delay", "seconds": 30})
    process, name = await registered(server)
    process.kill()
    await process.communicate()
    assert [line["reason"] for line in audited()] == ["", f"{name} is registered, and not used yet."]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((TARGET,), 2, "either --image, or --task-definition"),
        ((TARGET, "--image", ":a", "--task-definition", "b"), 2, "either --image, or --task-definition"),
        ((TARGET, "--image", ":a", "--image", ":b"), 2, "there are two"),
        ((TARGET, "--image", "nginx=:a", "--yes"), 2, "has no container nginx; it has checkout"),
        ((TARGET, "--image", ":latest"), 3, "give --yes"),
        ((TARGET, "--image", ":never-pushed", "--yes"), 3, "give --confirm checkout"),
        ((TARGET, "--image", "checkout:1", "--yes"), 3, "give --confirm checkout"),
        ((TARGET, "--image", ":latest", "--yes", "--read-only"), 3, "read-only"),
        (
            (TARGET, "--task-definition", "checkout:99", "--yes"),
            2,
            "no task definition checkout:99; the newest of checkout: checkout:4, checkout:3",
        ),
        (("production/chekout", "--image", ":a", "--yes"), 2, "did you mean checkout?"),
    ],
)
async def test_what_is_refused_or_wrong_changes_nothing(
    server: EmbeddedAws, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ended = run(server, "deploy", *arguments)
    assert ended.returncode == code, ended.stderr
    assert told in ended.stderr
    assert await registrations(server) == []
    assert await updates(server) == []


async def test_a_rollback_brings_the_newest_earlier_revision_or_the_one_named(server: EmbeddedAws) -> None:
    first = run(server, "rollback", TARGET, "--yes", "--output", "json")
    assert first.returncode == 0, first.stderr
    now, earlier = (object_of(first)["plan"]["changes"][0][which] for which in ("now", "after"))
    assert int(earlier.partition(":")[2]) == int(now.partition(":")[2]) - 1
    second = run(server, "rollback", TARGET, "--to", "1", "--yes")
    assert second.returncode == 0, second.stderr
    assert (await updates(server))[-1]["taskDefinition"].endswith("task-definition/checkout:1")
    none = run(server, "rollback", TARGET, "--yes")
    assert none.returncode == 3
    assert "no active revision before checkout:1" in none.stderr


@in_slow_motion
async def test_a_rollback_asked_for_again_does_not_go_further_back(server: EmbeddedAws) -> None:
    assert run(server, "rollback", TARGET, "--yes", "--no-wait").returncode == 0
    again = run(server, "rollback", TARGET, "--yes", "--no-wait")
    assert (again.returncode, again.stdout) == (2, "")
    assert "a deployment of checkout:3 is in flight" in again.stderr
    assert "--to which revision you mean, 4 (which it replaces) or 2 (the one before" in again.stderr
    assert len(await updates(server)) == 1
    assert run(server, "rollback", TARGET, "--to", "4", "--yes", "--no-wait").returncode == 0
    assert (await updates(server))[-1]["taskDefinition"].endswith("task-definition/checkout:4")


@in_slow_motion
async def test_a_deployment_on_its_way_is_rolled_back_to_what_it_replaces(server: EmbeddedAws) -> None:
    assert run(server, "rollback", TARGET, "--to", "3", "--yes", "--no-wait").returncode == 0
    deployed = run(server, "deploy", TARGET, "--task-definition", "checkout:4", "--yes", "--no-wait")
    assert deployed.returncode == 0, deployed.stderr
    ended = run(server, "rollback", TARGET, "--yes")
    assert ended.returncode == 2, ended.stderr
    assert "a deployment of checkout:4 is in flight" in ended.stderr
    assert "which revision you mean, 3 (which it replaces)." in ended.stderr


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("99", "there is no task definition checkout:99; the newest of checkout: checkout:4"),
        ("ghost:7", "there is no task definition ghost:7; ghost has no active revisions."),
        (
            "arn:aws:ecs:eu-west-1:123456789012:service-revision/production/checkout/1",
            "does not know this service revision",
        ),
        ("", "'' is no revision: give its number, family:number, or an ARN."),
        ("abc", "'abc' is no revision: give its number, family:number, or an ARN."),
    ],
)
async def test_a_rollback_to_what_is_not_there_is_asked_for_wrongly(
    server: EmbeddedAws, to: str, told: str
) -> None:
    ended = run(server, "rollback", TARGET, "--to", to, "--yes")
    assert (ended.returncode, ended.stdout) == (2, ""), ended.stderr
    assert told in ended.stderr
    assert await updates(server) == []


async def test_revisions_that_may_not_be_listed_do_not_hide_what_is_wrong(server: EmbeddedAws) -> None:
    fault = {"fault": "error", "code": "AccessDeniedException", "message": "no"}
    await server.control.faults({**fault, "match": "ecs:ListTaskDefinitions"})
    ended = run(server, "rollback", TARGET, "--to", "99", "--yes")
    assert ended.returncode == 2, ended.stderr
    assert "no task definition checkout:99; the revisions of checkout could not be listed." in ended.stderr


async def test_a_task_is_stopped_with_its_reason(
    server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as ecs:
        arns = (await ecs.list_tasks(cluster="production", serviceName="payments"))["taskArns"]
    task = arns[0].rsplit("/", 1)[1]
    ended = run(server, "stop", f"production/{task[:9]}", "--reason", "it leaks", "--yes", "--output", "json")
    assert ended.returncode == 0, ended.stderr
    told = object_of(ended)
    assert (told["plan"]["kind"], told["plan"]["subject"]) == ("task", task[:8])
    assert "service" not in told["plan"]
    [sent] = [call["params"] for call in await server.control.calls("ecs:StopTask")]
    assert (sent["task"], sent["reason"]) == (task, "it leaks")
    gone = run(server, "stop", f"production/payments/{task}", "--yes")
    assert gone.returncode == 3
    assert "not to run any more" in gone.stderr


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("production/payments/0123456789abcdef0123456789abcdef", "there is no task 0123456789abcdef"),
        ("production/0123456789abcdef0123456789abcdef", "there is no task 0123456789abcdef"),
        ("prduction/0123456789abcdef0123456789abcdef", "did you mean production?"),
        ("production/payments", "is no task"),
        ("production", "names no task"),
    ],
)
async def test_a_task_that_is_not_there_is_asked_for_wrongly(
    server: EmbeddedAws, target: str, told: str
) -> None:
    ended = run(server, "stop", target, "--yes")
    assert ended.returncode == 2, ended.stderr
    assert told in ended.stderr
    assert await server.control.calls("ecs:StopTask") == []


async def test_of_tasks_that_begin_alike_each_is_named_in_short_with_its_service(
    server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as ecs:
        pages = [
            await ecs.list_tasks(cluster="staging", desiredStatus=status) for status in ("RUNNING", "STOPPED")
        ]
        arns = [arn for page in pages for arn in page["taskArns"]]
        tasks = (await ecs.describe_tasks(cluster="staging", tasks=arns))["tasks"]
    services = {task["taskArn"].rpartition("/")[2][:8]: task["group"].partition(":")[2] for task in tasks}
    [(alike, _)] = Counter(task[0] for task in services).most_common(1)
    ended = run(server, "stop", f"staging/{alike}", "--yes")
    assert ended.returncode == 2, ended.stderr
    told = ended.stderr.partition(f"more than one task begins with {alike}: ")[2]
    named = dict(re.findall(r"([0-9a-f]{8}) of ([\w-]+)", told))
    assert len(named) > 1
    assert named.items() <= services.items()
    assert not re.search(r"[0-9a-f]{9}", told)
    assert await server.control.calls("ecs:StopTask") == []
