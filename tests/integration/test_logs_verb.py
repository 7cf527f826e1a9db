"""`ecstui logs` as a program: against the embedded AWS over HTTP, its output, its exit codes, its end."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import time
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from verbs import ECSTUI, PATIENCE, run

from ecstui.model.text import safe_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

MINUTE = 60_000
TASK = "0123456789abcdef" * 2
GROUP = "/test/mixed"


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")


def environment(aws: EmbeddedAws) -> dict[str, str]:
    return {**os.environ, **aws.environment}


def logs(aws: EmbeddedAws, *arguments: str) -> list[dict[str, Any]]:
    """The lines that `ecstui logs ... --output json` prints."""
    ended = run(aws, "logs", *arguments, "--output", "json")
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


def now(aws: EmbeddedAws) -> int:
    return int(aws.world.now * 1000)


class Running:
    """The program while it runs; ended with the context."""

    def __init__(self, aws: EmbeddedAws, *arguments: str) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([*ECSTUI, *arguments], env=environment(aws), stdout=pipe, stderr=pipe)
        self.out, self.err = b"", b""

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def wait_for(self, met: Callable[[], bool]) -> None:
        """Read until a condition is met; fails with what was read."""
        assert self.process.stdout
        assert self.process.stderr
        deadline = time.monotonic() + PATIENCE
        while not met():
            assert time.monotonic() < deadline, (self.out[-500:], self.err)
            ready, _, _ = select.select([self.process.stdout, self.process.stderr], [], [], 0.1)
            if self.process.stdout in ready:
                self.out += os.read(self.process.stdout.fileno(), 65536)
            if self.process.stderr in ready:
                self.err += os.read(self.process.stderr.fileno(), 65536)

    def ended_by(self, number: signal.Signals) -> int:
        """Its exit code after a signal."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE)
        self.out, self.err = self.out + out, self.err + err
        return self.process.returncode


@pytest.fixture
def still(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    """An account whose clock only the test moves."""
    return aws_with(speed=0)


@pytest.fixture
async def mixed(still: EmbeddedAws, boto_client: Callable[..., Any]) -> EmbeddedAws:
    """A service of two containers that log to CloudWatch and one that does not, and what they said."""

    def container(name: str, driver: str, **options: str) -> dict[str, Any]:
        log = {"logDriver": driver, "options": options}
        return {"name": name, "image": "busybox", "memory": 64, "logConfiguration": log}

    to_group = {"awslogs-group": GROUP, "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app"}
    async with boto_client(still, "ecs") as ecs, boto_client(still, "logs") as cloudwatch:
        made = await ecs.register_task_definition(
            family="mixed",
            containerDefinitions=[
                container("web", "awslogs", **to_group),
                container("side", "awslogs", **to_group),
                container("ship", "splunk", **{"splunk-url": "https://splunk.example"}),
            ],
        )
        await ecs.create_service(
            cluster="batch",
            serviceName="mixed",
            taskDefinition=made["taskDefinition"]["taskDefinitionArn"],
            desiredCount=0,
        )
        await cloudwatch.create_log_group(logGroupName=GROUP)
        for name, *said in (
            ("web", "INFO begun", "ERROR \x1b[2J\x1b]0;owned\x07 \u202eevil\x9b31m\r", "WARN slow"),
            ("side", "INFO beside", 'level=error msg="it broke"'),
        ):
            stream = f"app/{name}/{TASK}"
            await cloudwatch.create_log_stream(logGroupName=GROUP, logStreamName=stream)
            events = [
                {"timestamp": now(still) - MINUTE + 5000 * at, "message": message}
                for at, message in enumerate(said)
            ]
            await cloudwatch.put_log_events(logGroupName=GROUP, logStreamName=stream, logEvents=events)
    return still


async def every_event(client: Any, **params: Any) -> list[dict[str, Any]]:
    events, token = [], {}
    while True:
        answer = await client.filter_log_events(**params, **token)
        events += answer["events"]
        if "nextToken" not in answer:
            return events
        token = {"nextToken": answer["nextToken"]}


async def test_a_range_is_whole_and_in_order(still: EmbeddedAws, boto_client: Callable[..., Any]) -> None:
    start, end = now(still) - 20 * MINUTE, now(still) - 2 * MINUTE
    printed = logs(still, "production/payments", "--since", iso(start), "--until", iso(end))
    async with boto_client(still, "logs") as client:
        group = "/ecs/production/payments"
        events = await every_event(client, logGroupName=group, startTime=start, endTime=end)
    expected = Counter(
        (event["logStreamName"], line) for event in events for line in safe_lines(event["message"])
    )
    assert len(events) > 500
    assert Counter((e["logStream"], line) for e in printed for line in e["message"].split("\n")) == expected
    times = [line["timestamp"] for line in printed]
    assert times == sorted(times)
    assert iso(start)[:19] <= times[0] <= times[-1] <= iso(end)


def test_every_field_of_a_json_line_is_filled(still: EmbeddedAws) -> None:
    line = logs(still, "production/web")[-1]
    assert line["logStream"] == f"ecs/web/{line['task']}"
    assert (line["container"], line["revision"], line["logGroup"]) == ("web", "4", "/ecs/production/web")
    assert line["timestamp"].endswith("Z")
    assert line["ingestionTime"] >= line["timestamp"]


def test_level_grep_and_filter_choose_lines(still: EmbeddedAws) -> None:
    # A range that says its ends: a relative one has moved on when the next command is run.
    ends = "--since", iso(now(still) - 20 * MINUTE), "--until", iso(now(still) - 2 * MINUTE)
    asked = ("production/payments", *ends)
    everything = logs(still, *asked)
    grave = [line for line in everything if line["level"] in {"error", "fatal"}]
    assert 0 < len(grave) < len(everything)
    assert logs(still, *asked, "--level", "error") == grave
    slow = [line for line in everything if re.search("Hikari.*starv", line["message"])]
    assert slow
    assert logs(still, *asked, "--grep", "Hikari", "--grep", "starv") == slow
    assert logs(still, *asked, "--filter", "hikari STARV level=warn") == slow


def test_text_is_time_task_container_message_without_a_control_byte(mixed: EmbeddedAws) -> None:
    ended = run(mixed, "logs", "mixed", "--utc")
    assert ended.returncode == 0
    lines = ended.stdout.splitlines()
    assert sorted(line.split(maxsplit=3)[1:] for line in lines[:2]) == [
        [TASK[:8], "side", "INFO beside"],
        [TASK[:8], "web", "INFO begun"],
    ]
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 ", line) for line in lines)
    assert "evil" in ended.stdout
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ended.stdout)


