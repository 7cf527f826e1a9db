"""The strip of panes on the top line."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ecstui.model.account import Identity
from ecstui.model.scaling import ScalableTarget
from ecstui.ui.header import PaneTab, header_left, strip
from ecstui.ui.options import Options

FEW = {
    "clusters": PaneTab("1 Clusters", "3", ("✗ 1", "broken")),
    "services": PaneTab("2 Services", "25", ("✗ 2", "broken")),
    "tasks": PaneTab("3 Tasks"),
    "repositories": PaneTab("4 Repositories", "12"),
    "detail": PaneTab("Detail"),
}
MANY = {
    "clusters": PaneTab("1 Clusters", "120", ("✗ 14", "broken")),
    "services": PaneTab("2 Services", "1,000", ("✗ 123", "broken")),
    "tasks": PaneTab("3 Tasks", "5,000", ("✗ 1,204", "broken")),
    "repositories": PaneTab("4 Repositories", "1,250", ("✗ 118", "broken")),
    "detail": PaneTab("Detail"),
}


@pytest.mark.parametrize(
    ("tabs", "room", "says"),
    [
        (FEW, 78, "1 Clusters 3 ✗ 1 │ ▸2 Services 25 ✗ 2 │ 3 Tasks │ 4 Repositories 12 │ Detail"),
        (FEW, 74, "1 Clusters 3 ✗ 1 │ ▸2 Services 25 ✗ 2 │ 3 Tasks │ 4 Repos 12 │ Detail"),
        (FEW, 62, "1 Clusters ✗ 1 │ ▸2 Services ✗ 2 │ 3 Tasks │ 4 Repos │ Detail"),
        (MANY, 78, "1 Clusters ✗ 14 │ ▸2 Services ✗ 123 │ 3 Tasks ✗ 1,204 │ 4 Repos ✗ 118 │ Detail"),
        (MANY, 70, "1 Clusters │ ▸2 Services ✗ 123 │ 3 Tasks ✗ 1,204 │ 4 Repos │ Detail"),
        (MANY, 38, "1 │ ▸2 Services │ 3 Tasks │ 4 │ Detail"),
        (MANY, 30, "1 │ ▸2 Services │ 3 │ 4 │ Detail"),
    ],
)
def test_the_strip_gives_up_what_is_least_missed_until_it_fits(tabs, room, says) -> None:
    assert "".join(text for text, _ in strip(tabs, "services", room)) == says


@pytest.mark.parametrize("focus", list(MANY))
@pytest.mark.parametrize("room", [36, 58, 78, 98, 200])
def test_the_strip_names_every_pane_in_the_room_there_is(focus, room) -> None:
    said = "".join(text for text, _ in strip(MANY, focus, room))
    assert len(said) <= room
    assert said.endswith("Detail")
    assert said.count("│") == 4


WHO = Identity("123456789012", "arn:aws:sts::123456789012:assumed-role/oncall/you")
SESSION = SimpleNamespace(identity=WHO, aws=SimpleNamespace(region="eu-west-1"))
API = ScalableTarget(2, 9, scale_in_suspended=True, cluster="prod", service="api")
WEB = ScalableTarget(2, 9, scheduled_suspended=True, cluster="prod", service="web")


def left(*suspended, room, **options) -> str:
    parts = header_left(SESSION, Options(context="prod", **options), suspended, room)
    return "".join(text for text, _ in parts)


@pytest.mark.parametrize(
    ("suspended", "room", "says"),
    [
        ((), 60, "ecstui  prod  123456789012  eu-west-1  oncall/you"),
        ((API,), 90, "ecstui  prod  123456789012  eu-west-1  auto scaling suspended: api (in)  oncall/you"),
        ((API,), 80, "prod  123456789012  eu-west-1  auto scaling suspended: api (in)  oncall/you"),
        ((API,), 70, "prod  123456789012  eu-west-1  auto scaling suspended: api (in)  you"),
        ((API,), 64, "prod  123456789012  eu-west-1  suspended: api (in)  oncall/you"),
        ((API,), 56, "prod  123456789012  eu-west-1  suspended: api (in)  you"),
        ((API,), 50, "prod  123456789012  eu-west-1  suspended: api  you"),
        ((API,), 47, "prod  123456789012  eu-west-1  1 suspended  you"),
        ((API,), 45, "prod  123456789012  eu-west-1  suspended: api"),
        ((API,), 30, "prod  123456789012  eu-west-1  1 suspended"),
        ((API, WEB), 75, "prod  123456789012  eu-west-1  auto scaling suspended: 2 services  you"),
        ((API, WEB), 60, "prod  123456789012  eu-west-1  suspended: 2 services  you"),
    ],
)
def test_a_suspension_stays_in_the_header_however_narrow(suspended, room, says) -> None:
    assert left(*suspended, room=room) == says


@pytest.mark.parametrize("name", ["api", "checkout", "recommendations"])
def test_at_80_columns_it_says_what_is_suspended_and_who_one_is(name) -> None:
    room = 78 - 1 - len("1,234 calls/min")
    said = left(ScalableTarget(2, 9, True, True, cluster="prod", service=name), room=room)
    assert f"suspended: {name}" in said
    assert said.endswith("you")
    assert len(said) <= room


def test_what_is_suspended_takes_nothing_from_read_only() -> None:
    assert left(API, room=30, read_only=True).endswith("1 suspended  READ-ONLY")
