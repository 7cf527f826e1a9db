"""Where the console stands: account, region, who is asking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """What STS says of the caller."""

    account: str
    arn: str

    @property
    def who(self) -> str:
        """The short form of the caller: `role/session` or the user's name."""
        return self.arn.split(":", 5)[-1].removeprefix("assumed-role/").removeprefix("user/")

    @property
    def principal(self) -> str:
        """The ARN of the user or role that signs the calls; "" for the root user and federated users.

        STS does not tell the path of an assumed role: the ARN is that of a role without one.
        """
        head, _, resource = self.arn.rpartition(":")
        kind, _, name = resource.partition("/")
        if kind == "assumed-role":
            return f"{head.replace(':sts:', ':iam:', 1)}:role/{name.partition('/')[0]}"
        return self.arn if kind in {"user", "role"} else ""


@dataclass(frozen=True, slots=True)
class Connection:
    """What the person chose to connect with; empty means the AWS default chain decides."""

    profile: str = ""
    region: str = ""
    endpoint_url: str = ""
