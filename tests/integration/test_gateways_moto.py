"""A second opinion: the console's own reading gateways against moto, which nobody here wrote.

Only what moto does right is asked: it starts no tasks, pages no lists and filters little.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from ecstui.aws.account import Aws
from ecstui.aws.patience import Patience
from ecstui.model.account import Connection
from ecstui.model.errors import NotFound
from ecstui.model.logs import LogSource
from ecstui.model.way_out import Place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    Boto = Callable[..., Any]


@dataclass(frozen=True)
class Moto:
    """Where moto listens."""

    endpoint_url: str
    region: str = "eu-west-1"


@pytest.fixture
def moto() -> Iterator[Moto]:
    """An unmodified moto server, empty."""
    from moto.moto_api._internal import moto_api_backend
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield Moto(f"http://{host}:{port}")
    server.stop()
    moto_api_backend.reset()


@pytest.fixture
async def door(moto: Moto, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Aws]:
    """The console's door to moto."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SECRETEXAMPLE")
    connection = Connection(region=moto.region, endpoint_url=moto.endpoint_url)
    async with Aws(connection, patience=Patience(read=60, call=90)) as aws:
        yield aws


async def every(batches: AsyncIterator[tuple[Any, ...]]) -> list[Any]:
    return [item async for batch in batches for item in batch]


LOG = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/api", "awslogs-stream-prefix": "ecs"}}


async def test_clusters_services_and_task_definitions(door: Aws, moto: Moto, boto_client: Boto) -> None:
    async with boto_client(moto, "ecs") as ecs:
        await ecs.create_cluster(clusterName="prod", capacityProviders=["FARGATE"])
        await ecs.register_task_definition(
            family="api",
            networkMode="awsvpc",
            containerDefinitions=[
                {
                    "name": "app",
                    "image": "shop/api:7",
                    "memory": 128,
                    "portMappings": [{"containerPort": 80}],
                    "logConfiguration": LOG,
                }
            ],
        )
        names = [f"service-{number:02}" for number in range(23)]
        for name in names:
            await ecs.create_service(cluster="prod", serviceName=name, taskDefinition="api", desiredCount=2)

    (cluster,) = await every(door.ecs.clusters())
    assert (cluster.name, cluster.status, cluster.capacity_providers) == ("prod", "ACTIVE", ("FARGATE",))

    services = await every(door.ecs.services(cluster.arn))
    assert sorted(service.name for service in services) == names
    assert {(service.desired, service.cluster, service.revision) for service in services} == {
        (2, "prod", "api:1")
    }
    assert door.calls["ecs:DescribeServices"] == 3

    assert await door.ecs.describe_services("prod", ("nothing",)) == ()
    definition = await door.ecs.task_definition(services[0].task_definition)
    (app,) = definition.containers
    assert (definition.family, definition.revision, app.ports, app.memory) == ("api", 1, (80,), 128)
    assert app.log is not None
    assert app.log.option("awslogs-stream-prefix") == "ecs"
    with pytest.raises(NotFound):
        await every(door.ecs.services("nowhere"))


async def test_tasks(door: Aws, moto: Moto, boto_client: Boto) -> None:
    async with boto_client(moto, "ecs") as ecs:
        await ecs.create_cluster(clusterName="prod")
        await ecs.register_task_definition(
            family="job",
            networkMode="awsvpc",
            containerDefinitions=[{"name": "app", "image": "i", "memory": 64}],
        )
        async with boto_client(moto, "ec2") as ec2:
            subnet = (await ec2.describe_subnets())["Subnets"][0]["SubnetId"]
            group = (await ec2.describe_security_groups())["SecurityGroups"][0]["GroupId"]
        await ecs.run_task(
            cluster="prod",
            taskDefinition="job",
            launchType="FARGATE",
            count=3,
            networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}},
        )
    tasks = await every(door.ecs.tasks("prod"))
    assert len(tasks) == 3
    assert {(task.revision, task.launch_type, len(task.containers)) for task in tasks} == {
        ("job:1", "FARGATE", 1)
    }
    assert all(task.private_ip for task in tasks)


