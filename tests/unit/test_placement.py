"""How many tasks fit on container instances: the arithmetic holds for every size."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ecstui.model.placement import ContainerInstance, Need, Room, room

INSTANCE = ContainerInstance("i", "asg", "ACTIVE", True, 2048, 4096)
sizes = st.integers(min_value=0, max_value=8192)
instances = st.lists(
    st.builds(
        ContainerInstance,
        id=st.just("i"),
        capacity_provider=st.sampled_from(["asg", "spot"]),
        status=st.sampled_from(["ACTIVE", "DRAINING"]),
        agent_connected=st.booleans(),
        cpu_left=sizes,
        memory_left=sizes,
        ports_taken=st.frozensets(st.integers(1, 4), max_size=2),
    ),
    max_size=6,
)
needs = st.builds(
    Need,
    cpu=st.integers(0, 4096),
    memory=st.integers(0, 4096),
    ports=st.frozensets(st.integers(1, 4), max_size=2),
)


def placed(need: Need, on: ContainerInstance) -> int:
    """Tasks put on one instance, one after the other, until the next does not fit."""
    cpu, memory, taken, tasks = on.cpu_left, on.memory_left, set(on.ports_taken), 0
    while cpu >= need.cpu and memory >= need.memory and not taken & need.ports:
        cpu, memory, tasks = cpu - need.cpu, memory - need.memory, tasks + 1
        taken |= need.ports
    return tasks


@given(needs.filter(lambda need: need.cpu or need.memory or need.ports), instances)
def test_as_many_fit_as_can_be_placed_one_after_the_other(need: Need, some: list[ContainerInstance]) -> None:
    able = [instance for instance in some if instance.status == "ACTIVE" and instance.agent_connected]
    assert room(need, some).tasks == sum(placed(need, instance) for instance in able)


@given(needs, instances)
def test_a_greater_task_never_finds_more_room(need: Need, some: list[ContainerInstance]) -> None:
    greater = replace(need, cpu=need.cpu + 256, memory=need.memory + 256)
    here, there = room(need, some).tasks, room(greater, some).tasks
    assert here == -1 or there <= here


@given(needs, instances)
def test_only_the_instances_of_its_capacity_providers_count(
    need: Need, some: list[ContainerInstance]
) -> None:
    own = [instance for instance in some if instance.capacity_provider == "asg"]
    assert room(need, some, frozenset({"asg"})) == room(need, own)


def test_what_runs_out_first_is_named() -> None:
    assert room(Need(1024, 512), [INSTANCE]) == Room(2, "CPU")
    assert room(Need(256, 2048), [INSTANCE]) == Room(2, "memory")
    assert room(Need(1, 1, frozenset({80})), [INSTANCE]) == Room(1, "ports")
    assert room(Need(1, 1), []) == Room(0, "instances")
    assert room(Need(0, 0), [INSTANCE]).tasks == -1
