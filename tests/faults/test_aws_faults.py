"""Whatever AWS, the network or the credentials do ends as one of the console's errors, and heals."""

from __future__ import annotations

import asyncio
import gc
import socket
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ecstui.aws.account import Aws
from ecstui.aws.patience import Patience
from ecstui.model.account import Connection
from ecstui.model.errors import (
    AwsError,
    BadAnswer,
    Denied,
    NotFound,
    NotSignedIn,
    Rejected,
    Throttled,
    Unreachable,
)
from ecstui.model.logs import LogSource
from ecstui.model.scaling import ScalableTarget
from tests.scripted_server import answer, close, drip, refusal, reset, silence

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.scripted_server import Act, Scripted

    Door = Callable[..., Awaitable[Aws]]

SERVICE = {
    "serviceArn": "arn:aws:ecs:eu-west-1:1:service/prod/api",
    "serviceName": "api",
    "clusterArn": "arn:aws:ecs:eu-west-1:1:cluster/prod",
    "status": "ACTIVE",
    "desiredCount": 3,
    "runningCount": 2,
    "pendingCount": 1,
}
DENIED = (
    "User: arn:aws:sts::111122223333:assumed-role/OnCall/ada is not authorized to perform: "
    "ecs:ListClusters on resource: arn:aws:ecs:eu-west-1:111122223333:cluster/* with an explicit deny "
    "in a permissions boundary"
)


async def clusters(aws: Aws) -> list[Any]:
    return [cluster async for batch in aws.ecs.clusters() for cluster in batch]


async def failing(aws: Aws) -> AwsError:
    with pytest.raises(AwsError) as raised:
        await clusters(aws)
    return raised.value


NETWORK = {
    "closes before an answer": (close, Unreachable, "closed the connection"),
    "tears the connection down": (reset, Unreachable, "dropped it"),
    "a proxy's 502 page": (answer("<html>bad gateway", status=502, kind="text/html"), Unreachable, "502"),
    "a portal's 200 page": (answer("<html>log in", kind="text/html"), BadAnswer, "clusterArns"),
    "a body cut in half": (answer('{"clusterArns": ["arn:aws'), BadAnswer, "clusterArns"),
    "an empty object": (answer({}), BadAnswer, "clusterArns"),
    "a list for an object": (answer(["what"]), BadAnswer, "wrong shape"),
    "a number for a list": (answer({"clusterArns": 7}), BadAnswer, "wrong shape"),
    "not HTTP": (answer("", status=200, kind="x\r\n\0bad header"), Unreachable, "connection failed"),
}


@pytest.mark.parametrize("case", NETWORK)
async def test_a_broken_answer_is_named(case: str, server: Scripted, door: Door) -> None:
    act, kind, words = NETWORK[case]
    server.act = act
    error = await failing(await door(attempts=1))
    assert type(error) is kind
    assert words in error.why
    assert error.operation == "ecs:ListClusters"
    assert error.where == "eu-west-1"


CODES = {
    "ThrottlingException": (Throttled, "no"),
    "TooManyRequestsException": (Throttled, "no"),
    "ExpiredTokenException": (NotSignedIn, "expired"),
    "ExpiredToken": (NotSignedIn, "expired"),
    "RequestExpired": (NotSignedIn, "expired"),
    "UnrecognizedClientException": (NotSignedIn, "does not know these keys"),
    "InvalidClientTokenId": (NotSignedIn, "does not know these keys"),
    "InvalidSignatureException": (NotSignedIn, "signature"),
    "RequestTimeTooSkewed": (NotSignedIn, "signature"),
    "OptInRequired": (NotSignedIn, "not enabled"),
    "AccessDeniedException": (Denied, "no"),
    "ClusterNotFoundException": (NotFound, "no"),
    "ResourceNotFoundException": (NotFound, "no"),
    "InvalidParameterException": (Rejected, "no"),
    "ServerException": (Unreachable, "the service itself failed"),
}


@pytest.mark.parametrize("code", CODES)
async def test_every_error_code_becomes_its_kind(code: str, server: Scripted, door: Door) -> None:
    kind, words = CODES[code]
    server.act = refusal(code, status=500 if code == "ServerException" else 400)
    error = await failing(await door(attempts=1))
    assert type(error) is kind
    assert words in error.why
    assert error.code == code


