"""What a scan finds in an image: worked out from its digest."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecstui.demo.ecr.image import Image
    from ecstui.demo.ecr.state import Repository

SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED")
_SCORES = {"CRITICAL": 9.8, "HIGH": 8.1, "MEDIUM": 5.9, "LOW": 3.3, "INFORMATIONAL": 0.0}
#: (vulnerability, severity, package, version, what it is)
KNOWN = (
    ("CVE-2024-3094", "CRITICAL", "xz-utils", "5.6.0-0.2", "Malicious code in the tarballs of liblzma."),
    ("CVE-2023-45853", "CRITICAL", "zlib", "1:1.2.13.dfsg-1", "MiniZip overflows on a long file name."),
    ("CVE-2024-6387", "HIGH", "openssh", "1:9.2p1-2", "A race in the signal handler of sshd."),
    ("CVE-2023-4911", "HIGH", "glibc", "2.36-9", "ld.so overflows on GLIBC_TUNABLES."),
    ("CVE-2023-44487", "HIGH", "nghttp2", "1.52.0-1", "HTTP/2 streams reset in rapid succession."),
    ("CVE-2024-2961", "HIGH", "glibc", "2.36-9", "iconv writes out of bounds for ISO-2022-CN-EXT."),
    ("CVE-2024-0727", "MEDIUM", "openssl", "3.0.11-1", "A malformed PKCS12 file crashes its reader."),
    ("CVE-2023-5678", "MEDIUM", "openssl", "3.0.11-1", "Checking long X9.42 DH keys takes long."),
    ("CVE-2023-46218", "MEDIUM", "curl", "7.88.1-10", "A cookie may be set for a public suffix."),
    ("CVE-2023-7104", "MEDIUM", "sqlite3", "3.40.1-2", "sessionReadRecord reads beyond the heap buffer."),
    ("CVE-2022-48303", "LOW", "tar", "1.34+dfsg-1.2", "One byte is read out of bounds in a V7 archive."),
    ("CVE-2011-3374", "LOW", "apt", "2.6.1", "apt-key does not validate keys for net-update."),
    ("CVE-2010-4756", "LOW", "glibc", "2.36-9", "Glob patterns may take all CPU and memory."),
    ("CVE-2005-2541", "LOW", "tar", "1.34+dfsg-1.2", "Setuid files are extracted without a warning."),
    ("CVE-2016-2781", "LOW", "coreutils", "9.1-1", "chroot lets a session escape with --userspec."),
    ("CVE-2022-0563", "INFORMATIONAL", "util-linux", "2.38.1-5", "chfn reads files through INPUTRC."),
)


def findings(image: Image) -> list[dict[str, Any]]:
    """The findings of a scanned image, the worst first, in the members of ECR's model."""
    chance = random.Random(image.digest)  # noqa: S311 - chance for a play, not for secrets
    rarity = {"CRITICAL": 0.05, "HIGH": 0.2, "MEDIUM": 0.5, "LOW": 0.85}
    found = [row for row in KNOWN if chance.random() < rarity.get(row[1], 0.6)]
    return [
        {
            "name": name,
            "description": description,
            "uri": f"https://security-tracker.debian.org/tracker/{name}",
            "severity": severity,
            "attributes": [
                {"key": "package_name", "value": package},
                {"key": "package_version", "value": version},
            ],
        }
        for name, severity, package, version, description in sorted(
            found, key=lambda row: SEVERITIES.index(row[1])
        )
    ]


def enhanced(repository: Repository, image: Image) -> list[dict[str, Any]]:
    """The same vulnerabilities as Amazon Inspector tells of them, in the members of ECR's model."""
    return [_enhanced(repository, image, finding) for finding in findings(image)]


def _enhanced(repository: Repository, image: Image, finding: dict[str, Any]) -> dict[str, Any]:
    package, version = (each["value"] for each in finding["attributes"])
    name, low = finding["name"], finding["severity"] in {"LOW", "INFORMATIONAL"}
    return {
        "findingArn": repository.arn.replace(":ecr:", ":inspector2:").partition("repository/")[0]
        + f"finding/{image.digest[7:23]}{name[4:].replace('-', '')}",
        "awsAccountId": repository.registry,
        "type": "PACKAGE_VULNERABILITY",
        "title": f"{name} - {package}",
        "description": finding["description"],
        "severity": finding["severity"],
        "status": "ACTIVE",
        "score": _SCORES[finding["severity"]],
        "fixAvailable": "NO" if low else "YES",
        "exploitAvailable": "YES" if finding["severity"] == "CRITICAL" else "NO",
        "remediation": {"recommendation": {"text": "None Provided"}},
        "packageVulnerabilityDetails": {
            "vulnerabilityId": name,
            "source": "DEBIAN_CVE",
            "sourceUrl": finding["uri"],
            "vendorSeverity": finding["severity"],
            "vulnerablePackages": [
                {
                    "name": package,
                    "version": version,
                    "packageManager": "OS",
                    "fixedInVersion": "NotAvailable" if low else f"{version}+deb12u1",
                }
            ],
        },
    }


def summary(image: Image) -> dict[str, Any]:
    """Counts by severity of a scanned image, and when it was scanned."""
    counts = Counter(finding["severity"] for finding in findings(image))
    return {
        "imageScanCompletedAt": image.scanned_at,
        "vulnerabilitySourceUpdatedAt": image.scanned_at,
        "findingSeverityCounts": dict(counts),
    }


def scan_status(image: Image, now: float) -> str | None:
    """COMPLETE, IN_PROGRESS, or None for an image nobody has scanned."""
    if image.scanned_at is None:
        return None
    return "COMPLETE" if image.scanned_at <= now else "IN_PROGRESS"
