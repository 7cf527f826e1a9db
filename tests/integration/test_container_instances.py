"""Container instances over HTTP: what is left on them, as the embedded AWS has it."""

from __future__ import annotations

from typing import Any

from operating import desk_at

from ecstui.model.placement import Need, room


async def test_what_is_left_is_read_and_tasks_take_of_it(aws: Any, tmp_path: Any, monkeypatch: Any) -> None:
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        instances = await desk.aws.container_instances.of_cluster("production")
        definition = await desk.aws.ecs.task_definition("log-agent")
    assert instances
    assert all(each.takes_tasks and each.cpu_left > 0 and each.memory_left > 0 for each in instances)
    assert all(22 in each.ports_taken for each in instances)
    assert {each.capacity_provider for each in instances} - {""}
    assert room(Need.of(definition), instances).tasks > 0
