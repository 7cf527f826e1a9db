"""What is made of an engine's push events, and of its errors."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecstui.engine.failures import push_failure
from ecstui.engine.push_events import PushState
from ecstui.engine.push_pace import Pace

STATUSES = (
    "Preparing",
    "Waiting",
    "Pushing",
    "Pushed",
    "Layer already exists",
    "Mounted from a/b",
    "Retrying in 3 s",
)
numbers = st.one_of(st.none(), st.integers(-5, 10**12))
details = st.one_of(st.none(), st.just({}), st.fixed_dictionaries({"current": numbers, "total": numbers}))
events = st.one_of(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(STATUSES),
            "id": st.sampled_from("abc"),
            "progressDetail": details,
        }
    ),
    st.dictionaries(
        st.sampled_from(["status", "id", "aux", "x"]),
        st.one_of(st.none(), st.text("ab", max_size=2), numbers),
    ),
)


def state_of(*told: dict[str, Any]) -> PushState:
    return reduce(PushState.after, told, PushState())


def layer(status: str, name: str = "a", **detail: int) -> dict[str, Any]:
    return {"status": status, "id": name, "progressDetail": detail}


@given(st.lists(events))
def test_whatever_is_told_the_sums_hold(told: list[dict[str, Any]]) -> None:
    state = state_of(*told)
    assert 0 <= state.sent <= state.total
    assert 0 <= state.share <= 1
    assert 0 <= state.done <= len(state.layers)
    assert len({layer.id for layer in state.layers}) == len(state.layers)
    assert all(layer.share is None or 0 <= layer.share <= 1 for layer in state.layers)


@given(st.lists(events), st.lists(events))
def test_a_layer_that_is_there_does_not_wait_again(
    before: list[dict[str, Any]], later: list[dict[str, Any]]
) -> None:
    there = {layer.id for layer in state_of(*before).layers if layer.ended}
    waiting = [event for event in later if event.get("status") in {"Preparing", "Waiting"}]
    assert there <= {layer.id for layer in state_of(*before, *waiting).layers if layer.ended}


def test_layers_keep_the_order_they_were_first_told_in() -> None:
    state = state_of(layer("Preparing", "b"), layer("Preparing", "a"), layer("Pushed", "b"))
    assert [one.id for one in state.layers] == ["b", "a"]


def test_more_bytes_than_a_layer_has_are_not_counted() -> None:
    state = state_of(layer("Pushing", current=1536, total=1000))
    assert (state.sent, state.total, state.layers[0].share) == (1000, 1000, 1.0)


def test_a_layer_without_a_total_has_no_share_and_no_time_left() -> None:
    state = state_of(layer("Pushing", current=512))
    assert state.layers[0].share is None
    assert (state.sent, state.total, state.sized) == (512, 512, False)


def test_the_share_is_of_the_layers_until_all_sizes_are_known() -> None:
    state = state_of(layer("Waiting", "b"), layer("Pushing", current=90, total=100))
    assert state.share == pytest.approx(0.45)
    assert state.after(layer("Pushing", "b", current=10, total=900)).share == pytest.approx(0.1)
    assert PushState().share == 0


def test_what_was_there_before_counts_no_bytes() -> None:
    state = state_of(
        layer("Layer already exists"),
        layer("Mounted from x/y", "b"),
        layer("Pushing", "c", current=1, total=9),
    )
    assert (state.sent, state.total, state.done, state.sized) == (1, 9, 2, True)


def test_the_last_word_is_a_digest_or_an_error() -> None:
    done = state_of(
        {"status": "v1: digest: x"},
        {"progressDetail": {}, "aux": {"Tag": "v1", "Digest": "sha256:1", "Size": 528}},
    )
    assert (done.digest, done.size, done.ended) == ("sha256:1", 528, True)
    of_podman = state_of({"status": f"v1: digest: sha256:{'a' * 64} size: 897"})
    assert (of_podman.digest, of_podman.size) == (f"sha256:{'a' * 64}", 897)
    failed = state_of({"errorDetail": {"message": "denied:\x1b[31m no"}, "error": "denied"})
    assert (failed.error, failed.ended) == ("denied:␛[31m no", True)
    assert not state_of(layer("Pushed")).ended


def test_the_pace_is_of_the_last_moments_and_knows_the_time_left() -> None:
    pace = Pace()
    assert (pace.rate, pace.left(100)) == (0.0, None)
    for second in range(30):
        pace.note(second, 10 * second if second < 10 else 100 + 20 * (second - 10))
    assert pace.rate == 20
    assert pace.left(520) == 2.0
    pace.note(31, 0)
    assert pace.rate == 0


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("unauthorized: authentication required", "unauthorized"),
        ("no basic auth credentials", "unauthorized"),
        ("denied: Your authorization token has expired. Reauthenticate and try again.", "expired"),
        (
            "denied: User: arn:aws:iam::1:user/x is not authorized to perform: ecr:InitiateLayerUpload",
            "denied",
        ),
        (
            "tag invalid: The image tag 'v1' already exists in the 'web' repository and cannot be "
            "overwritten because the tag is immutable.",
            "immutable",
        ),
        (
            "name unknown: The repository with name 'x' does not exist in the registry with id '1'",
            "no repository",
        ),
        ("write /var/lib/docker/tmp/x: no space left on device", "no space"),
        ("tag does not exist: 127.0.0.1:5000/shop/none:v9", "unknown image"),
        ("An image does not exist locally with the tag: shop/none", "unknown image"),
        ('Put "http://x/v2/": dial tcp 127.0.0.1:1: connect: connection refused', "network"),
        ('Patch "http://x": EOF', "network"),
        ("something new", "other"),
    ],
)
def test_errors_are_told_by_what_can_be_done(message: str, kind: str) -> None:
    failure = push_failure(message)
    assert failure.kind == kind
    assert failure.resumable == (kind == "network")
    assert message.rstrip(".") in failure.text
