"""The tokens between pages of events, and the empty pages CloudWatch answers now and then.

A token holds where to go on, and how many empty pages there were already. It is bound to the request it came
with, so that the token of another query, or one made up, is refused.
"""

from __future__ import annotations

import base64
import re
from collections import OrderedDict
from dataclasses import dataclass
from zlib import crc32

from ecstui.demo.errors import AwsError

_POSITION = re.compile(r"(?P<position>-?\d*)\.(?P<nonce>\d+)\.(?P<check>\d+)")
_STREAM_TOKEN = re.compile(r"(?P<way>[fb])/(?P<position>\d{56})/(?P<check>\d+)")
EMPTY, REPEATED = 40, 12  # of a thousand pages: empty with a new token, empty with the very same token


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page begins: the id of the event before it (None: at the beginning)."""

    position: int | None
    nonce: int = 0

    def write(self, scope: str) -> str:
        """The token for it, for the request `scope`."""
        position = "" if self.position is None else str(self.position)
        check = crc32(f"{scope}/{position}/{self.nonce}".encode())
        return base64.urlsafe_b64encode(f"{position}.{self.nonce}.{check}".encode()).decode().rstrip("=")


def read_mark(token: str, scope: str) -> Mark:
    """The mark a token holds. Raises InvalidParameterException."""
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except ValueError:
        text = ""
    match = _POSITION.fullmatch(text)
    if match is not None:
        mark = Mark(int(match["position"]) if match["position"] else None, int(match["nonce"]))
        if mark.write(scope) == token:
            return mark
    raise AwsError("InvalidParameterException", "The specified nextToken is invalid.")


class EmptyPages:
    """Says which pages come empty, and with which token; each only once or twice, so that reading ends."""

    def __init__(self) -> None:
        self._times: OrderedDict[str, int] = OrderedDict()

    def token(self, mark: Mark, token: str | None, scope: str) -> str | None:
        """The token of the empty page to answer instead of the one asked for; None: answer that one."""
        if mark.nonce:
            return None
        dice = crc32(f"{scope}/{mark.position}".encode()) % 1000
        if dice < EMPTY or (dice < EMPTY + REPEATED and token is None):
            return Mark(mark.position, 1).write(scope)
        if dice < EMPTY + REPEATED and token is not None:
            times = self._times.pop(token, 0)
            if times < 1 + dice % 2:
                self._times[token] = times + 1
                if len(self._times) > 1000:
                    self._times.popitem(last=False)
                return token
        return None


def stream_token(way: str, position: int, check: int) -> str:
    """A token of GetLogEvents: on ("f") after, or back ("b") before, the event with the id `position`."""
    return f"{way}/{position:056d}/{check}"


def read_stream_token(token: str, check: int) -> tuple[str, int]:
    """Way and position of a token of GetLogEvents. Raises InvalidParameterException."""
    match = _STREAM_TOKEN.fullmatch(token)
    if match is None or int(match["check"]) != check:
        raise AwsError("InvalidParameterException", "The specified nextToken is invalid.")
    return match["way"], int(match["position"])
