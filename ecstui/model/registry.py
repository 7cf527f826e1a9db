"""The settings of an account's registry: how images are scanned, where they are copied to and from."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.model.ecr import Repository

_FREQUENCY = {"SCAN_ON_PUSH": "on push", "CONTINUOUS_SCAN": "continuous", "MANUAL": "by hand"}


@dataclass(frozen=True, slots=True)
class ScanRule:
    """How often the images of the repositories that match one of `filters` (with *) are scanned."""

    frequency: str  # SCAN_ON_PUSH, CONTINUOUS_SCAN, MANUAL
    filters: tuple[str, ...]

    def covers(self, repository: str) -> bool:
        """Whether it is about the repository of that name."""
        return any(fnmatchcase(repository, filter_) for filter_ in self.filters)


@dataclass(frozen=True, slots=True)
class ReplicationRule:
    """Pushed images of repositories with one of `prefixes` (none: of all) are copied to `destinations`.

    A destination is (registry, region).
    """

    destinations: tuple[tuple[str, str], ...]
    prefixes: tuple[str, ...] = ()

    def covers(self, repository: str) -> bool:
        """Whether it is about the repository of that name."""
        return not self.prefixes or any(repository.startswith(prefix) for prefix in self.prefixes)


@dataclass(frozen=True, slots=True)
class PullThroughRule:
    """Repositories under `prefix` are filled from `upstream` when somebody pulls."""

    prefix: str
    upstream: str
    credential: str = ""  # the ARN of the secret that signs in to it

    def covers(self, repository: str) -> bool:
        """Whether it is about the repository of that name."""
        return self.prefix == "ROOT" or repository.startswith(f"{self.prefix}/")


@dataclass(frozen=True, slots=True)
class RegistrySettings:
    """What holds for all repositories; `gaps` are the parts that could not be read, and why."""

    scan_type: str = ""  # BASIC or ENHANCED, "" where not known
    scan_rules: tuple[ScanRule, ...] = ()
    replication: tuple[ReplicationRule, ...] = ()
    pull_through: tuple[PullThroughRule, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def enhanced(self) -> bool:
        """Whether Amazon Inspector scans, which nobody can ask for a scan."""
        return self.scan_type == "ENHANCED"


def scan_mode(repository: Repository, settings: RegistrySettings | None) -> str:
    """How the images of a repository are scanned: "basic on push", "enhanced continuous", "off".

    The registry's rules go before the repository's own setting, which is deprecated and of basic scanning
    alone (Amazon ECR user guide, "Scan images for software vulnerabilities").
    """
    kind = settings.scan_type.lower() if settings is not None else ""
    rules = settings.scan_rules if settings is not None else ()
    wanted = {rule.frequency for rule in rules if rule.covers(repository.name)}
    frequency = next((name for name in ("CONTINUOUS_SCAN", "SCAN_ON_PUSH", "MANUAL") if name in wanted), "")
    if settings is not None and settings.enhanced:
        return f"enhanced {_FREQUENCY[frequency]}" if frequency else "off"
    if not frequency or frequency == "MANUAL":
        frequency = "SCAN_ON_PUSH" if repository.scan_on_push else "MANUAL"
    return f"{kind} {_FREQUENCY[frequency]}".strip()


def registry_words(settings: RegistrySettings, repository: str) -> tuple[tuple[str, str], ...]:
    """What of the registry's rules is about a repository: (label, words)."""
    copied = [
        ("replicated to", ", ".join(f"{region} ({account})" for account, region in rule.destinations))
        for rule in settings.replication
        if rule.covers(repository)
    ]
    filled = [("filled from", rule.upstream) for rule in settings.pull_through if rule.covers(repository)]
    return (*copied, *filled)
