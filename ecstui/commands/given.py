"""Options that cannot be meant, refused before the console opens."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from ecstui.model.errors import UsageError


def check_endpoint(url: str) -> None:
    """UsageError where an endpoint is given that is no URL."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise UsageError(f"--endpoint-url {url!r} is no URL: give http://HOST[:PORT] or https://HOST.")


def check_profile(name: str) -> None:
    """UsageError where a profile is asked for that is in none of the AWS files.

    A file that cannot be read is left to botocore, whose words are shown in the console.
    """
    name = name or os.environ.get("AWS_PROFILE", "")
    if not name or name == "default":
        return
    try:
        known = _profiles()
    except (OSError, ValueError):
        return
    if name not in known:
        there = f"there are: {', '.join(sorted(known))}" if known else "there are no profiles at all"
        raise UsageError(f"--profile: there is no profile {name!r}; {there}.")


def _profiles() -> set[str]:
    import configparser  # only where a profile is named, to keep the first paint early

    found: set[str] = set()
    for variable, usual in (
        ("AWS_CONFIG_FILE", "~/.aws/config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
    ):
        path = Path(os.environ.get(variable) or usual).expanduser()
        if not path.is_file():
            continue
        parser = configparser.RawConfigParser()
        try:
            parser.read_string(path.read_text("utf-8"))
        except configparser.Error as error:
            raise ValueError(str(error)) from error
        for section in parser.sections():
            if variable == "AWS_SHARED_CREDENTIALS_FILE" or section == "default":
                found.add(section)
            elif section.startswith("profile "):
                found.add(section.removeprefix("profile ").strip().strip("\"'"))
    return found
