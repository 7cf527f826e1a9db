"""The ECS gateway against the embedded AWS, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ecstui.model.errors import BadAnswer, Denied, NotFound, Rejected, Throttled, Unreachable
from tests.console_door import console

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.embedded_aws import EmbeddedAws


async def every(batches: AsyncIterator[tuple[Any, ...]]) -> list[Any]:
    return [item async for batch in batches for item in batch]


async def test_clusters_and_their_counts(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(aws, monkeypatch) as door:
        clusters = {cluster.name: cluster for cluster in await every(door.ecs.clusters())}
        production = clusters["production"]
        services = await every(door.ecs.services(production.arn))
        assert production.status == "ACTIVE"
        assert production.active_services == len(services)
        assert "FARGATE" in production.capacity_providers
        assert door.region == aws.region


async def test_a_service_with_all_that_a_pane_shows(
    aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws_with(speed=0), monkeypatch) as door:
        web = await door.ecs.describe_service("production", "web")
        assert (web.name, web.cluster, web.status) == ("web", "production", "ACTIVE")
        assert web.desired == web.running == 8
        assert web.primary is not None
        assert web.primary.revision == web.revision
        assert web.primary.rollout_state == "COMPLETED"
        assert web.load_balancers[0].port == 3000
        assert [event.created_at for event in web.events] == sorted(
            (event.created_at for event in web.events), reverse=True
        )
        assert web.created_at is not None
        assert web.created_at.utcoffset() is not None


async def test_a_service_that_is_not_there_is_left_out_or_not_found(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws, monkeypatch) as door:
        found = await door.ecs.describe_services("production", ("web", "nothing"))
        assert [service.name for service in found] == ["web"]
        with pytest.raises(NotFound):
            await door.ecs.describe_service("production", "nothing")
        with pytest.raises(NotFound) as raised:
            await every(door.ecs.services("nowhere"))
        assert raised.value.code == "ClusterNotFoundException"


async def test_tasks_of_a_service_with_their_containers(
    aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws_with(speed=0), monkeypatch) as door:
        tasks = await every(door.ecs.tasks("production", service="web"))
        assert len(tasks) == 8
        assert {task.service for task in tasks} == {"web"}
        assert all(task.containers and task.private_ip for task in tasks)
        stopped = await every(door.ecs.tasks("production", stopped=True))
        assert {task.desired_status for task in stopped} == {"STOPPED"}
        assert any(
            container.exit_code or container.reason for task in stopped for container in task.containers
        )


async def test_big_lists_come_whole_in_as_few_calls_as_the_limits_allow(
    aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = aws_with(speed=0, services=230, tasks=450)
    async with console(server, monkeypatch) as door:
        names, batches = set(), 0
        for cluster in await every(door.ecs.clusters()):
            async for batch in door.ecs.services(cluster.arn):
                batches += 1
                names |= {service.arn for service in batch}
        assert len(names) == 230
        assert batches < 10
        counts = await server.control.counts()
        assert counts["ecs:DescribeServices"] <= 230 / 10 + batches
        assert counts["ecs:ListServices"] <= 230 / 100 + 2 * batches
        assert counts == dict(door.calls)


async def test_a_revision_is_asked_for_once(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(aws, monkeypatch) as door:
        web = await door.ecs.describe_service("production", "web")
        first = await door.ecs.task_definition(web.task_definition)
        again = await door.ecs.task_definition(web.task_definition)
        assert first is again
        assert (first.family, f"{first.family}:{first.revision}") == ("web", web.revision)
        assert first.containers[0].log is not None
        assert first.containers[0].log.option("awslogs-group") == "/ecs/production/web"
        assert door.calls["ecs:DescribeTaskDefinition"] == 1
        with pytest.raises(NotFound):
            await door.ecs.task_definition("nothing:1")


async def test_deployments_newest_first(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(aws, monkeypatch) as door:
        deployments = await door.ecs.service_deployments("production", "web")
        assert deployments
        assert [d.created_at for d in deployments] == sorted(
            (d.created_at for d in deployments), reverse=True
        )
        assert len(await door.ecs.service_deployments("production", "web", limit=1)) == 1


async def test_scaling_and_redeploying_change_only_what_was_asked(
    aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = aws_with(speed=0)
    async with console(server, monkeypatch) as door:
        before = await door.ecs.describe_service("production", "web")
        scaled = await door.ecs.update_service("production", "web", desired=9)
        assert scaled.service.desired == 9
        assert scaled.request_id
        assert scaled.service.primary is not None
        assert scaled.service.primary.id == before.deployments[0].id
        redeployed = await door.ecs.update_service("production", "web", force_new_deployment=True)
        assert redeployed.service.desired == 9
        assert redeployed.service.deployments[0].id != before.deployments[0].id
        sent = [call["params"] for call in await server.control.calls("ecs:UpdateService")]
        assert sent == [
            {"cluster": "production", "service": "web", "desiredCount": 9},
            {"cluster": "production", "service": "web", "forceNewDeployment": True},
        ]


async def test_a_change_cut_after_it_was_applied_is_applied_once(
    aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = aws_with(speed=0)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    async with console(server, monkeypatch) as door:
        before = await door.ecs.describe_service("production", "web")
        await server.control.faults({"match": "ecs:UpdateService", "fault": "cut_after", "n": None})
        with pytest.raises(Unreachable):
            await door.ecs.update_service("production", "web", force_new_deployment=True)
        await server.control.faults()
        after = await door.ecs.describe_service("production", "web")
        assert len(after.deployments) == len(before.deployments) + 1
        assert (await server.control.counts())["ecs:UpdateService"] == 1


READING_FAULTS: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "denied": ({"fault": "error", "code": "AccessDeniedException", "message": "no"}, Denied),
    "refused": ({"fault": "error", "code": "InvalidParameterException", "message": "no"}, Rejected),
    "throttled": ({"fault": "throttle"}, Throttled),
    "cut": ({"fault": "truncate"}, BadAnswer),
    "emptied": ({"fault": "empty_body"}, BadAnswer),
    "a proxy's page": ({"fault": "html", "status": 502}, Unreachable),
}


@pytest.mark.parametrize("case", READING_FAULTS)
async def test_one_failing_batch_fails_the_list_which_then_heals(
    case: str, aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault, kind = READING_FAULTS[case]
    async with console(aws, monkeypatch) as door:
        await aws.control.faults({"match": "ecs:DescribeServices", "n": 3, **fault})
        with pytest.raises(kind):
            await every(door.ecs.services("staging"))
        await aws.control.faults()
        assert await every(door.ecs.services("staging"))


async def test_two_throttles_are_not_noticed(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(aws, monkeypatch) as door:
        await aws.control.faults({"match": "ecs:ListClusters", "fault": "throttle", "n": 2})
        assert await every(door.ecs.clusters())
        assert (await aws.control.counts())["ecs:ListClusters"] == 3
