"""The account the examples of calls are made against, and what an example is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from conformance.raw import answer

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP = "/ecs/production/web"
DEFINITION = {"name": "app", "image": "public.ecr.aws/nginx/nginx:1", "essential": True, "memory": 128}
METRIC = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
TRACKING = {
    "PolicyType": "TargetTrackingScaling",
    "TargetTrackingScalingPolicyConfiguration": {
        "TargetValue": 50.0,
        "PredefinedMetricSpecification": METRIC,
    },
}
SALE = {
    "ScheduledActionName": "sale",
    "Schedule": "at(2100-12-01T08:00:00)",
    "ScalableTargetAction": {"MinCapacity": 2, "MaxCapacity": 40},
}
AWSVPC = {"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-0a1b2c3d4e5f60001"]}}}


def last_hour() -> dict[str, Any]:
    """The parameters of a query of web's logs."""
    now = int(time.time())
    text = "fields @timestamp, @message | limit 5"
    return {"logGroupName": GROUP, "startTime": now - 3600, "endTime": now + 3600, "queryString": text}


@dataclass
class Account:
    """The account under test, and the names in it that examples use."""

    endpoint_url: str
    cluster = "production"
    repository = "shop/web"

    def ask(self, service: str, operation: str, /, **params: Any) -> Any:
        """A raw answer."""
        return answer(self.endpoint_url, service, operation, **params)

    def first(self, service: str, operation: str, member: str, /, **params: Any) -> str:
        """The text of the first element of a name in an XML answer."""
        found = self.ask(service, operation, **params).find(f".//{member}")
        assert found is not None
        return str(found.text)

    def tasks(self, status: str = "RUNNING", cluster: str = cluster) -> list[str]:
        """ARNs of tasks."""
        return self.ask("ecs", "ListTasks", cluster=cluster, desiredStatus=status)["taskArns"]

    @cached_property
    def services(self) -> list[str]:
        """ARNs of the services of the cluster."""
        return self.ask("ecs", "ListServices", cluster=self.cluster, maxResults=100)["serviceArns"]

    @cached_property
    def instances(self) -> list[str]:
        """ARNs of its container instances."""
        return self.ask("ecs", "ListContainerInstances", cluster=self.cluster)["containerInstanceArns"]

    def rollout(self, service: str, **wanted: Any) -> str:
        """The ARN of the last service deployment of a service."""
        found = self.ask("ecs", "ListServiceDeployments", cluster=self.cluster, service=service, **wanted)
        return found["serviceDeployments"][0]["serviceDeploymentArn"]

    @cached_property
    def revision(self) -> str:
        """The ARN of the service revision of web."""
        found = self.ask("ecs", "DescribeServices", cluster=self.cluster, services=["web"])
        return found["services"][0]["currentServiceRevisions"][0]["arn"]

    @cached_property
    def stream(self) -> str:
        """The name of a log stream of web."""
        return self.ask("logs", "DescribeLogStreams", logGroupName=GROUP)["logStreams"][0]["logStreamName"]

    @cached_property
    def image(self) -> dict[str, str]:
        """An image that has been scanned."""
        found = self.ask("ecr", "DescribeImages", repositoryName=self.repository)["imageDetails"]
        return {"imageDigest": next(each["imageDigest"] for each in found if "imageScanStatus" in each)}

    @cached_property
    def rescanned(self) -> dict[str, str]:
        """Another image than `image`: a new scan hides the findings of the one before until it is done."""
        found = self.ask("ecr", "DescribeImages", repositoryName=self.repository)["imageDetails"]
        digests = [each["imageDigest"] for each in found]
        return {"imageDigest": next(each for each in digests if each != self.image["imageDigest"])}

    def created(self, name: str) -> str:
        """The name of a service made for one example, with no task."""
        params = {"serviceName": name, "taskDefinition": "web", "desiredCount": 0, **AWSVPC}
        self.ask("ecs", "CreateService", cluster=self.cluster, **params)
        return name

    def redeployed(self, service: str) -> str:
        """The ARN of a service deployment under way, begun for one example."""
        self.ask("ecs", "UpdateService", cluster=self.cluster, service=service, forceNewDeployment=True)
        return self.rollout(service)

    @cached_property
    def shifting(self) -> str:
        """The ARN of the blue/green deployment under way."""
        found = self.ask("ecs", "ListServiceDeployments", cluster="batch", service="invoice-renderer")
        return found["serviceDeployments"][0]["serviceDeploymentArn"]

    def paused(self) -> dict[str, Any]:
        """The hook that it waits at, and that it is to go on."""
        found = self.ask("ecs", "DescribeServiceDeployments", serviceDeploymentArns=[self.shifting])
        hook = found["serviceDeployments"][0]["lifecycleHookDetails"][0]["hookId"]
        return {"serviceDeploymentArn": self.shifting, "hookId": hook, "action": "CONTINUE"}

    def scalable(self, name: str) -> dict[str, Any]:
        """The scalable target of a service made for one example, with a policy `cpu`."""
        target = {
            "ServiceNamespace": "ecs",
            "ResourceId": f"service/{self.cluster}/{self.created(name)}",
            "ScalableDimension": "ecs:service:DesiredCount",
        }
        self.ask("application-autoscaling", "RegisterScalableTarget", **target, MinCapacity=0, MaxCapacity=4)
        self.ask("application-autoscaling", "PutScalingPolicy", **target, **TRACKING, PolicyName="cpu")
        return target

    def unscheduled(self, name: str) -> dict[str, Any]:
        """What names a scheduled action made for one example."""
        target = self.scalable(name)
        self.ask("application-autoscaling", "PutScheduledAction", **target, **SALE)
        return target | {"ScheduledActionName": SALE["ScheduledActionName"]}

    def registered(self, family: str) -> str:
        """The ARN of a task definition made for one example."""
        made = self.ask("ecs", "RegisterTaskDefinition", family=family, containerDefinitions=[DEFINITION])
        return made["taskDefinition"]["taskDefinitionArn"]

    def repository_made(self, name: str) -> str:
        """The name of a repository made for one example."""
        self.ask("ecr", "CreateRepository", repositoryName=name)
        return name

    def group_made(self, name: str) -> str:
        """The name of a log group made for one example, with a stream `s`."""
        self.ask("logs", "CreateLogGroup", logGroupName=name)
        self.ask("logs", "CreateLogStream", logGroupName=name, logStreamName="s")
        return name

    def query(self) -> str:
        """The id of a query of the last half hour of web's logs."""
        return self.ask("logs", "StartQuery", **last_hour())["queryId"]

    def record(self) -> str:
        """The pointer to an event that a query found."""
        found = self.ask("logs", "GetQueryResults", queryId=self.query())["results"]
        return next(cell["value"] for cell in found[0] if cell["field"] == "@ptr")


@dataclass(frozen=True)
class Example:
    """The parameters of a call, and the paths (see `conformance.unfilled`) its answer must fill."""

    params: Callable[[Account], dict[str, Any]]
    filled: str = ""


def under(prefix: str, paths: str) -> str:
    return " ".join(f"{prefix}.{path}" for path in paths.split())


def of(**params: Any) -> Callable[[Account], dict[str, Any]]:
    return lambda account: params


def here(**params: Any) -> Callable[[Account], dict[str, Any]]:
    return of(cluster=Account.cluster, **params)
