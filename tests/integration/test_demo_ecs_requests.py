"""What ECS enforces, over HTTP through a real client: batches, pages, failures, tokens and refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-0a1f4c7d92e35b860"]}}


@pytest.fixture
async def world(aws_with: Callable[..., Any]) -> Any:
    return aws_with(speed=0, scenario="calm")


@pytest.fixture
async def ecs(world: Any, boto_client: Callable[..., Any]) -> AsyncIterator[Any]:
    async with boto_client(world, "ecs") as client:
        yield client


async def refused(call: Any) -> dict[str, str]:
    with pytest.raises(ClientError) as error:
        await call
    details: dict[str, str] = error.value.response["Error"]
    return details


async def test_names_and_arns_are_both_accepted(ecs: Any) -> None:
    by_name = await ecs.describe_services(cluster="production", services=["cart"])
    arns = by_name["services"][0]
    by_arn = await ecs.describe_services(cluster=arns["clusterArn"], services=[arns["serviceArn"]])
    assert by_arn["services"] == by_name["services"]


async def test_what_is_not_there_is_a_failure_with_the_reason_missing(ecs: Any) -> None:
    answer = await ecs.describe_services(cluster="production", services=["cart", "ghost"])
    assert [s["serviceName"] for s in answer["services"]] == ["cart"]
    ghost = "arn:aws:ecs:eu-west-1:123456789012:service/production/ghost"
    assert answer["failures"] == [{"arn": ghost, "reason": "MISSING"}]
    clusters = await ecs.describe_clusters(clusters=["nowhere"])
    assert clusters["clusters"] == []
    assert clusters["failures"][0]["reason"] == "MISSING"


async def test_batches_over_the_limit_are_refused(ecs: Any) -> None:
    eleven = await refused(ecs.describe_services(cluster="production", services=["cart"] * 11))
    assert eleven["Code"] == "InvalidParameterException"
    tasks = await refused(ecs.describe_tasks(cluster="production", tasks=["a" * 32] * 101))
    assert tasks["Code"] == "InvalidParameterException"
    many = ecs.run_task(
        cluster="batch",
        taskDefinition="nightly-report",
        count=11,
        launchType="FARGATE",
        networkConfiguration=NETWORK,
    )
    assert (await refused(many))["Code"] == "InvalidParameterException"


async def test_unknown_clusters_and_services_have_their_own_errors(ecs: Any) -> None:
    assert (await refused(ecs.list_services(cluster="nowhere")))["Code"] == "ClusterNotFoundException"
    assert (await refused(ecs.list_tasks(cluster="production", serviceName="ghost")))[
        "Code"
    ] == "ServiceNotFoundException"
    assert (await refused(ecs.update_service(cluster="production", service="ghost")))[
        "Code"
    ] == "ServiceNotFoundException"


async def test_services_come_ten_a_page_unless_asked(ecs: Any) -> None:
    first = await ecs.list_services(cluster="production")
    assert len(first["serviceArns"]) == 10
    rest = await ecs.list_services(cluster="production", nextToken=first["nextToken"])
    assert len(rest["serviceArns"]) == 7
    assert "nextToken" not in rest
    assert len((await ecs.list_services(cluster="production", maxResults=100))["serviceArns"]) == 17


async def test_tasks_are_found_by_each_filter(ecs: Any) -> None:
    async def listed(**filters: Any) -> list[str]:
        arns: list[str] = (await ecs.list_tasks(cluster="production", **filters))["taskArns"]
        return arns

    cart = await listed(serviceName="cart")
    assert len(cart) == 5
    assert await listed(family="cart") == cart
    assert set(cart) < set(await listed(launchType="FARGATE"))
    assert not set(cart) & set(await listed(launchType="EC2"))
    described = await ecs.describe_tasks(cluster="production", tasks=cart[:1])
    assert set(await listed(startedBy=described["tasks"][0]["startedBy"])) == set(cart)
    assert await listed(serviceName="cart", desiredStatus="STOPPED") == []
    instances = (await ecs.list_container_instances(cluster="production"))["containerInstanceArns"]
    on_each = [await listed(containerInstance=arn) for arn in instances]
    assert sum(len(on_one) for on_one in on_each) == len(await listed(launchType="EC2"))
    error = await refused(ecs.list_tasks(cluster="production", startedBy="x", family="cart"))
    assert error["Code"] == "InvalidParameterException"


async def test_a_client_token_runs_a_task_once(ecs: Any) -> None:
    asked: dict[str, Any] = {
        "cluster": "batch",
        "taskDefinition": "nightly-report",
        "launchType": "FARGATE",
        "networkConfiguration": NETWORK,
        "clientToken": "once",
    }
    first = await ecs.run_task(**asked)
    again = await ecs.run_task(**asked)
    assert [t["taskArn"] for t in first["tasks"]] == [t["taskArn"] for t in again["tasks"]]
    assert (await refused(ecs.run_task(**asked | {"count": 2})))["Code"] == "ConflictException"


async def test_a_service_is_created_scaled_and_deleted(ecs: Any, world: Any) -> None:
    created = await ecs.create_service(
        cluster="staging",
        serviceName="extra",
        taskDefinition="cart-staging",
        desiredCount=2,
        launchType="FARGATE",
        networkConfiguration=NETWORK,
        clientToken="extra-1",
    )
    assert created["service"]["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    await world.control.advance(30)
    found = (await ecs.describe_services(cluster="staging", services=["extra"]))["services"][0]
    assert (found["runningCount"], found["deployments"][0]["rolloutState"]) == (2, "COMPLETED")
    await ecs.update_service(cluster="staging", service="extra", desiredCount=0)
    await world.control.advance(30)
    await ecs.delete_service(cluster="staging", service="extra")
    await world.control.advance(5)
    found = (await ecs.describe_services(cluster="staging", services=["extra"]))["services"][0]
    assert found["status"] == "INACTIVE"


async def test_tags_are_there_when_asked_for(ecs: Any) -> None:
    plain = (await ecs.describe_services(cluster="production", services=["cart"]))["services"][0]
    assert "tags" not in plain
    arn = plain["serviceArn"]
    await ecs.tag_resource(resourceArn=arn, tags=[{"key": "on-call", "value": "ana"}])
    tagged = await ecs.describe_services(cluster="production", services=["cart"], include=["TAGS"])
    assert {"key": "on-call", "value": "ana"} in tagged["services"][0]["tags"]
    await ecs.untag_resource(resourceArn=arn, tagKeys=["on-call"])
    tags = (await ecs.list_tags_for_resource(resourceArn=arn))["tags"]
    assert "on-call" not in {tag["key"] for tag in tags}


async def test_a_task_definition_is_registered_listed_and_deregistered(ecs: Any) -> None:
    container = {"name": "app", "image": "shop/app:1", "memory": 128}
    made = await ecs.register_task_definition(family="fresh", containerDefinitions=[container])
    arn = made["taskDefinition"]["taskDefinitionArn"]
    assert (await ecs.list_task_definitions(familyPrefix="fresh"))["taskDefinitionArns"] == [arn]
    assert "fresh" in (await ecs.list_task_definition_families(status="ACTIVE"))["families"]
    await ecs.deregister_task_definition(taskDefinition="fresh:1")
    assert (await ecs.list_task_definitions(familyPrefix="fresh"))["taskDefinitionArns"] == []
    described = await ecs.describe_task_definition(taskDefinition="fresh:1")
    assert described["taskDefinition"]["status"] == "INACTIVE"
    assert (await refused(ecs.describe_task_definition(taskDefinition="ghost")))["Code"] == "ClientException"


async def test_load_balancers_lead_to_the_targets_of_a_service(
    ecs: Any, world: Any, boto_client: Callable[..., Any]
) -> None:
    found = (await ecs.describe_services(cluster="production", services=["cart"]))["services"][0]
    group = found["loadBalancers"][0]["targetGroupArn"]
    async with boto_client(world, "elbv2") as elb:
        described = (await elb.describe_target_groups(TargetGroupArns=[group]))["TargetGroups"][0]
        balancer = described["LoadBalancerArns"][0]
        listener = (await elb.describe_listeners(LoadBalancerArn=balancer))["Listeners"][0]["ListenerArn"]
        rules = (await elb.describe_rules(ListenerArn=listener))["Rules"]
        assert group in {rule["Actions"][0]["TargetGroupArn"] for rule in rules}
        assert (await elb.describe_load_balancers(LoadBalancerArns=[balancer]))["LoadBalancers"]
        targets = (await elb.describe_target_health(TargetGroupArn=group))["TargetHealthDescriptions"]
        assert [target["TargetHealth"]["State"] for target in targets] == ["healthy"] * 5
        unknown = await refused(elb.describe_target_groups(TargetGroupArns=[group + "x"]))
        assert unknown["Code"] == "TargetGroupNotFound"
