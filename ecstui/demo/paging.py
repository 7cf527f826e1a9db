"""Pages of a list, and the opaque tokens between them.

A token holds where the page ended (position, and the key of its last item), so the server remembers
nothing; items that come or go between two pages shift the rest without losing any. It is signed, and
bound to the request's other parameters: a token of another list, or made up, is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any, TypeVar

from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
_SECRET = b"ecstui demo"


def page(
    items: Sequence[T],
    params: dict[str, Any],
    token_key: str,
    size_key: str,
    default: int,
    most: int,
    *,
    key: Callable[[T], str] = str,
    next_key: str | None = None,
    error: str = "InvalidParameterException",
) -> tuple[Sequence[T], dict[str, str]]:
    """The page of `items` that `params` ask for, and `{token_key: token}`, or {} on the last page.

    `default` is the size where none is given, `most` the largest allowed. `key` names an item for ever
    (give one where `str(item)` changes); `next_key` is the answer's name of the token where it differs
    (NextMarker for Marker). A bad size or token is refused with the code `error`. Use it as
    `arns, more = page(...); return {"serviceArns": list(arns), **more}`.
    """
    size = params.get(size_key, default)
    if not 1 <= size <= most:
        raise AwsError(error, f"{size_key} must be between 1 and {most}.")
    rest = {name: value for name, value in params.items() if name not in (token_key, size_key)}
    scope = json.dumps(rest, sort_keys=True, default=str)
    token = params.get(token_key)
    begin = _resume(items, key, _read(token, scope, error)) if token else 0
    end = begin + size
    if end >= len(items):
        return items[begin:], {}
    return items[begin:end], {next_key or token_key: _write([end, key(items[end - 1])], scope)}


def _resume(items: Sequence[T], key: Callable[[T], str], mark: tuple[int, str]) -> int:
    """Where the next page begins: after the item the last one ended with, wherever that is by now."""
    position, last = mark
    if 0 < position <= len(items) and key(items[position - 1]) == last:
        return position
    for index, item in enumerate(items):
        if key(item) == last:
            return index + 1
    return min(position - 1, len(items))  # that item is gone: the rest moved up by one


def _write(mark: list[Any], scope: str) -> str:
    payload = json.dumps(mark).encode()
    return base64.urlsafe_b64encode(_sign(payload, scope) + payload).decode().rstrip("=")


def _read(token: str, scope: str, error: str) -> tuple[int, str]:
    try:
        data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        data = b""
    if not hmac.compare_digest(data[:8], _sign(data[8:], scope)):
        raise AwsError(error, "Invalid token.")
    position, last = json.loads(data[8:])
    return position, last


def _sign(payload: bytes, scope: str) -> bytes:
    return hashlib.blake2b(payload + scope.encode(), key=_SECRET, digest_size=8).digest()
