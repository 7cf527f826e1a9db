"""Options that cannot be meant are refused, by name, before the console opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ecstui.commands.given import check_endpoint, check_profile
from ecstui.model.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("url", ["foo", "localhost:4566", "ftp://x", "http://", "http://x:nope"])
def test_an_endpoint_that_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="--endpoint-url"):
        check_endpoint(url)


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:4566", "https://ecs.example.com/x"])
def test_a_url_is_an_endpoint(url: str) -> None:
    check_endpoint(url)


def test_a_profile_in_neither_file_is_refused_and_the_known_ones_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text("[default]\nregion = x\n[profile work]\n[sso-session s]\n")
    (tmp_path / "credentials").write_text("[keys]\naws_access_key_id = x\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    for known in ("", "default", "work", "keys"):
        check_profile(known)
    with pytest.raises(UsageError, match="no profile 'nope'; there are: default, keys, work"):
        check_profile("nope")
