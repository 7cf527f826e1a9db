"""Addresses of tasks, worked out from the task's id alone, so that ten thousand tasks store none."""

from __future__ import annotations

from zlib import crc32

#: (subnet, first two octets and third of its addresses, availability zone)
SUBNETS = (
    ("subnet-0a1f4c7d92e35b860", "10.20.16", "eu-west-1a"),
    ("subnet-0b2e5d8ca3f46c971", "10.20.32", "eu-west-1b"),
    ("subnet-0c3d6e9bb4057da82", "10.20.48", "eu-west-1c"),
)


def digits(text: str, length: int) -> str:
    """`length` hexadecimal digits that belong to `text`."""
    made = "".join(f"{crc32(f'{text}/{i}'.encode()):08x}" for i in range((length + 7) // 8))
    return made[:length]


def subnet_of(task_id: str) -> tuple[str, str, str]:
    """(subnet id, address prefix, availability zone) of a task with a network interface of its own."""
    return SUBNETS[crc32(task_id.encode()) % len(SUBNETS)]


def private_ip(task_id: str) -> str:
    """Its private IPv4 address, within its subnet (a /20)."""
    prefix = subnet_of(task_id)[1]
    first, second, third = prefix.split(".")
    number = crc32(f"ip/{task_id}".encode()) % (16 * 254)
    return f"{first}.{second}.{int(third) + number // 254}.{number % 254 + 1}"


def mac(task_id: str) -> str:
    """The MAC address of its network interface."""
    return "06:" + ":".join(digits(f"mac/{task_id}", 10)[i : i + 2] for i in range(0, 10, 2))


def attachment_id(task_id: str) -> str:
    """The id of the attachment, a UUID."""
    d = digits(f"attachment/{task_id}", 32)
    return f"{d[:8]}-{d[8:12]}-{d[12:16]}-{d[16:20]}-{d[20:]}"


def interface(task_id: str) -> str:
    """The id of its elastic network interface."""
    return "eni-0" + digits(f"eni/{task_id}", 16)


def host_port(task_id: str, container_port: int) -> int:
    """The dynamic host port of a bridged container."""
    return 32768 + crc32(f"{task_id}/{container_port}".encode()) % 28000