async def test_a_denial_names_who_what_and_why(server: Scripted, door: Door) -> None:
    server.act = refusal("AccessDeniedException", DENIED)
    error = await failing(await door())
    assert error.why == (
        "assumed-role/OnCall/ada may not ecs:ListClusters on arn:aws:ecs:eu-west-1:111122223333:cluster/* "
        "(explicit deny in a permissions boundary)."
    )
    assert "Ask for ecs:ListClusters" in error.advice


async def test_hostile_words_of_an_answer_are_made_safe(server: Scripted, door: Door) -> None:
    server.act = refusal("InvalidParameterException", "\x1b]52;c;ZXZpbA==\x07 \u202eevil" + "x" * 9999)
    error = await failing(await door())
    assert str(error).isprintable()
    assert len(error.why) < 600


async def test_silence_ends_with_the_patience(server: Scripted, door: Door) -> None:
    server.act = silence
    error = await failing(await door(read=0.1, attempts=1))
    assert isinstance(error, Unreachable)
    assert "in time" in error.why


async def test_a_body_that_drips_ends_with_the_patience(server: Scripted, door: Door) -> None:
    server.act = drip
    aws = await door(call=0.3)
    error = await failing(aws)
    assert isinstance(error, Unreachable)
    assert "no complete answer" in error.why


async def test_a_refused_port_is_unreachable(keys: None) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        async with Aws(
            Connection(region="eu-west-1", endpoint_url=url), patience=Patience(attempts=1)
        ) as aws:
            error = await failing(aws)
    assert isinstance(error, Unreachable)
    assert "takes no connection" in error.why
    assert url.removeprefix("http://") in error.why


async def test_an_unknown_name_is_said_to_be_unknown(keys: None) -> None:
    connection = Connection(region="eu-west-1", endpoint_url="http://ecs.invalid")
    async with Aws(connection, patience=Patience(attempts=1)) as aws:
        error = await failing(aws)
    assert isinstance(error, Unreachable)
    assert "ecs.invalid is not known" in error.why


