"""The sentences of AWS, cut down to a line: names to what tells them apart, reasons to codes. Pure."""

from __future__ import annotations

import re

_TARGET_GROUP = re.compile(r"\(target-group (\S+?)\)")
_ARN = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:\d*:\S*?([^\s/:()]+)(?=[\s()\].,;:]|$)")
_REGISTRY = re.compile(r"\b\d{12}\.dkr\.ecr\.[\w.-]+/")
_IDENTIFIER = re.compile(r"\b([0-9a-f]{8})[0-9a-f]{24}\b")
_CANNOT_PULL = re.compile(r"(CannotPull\w*Error): .*?([^\s:]+(?::[\w.-]+|@sha256:\w+)): (not found)$")
_CODE_WITHIN = re.compile(r"^(\w+(?:Error|Exception)): .*?\b(\w+(?:Error|Exception)\b.*)$")
_RETRIED = re.compile(r"\w[\w ]* has been retried \d+ time\(s\): ")


def shortened(text: str) -> str:
    """A text with the long names of AWS cut to what tells one thing from another."""
    text = _TARGET_GROUP.sub(lambda found: f"(target-group {target_group(found[0])})", text)
    text = _REGISTRY.sub("", _ARN.sub(r"\1", text))
    return _IDENTIFIER.sub(r"\1", text)


def reason_in_short(reason: str) -> str:
    """Why something failed, with all error codes in it near the beginning, whatever stood between them.

    ECS tells of every step on the way: "ResourceInitializationError: unable to pull secrets or registry auth:
    ... service call has been retried 1 time(s): ... AccessDeniedException: User: ... is not authorized ...".
    """
    short = shortened(reason)
    if codes := _CANNOT_PULL.search(short) or _CODE_WITHIN.search(short):
        return ": ".join(codes.groups())
    return _RETRIED.sub("", short)


def target_group(text: str) -> str:
    """The short name of the target group a text speaks of; "" where it names none."""
    found = _TARGET_GROUP.search(text)
    if found is None:
        return ""
    parts = found[1].split("/")
    return parts[1] if len(parts) > 2 else parts[-1]
