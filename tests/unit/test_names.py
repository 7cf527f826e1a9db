"""What services are called on the command line."""

from __future__ import annotations

from models import service

from ecstui.ui.names import service_names

SERVICES = (service("cart", "staging"), service("web", "prod"), service("cart", "prod"))


def test_services_of_one_name_are_called_by_their_cluster_too() -> None:
    assert list(service_names(SERVICES)) == ["prod/cart", "staging/cart", "web"]
    assert service_names(SERVICES)["staging/cart"] == SERVICES[0].arn


def test_every_service_has_a_whole_name() -> None:
    assert list(service_names(SERVICES, whole=True)) == ["prod/cart", "prod/web", "staging/cart"]