ONCE = {"closed": close, "reset": reset, "throttled": refusal("ThrottlingException"), "unanswered": silence}


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize("fault", ONCE)
async def test_a_write_is_sent_once(
    fault: str, mode: str, server: Scripted, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    server.act = ONCE[fault]
    aws = await door(read=0.1)
    with pytest.raises((Unreachable, Throttled)):
        await aws.ecs.update_service("prod", "api", desired=3, force_new_deployment=True)
    assert server.requests == 1


async def test_a_read_is_tried_three_times(
    server: Scripted, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "7")
    server.act = close
    await failing(await door())
    assert server.requests == 3


async def test_a_write_holds_only_what_was_asked(server: Scripted, door: Door) -> None:
    server.act = answer({"service": SERVICE})
    aws = await door()
    service = (await aws.ecs.update_service("prod", "api", desired=3)).service
    assert (service.name, service.desired, service.running, service.pending) == ("api", 3, 2, 1)
    assert aws.calls == {"ecs:UpdateService": 1}


async def test_a_write_whose_answer_is_cut_is_not_taken_for_applied(server: Scripted, door: Door) -> None:
    server.act = answer('{"service": {')
    with pytest.raises(BadAnswer, match="without its service"):
        await (await door()).ecs.update_service("prod", "api", desired=3)


HEALING: dict[str, Act] = {
    "closed": close,
    "denied": refusal("AccessDeniedException", DENIED),
    "expired": refusal("ExpiredTokenException"),
    "cut": answer('{"clusterA'),
}


@pytest.mark.parametrize("fault", HEALING)
async def test_the_next_call_heals_when_the_cause_is_gone(fault: str, server: Scripted, door: Door) -> None:
    server.act = HEALING[fault]
    aws = await door(attempts=1)
    await failing(aws)
    server.act = answer({"clusterArns": []})
    assert await clusters(aws) == []


async def test_pages_that_go_round_in_a_circle_end(server: Scripted, door: Door) -> None:
    server.act = answer({"clusterArns": [], "nextToken": "again"})
    error = await failing(await door())
    assert isinstance(error, BadAnswer)
    assert "circle" in error.why
    assert server.requests == 2


async def test_new_keys_heal_an_expired_session(
    server: Scripted, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.act = refusal("ExpiredTokenException")
    aws = await door()
    await failing(aws)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDNEW")
    identity = (
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account><Arn>{}</Arn></GetCaller"
    )
    server.act = answer(
        identity.format("arn:aws:iam::1:user/ada") + "IdentityResult></GetCallerIdentityResponse>"
    )
    assert (await aws.identity()).who == "ada"
    assert (await aws.identity()).account == "1"
    assert aws.calls["sts:GetCallerIdentity"] == 1


async def test_without_credentials_it_says_so_and_takes_those_that_come(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.act = answer({"clusterArns": []})
    async with Aws(Connection(region="eu-west-1", endpoint_url=server.url)) as aws:
        error = await failing(aws)
        assert isinstance(error, NotSignedIn)
        assert error.why == "no credentials were found."
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SECRETEXAMPLE")
        assert await clusters(aws) == []


async def test_half_a_key_pair_is_incomplete(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    async with Aws(Connection(region="eu-west-1", endpoint_url=server.url)) as aws:
        error = await failing(aws)
    assert isinstance(error, NotSignedIn)
    assert "incomplete" in error.why


def write_config(home: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config = home / "config"
    config.write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))


async def test_an_unknown_profile_names_the_near_ones(
    keys: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config(tmp_path, "[profile production]\n[profile staging]\n", monkeypatch)
    async with Aws(Connection(profile="prodution", region="eu-west-1")) as aws:
        error = await failing(aws)
    assert isinstance(error, NotSignedIn)
    assert "'prodution'" in error.why
    assert error.advice == "Did you mean production?"


async def test_a_missing_region_is_said_and_heals(
    keys: None, server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.act = answer({"clusterArns": []})
    async with Aws(Connection(endpoint_url=server.url)) as aws:
        error = await failing(aws)
        assert isinstance(error, NotSignedIn)
        assert error.why == "no region is set:"
        assert error.word == "no region"
        monkeypatch.setenv("AWS_REGION", "eu-north-1")
        assert await clusters(aws) == []
        assert aws.region == "eu-north-1"


async def test_a_broken_config_file_is_named(
    keys: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config(tmp_path, "this is no config\n", monkeypatch)
    async with Aws(Connection(region="eu-west-1")) as aws:
        error = await failing(aws)
    assert isinstance(error, NotSignedIn)
    assert str(tmp_path) in error.why


MFA = """[profile base]
aws_access_key_id = AKIDEXAMPLE
aws_secret_access_key = SECRETEXAMPLE
[profile admin]
role_arn = arn:aws:iam::111122223333:role/admin
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/ada
"""


async def test_an_mfa_code_is_never_asked_for_on_the_terminal(
    server: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config(tmp_path, MFA, monkeypatch)
    async with Aws(Connection(profile="admin", region="eu-west-1", endpoint_url=server.url)) as aws:
        error = await failing(aws)
    assert isinstance(error, NotSignedIn)
    assert "MFA code" in error.why
    assert server.requests == 0


SSO = """[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = OnCall
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
"""


async def test_an_sso_profile_without_a_login_says_how_to_log_in(
    server: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config(tmp_path, SSO, monkeypatch)
    async with Aws(Connection(profile="sso", region="eu-west-1", endpoint_url=server.url)) as aws:
        error = await failing(aws)
    assert isinstance(error, NotSignedIn)
    assert "aws sso login" in error.advice


async def test_a_failed_credential_process_is_told(
    server: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config(
        tmp_path, "[profile p]\ncredential_process = /bin/sh -c 'echo nope >&2; exit 3'\n", monkeypatch
    )
    async with Aws(Connection(profile="p", region="eu-west-1", endpoint_url=server.url)) as aws:
        error = await failing(aws)
    assert isinstance(error, NotSignedIn)
    assert "nope" in error.why


async def test_a_failure_keeps_no_frame_of_botocore(server: Scripted, door: Door) -> None:
    """Frames hold locals, among them keys; a snapshot may keep a failure for hours."""
    server.act = close
    error = await failing(await door(attempts=1))
    frame, files = error.__traceback__, []
    while frame is not None:
        files.append(frame.tb_frame.f_code.co_filename)
        frame = frame.tb_next
    assert error.__cause__ is None
    assert error.__context__ is None
    assert not [name for name in files if "botocore" in name]


async def test_cancelling_many_calls_leaves_nothing_open(server: Scripted, door: Door) -> None:
    server.act = silence
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        aws = await door()
        calls = [asyncio.create_task(clusters(aws)) for _ in range(30)]
        async with asyncio.timeout(5):
            while server.requests < 20:  # the pool is full, the rest waits for a connection
                server.arrived.clear()
                await server.arrived.wait()
        for call in calls:
            call.cancel()
        done = await asyncio.gather(*calls, return_exceptions=True)
        server.act = answer({"clusterArns": []})
        assert await clusters(aws) == []
        await aws.__aexit__(None, None, None)
        gc.collect()
    assert all(isinstance(result, asyncio.CancelledError) for result in done)
    assert not [str(warning.message) for warning in caught if "nclosed" in str(warning.message)]


async def test_signing_in_anew_lets_calls_under_way_finish(server: Scripted, door: Door) -> None:
    release = asyncio.Event()
    finish = answer({"clusterArns": []})

    async def slow(writer: asyncio.StreamWriter) -> None:
        await release.wait()
        await finish(writer)

    server.act = slow
    aws = await door()
    under_way = asyncio.create_task(clusters(aws))
    await server.arrived.wait()
    server.act = refusal("ExpiredTokenException")
    await failing(aws)
    release.set()
    assert await under_way == []


async def test_the_clock_follows_the_date_of_the_answers(server: Scripted, door: Door) -> None:
    server.act = answer({"clusterArns": []}, Date="Wed, 01 Jan 2020 12:00:00 GMT")
    aws = await door()
    await clusters(aws)
    assert aws.now().isoformat().startswith("2020-01-01T12:00:0")


EVENT = {"eventId": "1", "timestamp": 1, "logStreamName": "ecs/api/t"}


async def test_log_lines_are_made_safe_line_by_line(server: Scripted, door: Door) -> None:
    server.act = answer({"events": [{**EVENT, "message": "a\x1b[2J\n\tb\r\n\u202ec\n"}]})
    page = await (await door()).logs.filter_events(LogSource("eu-west-1", "g", "ecs/"), start=0)
    assert page.events[0].message == "a␛[2J\n    b\nc"
    assert page.events[0].ingested == 1
    assert page.next_token is None


async def test_an_empty_page_of_logs_is_not_the_end(server: Scripted, door: Door) -> None:
    server.act = answer({"events": [], "nextToken": "more"})
    page = await (await door()).logs.filter_events(LogSource("eu-west-1", "g", ""), start=0)
    assert (page.events, page.next_token) == ((), "more")


async def test_logs_of_another_region_are_asked_for_there(server: Scripted, door: Door) -> None:
    server.act = answer({"events": []})
    aws = await door()
    await aws.logs.filter_events(LogSource("us-east-2", "g", ""), start=0)
    assert b"/us-east-2/logs/aws4_request" in server.last
    assert aws.region == "eu-west-1"


TARGET = {
    "ScalableTargets": [
        {"MinCapacity": 2, "MaxCapacity": 9, "SuspendedState": {"DynamicScalingInSuspended": True}}
    ]
}


async def test_bounds_are_told_even_if_the_policies_may_not_be_read(server: Scripted, door: Door) -> None:
    async def act(writer: asyncio.StreamWriter) -> None:
        targets = b"DescribeScalableTargets" in server.last
        await (answer(TARGET) if targets else refusal("AccessDeniedException"))(writer)

    server.act = act
    target = await (await door()).scaling.target("prod", "api")
    assert target is not None
    assert replace(target, policies_unread="") == ScalableTarget(2, 9, scale_in_suspended=True)
    assert target.policies_unread == "no"


async def test_nothing_scales_a_service_without_a_target(server: Scripted, door: Door) -> None:
    server.act = answer({"ScalableTargets": []})
    assert await (await door()).scaling.target("prod", "api") is None


async def test_html_in_place_of_xml_is_unreadable(server: Scripted, door: Door) -> None:
    server.act = answer("<html>log in", kind="text/html")
    with pytest.raises(BadAnswer, match="captive portal"):
        await (await door(attempts=1)).elbv2.target_health("arn:aws:elasticloadbalancing:r:1:targetgroup/t/1")
