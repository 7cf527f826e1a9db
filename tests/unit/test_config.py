"""The configuration file: its values, and mistakes named with file and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ecstui.commands.config import Config, Context, in_context, load
from ecstui.model.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text)
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, 'profile = "p"\nread_only = true\nrefresh = 5\n[keys]\n"service.scale" = "S"\n')
    assert load(path) == Config(profile="p", read_only=True, refresh=5.0, keys={"service.scale": "S"})


def test_saved_queries_are_read_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, """[insights.queries]\nerrors = '''\nfilter level = "error"\n| limit 5'''\n""")
    assert load(path).insights.queries == {"errors": 'filter level = "error"\n| limit 5'}


def test_a_context_says_which_aws_is_meant_and_the_file_says_the_rest(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """profile = "me"\nregion = "eu-west-1"\nread_only = true\ncontext = "staging"
        [contexts.production]\nprofile = "prod"\nprotected = true\ncolor = "red"
        [contexts.staging]\nregion = "eu-north-1"\n""",
    )
    config = load(path)
    assert config.contexts["staging"] == Context(region="eu-north-1")
    production, staging = in_context(config, "production"), in_context(config)
    assert (production.profile, production.region, production.color) == ("prod", "eu-west-1", "red")
    assert (production.protected, production.read_only) == (True, True)
    assert (staging.context, staging.profile, staging.region) == ("staging", "me", "eu-north-1")
    assert not staging.protected
    with pytest.raises(UsageError, match="no context 'prod'; there are: production, staging"):
        in_context(config, "prod")


def test_no_file_in_the_usual_place_means_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load(None) == Config()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('regoin = "x"', "unknown key `regoin`; did you mean `region`?"),
        ("refresh = 0.1", "`$.refresh`"),
        ('read_only = "yes"', "`$.read_only`"),
        ("keys = [", "not valid TOML"),
        ("[insights]\nquries = {}", "unknown key `insights.quries`; did you mean `queries`?"),
        ("[insights.queries]\nerrors = 5", "`$.insights.queries.errors`"),
        ('[insights.queries]\nerrors = " "', "`$.queries.errors`"),
        ("insights = 3", "`$.insights`"),
        ("[contexts.prod]\nprotect = true", "unknown key `contexts.prod.protect`; did you mean `protected`?"),
        ("[contexts.a]\ncolor = 'red'\n[contexts.b]\ncolor = 'pink'", "`$.contexts.b.color`"),
        ("contexts = 3", "`$.contexts`"),
        ("[keys]\na = 'x'\n'go.next' = 1", "`$.keys.go.next`"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as mistake:
        load(path)
    assert said in str(mistake.value)
    assert str(path) in str(mistake.value)


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such configuration file"):
        load(tmp_path / "none.toml")
