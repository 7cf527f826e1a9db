"""Examples of the operations of ECS."""

from __future__ import annotations

from conformance.account import AWSVPC, DEFINITION, Example, here, of, under

SERVICE = (
    "serviceArn serviceName clusterArn status desiredCount runningCount pendingCount taskDefinition"
    " deploymentConfiguration.maximumPercent deploymentConfiguration.minimumHealthyPercent"
    " deploymentController.type deployments events createdAt schedulingStrategy loadBalancers"
)
TASK = (
    "taskArn clusterArn taskDefinitionArn lastStatus desiredStatus cpu memory containers[].name"
    " containers[].containerArn containers[].image containers[].lastStatus createdAt group launchType version"
    " availabilityZone"
)
DEFINED = "taskDefinitionArn family revision status containerDefinitions[].name containerDefinitions[].image"
ROLLOUT = "serviceDeploymentArn serviceArn clusterArn createdAt status"

EXAMPLES = {
    "CreateCluster": Example(of(clusterName="conformance"), "cluster.clusterArn cluster.status"),
    "DeleteCluster": Example(
        lambda a: {"cluster": a.ask("ecs", "CreateCluster", clusterName="gone")["cluster"]["clusterArn"]},
        "cluster.clusterArn cluster.status",
    ),
    "DescribeClusters": Example(
        of(clusters=["production", "nowhere"], include=["STATISTICS", "TAGS", "SETTINGS", "CONFIGURATIONS"]),
        "clusters[].clusterArn clusters[].clusterName clusters[].status clusters[].runningTasksCount"
        " clusters[].pendingTasksCount clusters[].activeServicesCount clusters[].capacityProviders[]"
        " clusters[].registeredContainerInstancesCount clusters[].statistics[].value clusters[].settings"
        " failures[].arn failures[].reason",
    ),
    "ListClusters": Example(of(maxResults=2), "clusterArns[] nextToken"),
    "CreateService": Example(
        here(serviceName="made", taskDefinition="web", desiredCount=1, launchType="FARGATE", **AWSVPC),
        under("service", SERVICE),
    ),
    "UpdateService": Example(
        lambda a: {"cluster": a.cluster, "service": a.created("changed"), "desiredCount": 2},
        under("service", SERVICE),
    ),
    "DeleteService": Example(
        lambda a: {"cluster": a.cluster, "service": a.created("deleted"), "force": True},
        "service.serviceArn service.status",
    ),
    "DescribeServices": Example(
        lambda a: {"cluster": a.cluster, "services": [*a.services[:9], "nowhere"], "include": ["TAGS"]},
        under("services[]", SERVICE)
        + " services[].deployments[].id services[].deployments[].status services[].deployments[].rolloutState"
        " services[].deployments[].rolloutStateReason services[].deployments[].desiredCount"
        " services[].deployments[].runningCount services[].deployments[].failedTasks"
        " services[].deployments[].taskDefinition services[].deployments[].createdAt"
        " services[].deployments[].updatedAt services[?].events[].message services[?].events[].createdAt"
        " services[?].loadBalancers[].targetGroupArn services[?].launchType services[?].networkConfiguration"
        " services[].currentServiceRevisions[].arn services[].tags failures[].reason",
    ),
    "ListServices": Example(here(), "serviceArns[] nextToken"),
    "DescribeTasks": Example(
        lambda a: {
            "cluster": a.cluster,
            "tasks": [*a.tasks()[:60], *a.tasks("STOPPED")[:39], "0" * 32],
            "include": ["TAGS"],
        },
        under("tasks[]", TASK)
        + " tasks[].overrides tasks[].attachments tasks[?].startedAt tasks[?].stoppedAt"
        " tasks[?].stoppedReason"
        " tasks[?].stopCode tasks[?].containers[?].exitCode tasks[?].containers[?].reason tasks[?].startedBy"
        " tasks[?].attachments[].details[].value tasks[?].containers[].networkInterfaces[].privateIpv4Address"
        " tasks[?].containers[].runtimeId tasks[?].pullStartedAt tasks[?].pullStoppedAt tasks[?].connectivity"
        " tasks[?].platformVersion tasks[?].containerInstanceArn tasks[].healthStatus failures[].reason",
    ),
    "ListTasks": Example(here(maxResults=5), "taskArns[] nextToken"),
    "RunTask": Example(
        here(taskDefinition="web", count=2, launchType="FARGATE", **AWSVPC),
        under("tasks[]", TASK) + " failures",
    ),
    "StopTask": Example(
        lambda a: {"cluster": "batch", "task": a.tasks(cluster="batch")[0], "reason": "conformance"},
        under("task", TASK) + " task.stoppedReason task.stopCode",
    ),
    "GetTaskProtection": Example(
        lambda a: {"cluster": "staging", "tasks": a.tasks(cluster="staging")[:1]},
        "protectedTasks[].taskArn protectedTasks[].protectionEnabled failures",
    ),
    "UpdateTaskProtection": Example(
        lambda a: {
            "cluster": "staging",
            "tasks": a.tasks(cluster="staging")[1:2],
            "protectionEnabled": True,
            "expiresInMinutes": 60,
        },
        "protectedTasks[].taskArn protectedTasks[].protectionEnabled protectedTasks[].expirationDate"
        " failures",
    ),
    "DescribeTaskDefinition": Example(
        of(taskDefinition="web", include=["TAGS"]),
        under("taskDefinition", DEFINED)
        + " taskDefinition.registeredAt taskDefinition.networkMode taskDefinition.compatibilities[]"
        " taskDefinition.cpu taskDefinition.memory taskDefinition.executionRoleArn tags"
        " taskDefinition.containerDefinitions[].logConfiguration.options.awslogs-group"
        " taskDefinition.containerDefinitions[].logConfiguration.options.awslogs-stream-prefix",
    ),
    "RegisterTaskDefinition": Example(
        of(family="conformance", containerDefinitions=[DEFINITION]),
        under("taskDefinition", DEFINED),
    ),
    "DeregisterTaskDefinition": Example(
        lambda a: {"taskDefinition": a.registered("deregistered")},
        under("taskDefinition", DEFINED),
    ),
    "ListTaskDefinitions": Example(of(familyPrefix="web", sort="DESC"), "taskDefinitionArns[]"),
    "ListTaskDefinitionFamilies": Example(of(maxResults=3), "families[] nextToken"),
    "ListContainerInstances": Example(here(), "containerInstanceArns[]"),
    "DescribeContainerInstances": Example(
        lambda a: {
            "cluster": a.cluster,
            "containerInstances": a.instances,
            "include": ["TAGS", "CONTAINER_INSTANCE_HEALTH"],
        },
        "containerInstances[].containerInstanceArn containerInstances[].ec2InstanceId"
        " containerInstances[].status containerInstances[].agentConnected"
        " containerInstances[].runningTasksCount containerInstances[].pendingTasksCount"
        " containerInstances[].remainingResources[].name"
        " containerInstances[].registeredResources[].integerValue"
        " containerInstances[].capacityProviderName containerInstances[].versionInfo.agentVersion"
        " containerInstances[].registeredAt containerInstances[].attributes[].name failures",
    ),
    "DescribeCapacityProviders": Example(
        of(include=["TAGS"]),
        "capacityProviders[].name capacityProviders[].status capacityProviders[].capacityProviderArn"
        " capacityProviders[?].autoScalingGroupProvider.autoScalingGroupArn",
    ),
    "ListServiceDeployments": Example(
        here(service="web"),
        under("serviceDeployments[]", ROLLOUT) + " serviceDeployments[].targetServiceRevisionArn",
    ),
    "DescribeServiceDeployments": Example(
        lambda a: {"serviceDeploymentArns": [a.rollout("web"), a.shifting]},
        under("serviceDeployments[]", ROLLOUT)
        + " serviceDeployments[].targetServiceRevision.arn serviceDeployments[].deploymentConfiguration"
        " serviceDeployments[].deploymentCircuitBreaker.status"
        " serviceDeployments[].deploymentCircuitBreaker.failureCount"
        " serviceDeployments[].deploymentCircuitBreaker.threshold failures"
        " serviceDeployments[?].lifecycleStage serviceDeployments[?].lifecycleHookDetails[].hookId"
        " serviceDeployments[?].lifecycleHookDetails[].expiresAt"
        " serviceDeployments[?].targetServiceRevision.requestedProductionTrafficWeight",
    ),
    "StopServiceDeployment": Example(
        lambda a: {"serviceDeploymentArn": a.redeployed("reviews"), "stopType": "ROLLBACK"},
        "serviceDeploymentArn",
    ),
    "ContinueServiceDeployment": Example(lambda a: a.paused(), "serviceDeploymentArn"),
    "DescribeServiceRevisions": Example(
        lambda a: {"serviceRevisionArns": [a.revision]},
        "serviceRevisions[].serviceRevisionArn serviceRevisions[].taskDefinition serviceRevisions[].createdAt"
        " serviceRevisions[].containerImages[].image serviceRevisions[].containerImages[].imageDigest"
        " failures",
    ),
    "ListTagsForResource": Example(lambda a: {"resourceArn": a.services[0]}, "tags"),
    "TagResource": Example(lambda a: {"resourceArn": a.services[1], "tags": [{"key": "k", "value": "v"}]}),
    "UntagResource": Example(lambda a: {"resourceArn": a.services[1], "tagKeys": ["k"]}),
}
