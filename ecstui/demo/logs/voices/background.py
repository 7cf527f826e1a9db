"""Programs nobody waits for: workers, batch jobs, agents, and a Java service with its stack traces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.logs.voices.voice import Voice, clock, hexadecimal, iso, latency

if TYPE_CHECKING:
    import random

JOBS = ("order_confirmation", "invoice_pdf", "stock_sync", "thumbnail", "newsletter_chunk", "refund")
TRACE = """Traceback (most recent call last):
  File "/app/worker/consumer.py", line 88, in handle
    await self.deliver(message)
  File "/app/worker/mail.py", line 41, in deliver
    await smtp.send(envelope)
  File "/usr/lib/python3.12/site-packages/aiosmtplib/client.py", line 210, in send
    raise SMTPServerDisconnected("Connection lost")
aiosmtplib.errors.SMTPServerDisconnected: Connection lost"""
JAVA_TRACE = (
    "java.net.SocketTimeoutException: Read timed out",
    "\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:278)",
    "\tat java.base/java.net.Socket$SocketInputStream.read(Socket.java:1099)",
    "\tat com.acme.catalog.SupplierClient.fetch(SupplierClient.java:131)",
    "\tat com.acme.catalog.PriceRefresher.refresh(PriceRefresher.java:64)",
    "\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)",
    "Caused by: java.net.SocketException: Connection reset",
    "\t... 12 more",
)


def worker(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """A queue consumer: received, done, now and then retried; a failure is one event of many lines."""
    del age
    job, number = chance.choice(JOBS), hexadecimal(chance, 8)
    roll = chance.random()
    if roll < 0.01:
        return (f"{clock(at)} ERROR worker.consumer job={job} id={number} failed\n{TRACE}",)
    if roll < 0.04:
        return (f"{clock(at)} WARNING worker.consumer job={job} id={number} retry in 30s (attempt 2 of 5)",)
    if roll < 0.14:
        depth, flying = chance.randrange(0, 240), chance.randrange(1, 9)
        return (f"{clock(at)} INFO worker.queue depth={depth} in_flight={flying}",)
    done = f"{clock(at)} INFO worker.consumer job={job} id={number} done in {latency(chance, 140)} ms"
    return f"{clock(at)} INFO worker.consumer job={job} id={number} received", done


def java(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """A Java service; the lines of its stack traces are events of their own, as the driver makes them."""
    del age
    thread = f"[http-nio-8080-exec-{chance.randrange(1, 11)}]"
    roll = chance.random()
    if roll < 0.008:
        head = f"{clock(at)} ERROR {thread} c.a.catalog.PriceRefresher - supplier feed failed"
        return head, *JAVA_TRACE
    if roll < 0.04:
        return (f"{clock(at)} WARN  {thread} c.z.hikari.pool.HikariPool - HikariPool-1 - Thread starvation",)
    if roll < 0.3:
        return (f"{clock(at)} DEBUG {thread} c.a.catalog.PriceCache - miss, asking the supplier",)
    sku = f"SKU-{chance.randrange(10**5):05d}"
    return (f"{clock(at)} INFO  {thread} c.a.catalog.ProductApi - {sku} priced in {latency(chance, 18)} ms",)


def java_opening(chance: random.Random, at: float) -> list[tuple[float, str]]:
    """Spring's first lines."""
    took = chance.uniform(4.2, 6.8)
    lines = (
        (0.8, "INFO  [main] c.a.catalog.Application - Starting Application using Java 21.0.4"),
        (2.1, "INFO  [main] c.z.hikari.HikariDataSource - HikariPool-1 - Start completed."),
        (took, f"INFO  [main] c.a.catalog.Application - Started Application in {took:.3f} seconds"),
    )
    return [(delay, f"{clock(at + delay)} {line}") for delay, line in lines]


def plain(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """Plain sentences."""
    del at
    items = chance.randrange(20, 900)
    return (
        chance.choice(
            (
                f"refreshed {items} entries in {latency(chance, 60)} ms",
                f"checkpoint at offset {int(age * 37) + items}",
                f"flushed {items} metrics to the aggregator",
                f"housekeeping: {items % 17} expired sessions removed",
                "idle, waiting for work",
            )
        ),
    )


def logfmt(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """key=value pairs."""
    del age
    level = chance.choices(("info", "debug", "warn", "error"), (86, 9, 4, 1))[0]
    said = {"warn": "slow upstream", "error": "upstream refused connection"}.get(level, "routed")
    target = chance.choice(("catalog", "orders", "payments", "search"))
    return (f'ts={iso(at)} level={level} msg="{said}" upstream={target} took={latency(chance, 9)}ms',)


def agent(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """A collector that runs on every instance."""
    del age
    sent = chance.randrange(200, 4000)
    if chance.random() < 0.01:
        return (f"{iso(at)} W! [outputs.http] metric buffer at 82 % of 10000, backing off",)
    return (f"{iso(at)} I! [outputs.http] wrote batch of {sent} metrics in {latency(chance, 35)}ms",)


VOICES = {
    "worker": Voice(0.5, worker),
    "python": Voice(0.5, worker),
    "java": Voice(1.0, java, java_opening),
    "plain": Voice(0.4, plain),
    "logfmt": Voice(1.2, logfmt),
    "agent": Voice(0.2, agent),
}
