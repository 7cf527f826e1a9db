"""One map from everything that botocore, aiohttp and AWS can say to the console's own few errors.

It is looked at in this order: our own reasons not to sign in, botocore's and aiohttp's exceptions, the error
code of the answer, its HTTP status. Whatever else a call raises means that the answer had the wrong shape.
"""

from __future__ import annotations

import difflib
import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ecstui.model.errors import (
    AwsError,
    BadAnswer,
    Denied,
    NoRegion,
    NotFound,
    NotSignedIn,
    Rejected,
    Throttled,
    Unreachable,
)
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from botocore.exceptions import ClientError

_log = logging.getLogger(__name__)
_LONGEST = 500


class SigningInRefused(Exception):
    """A reason of our own why nobody is signed in."""

    why = ""
    advice = ""


class UnknownProfile(SigningInRefused):
    """The profile named is in no file."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        self.why = f"there is no profile {name!r}."
        if near:
            self.advice = f"Did you mean {' or '.join(near)}?"
        elif known:
            self.advice = f"There are: {', '.join(sorted(known)[:8])}."
        else:
            self.advice = "There are no profiles at all; `aws configure sso` makes one."


class RegionMissing(SigningInRefused):
    """No region is set anywhere."""

    why = "no region is set:"
    advice = "give --region, AWS_REGION or a profile with one."


class MfaNeeded(SigningInRefused):
    """The profile's role wants a code that only a person can give."""

    why = "the profile's role asks for an MFA code, which cannot be typed here."
    advice = "Run `aws sts get-caller-identity` with this profile once; its session is used then."


@contextmanager
def calling(operation: str, where: str = "") -> Iterator[None]:
    """Whatever the block raises leaves it as an AwsError that names `operation` and `where`."""
    try:
        yield
    except AwsError:
        raise
    except Exception as error:
        _log.debug("%s in %s", operation, where, exc_info=True)
        failure = _translate(error)
        failure.operation = operation
        failure.where = where
        raise failure from None


def _translate(error: Exception) -> AwsError:
    from botocore.exceptions import ClientError

    if isinstance(error, RegionMissing):
        return NoRegion(error.why, advice=error.advice)
    if isinstance(error, SigningInRefused):
        return NotSignedIn(_words(error.why), advice=_words(error.advice))
    if isinstance(error, ClientError):
        return _from_answer(error)
    return _not_signed_in(error) or _no_answer(error) or _unusable(error)


def _not_signed_in(error: Exception) -> AwsError | None:
    from botocore import exceptions as boto

    match error:
        case boto.NoCredentialsError():
            return NotSignedIn(
                "no credentials were found.",
                advice="Run `aws sso login`, choose a profile, or set AWS_* keys.",
            )
        case boto.SSOTokenLoadError() | boto.UnauthorizedSSOTokenError() | boto.TokenRetrievalError():
            return NotSignedIn(
                "the SSO session has expired.", advice="Run `aws sso login`; it goes on by itself."
            )
        case boto.PartialCredentialsError():
            return NotSignedIn(
                f"the credentials are incomplete: {_words(error)}", advice="Give both keys, or neither."
            )
        case boto.CredentialRetrievalError():
            return NotSignedIn(
                _words(error), advice="Run the profile's credential_process by hand to see why."
            )
        case boto.RefreshWithMFAUnsupportedError():
            return NotSignedIn(MfaNeeded.why, advice=MfaNeeded.advice)
        case boto.InvalidRegionError() | boto.NoRegionError():
            return NoRegion(_words(error), advice=RegionMissing.advice)
        case boto.ConfigParseError() | boto.InvalidConfigError() | boto.ConfigNotFound():
            return NotSignedIn(_words(error), advice="Mend the file under ~/.aws; it is read again then.")
        case boto.ProfileNotFound():
            return NotSignedIn(_words(error), advice="Choose another profile.")
        case boto.InfiniteLoopConfigError() | boto.MetadataRetrievalError() | boto.SSOError():
            return NotSignedIn(_words(error))
        case _:
            return None


def _no_answer(error: Exception) -> AwsError | None:
    import aiohttp
    from botocore import exceptions as boto

    host = _host(error)
    match error:
        case boto.EndpointConnectionError() if _is_dns(error):
            return Unreachable(f"the name {host} is not known.", advice="Check the region, DNS and VPN.")
        case boto.EndpointConnectionError():
            return Unreachable(f"{host} takes no connection or dropped it.")
        case boto.ConnectTimeoutError():
            return Unreachable(f"{host} did not take the connection in time.")
        case boto.ReadTimeoutError():
            return Unreachable(f"{host} did not answer in time.")
        case TimeoutError():
            return Unreachable("no complete answer came in time.")
        case boto.ProxyConnectionError():
            return Unreachable("the proxy does not answer.", advice="Check HTTPS_PROXY and NO_PROXY.")
        case boto.SSLError():
            return Unreachable(f"TLS failed: {_words(error)}", advice="Check AWS_CA_BUNDLE and the proxy.")
        case boto.ConnectionClosedError():
            return Unreachable(f"{host} closed the connection before it answered.")
        case boto.HTTPClientError() | aiohttp.ClientError() | OSError():
            return Unreachable(f"the connection failed: {_words(error)}")
        case _:
            return None


def _unusable(error: Exception) -> AwsError:
    from botocore import exceptions as boto
    from botocore.parsers import ResponseParserError

    match error:
        case boto.ParamValidationError():
            return Rejected(_words(error))
        case ResponseParserError():
            return BadAnswer(
                "what came back is not AWS's format; a proxy or captive portal may be in the way."
            )
        case KeyError():
            return BadAnswer(f"the answer came without its {_words(error).strip(chr(39))}.")
        case boto.BotoCoreError():
            return Rejected(_words(error))
        case _:
            return BadAnswer(f"the answer has the wrong shape ({type(error).__name__}).")


