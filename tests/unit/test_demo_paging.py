"""Pages of the embedded AWS: every item once, tokens of its own making only."""

from __future__ import annotations

import pytest

from ecstui.demo.errors import AwsError
from ecstui.demo.paging import page

ITEMS = tuple(f"arn:{number:03d}" for number in range(25))


def walk(items, params, change=lambda: None):
    got, token, pages = [], None, 0
    while True:
        shown, more = page(items, params | ({"nextToken": token} if token else {}), "nextToken", "n", 10, 100)
        got, token, pages = got + list(shown), more.get("nextToken"), pages + 1
        if not token:
            return got, pages
        change()


def test_all_items_come_once_in_pages_of_the_default_size():
    assert walk(ITEMS, {}) == (list(ITEMS), 3)
    assert walk(ITEMS, {"n": 25}) == (list(ITEMS), 1)
    assert walk((), {}) == ([], 1)


@pytest.mark.parametrize("gone", ["arn:003", "arn:009"])
def test_what_stays_is_never_lost_when_items_come_and_go_between_pages(gone):
    items = list(ITEMS)

    def change():
        if gone in items:
            items.remove(gone)
            items.append("arn:new")

    got, _ = walk(items, {}, change)
    assert got == [*ITEMS, "arn:new"]


def test_an_item_that_comes_before_the_page_repeats_none():
    items = list(ITEMS)

    def change():
        if "arn:000a" not in items:
            items.insert(1, "arn:000a")

    assert walk(items, {}, change)[0] == list(ITEMS)


@pytest.mark.parametrize("token", ["x", "!!!", "AAAAAAAAAAAAAAAAWzEwLCAiYSJd", "é"])
def test_a_token_made_up_is_refused(token):
    with pytest.raises(AwsError, match="InvalidParameterException"):
        page(ITEMS, {"nextToken": token}, "nextToken", "n", 10, 100)


def test_a_token_of_another_request_is_refused_and_a_size_out_of_bounds():
    _, more = page(ITEMS, {"cluster": "a"}, "nextToken", "n", 10, 100)
    with pytest.raises(AwsError, match="Invalid token"):
        page(ITEMS, {"cluster": "b", **more}, "nextToken", "n", 10, 100)
    for size in (0, 101):
        with pytest.raises(AwsError, match="between 1 and 100"):
            page(ITEMS, {"n": size}, "nextToken", "n", 10, 100)