async def test_repositories_and_images(door: Aws, moto: Moto, boto_client: Boto) -> None:
    async with boto_client(moto, "ecr") as ecr:
        await ecr.create_repository(
            repositoryName="shop/api",
            imageTagMutability="IMMUTABLE",
            imageScanningConfiguration={"scanOnPush": True},
        )
        for tag in ("1", "2"):
            await ecr.put_image(repositoryName="shop/api", imageTag=tag, imageManifest=manifest(tag))
    (repository,) = await every(door.ecr.repositories())
    assert (repository.name, repository.tag_mutability, repository.scan_on_push) == (
        "shop/api",
        "IMMUTABLE",
        True,
    )
    assert repository.uri.endswith("/shop/api")
    images = await door.ecr.images("shop/api")
    assert sorted(tag for image in images for tag in image.tags) == ["1", "2"]
    assert all(image.digest.startswith("sha256:") for image in images)
    assert [image.pushed_at for image in images] == sorted((i.pushed_at for i in images), reverse=True)
    with pytest.raises(NotFound):
        await door.ecr.images("nothing")


def manifest(content: str) -> str:
    """An image manifest with one layer."""
    digest = f"sha256:{hashlib.sha256(content.encode()).hexdigest()}"
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    layer = {"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": 9, "digest": digest}
    config = {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 9, "digest": digest}
    return json.dumps({"schemaVersion": 2, "mediaType": kind, "config": config, "layers": [layer]})


async def test_log_events(door: Aws, moto: Moto, boto_client: Boto) -> None:
    now = int(door.now().timestamp() * 1000)
    async with boto_client(moto, "logs") as logs:
        await logs.create_log_group(logGroupName="/ecs/api")
        await logs.create_log_stream(logGroupName="/ecs/api", logStreamName="ecs/app/1")
        events = [{"timestamp": now - 1000 + number, "message": f"line {number}"} for number in range(30)]
        await logs.put_log_events(logGroupName="/ecs/api", logStreamName="ecs/app/1", logEvents=events)
    source, got, token = LogSource(moto.region, "/ecs/api", ""), [], None
    while True:
        page = await door.logs.filter_events(source, start=now - 1000, token=token, limit=12)
        got += page.events
        if (token := page.next_token) is None:
            break
    assert [event.message for event in got] == [f"line {number}" for number in range(30)]
    assert {event.stream for event in got} == {"ecs/app/1"}
    with pytest.raises(NotFound):
        await door.logs.filter_events(LogSource(moto.region, "/nothing", ""), start=0)


async def test_target_health(door: Aws, moto: Moto, boto_client: Boto) -> None:
    async with boto_client(moto, "ec2") as ec2, boto_client(moto, "elbv2") as elbv2:
        vpc = (await ec2.describe_vpcs())["Vpcs"][0]["VpcId"]
        subnets = [subnet["SubnetId"] for subnet in (await ec2.describe_subnets())["Subnets"][:2]]
        created = await elbv2.create_target_group(
            Name="api", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip"
        )
        group = created["TargetGroups"][0]["TargetGroupArn"]
        balancer = (await elbv2.create_load_balancer(Name="lb", Subnets=subnets))["LoadBalancers"][0]
        forward = [{"Type": "forward", "TargetGroupArn": group}]
        await elbv2.create_listener(
            LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=forward
        )
        assert await door.elbv2.target_health(group) == ()
        await elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.7", "Port": 8080}])
    (target,) = await door.elbv2.target_health(group)
    assert (target.id, target.port, target.state) == ("10.0.0.7", 8080, "healthy")
    with pytest.raises(NotFound):
        await door.elbv2.target_health(group + "0")


