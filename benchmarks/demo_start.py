"""How soon the embedded AWS answers after it is spawned, and what a big account costs.

    python benchmarks/demo_start.py [runs]

Prints, for the believable account and for 1,000 services and 10,000 tasks: spawn (the parent waits no
longer than that), the first answer of ListClusters, and memory. The promise is 1.5 s to the first answer.
"""

from __future__ import annotations

import statistics
import sys
import time
import urllib.request
from pathlib import Path

from ecstui.demo.process import ACCESS_KEY, spawn
from ecstui.demo.settings import Settings

HEADERS = {
    "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters",
    "Authorization": f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/eu-west-1/ecs/aws4_request",
}


def measure(settings: Settings) -> tuple[float, float, float]:
    """Seconds to spawn and to the first answer, and the server's resident MB after it (0: unknown)."""
    began = time.perf_counter()
    server = spawn(settings)
    spawned = time.perf_counter() - began
    try:
        request = urllib.request.Request(server.endpoint_url, data=b"{}", headers=HEADERS)
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert b"clusterArns" in answer.read()
        return spawned, time.perf_counter() - began, _resident(server.process.pid)
    finally:
        server.stop()


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    accounts = {"believable": Settings(), "10,000 tasks": Settings(services=1000, tasks=10_000)}
    print(f"medians of {runs} runs")
    print(f"{'account':<14}{'spawn ms':>10}{'first answer ms':>18}{'worst':>8}{'MB':>7}")
    for name, settings in accounts.items():
        spawned, answered, memory = zip(*(measure(settings) for _ in range(runs)), strict=True)
        print(
            f"{name:<14}{statistics.median(spawned) * 1000:>10.1f}{statistics.median(answered) * 1000:>18.0f}"
            f"{max(answered) * 1000:>8.0f}{statistics.median(memory):>7.0f}"
        )


if __name__ == "__main__":
    main()
