"""What a push asks of ECR: the login of its registry."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ecstui.aws.parse import moment
from ecstui.model.errors import BadAnswer
from ecstui.model.registry_login import Login
from ecstui.model.secret import Secret
from ecstui.model.text import safe

if TYPE_CHECKING:
    from types_aiobotocore_ecr import type_defs as t

    from ecstui.aws.calls import Calls

EARLY = timedelta(minutes=15)  # before its end a login is asked for anew: a push takes its time


class EcrPush:
    """Raises AwsError only. The login is kept in memory alone."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._login: Login | None = None

    async def login(self, *, fresh: bool = False) -> Login:
        """The login of the account's registry, good for twelve hours; `fresh`: whatever is known of one."""
        known = self._login
        if known and not fresh and known.expires_at - self._calls.clock.now() > EARLY:
            return known
        async with self._calls.call("ecr:GetAuthorizationToken") as ecr:
            answer = await ecr.get_authorization_token()
            self._login = _login(answer["authorizationData"][0], self._calls.clock.now())
            return self._login


def _login(raw: t.AuthorizationDataTypeDef, now: datetime) -> Login:
    try:
        user, _, password = base64.b64decode(raw["authorizationToken"]).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise BadAnswer("the token cannot be read", operation="ecr:GetAuthorizationToken") from None
    registry = urlsplit(raw["proxyEndpoint"]).netloc
    expires_at = moment(raw.get("expiresAt")) or now + timedelta(hours=12)
    return Login(safe(registry), safe(user), Secret(password), expires_at)
