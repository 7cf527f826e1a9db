"""Who calls, and by whose policies IAM decides."""

from __future__ import annotations

import pytest

from ecstui.model.account import Identity


@pytest.mark.parametrize(
    ("arn", "principal"),
    [
        ("arn:aws:sts::1:assumed-role/oncall/you", "arn:aws:iam::1:role/oncall"),
        ("arn:aws-cn:sts::1:assumed-role/oncall/a@b.c", "arn:aws-cn:iam::1:role/oncall"),
        ("arn:aws:iam::1:user/people/ada", "arn:aws:iam::1:user/people/ada"),
        ("arn:aws:iam::1:root", ""),
        ("arn:aws:sts::1:federated-user/ada", ""),
    ],
)
def test_the_principal_is_what_iam_can_simulate(arn: str, principal: str) -> None:
    assert Identity("1", arn).principal == principal
