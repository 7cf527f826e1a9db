"""Which Dockerfile a build takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ecstui.engine.dockerfile import dockerfile_of
from ecstui.model.errors import EngineError
from ecstui.model.local_image import BuildRequest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, with `web` to build and a Dockerfile of its own."""
    (tmp_path / "web" / "docker").mkdir(parents=True)
    for place in ("Dockerfile", "web/Dockerfile", "web/docker/api", "outside"):
        (tmp_path / place).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("folder", "named", "taken"),
    [
        ("web", "", "Dockerfile"),
        ("web", "web/docker/api", "docker/api"),  # as the docker command takes it
        ("web", "docker/api", "docker/api"),
        ("web", "Dockerfile", "Dockerfile"),  # not the one of the current directory
        (".", "web/Dockerfile", "web/Dockerfile"),
        ("web/..", "Dockerfile", "Dockerfile"),
    ],
)
def test_it_is_found_from_the_current_directory_or_else_the_folder(
    folder: str, named: str, taken: str
) -> None:
    assert dockerfile_of(BuildRequest(folder, "x:1", named)) == taken


def test_a_whole_path_is_taken_within_the_folder(here: Path) -> None:
    assert dockerfile_of(BuildRequest("web", "x:1", str(here / "web/docker/api"))) == "docker/api"


@pytest.mark.parametrize(
    ("folder", "named", "why"),
    [
        ("nix", "", "no folder nix"),
        ("web/docker", "", "no Dockerfile .*/web/docker/Dockerfile"),
        ("web", "nix", "no Dockerfile .*/web/nix"),
        ("web", "docker", "no Dockerfile .*/web/docker"),
        ("web", "outside", "outside is not within .*/web"),
    ],
)
def test_what_is_not_there_is_told_before_anything_is_sent(folder: str, named: str, why: str) -> None:
    with pytest.raises(EngineError, match=why):
        dockerfile_of(BuildRequest(folder, "x:1", named))
