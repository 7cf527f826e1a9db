"""botocore's service models: which operation a request is for, and the shapes of its input and output."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.loaders import Loader
from botocore.model import OperationNotFoundError, ServiceModel

from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import OperationModel

#: Services whose requests are signed under another name than botocore calls the service.
_BY_SIGNING_NAME = {"elasticloadbalancing": "elbv2", "monitoring": "cloudwatch"}
#: The protocols served, in botocore's order of preference among those a service offers.
PROTOCOLS = ("json", "query", "ec2")
_SCOPE = re.compile(r"Credential=[^/,]+/\d{8}/[^/,]*/([^/,]+)/aws4_request")


@dataclass(frozen=True, slots=True)
class Call:
    """An operation a request names, and the protocol it speaks."""

    service: str
    name: str
    protocol: str

    @property
    def model(self) -> OperationModel:
        """The operation in botocore's model; raises AwsError when the service has no such operation."""
        try:
            return service_model(self.service).operation_model(self.name)
        except OperationNotFoundError:
            raise unknown(self) from None


def unknown(call: Call) -> AwsError:
    """The refusal of an operation that is not served, in the code of its protocol."""
    code = "UnknownOperationException" if call.protocol == "json" else "InvalidAction"
    return AwsError(code, f"The embedded AWS does not serve {call.service}:{call.name}.")


@functools.cache
def service_model(service: str) -> ServiceModel:
    """The model of a service by botocore's name for it; loaded once a process."""
    return ServiceModel(_loader().load_service_model(service, "service-2"), service)


def served_protocol(service: str) -> str:
    """The protocol a client of today's botocore speaks with the service."""
    metadata = service_model(service).metadata
    offered = metadata.get("protocols", [metadata["protocol"]])
    return next(protocol for protocol in PROTOCOLS if protocol in offered)


def identify(headers: Mapping[str, str], form: Mapping[str, str]) -> Call:
    """The call of a request: the service from the signature's scope, the operation from target or form.

    Raises AwsError for a request that is not signed, as AWS does.
    """
    target = headers.get("X-Amz-Target")
    name = target.rpartition(".")[2] if target else form.get("Action", "")
    scope = _SCOPE.search(headers.get("Authorization", ""))
    if scope is None:
        raise AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", status=403)
    service = _BY_SIGNING_NAME.get(scope[1], scope[1])
    if target:
        return Call(service, name, "json")
    return Call(service, name, "ec2" if service == "ec2" else "query")


@functools.cache
def _loader() -> Loader:
    return Loader()
