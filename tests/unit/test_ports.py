"""Ports as typed, what the plugin says of them in words, and one that is taken."""

from __future__ import annotations

import socket

import pytest

from ecstui.operations.forward import words
from ecstui.operations.ports import Ports, trouble


@pytest.mark.parametrize(
    ("typed", "ports"),
    [
        ("8080", Ports(8080, 8080)),
        (" 18080:8080 ", Ports(18080, 8080)),
        ("db.internal:5432", Ports(5432, 5432, "db.internal")),
        ("15432:db.internal:5432", Ports(15432, 5432, "db.internal")),
        ("15432:10.0.0.7:5432", Ports(15432, 5432, "10.0.0.7")),
    ],
)
def test_a_port_is_read_as_ssh_reads_it(typed: str, ports: Ports) -> None:
    assert Ports.parse(typed) == ports
    assert Ports.parse(str(ports)) == ports


@pytest.mark.parametrize(
    "typed", ["", "web", "0", "65536", "8080:", ":8080", "1:2:3:4", "a b:80", "-1", "1:$(x):80", "²"]
)
def test_what_is_no_port_says_the_form(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is no port.*\[LOCAL:\]\[HOST:\]PORT"):
        Ports.parse(typed)


def test_a_taken_port_is_told_with_another_to_choose() -> None:
    with socket.create_server(("localhost", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} of this machine is taken" in trouble(port)
    assert trouble(port) == ""


PORTS = Ports(18080, 8080)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Port 18080 opened for sessionId you-1.", "Port 18080 opened -> web:8080"),
        ("Connection accepted for session [you-1]", "Connection accepted: 18080 -> web:8080"),
        (
            "Connection to destination port failed, check SSM Agent logs.",
            "web:8080 takes no connection: does anything listen there?",
        ),
        ("SessionId: x : Your session timed out due to inactivity", "AWS ended it for want of traffic."),
        ("Waiting for connections...", ""),
        ("Starting session with SessionId: you-1", ""),
        ("Cannot perform start session: EOF", "Cannot perform start session: EOF"),
    ],
)
def test_what_the_plugin_says_in_words(line: str, told: str) -> None:
    assert words(line, PORTS, "web") == told
