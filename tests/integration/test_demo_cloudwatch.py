"""CloudWatch, STS, EC2 and EC2 Auto Scaling of the embedded AWS, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

HOUR = 3600


@pytest.fixture
def world(aws_with: Callable[..., Any]) -> Any:
    return aws_with(speed=0, start=1_790_000_000.0)


@pytest.fixture
async def cloudwatch(world: Any, boto_client: Callable[..., Any]) -> AsyncIterator[Any]:
    async with boto_client(world, "cloudwatch") as client:
        yield client


def query(service: str, metric: str = "CPUUtilization", stat: str = "Average", **more: Any) -> dict[str, Any]:
    dimensions = [
        {"Name": "ClusterName", "Value": "production"},
        {"Name": "ServiceName", "Value": service},
    ]
    wanted = {"Namespace": "AWS/ECS", "MetricName": metric, "Dimensions": dimensions}
    return {
        "Id": f"m{abs(hash((service, metric, stat)))}",
        "MetricStat": {"Metric": wanted, "Period": 60, "Stat": stat},
    } | more


async def values(world: Any, cloudwatch: Any, one: dict[str, Any], **params: Any) -> list[float]:
    now = world.world.now
    answer = await cloudwatch.get_metric_data(
        MetricDataQueries=[one], StartTime=now - HOUR, EndTime=now, **params
    )
    (result,) = answer["MetricDataResults"]
    assert result["StatusCode"] == "Complete"
    ordered = result["Timestamps"] == sorted(result["Timestamps"], reverse="ScanBy" not in params)
    assert ordered
    found: list[float] = result["Values"]
    return found


async def test_a_metric_is_the_same_whenever_it_is_asked_for(world: Any, cloudwatch: Any) -> None:
    first = await values(world, cloudwatch, query("pricing"))
    assert len(first) == 59 or len(first) == 60
    assert all(0 < value <= 100 for value in first)
    assert len(set(first)) > 50
    again = await values(world, cloudwatch, query("pricing"), ScanBy="TimestampAscending")
    assert again == first[::-1]
    await world.control.advance(600)
    later = await values(world, cloudwatch, query("pricing"))
    assert later[10:] == first[:-10]


async def test_statistics_keep_their_order(world: Any, cloudwatch: Any) -> None:
    stats = ("Minimum", "p50", "Average", "p95", "Maximum")
    rows = [await values(world, cloudwatch, query("pricing", stat=stat)) for stat in stats]
    for low, middle, mean, high, top in zip(*rows, strict=True):
        assert low < middle < high < top
        assert low < mean < top


async def test_what_leaks_climbs_and_falls_with_its_tasks(world: Any, cloudwatch: Any) -> None:
    leaking = await values(world, cloudwatch, query("recommendations", "MemoryUtilization"))
    calm = await values(world, cloudwatch, query("pricing", "MemoryUtilization"))
    assert max(leaking) - min(leaking) > 25
    assert max(calm) - min(calm) < 8


async def test_where_nothing_runs_there_are_no_points(world: Any, cloudwatch: Any) -> None:
    await world.control.advance(60)
    world.world.ecs.set_desired(world.world.ecs.service_named("production", "pricing"), 0)
    await world.control.advance(2 * HOUR)
    assert await values(world, cloudwatch, query("pricing")) == []
    insights = query("pricing", "RunningTaskCount")
    insights["MetricStat"]["Metric"]["Namespace"] = "ECS/ContainerInsights"
    assert set(await values(world, cloudwatch, insights)) == {0}


async def test_half_as_many_tasks_work_twice_as_hard(world: Any, cloudwatch: Any) -> None:
    (before, *_) = await values(world, cloudwatch, query("payments"))
    service = world.world.ecs.service_named("production", "payments")
    world.world.ecs.set_desired(service, service.desired_count * 2)
    await world.control.advance(HOUR)
    (after, *_) = await values(world, cloudwatch, query("payments"))
    assert after == pytest.approx(before / 2, rel=0.1)


async def test_too_many_queries_and_unknown_statistics_are_refused(world: Any, cloudwatch: Any) -> None:
    now = world.world.now
    many = [query("web", Id=f"m{number}") for number in range(501)]
    with pytest.raises(ClientError, match="ValidationError"):
        await cloudwatch.get_metric_data(MetricDataQueries=many, StartTime=now - 60, EndTime=now)
    answer = await cloudwatch.get_metric_data(MetricDataQueries=many[:500], StartTime=now - 180, EndTime=now)
    assert len(answer["MetricDataResults"]) == 500
    with pytest.raises(ClientError, match="median"):
        await values(world, cloudwatch, query("web", stat="median"))


async def test_statistics_of_one_metric_carry_unit_and_percentiles(world: Any, cloudwatch: Any) -> None:
    now = world.world.now
    metric = query("web")["MetricStat"]["Metric"]
    answer = await cloudwatch.get_metric_statistics(
        **metric, StartTime=now - HOUR, EndTime=now, Period=300, Statistics=["Average", "Maximum"]
    )
    assert 11 <= len(answer["Datapoints"]) <= 13
    assert {point["Unit"] for point in answer["Datapoints"]} == {"Percent"}
    extended = await cloudwatch.get_metric_statistics(
        **metric, StartTime=now - HOUR, EndTime=now, Period=300, ExtendedStatistics=["p99"]
    )
    assert extended["Datapoints"][0]["ExtendedStatistics"]["p99"] > 0


async def test_metrics_are_listed_for_every_service(world: Any, cloudwatch: Any) -> None:
    answer = await cloudwatch.list_metrics(
        Namespace="AWS/ECS", Dimensions=[{"Name": "ServiceName", "Value": "web"}]
    )
    names = {metric["MetricName"] for metric in answer["Metrics"]}
    assert names == {"CPUUtilization", "MemoryUtilization"}


async def test_alarms_come_in_pages_with_reasons_and_history(world: Any, cloudwatch: Any) -> None:
    await world.control.advance(HOUR)
    whole = (await cloudwatch.describe_alarms(MaxRecords=100))["MetricAlarms"]
    first = await cloudwatch.describe_alarms(MaxRecords=10)
    rest = await cloudwatch.describe_alarms(MaxRecords=100, NextToken=first["NextToken"])
    assert first["MetricAlarms"] + rest["MetricAlarms"] == whole
    history = await cloudwatch.describe_alarm_history(AlarmName="production-recommendations-memory-high")
    summaries = {item["HistorySummary"] for item in history["AlarmHistoryItems"]}
    assert "Alarm updated from OK to ALARM" in summaries
    alarmed = (await cloudwatch.describe_alarms(StateValue="ALARM"))["MetricAlarms"]
    assert all(alarm["StateReason"].startswith("Threshold Crossed:") for alarm in alarmed)


async def test_one_is_the_role_on_call_and_may_take_another(world: Any, boto_client: Any) -> None:
    async with boto_client(world, "sts") as sts:
        identity = await sts.get_caller_identity()
        assert identity["Arn"] == "arn:aws:sts::123456789012:assumed-role/oncall/you"
        taken = await sts.assume_role(RoleArn="arn:aws:iam::210987654321:role/ops", RoleSessionName="me")
        assert taken["AssumedRoleUser"]["Arn"] == "arn:aws:sts::210987654321:assumed-role/ops/me"
        assert taken["Credentials"]["Expiration"].timestamp() == pytest.approx(world.world.now + HOUR, abs=2)


async def test_the_hosts_of_tasks_and_their_network_are_described(world: Any, boto_client: Any) -> None:
    instances = [i for c in world.world.ecs.clusters.values() for i in c.instances.values()]
    async with boto_client(world, "ec2") as ec2:
        (reservation,) = (await ec2.describe_instances(InstanceIds=[instances[0].ec2_id]))["Reservations"]
        (instance,) = reservation["Instances"]
        assert instance["PrivateIpAddress"] == instances[0].private_ip
        subnets = (await ec2.describe_subnets(SubnetIds=[instance["SubnetId"]]))["Subnets"]
        assert subnets[0]["AvailabilityZone"] == instance["Placement"]["AvailabilityZone"]
        groups = await ec2.describe_security_groups()
        assert groups["SecurityGroups"][0]["VpcId"] == (await ec2.describe_vpcs())["Vpcs"][0]["VpcId"]
        with pytest.raises(ClientError, match=r"InvalidInstanceID\.NotFound"):
            await ec2.describe_instances(InstanceIds=["i-00000000000000000"])


async def test_the_group_of_a_capacity_provider_holds_its_instances(world: Any, boto_client: Any) -> None:
    async with boto_client(world, "ecs") as ecs, boto_client(world, "autoscaling") as autoscaling:
        providers = (await ecs.describe_capacity_providers())["capacityProviders"]
        arn = next(
            p["autoScalingGroupProvider"]["autoScalingGroupArn"]
            for p in providers
            if "autoScalingGroupProvider" in p
        )
        name = arn.rsplit("/", 1)[-1]
        (group,) = (await autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name]))[
            "AutoScalingGroups"
        ]
    assert group["AutoScalingGroupARN"] == arn
    assert len(group["Instances"]) == group["DesiredCapacity"] > 0