def test_a_container_is_chosen_and_one_that_is_elsewhere_is_said_where(mixed: EmbeddedAws) -> None:
    side = run(mixed, "logs", "mixed", "--container", "side")
    assert [line.split()[2] for line in side.stdout.splitlines()] == ["side", "side"]
    assert side.stderr == ""
    everything = run(mixed, "logs", "mixed")
    assert len(everything.stdout.splitlines()) == 5
    assert "ship is not read" in everything.stderr
    assert "https://splunk.example" in everything.stderr
    wrong = run(mixed, "logs", "mixed", "--container", "sude")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "did you mean side?" in wrong.stderr


def test_a_task_that_ecs_has_forgotten_is_read_by_its_streams(mixed: EmbeddedAws) -> None:
    for typed in (TASK, TASK[:6]):
        assert len(logs(mixed, f"batch/mixed/{typed}")) == 5
    missing = run(mixed, "logs", "batch/mixed/ffff")
    assert missing.returncode == 2
    assert "there is no task ffff" in missing.stderr


def test_a_task_is_told_by_the_beginning_of_its_id(still: EmbeddedAws) -> None:
    task = logs(still, "production/web")[0]["task"]
    printed = logs(still, f"production/web/{task[:10]}", "--since", "5m")
    assert printed
    assert {line["task"] for line in printed} == {task}


def test_no_lines_are_said_and_no_failure(mixed: EmbeddedAws) -> None:
    ended = run(mixed, "logs", "mixed", "--container", "web", "--until", "1h ago")
    assert (ended.returncode, ended.stdout) == (0, "")
    assert "batch/mixed has no lines" in ended.stderr
    none = run(mixed, "logs", "mixed", "--container", "web", "--grep", "never said")
    assert (none.returncode, none.stdout) == (0, "")
    assert "none of the 5 lines" in none.stderr


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("production/chekout", "did you mean checkout?"),
        ("chekout", "did you mean checkout?"),
        ("prodction/web", "did you mean production?"),
        ("web", "production/web, staging/web"),
        ("a/b/c/d", "names no service and no task"),
        ("production/web/zzz", "is no task"),
    ],
)
def test_what_is_not_there_ends_with_2_and_what_may_be_meant(
    still: EmbeddedAws, target: str, told: str
) -> None:
    ended = run(still, "logs", target)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert told in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("follow", [[], ["-f"]])
@pytest.mark.parametrize("operation", ["logs:FilterLogEvents", "ecs:DescribeServices"])
async def test_denied_ends_with_1_and_one_line(still: EmbeddedAws, operation: str, follow: list[str]) -> None:
    message = f"User: arn:aws:iam::1:user/eve is not authorized to perform: {operation}"
    fault = {"match": operation, "fault": "error", "code": "AccessDeniedException", "message": message}
    await still.control.faults({**fault, "n": None})
    ended = run(still, "logs", "production/web", *follow)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert operation in ended.stderr
    assert "denied" in ended.stderr


