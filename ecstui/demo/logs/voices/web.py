"""Programs that answer requests: an access log and three kinds of JSON lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ecstui.demo.logs.voices.voice import Voice, hexadecimal, iso, latency

if TYPE_CHECKING:
    import random

ROUTES = (
    ("GET", "/v1/products"),
    ("GET", "/v1/products/{n}"),
    ("GET", "/v1/cart"),
    ("POST", "/v1/cart/items"),
    ("POST", "/v1/orders"),
    ("GET", "/v1/orders/{n}"),
    ("GET", "/v1/search?q={word}&page=1"),
    ("PUT", "/v1/users/{n}/address"),
    ("DELETE", "/v1/cart/items/{n}"),
)
WORDS = ("lamp", "desk", "oak+chair", "rug", "shelf", "kettle", "notebook")
AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "okhttp/4.12.0",
)
_STATUS = (200,) * 88 + (201,) * 4 + (204, 304, 304, 400, 401, 404, 404, 503)


def request(chance: random.Random) -> tuple[str, str, int]:
    """A method, a path and the status it was answered with."""
    method, path = chance.choice(ROUTES)
    path = path.replace("{n}", str(chance.randrange(1000, 99999))).replace("{word}", chance.choice(WORDS))
    return method, path, chance.choice(_STATUS)


def _address(chance: random.Random) -> str:
    return f"10.20.{chance.choice((16, 32, 48))}.{chance.randrange(4, 250)}"


def access(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """nginx's combined format; every tenth line is the load balancer's health check."""
    del age
    when = f"{datetime.fromtimestamp(at, UTC):%d/%b/%Y:%H:%M:%S} +0000"
    if chance.random() < 0.1:
        return (f'{_address(chance)} - - [{when}] "GET /healthz HTTP/1.1" 200 2 "-" "ELB-HealthChecker/2.0"',)
    method, path, status = request(chance)
    size = 0 if status in (204, 304) else chance.randrange(180, 24_000)
    agent = chance.choice(AGENTS)
    line = f'{_address(chance)} - - [{when}] "{method} {path} HTTP/1.1" {status} {size} "-" "{agent}"'
    if status < 500:
        return (line,)
    moment = f"{datetime.fromtimestamp(at, UTC):%Y/%m/%d %H:%M:%S}"
    error = (
        f"{moment} [error] 29#29: *{chance.randrange(10**5)} upstream timed out (110: Connection timed out) "
        f'while reading response header, request: "{method} {path} HTTP/1.1"'
    )
    return error, line


def _pino(level: int, at: float, message: str, **more: Any) -> str:
    record = {"level": level, "time": int(at * 1000), "pid": 1, "msg": message, **more}
    return json.dumps(record, separators=(",", ":"))


def pino(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """Node's pino: numeric levels, a request id on every line."""
    del age
    method, path, status = request(chance)
    known: dict[str, Any] = {"reqId": hexadecimal(chance, 12), "user": f"u_{chance.randrange(10**5)}"}
    if status >= 500:
        trace = (
            "Error: connect ETIMEDOUT 10.20.48.17:6379\n    at TCPConnectWrap.afterConnect [as oncomplete] "
            "(node:net:1607:16)\n    at async Cache.get (/app/dist/cache.js:41:19)"
        )
        failure = {"type": "Error", "message": "connect ETIMEDOUT 10.20.48.17:6379", "stack": trace}
        return (_pino(50, at, "request failed", **known, method=method, url=path, err=failure),)
    if chance.random() < 0.04:
        return (_pino(40, at, "slow query", **known, table="orders", ms=latency(chance, 900)),)
    done = {"method": method, "url": path, "statusCode": status, "responseTime": latency(chance, 24)}
    return (_pino(30, at, "request completed", **known, **done),)


def pino_opening(chance: random.Random, at: float) -> list[tuple[float, str]]:
    """The first lines of a Node server."""
    del chance
    lines = ("loading configuration", "connected to postgres", "server listening at http://0.0.0.0:8080")
    return [(0.4 * n, _pino(30, at + 0.4 * n, line)) for n, line in enumerate(lines, 1)]


def zap(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """Go's zap: level, caller and fields."""
    del age
    method, path, status = request(chance)
    record: dict[str, Any] = {"level": "info", "ts": round(at, 4), "caller": "http/server.go:118"}
    record |= {"msg": "request", "method": method, "path": path, "status": status}
    record |= {"duration_ms": latency(chance, 11), "trace_id": hexadecimal(chance, 32)}
    if status >= 500:
        record |= {"level": "error", "caller": "payment/client.go:74", "msg": "payment provider unavailable"}
        record |= {"error": "context deadline exceeded", "attempt": chance.randrange(1, 4)}
    elif chance.random() < 0.05:
        record |= {"level": "warn", "msg": "retrying", "attempt": 1, "backoff": "250ms"}
    elif chance.random() < 0.15:
        record |= {"level": "debug", "caller": "cache/lru.go:52", "msg": "cache miss"}
    return (json.dumps(record, separators=(",", ":")),)


def structlog(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """Python's structlog: an event name and its facts."""
    del age
    method, path, status = request(chance)
    record: dict[str, Any] = {"event": "request_finished", "method": method, "path": path, "status": status}
    record |= {"duration": latency(chance, 31), "request_id": hexadecimal(chance, 16)}
    record |= {"user_id": chance.randrange(10**5), "level": "info"}
    if status >= 500:
        record |= {"event": "request_failed", "level": "error", "exc": "OperationalError: server closed"}
    elif status >= 400:
        record["level"] = "warning"
    return (json.dumps(record | {"timestamp": iso(at)}),)


VOICES = {
    "access": Voice(1.6, access),
    "json": Voice(1.1, pino, pino_opening),
    "pino": Voice(1.1, pino, pino_opening),
    "zap": Voice(1.3, zap),
    "structlog": Voice(0.9, structlog),
}