async def test_a_scalable_target_in_words(door: Aws, moto: Moto, boto_client: Boto) -> None:
    resource = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/prod/api",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    async with boto_client(moto, "ecs") as ecs:
        await ecs.create_cluster(clusterName="prod")
        await ecs.register_task_definition(
            family="api", containerDefinitions=[{"name": "app", "image": "i", "memory": 64}]
        )
        await ecs.create_service(cluster="prod", serviceName="api", taskDefinition="api", desiredCount=2)
    async with boto_client(moto, "application-autoscaling") as scaling:
        await scaling.register_scalable_target(
            **resource, MinCapacity=2, MaxCapacity=9, SuspendedState={"DynamicScalingInSuspended": True}
        )
        metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
        await scaling.put_scaling_policy(
            **resource,
            PolicyName="cpu",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 60,
                "PredefinedMetricSpecification": metric,
            },
        )
    target = await door.scaling.target("prod", "api")
    assert target is not None
    assert (target.minimum, target.maximum, target.scale_in_suspended) == (2, 9, True)
    assert [policy.words for policy in target.policies] == ["CPU at 60 %"]
    assert await door.scaling.target("prod", "other") is None


async def test_the_way_out_of_a_subnet(door: Aws, moto: Moto, boto_client: Boto) -> None:
    async with boto_client(moto, "ec2") as ec2:
        vpc = (await ec2.create_vpc(CidrBlock="10.0.0.0/16"))["Vpc"]["VpcId"]
        subnets = [
            (await ec2.create_subnet(VpcId=vpc, CidrBlock=block))["Subnet"]["SubnetId"]
            for block in ("10.0.1.0/24", "10.0.2.0/24")
        ]
        made = await ec2.create_network_interface(SubnetId=subnets[0])
        address = made["NetworkInterface"]["PrivateIpAddress"]
        place = await door.ec2.place_of_interface(subnets[0], address)
        assert place == Place(subnets[0], vpc, public_address=False)
        assert await door.ec2.place_of_interface(subnets[1], address) is None
        assert await door.ec2.default_route(place) == ""
        gateway = (await ec2.create_internet_gateway())["InternetGateway"]["InternetGatewayId"]
        await ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        table = (await ec2.create_route_table(VpcId=vpc))["RouteTable"]["RouteTableId"]
        await ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[0])
        await ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        assert await door.ec2.default_route(place) == gateway
        assert await door.ec2.default_route(Place(subnets[1], vpc, public_address=False)) == ""
        assert not await door.ec2.has_endpoint(place, "ssmmessages")
        await ec2.create_vpc_endpoint(
            VpcId=vpc,
            VpcEndpointType="Interface",
            ServiceName="com.amazonaws.eu-west-1.ssmmessages",
            SubnetIds=subnets,
            PrivateDnsEnabled=True,
        )
        assert await door.ec2.has_endpoint(place, "ssmmessages")
        assert not await door.ec2.has_endpoint(place, "ssm")


async def test_the_place_of_an_instance(door: Aws, moto: Moto, boto_client: Boto) -> None:
    async with boto_client(moto, "ec2") as ec2:
        image = (await ec2.describe_images())["Images"][0]["ImageId"]
        (made,) = (await ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1))["Instances"]
    place = await door.ec2.place_of_instance(made["InstanceId"])
    assert place == Place(made["SubnetId"], made["VpcId"], public_address=True)


async def test_a_role_with_a_path_by_its_name(door: Aws, moto: Moto, boto_client: Boto) -> None:
    async with boto_client(moto, "iam") as iam:
        made = await iam.create_role(RoleName="oncall", Path="/sso/", AssumeRolePolicyDocument="{}")
    assert await door.iam.role_arn("oncall") == made["Role"]["Arn"]
    with pytest.raises(NotFound):
        await door.iam.role_arn("nobody")


async def test_identity(door: Aws) -> None:
    identity = await door.identity()
    assert identity.account == "123456789012"
    assert identity.arn.startswith("arn:aws:sts::")
    assert await door.identity() is identity