def _host(error: Exception) -> str:
    url = str(getattr(error, "kwargs", {}).get("endpoint_url", ""))
    return safe(urlsplit(url).netloc) or "AWS"


def _is_dns(error: Exception) -> bool:
    from aiohttp import ClientConnectorDNSError

    return isinstance(getattr(error, "kwargs", {}).get("error"), ClientConnectorDNSError)


_EXPIRED = {
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "TokenRefreshRequired",
    "UnauthorizedSSOToken",
    "UnauthorizedSSOTokenException",
}
_NOT_KNOWN = {"UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "AuthFailure"}
_SIGNATURE = {
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "RequestTimeTooSkewed",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "AuthorizationHeaderMalformed",
}
_OPT_IN = {"OptInRequired", "OptInRequiredException"}
_DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "UnauthorizedException",
    "NotAuthorized",
    "AuthorizationError",
    "AuthorizationErrorException",
    "ForbiddenException",
    "KMSAccessDeniedException",
}
_THROTTLED = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "RequestThrottled",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
    "LimitExceededException",
}
_GONE = {
    "NoSuchEntity",
    "ClusterNotFoundException",
    "ServiceNotFoundException",
    "ServiceNotActiveException",
    "ServiceDeploymentNotFoundException",
    "RepositoryNotFoundException",
    "ImageNotFoundException",
    "ResourceNotFoundException",
    "ObjectNotFoundException",
    "TargetGroupNotFound",
    "TargetGroupNotFoundException",
    "LoadBalancerNotFound",
}
_NOT_CONNECTED = {"TargetNotConnected", "TargetNotConnectedException"}
_AGENT_DEAF = (
    "Systems Manager does not reach the agent in the container: that takes some seconds after a start; else "
    "the task role lacks ssmmessages, or the subnet a way to it."
)
_SIGNING_IN = {
    "AssumeRole",
    "AssumeRoleWithWebIdentity",
    "AssumeRoleWithSAML",
    "GetRoleCredentials",
    "CreateToken",
}
_GONE_WORDS = re.compile(r"unable to describe task definition|\bnot found\b|does not exist", re.IGNORECASE)


def _from_answer(error: ClientError) -> AwsError:
    """The error that AWS itself answered with."""
    answer: dict[str, Any] = dict(error.response)
    told = answer.get("Error") or {}
    meta = answer.get("ResponseMetadata") or {}
    code = _words(told.get("Code") or "")
    message = _words(told.get("Message") or "")
    status = int(meta.get("HTTPStatusCode") or 0)
    failure = _by_code(code, message, error.operation_name) or _by_status(code, message, status)
    failure.code = code
    failure.request_id = _words(meta.get("RequestId") or "")
    return failure


def _by_code(code: str, message: str, operation: str) -> AwsError | None:
    if code in _EXPIRED:
        return NotSignedIn("the session has expired.")
    if code in _NOT_KNOWN:
        return NotSignedIn(
            "AWS does not know these keys.", advice="Choose another profile, or put new keys in place."
        )
    if code in _SIGNATURE:
        return NotSignedIn(
            f"AWS does not accept the signature: {message}",
            advice="Check this machine's clock, then the secret key.",
        )
    if code in _OPT_IN:
        return NotSignedIn(
            "the account has not enabled this region or service.", advice="Choose another region."
        )
    if operation in _SIGNING_IN and code not in _THROTTLED:
        return NotSignedIn(
            f"{operation} was refused: {message or code}",
            advice="Check the role's name and who may assume it.",
        )
    if code in _DENIED:
        return _denied(message)
    if code in _NOT_CONNECTED:
        return Rejected(message or code, advice=_AGENT_DEAF)
    if code in _THROTTLED:
        return Throttled(message or "too many calls.")
    if code in _GONE or (code == "ClientException" and _GONE_WORDS.search(message)):
        return NotFound(message or code)
    return None


def _by_status(code: str, message: str, status: int) -> AwsError:
    told = message if message not in {"", code} else ""
    if status in {429, 509}:
        return Throttled(told or "too many calls.")
    if status in {401, 403}:
        return _denied(told or f"the answer was {status}.")
    if status >= 500:
        return Unreachable(f"the service itself failed ({code}). {told}".strip())
    return Rejected(told or code or "no reason was given.")


_NOT_ALLOWED = re.compile(
    r"^(?:User: (?P<user>\S+) )?.*?not authorized to perform:? (?P<action>[\w-]+:\w+)"
    r"(?: on resource: (?P<resource>\S+))?(?P<rest>.*)$"
)
_BECAUSE = re.compile(r"explicit deny in (?:an? )?[\w-]+(?: [\w-]+)?")


def _denied(message: str) -> AwsError:
    """Who may not do what on which resource, where AWS's sentence tells."""
    found = _NOT_ALLOWED.match(message)
    if found is None:
        return Denied(message or "an IAM policy does not allow it.")
    action, resource = found["action"], (found["resource"] or "").rstrip(".,")
    what = f"{action} on {resource}" if resource and resource != "*" else action
    who = (found["user"] or "").split(":")[-1] or "this identity"
    because = _BECAUSE.search(found["rest"])
    why = f"{who} may not {what}" + (f" ({because[0]})." if because else ".")
    return Denied(why, advice=f"Ask for {action}; the README lists what ecstui needs.")


def _words(text: object) -> str:
    """Somebody else's sentence as one short safe line."""
    line = safe(" ".join(str(text).split()))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
