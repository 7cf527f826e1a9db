"""Examples of sessions with containers: ECS Exec, Systems Manager, and what a role may do."""

from __future__ import annotations

from typing import Any

from conformance.account import Account, Example, of

SESSION = "SessionId StreamUrl TokenValue"


def _task(account: Account) -> dict[str, Any]:
    arns = account.ask("ecs", "ListTasks", cluster="production", serviceName="checkout")["taskArns"]
    return account.ask("ecs", "DescribeTasks", cluster="production", tasks=arns[:1])["tasks"][0]


def _target(account: Account) -> str:
    task = _task(account)
    return f"ecs:production_{task['taskArn'].rsplit('/', 1)[-1]}_{task['containers'][0]['runtimeId']}"


def _open(account: Account) -> str:
    return account.ask("ssm", "StartSession", Target=_target(account))["SessionId"]


EXAMPLES = {
    "ecs:ExecuteCommand": Example(
        lambda a: {
            "cluster": "production",
            "task": _task(a)["taskArn"],
            "container": "checkout",
            "command": "/bin/sh",
            "interactive": True,
        },
        "clusterArn taskArn containerArn containerName interactive session.sessionId session.streamUrl"
        " session.tokenValue",
    ),
    "ssm:StartSession": Example(
        lambda a: {
            "Target": _target(a),
            "DocumentName": "AWS-StartPortForwardingSession",
            "Parameters": {"portNumber": ["8080"], "localPortNumber": ["18080"]},
        },
        SESSION,
    ),
    "ssm:TerminateSession": Example(lambda a: {"SessionId": _open(a)}, "SessionId"),
    "iam:GetRole": Example(of(RoleName="oncall"), "Role.Arn Role.Path Role.RoleName"),
    "iam:SimulatePrincipalPolicy": Example(
        of(
            PolicySourceArn="arn:aws:iam::123456789012:role/checkout-task",
            ActionNames=["ssmmessages:CreateDataChannel", "ssmmessages:OpenDataChannel"],
        ),
        "EvaluationResults[].EvalActionName EvaluationResults[].EvalDecision",
    ),
}
