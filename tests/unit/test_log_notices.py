"""What stands on stderr beside the lines: each trouble once, and once more when it is over."""

from __future__ import annotations

from ecstui.commands.log_notices import Notices
from ecstui.live.tail_status import TailStatus


def test_falling_behind_is_said_once_and_once_when_it_has_caught_up() -> None:
    notices = Notices()
    assert notices.take(TailStatus(behind=3.0)) == []
    (said,) = notices.take(TailStatus(behind=42.0))
    assert said.startswith("behind by 42s")
    assert notices.take(TailStatus(behind=50.0)) == []
    assert notices.take(TailStatus()) == ["not behind any more."]
