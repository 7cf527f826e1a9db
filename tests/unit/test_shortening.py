"""What AWS says, cut down to a line: the codes and the names by which things are told apart stay."""

from __future__ import annotations

import pytest

from ecstui.model.shortening import reason_in_short, shortened

GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/prod-shipping/e7f524f34dabb96d"
IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/pricing:3.8.1"


def test_long_names_are_cut_to_what_tells_them_apart() -> None:
    assert shortened(f"(task {'0123456789abcdef' * 2}) in (target-group {GROUP})") == (
        "(task 01234567) in (target-group prod-shipping)"
    )
    assert shortened("role arn:aws:iam::123456789012:role/service/execution, denied") == (
        "role execution, denied"
    )


@pytest.mark.parametrize(
    ("reason", "short"),
    [
        (
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): "
            f"failed to resolve ref {IMAGE}: {IMAGE}: not found",
            "CannotPullContainerError: shop/pricing:3.8.1: not found",
        ),
        (
            "CannotPullContainerError: inspect image has been retried 5 time(s): failed to resolve ref "
            "docker.io/library/web:1: failed to do request: dial tcp 52.1.1.1:443: i/o timeout",
            "CannotPullContainerError: failed to resolve ref docker.io/library/web:1: failed to do request: "
            "dial tcp 52.1.1.1:443: i/o timeout",
        ),
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource "
            "retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): "
            "failed to fetch secret arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1b2c3 from "
            "secrets manager: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/exec/"
            f"{'0123456789abcdef' * 2} is not authorized to perform: secretsmanager:GetSecretValue",
            "ResourceInitializationError: AccessDeniedException: User: 01234567 is not authorized "
            "to perform: secretsmanager:GetSecretValue",
        ),
        ("Essential container in task exited", "Essential container in task exited"),
        (f"Task failed ELB health checks in (target-group {GROUP})",
         "Task failed ELB health checks in (target-group prod-shipping)"),
        ("OutOfMemoryError: killed", "OutOfMemoryError: killed"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_reason_begins_with_its_error_codes(reason: str, short: str) -> None:
    assert reason_in_short(reason) == short
