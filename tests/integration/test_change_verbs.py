"""`ecstui scale` and `redeploy` as programs against the embedded AWS: on record, with exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from operating import SPEED, updates
from verbs import ECSTUI, PATIENCE, audited, run

from ecstui.aws.account import Aws
from ecstui.model.account import Connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws

UPDATE = "ecs:UpdateService"


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws], request: pytest.FixtureRequest) -> EmbeddedAws:
    return aws_with(speed=getattr(request, "param", SPEED), scenario="calm")


in_slow_motion = pytest.mark.parametrize("server", [1], indirect=True, ids=["slow"])


async def test_scale_is_done_and_on_record(server: EmbeddedAws) -> None:
    ended = run(server, "scale", "production/payments", "+2", "--yes", "--output", "json")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["plan"]["changes"] == [{"field": "desired count", "now": "4", "after": "6"}]
    assert told["plan"]["where"]["cluster"] == "production"
    assert "2 tasks will be started." in [c["text"] for c in told["plan"]["consequences"]]
    assert told["plan"]["call"]["members"]["desiredCount"] == 6
    assert (told["outcome"], told["text"]) == ("applied", "6 tasks running.")
    assert told["seconds"] > 0
    assert "ECS has taken it." in ended.stderr
    assert len(await updates(server)) == 1
    assert [line["outcome"] for line in audited()] == ["sending", "applied"]


async def test_a_dry_run_prints_the_plan_and_does_nothing(server: EmbeddedAws) -> None:
    ended = run(server, "scale", "production/payments", "-1", "--dry-run", "--read-only")
    assert ended.returncode == 0, ended.stderr
    assert "scale payments (cluster production, account " in ended.stdout
    assert "desired count: 4 -> 3" in ended.stdout
    assert await updates(server) == []
    assert audited() == []


@pytest.mark.parametrize(
    ("way", "target", "words"),
    [
        ("keep", {}, "Above auto scaling's bounds (4 to 20)"),
        ("move", {"MaxCapacity": 21}, "maximum: 20 -> 21"),
        (
            "suspend",
            {"SuspendedState": {"DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": True}},
            "scaling in: active -> suspended",
        ),
    ],
)
async def test_a_count_outside_the_bounds_is_set_in_the_way_asked_for(
    server: EmbeddedAws, way: str, target: dict[str, Any], words: str
) -> None:
    ended = run(server, "scale", "production/web", "21", "--bounds", way, "--yes")
    assert ended.returncode == 0, ended.stderr
    assert words in ended.stdout
    registered = await server.control.calls("application-autoscaling:RegisterScalableTarget")
    asked = [{k: v for k, v in call["params"].items() if k in target} for call in registered]
    assert asked == ([target] if target else [])
    assert len(await updates(server)) == 1


@pytest.mark.parametrize(
    ("asked", "advice"),
    [
        (
            ("production/web", "21"),
            "  WARNING  To keep the count: --bounds move lets the bounds hold it; --bounds",
        ),
        (("production/web", "9"), "  note     To keep the count: --bounds suspend suspends dynamic scaling"),
        (("production/web", "21", "--bounds", "move"), ""),
        (("production/payments", "5"), ""),
    ],
)
def test_a_count_that_is_taken_back_says_which_options_keep_it(
    server: EmbeddedAws, asked: tuple[str, ...], advice: str
) -> None:
    ended = run(server, "scale", *asked, "--dry-run")
    assert ended.returncode == 0, ended.stderr
    assert advice in ended.stdout
    assert ("To keep the count" in ended.stdout) == bool(advice)


async def test_bounds_moved_around_the_present_count_are_done_and_told(
    server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster="production", service="web", desiredCount=24)
    ended = run(server, "scale", "production/web", "24", "--bounds", "move", "--yes", "--no-wait")
    assert ended.returncode == 0, ended.stderr
    assert "Auto scaling has the bounds 4 to 24. The desired count stays 24." in ended.stdout
    assert audited()[-1]["outcome"] == "applied"


async def test_a_count_that_fails_after_its_bounds_were_moved_says_both_and_fails(
    server: EmbeddedAws,
) -> None:
    message = f"User: arn:aws:iam::1:user/eve is not authorized to perform: {UPDATE}"
    await server.control.faults(
        {"match": UPDATE, "fault": "error", "code": "AccessDeniedException", "message": message}
    )
    ended = run(server, "scale", "production/web", "21", "--bounds", "move", "--yes", "--output", "json")
    assert ended.returncode == 1
    told = json.loads(ended.stdout)
    assert told["outcome"] == "failed"
    assert "Auto scaling has the bounds 4 to 21. But the count was not set" in told["text"]
    assert "eve may not ecs:UpdateService" in told["text"]
    assert [line["outcome"] for line in audited()] == ["sending", "failed"]


@pytest.mark.parametrize("way", ["--yes", "--dry-run"])
def test_what_is_so_already_is_no_failure_and_told_alike_however_asked(server: EmbeddedAws, way: str) -> None:
    ended = run(server, "scale", "production/payments", "4", way)
    assert (ended.returncode, audited()) == (0, [])
    assert "unchanged: There is nothing to change." in ended.stderr
    told = json.loads(
        run(server, "rollback", "production/checkout", "--to", "4", way, "--output", "json").stdout
    )
    assert (told["outcome"], told["text"]) == ("unchanged", "There is nothing to change.")
    assert not told["plan"]["starts_deployment"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("production/payments", "5"), 3, "give --yes"),
        (("production/payments", "5", "--yes", "--read-only"), 3, "read-only"),
        (("production/payments", "400", "--yes"), 3, "give --confirm payments"),
        (("production/payments", "5", "--yes", "--confirm", "web"), 3, "this is about payments"),
        (("production/paymets", "5", "--yes"), 2, "did you mean payments?"),
        (("production/payments", "many", "--yes"), 2, "is no count"),
        (("production/payments", "-9", "--yes"), 2, "below 0"),
        (("a/b/c", "5", "--yes"), 2, "names no service"),
        (("production/payments", "5", "--dry-rum"), 2, "--dry-rum"),
        (("production/payments", "5", "--yes", "--endpoint-url", "http://127.0.0.1:1"), 4, "unreachable"),
    ],
)
async def test_what_is_refused_or_wrong_changes_nothing(
    server: EmbeddedAws, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ended = run(server, "scale", *arguments)
    assert ended.returncode == code, ended.stderr
    assert told in ended.stderr
    assert await updates(server) == []


@pytest.mark.parametrize(
    ("context", "more", "code", "told"),
    [
        ("guarded", ("--yes",), 3, "give --confirm payments"),
        ("guarded", ("--confirm", "payments", "--no-wait"), 0, "ECS has taken it"),
        ("looking", ("--yes",), 3, "config.toml says read_only = true of context looking."),
        ("looking", ("--yes", "--read-only"), 3, "because --read-only is given."),
        ("guraded", ("--yes",), 2, "there is no context 'guraded'; there are: guarded, looking"),
    ],
)
async def test_a_context_may_be_protected_or_read_only(
    server: EmbeddedAws, tmp_path: Path, context: str, more: tuple[str, ...], code: int, told: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[contexts.guarded]\nprotected = true\n[contexts.looking]\nread_only = true\n")
    asked = ("redeploy", "production/payments", *more)
    ended = run(server, "--config", str(file), *asked, "--context", context)
    assert ended.returncode == code, ended.stderr
    assert told in ended.stderr
    assert len(await updates(server)) == (0 if code else 1)


async def test_read_only_for_all_contexts_is_said_to_be_so(server: EmbeddedAws, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("read_only = true\n[contexts.open]\n")
    ended = run(
        server, "--config", str(file), "--context", "open", "redeploy", "production/payments", "--yes"
    )
    assert ended.returncode == 3
    assert f"nothing is changed. That is so because {file} says read_only = true." in ended.stderr
    assert await updates(server) == []


@in_slow_motion
async def test_a_plan_that_asks_for_its_name_takes_it_as_an_option(server: EmbeddedAws) -> None:
    ended = run(server, "scale", "production/payments", "400", "--confirm", "payments", "--no-wait")
    assert ended.returncode == 0, ended.stderr
    assert len(await updates(server)) == 1


async def test_denied_ends_with_4_and_is_on_record(server: EmbeddedAws) -> None:
    message = f"User: arn:aws:iam::1:user/eve is not authorized to perform: {UPDATE}"
    await server.control.faults(
        {"match": UPDATE, "fault": "error", "code": "AccessDeniedException", "message": message}
    )
    ended = run(server, "scale", "production/payments", "5", "--yes", "--output", "json")
    assert ended.returncode == 4
    assert "denied" in ended.stderr
    assert json.loads(ended.stdout)["outcome"] == "refused"
    assert audited()[-1]["outcome"] == "refused"


@in_slow_motion
@pytest.mark.parametrize(
    ("options", "code"), [(("--no-wait",), 0), (("--timeout", "0.5"), 1)], ids=["no-wait", "timeout"]
)
def test_what_is_not_waited_for_goes_on(server: EmbeddedAws, options: tuple[str, ...], code: int) -> None:
    ended = run(server, "scale", "production/payments", "6", "--yes", "--output", "json", *options)
    assert ended.returncode == code, ended.stderr
    told = json.loads(ended.stdout)
    assert told["outcome"] == "left"
    assert "ECS goes on bringing payments to 6 by itself." in told["text"]
    assert audited()[-1]["outcome"] == "left"


@in_slow_motion
def test_ctrl_c_while_following_says_what_goes_on(server: EmbeddedAws) -> None:
    process = subprocess.Popen(
        [*ECSTUI, "redeploy", "production/payments", "--yes"],
        env={**os.environ, **server.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr
        assert "ECS has taken it." in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "ECS goes on replacing the tasks of payments by itself." in told
    assert audited()[-1]["outcome"] == "left"


async def test_a_redeployment_that_the_circuit_breaker_ends_has_failed(
    server: EmbeddedAws, boto_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    async with Aws(Connection()) as aws, boto_client(server, "ecr") as ecr:
        service = await aws.ecs.describe_service("production", "checkout")
        definition = await aws.ecs.task_definition(service.task_definition)
        repository, _, tag = definition.containers[0].image.partition("/")[2].partition(":")
        await ecr.batch_delete_image(repositoryName=repository, imageIds=[{"imageTag": tag}])
    ended = run(server, "redeploy", "production/checkout", "--yes")
    assert ended.returncode == 1, ended.stderr
    assert "rolled back" in ended.stderr
    assert audited()[-1]["outcome"] == "failed"


def test_on_a_terminal_it_asks_and_no_is_no(server: EmbeddedAws) -> None:
    from pty_terminal import Terminal

    for typed, code in (("n\r", 3), ("\x03", 130)):
        with Terminal(
            [*ECSTUI, "scale", "production/payments", "5"],
            columns=120,
            rows=40,
            env={**os.environ, **server.environment},
        ) as shown:
            shown.wait_for("[y/N]")
            shown.press(typed)
            assert shown.wait() == code
    assert audited() == []


async def test_a_plan_that_is_outdated_when_it_is_allowed_is_refused_with_what_changed(
    server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    from pty_terminal import Terminal

    verb = [*ECSTUI, "scale", "production/payments", "5"]
    with Terminal(verb, columns=120, rows=40, env={**os.environ, **server.environment}) as shown:
        shown.wait_for("[y/N]")
        async with boto_client(server, "ecs") as rival:
            await rival.update_service(cluster="production", service="payments", desiredCount=7)
        shown.press("y\r")
        assert shown.wait() == 3
        while shown.read(0.2):
            pass
        assert "Meanwhile changed: desired count 4 -> 7" in shown.text
    assert len(await updates(server)) == 1
    assert audited() == []


def test_audit_tells_what_was_done_and_what_is_damaged(server: EmbeddedAws) -> None:
    assert run(server, "audit").returncode == 0
    assert run(server, "scale", "production/payments", "6", "--yes").returncode == 0
    with (Path(os.environ["XDG_STATE_HOME"]) / "ecstui" / "audit.jsonl").open("a") as log:
        log.write('{"time": "20')
    told = run(server, "audit", "--since", "1h", "--output", "json")
    assert told.returncode == 0
    assert "1 line of the audit log could not be read" in told.stderr
    [change] = json.loads(told.stdout)
    assert (change["verb"], change["plan"], change["outcome"]) == ("scale", "desired count 4 -> 6", "applied")
    assert change["who"].startswith("arn:aws:")
    assert "| scale |" in run(server, "audit", "--output", "markdown").stdout
    assert "applied: 6 tasks running." in run(server, "audit").stdout
    wrong = run(server, "audit", "--since", "whenever")
    assert (wrong.returncode, wrong.stdout) == (2, "")