def test_an_endpoint_nobody_listens_at_ends_with_1_and_one_line(still: EmbeddedAws) -> None:
    ended = run(still, "logs", "production/web", "--endpoint-url", "http://127.0.0.1:1")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert len(ended.stderr.splitlines()) == 1
    assert "unreachable: 127.0.0.1:1 takes no connection" in ended.stderr
    assert "tried again" not in ended.stderr


def test_connection_options_stand_before_or_after_the_verb_and_the_later_wins(
    still: EmbeddedAws, tmp_path: Path
) -> None:
    nowhere = ["--endpoint-url", "http://127.0.0.1:1"]
    there = ["--endpoint-url", still.endpoint_url]
    file = tmp_path / "config.toml"
    file.write_text(f'endpoint_url = "{still.endpoint_url}"\n')
    verb = ["logs", "production/web", "--since", "10s"]
    for arguments, code in (
        ([*there, *verb], 0),
        ([*verb, *there], 0),
        ([*nowhere, *verb, *there], 0),
        ([*there, *verb, *nowhere], 1),
        (["--config", str(file), *verb], 0),
        ([*verb, "--config", str(file)], 0),
    ):
        ended = run(still, *arguments, AWS_ENDPOINT_URL="http://127.0.0.1:1")
        assert ended.returncode == code, (arguments, ended.stderr)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_following_prints_new_lines_until_a_signal_ends_it(
    still: EmbeddedAws, number: signal.Signals, code: int
) -> None:
    with Running(still, "logs", "production/web", "--follow", "--utc") as running:
        running.wait_for(lambda: running.out.count(b"\n") >= 100)
        before = max(running.out.decode().splitlines())[:23]
        await still.control.advance(30)
        running.wait_for(lambda: running.out.decode().splitlines()[-1][:23] > before)
        assert running.ended_by(number) == code
        assert running.out.endswith(b"\n")
        assert running.err == b""


async def test_throttling_while_following_is_said_once_and_its_end_too(still: EmbeddedAws) -> None:
    with Running(still, "logs", "production/web", "-f") as running:
        running.wait_for(lambda: b"\n" in running.out)
        await still.control.faults({"match": "logs:FilterLogEvents", "fault": "throttle", "n": 3})
        running.wait_for(lambda: b"not throttle any more" in running.err)
        assert running.err.count(b"\n") == 2
        assert running.err.count(b"CloudWatch Logs throttles") == 1
        assert running.process.poll() is None


async def test_a_lost_network_while_following_is_said_once_and_its_end_too(still: EmbeddedAws) -> None:
    with Running(still, "logs", "production/web", "-f") as running:
        running.wait_for(lambda: b"\n" in running.out)
        await still.control.faults({"match": "logs:FilterLogEvents", "fault": "cut_before", "n": 3})
        running.wait_for(lambda: b"it goes on" in running.err)
        assert running.err.count(b"FilterLogEvents in eu-west-1 /ecs/production/web unreachable") == 1
        assert running.process.poll() is None


def test_a_reader_that_goes_away_ends_it_quietly(still: EmbeddedAws) -> None:
    with Running(still, "logs", "production/web", "--since", "30m") as running:
        running.wait_for(lambda: b"\n" in running.out)
        assert running.process.stdout
        assert running.process.stderr
        running.process.stdout.close()
        assert running.process.wait(PATIENCE) == 141
        assert running.process.stderr.read() == b""


def test_a_reader_that_reads_no_more_does_not_keep_it_alive(still: EmbeddedAws) -> None:
    with Running(still, "logs", "production/web", "--since", "30m") as running:
        running.wait_for(lambda: b"\n" in running.out)
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(PATIENCE) == 130


@pytest.fixture
def terminal(still: EmbeddedAws) -> Callable[..., str]:
    """What the program prints on a real terminal."""
    from pty_terminal import Terminal

    def printed(*arguments: str, **more: str) -> str:
        env = {**still.environment, "TZ": "UTC", **more}
        with Terminal([*ECSTUI, *arguments], columns=200, rows=50, env=env) as shown:
            assert shown.wait() == 0
            while shown.read(0.2) and shown.raw[-1:] != b"\n":
                pass
            return shown.raw.decode()

    return printed


def test_colours_are_on_a_terminal_only_and_may_be_refused(terminal: Callable[..., str]) -> None:
    verb = ("logs", "production/payments", "--since", "2m", "--level", "warn")
    assert "\x1b[33m" in terminal(*verb)
    assert "\x1b" not in terminal(*verb, "--no-color")
    assert "\x1b" not in terminal(*verb, NO_COLOR="1")
    assert "\x1b" not in terminal(*verb, TERM="dumb")
