"""From what ECR answers about a repository or the registry to the model, one function a shape."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecstui.aws.parse import moment, texts
from ecstui.model.ecr import Manifest
from ecstui.model.findings import Finding, Scan
from ecstui.model.lifecycle import Expiring, Preview, canonical
from ecstui.model.registry import PullThroughRule, RegistrySettings, ReplicationRule, ScanRule
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from types_aiobotocore_ecr import type_defs as t


def manifest(raw: t.ImageTypeDef) -> Manifest:
    """A manifest of BatchGetImage, byte for byte: its digest is made of them."""
    return Manifest(raw["imageManifest"], raw.get("imageManifestMediaType", ""))


def config(raw: t.ImageTypeDef) -> tuple[str, str] | None:
    """The digest of an image of BatchGetImage, and of its configuration; None where it is an index."""
    named = json.loads(raw["imageManifest"]).get("config")
    return (safe(raw["imageId"]["imageDigest"]), safe(named["digest"])) if named else None


def failure_words(failures: Iterable[Any]) -> str:
    """Why ECR did not do its part of a batch."""
    first: dict[str, Any] = next(iter(failures), {})
    return safe(first.get("failureReason") or first.get("failureCode") or "ECR has no such image.")


def policy(text: str) -> str:
    """A lifecycle policy on one line."""
    try:
        return canonical(text)
    except ValueError:
        return safe(text)


def expiring(raw: t.LifecyclePolicyPreviewResultTypeDef) -> Expiring:
    """One image of GetLifecyclePolicyPreview."""
    return Expiring(
        digest=safe(raw.get("imageDigest", "")),
        tags=texts(raw.get("imageTags")),
        pushed_at=moment(raw.get("imagePushedAt")),
        rule=raw.get("appliedRulePriority", 0),
        action=safe(str(raw.get("action", {}).get("type", "EXPIRE"))),
    )


def preview(raw: Any) -> Preview:
    """A preview without its images."""
    return Preview(safe(str(raw["status"])), policy(raw.get("lifecyclePolicyText", "")))


def scan(raw: t.DescribeImageScanFindingsResponseTypeDef) -> Scan:
    """A page of DescribeImageScanFindings."""
    status = raw["imageScanStatus"]
    found = raw.get("imageScanFindings", {})
    basic = (_basic(each) for each in found.get("findings", ()))
    enhanced = (finding for each in found.get("enhancedFindings", ()) for finding in _enhanced(each))
    return Scan(
        status=safe(status.get("status", "")),
        description=safe(status.get("description", "")),
        completed_at=moment(found.get("imageScanCompletedAt")),
        findings=(*basic, *enhanced),
    )


def _basic(raw: t.ImageScanFindingTypeDef) -> Finding:
    """Basic scanning names no version that mends a vulnerability."""
    attributes = {each["key"]: each.get("value", "") for each in raw.get("attributes", ())}
    score = attributes.get("CVSS3_SCORE") or attributes.get("CVSS2_SCORE") or ""
    return Finding(
        name=safe(raw.get("name", "")),
        severity=safe(raw.get("severity", "UNDEFINED")),
        package=safe(attributes.get("package_name", "")),
        version=safe(attributes.get("package_version", "")),
        score=_number(score),
        url=safe(raw.get("uri", "")),
        description=safe(raw.get("description", "")),
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _enhanced(raw: t.EnhancedImageScanFindingTypeDef) -> Iterable[Finding]:
    """A finding a package: Inspector lists all packages of a vulnerability in one."""
    details = raw.get("packageVulnerabilityDetails", {})
    packages: Any = details.get("vulnerablePackages") or ({},)
    remedy = raw.get("remediation", {}).get("recommendation", {})
    urls = details.get("referenceUrls") or [remedy.get("url", "")]
    whole = Finding(
        name=safe(details.get("vulnerabilityId") or raw.get("title", "")),
        severity=_severity(raw.get("severity", "")),
        score=raw.get("score"),
        url=safe(details.get("sourceUrl") or urls[0]),
        description=safe(raw.get("description", "")),
        remedy=safe("" if remedy.get("text") in {None, "None Provided"} else remedy["text"]),
        exploitable=raw.get("exploitAvailable") == "YES",
    )
    for package in packages:
        yield replace(
            whole,
            package=safe(package.get("name", "")),
            version=safe(_version(package)),
            fixed=safe(_fixed(package.get("fixedInVersion", ""))),
        )


def _severity(raw: str) -> str:
    """Inspector says UNTRIAGED where basic scanning says UNDEFINED."""
    return "UNDEFINED" if raw in {"", "UNTRIAGED"} else safe(raw)


def _version(package: Any) -> str:
    version, release = package.get("version", ""), package.get("release", "")
    epoch = f"{package['epoch']}:" if package.get("epoch") else ""
    return f"{epoch}{version}" + (f"-{release}" if release else "")


def _fixed(version: str) -> str:
    return "" if version in {"NotAvailable", "NOT_AVAILABLE"} else version


def scanning(raw: t.RegistryScanningConfigurationTypeDef) -> RegistrySettings:
    """GetRegistryScanningConfiguration."""
    rules = tuple(
        ScanRule(
            safe(str(rule.get("scanFrequency", ""))),
            tuple(safe(each.get("filter", "")) for each in rule.get("repositoryFilters", ())),
        )
        for rule in raw.get("rules", ())
    )
    return RegistrySettings(scan_type=safe(raw.get("scanType", "BASIC")), scan_rules=rules)


def replication(raw: t.ReplicationConfigurationOutputTypeDef) -> RegistrySettings:
    """DescribeRegistry."""
    rules = tuple(
        ReplicationRule(
            tuple((safe(to["registryId"]), safe(to["region"])) for to in rule.get("destinations", ())),
            tuple(safe(each.get("filter", "")) for each in rule.get("repositoryFilters", ())),
        )
        for rule in raw.get("rules", ())
    )
    return RegistrySettings(replication=rules)


def pull_through(raw: t.PullThroughCacheRuleTypeDef) -> PullThroughRule:
    """A rule of DescribePullThroughCacheRules."""
    return PullThroughRule(
        safe(raw.get("ecrRepositoryPrefix", "")),
        safe(raw.get("upstreamRegistryUrl", "")),
        safe(raw.get("credentialArn", "")),
    )


def together(parts: Iterable[RegistrySettings], gaps: tuple[str, ...]) -> RegistrySettings:
    """The settings that several calls told of."""
    whole = RegistrySettings(gaps=gaps)
    for part in parts:
        whole = replace(
            whole,
            scan_type=part.scan_type or whole.scan_type,
            scan_rules=part.scan_rules or whole.scan_rules,
            replication=part.replication or whole.replication,
            pull_through=part.pull_through or whole.pull_through,
        )
    return whole
