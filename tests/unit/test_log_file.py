"""The log file never holds a secret, whatever is logged."""

from __future__ import annotations

import pytest

from ecstui.commands.log_file import masked

KEY_ID = "AKIA" + "IOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    "line",
    [
        f"aws_secret_access_key = {SECRET}",
        f"{{'SecretAccessKey': '{SECRET}'}}",
        f"credentials {KEY_ID} used",
        f"x-amz-security-token: {SECRET}abc",
        f"a bare {SECRET} in the middle",
    ],
)
def test_what_looks_like_a_credential_is_masked(line: str) -> None:
    assert SECRET not in masked(line)
    assert KEY_ID not in masked(line)
    assert "***" in masked(line)


def test_ordinary_lines_stay_as_they_are() -> None:
    line = "ecs:DescribeServices in eu-west-1 arn:aws:ecs:eu-west-1:123456789012:service/production/checkout"
    assert masked(line) == line
