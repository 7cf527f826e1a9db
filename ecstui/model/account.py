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


@dataclass(frozen=True, slots=True)
class Connection:
    """What the person chose to connect with; empty means the AWS default chain decides."""

    profile: str = ""
    region: str = ""
    endpoint_url: str = ""
