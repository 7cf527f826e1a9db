"""Tags that git suggests, and the secrets that are not shown."""

from __future__ import annotations

import pickle
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ecstui.engine.git import as_tag, git_tags
from ecstui.model.local_image import LocalImage, build_arguments
from ecstui.model.registry_login import Login
from ecstui.model.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false")
    told = subprocess.run(
        ("git", "-C", folder, *identity, *words), check=True, capture_output=True, text=True
    )
    return told.stdout.strip()


async def test_git_suggests_commit_branch_and_description(tmp_path: Path) -> None:
    git(tmp_path, "init", "-b", "feature/x")
    git(tmp_path, "commit", "--allow-empty", "-m", "one")
    git(tmp_path, "tag", "v1.0")
    git(tmp_path, "commit", "--allow-empty", "-m", "two")
    found = {each.source: each.tag for each in await git_tags(str(tmp_path))}
    sha = git(tmp_path, "rev-parse", "--short", "HEAD")
    assert found == {"short SHA": sha, "branch": "feature-x", "describe": f"v1.0-1-g{sha}"}


async def test_changed_or_new_files_in_the_folder_make_the_commit_dirty(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "Dockerfile").write_text("FROM scratch")
    git(tmp_path, "init")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-m", "one")
    sha = git(tmp_path, "rev-parse", "--short", "HEAD")

    async def first() -> str:
        return (await git_tags(str(tmp_path / "web")))[0].tag

    (tmp_path / "elsewhere").touch()  # no part of what is built
    assert await first() == sha
    (tmp_path / "web" / "new").touch()
    assert await first() == f"{sha}-dirty"
    (tmp_path / "web" / "new").unlink()
    assert await first() == sha
    (tmp_path / "web" / "Dockerfile").write_text("FROM other")
    assert await first() == f"{sha}-dirty"


async def test_no_repository_and_no_git_suggest_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await git_tags(str(tmp_path)) == ()
    assert await git_tags(str(tmp_path / "nowhere")) == ()
    monkeypatch.setenv("PATH", "")
    assert await git_tags(str(tmp_path)) == ()


def test_what_no_tag_can_be_is_made_one() -> None:
    assert as_tag("feature/ä b") == "feature-b"
    assert as_tag("-.x") == "x"
    assert len(as_tag("x" * 300)) == 128


def test_a_secret_is_not_shown_and_not_written() -> None:
    login = Login("r", "AWS", Secret("hidden"), datetime.now(UTC))
    assert "hidden" not in f"{login!r} {login} {login.password}"
    assert login.password.reveal() == "hidden"
    with pytest.raises(TypeError):
        pickle.dumps(login)


def test_build_arguments_are_pairs() -> None:
    assert build_arguments("A=1 B=x=y C=") == (("A", "1"), ("B", "x=y"), ("C", ""))
    with pytest.raises(ValueError, match="NAME=value"):
        build_arguments("A")


def test_an_image_is_called_by_its_tag_or_id() -> None:
    image = LocalImage("sha256:" + "a" * 64, (), ("web@sha256:1",), 1, None)
    assert image.name == "a" * 12
    assert image.known_as("sha256:1")
    assert not image.known_as("sha256:2")


def test_an_image_is_the_same_by_its_digest_or_its_configuration() -> None:
    image = LocalImage("sha256:" + "a" * 64, (), ("web@sha256:1",), 1, None)
    assert image.is_same("sha256:1")
    assert image.is_same("sha256:2", image.id)
    assert image.is_same(image.id)  # as engines that keep images as they were pushed name them
    assert not image.is_same("sha256:2", "sha256:3")
