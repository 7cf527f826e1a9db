"""What the docker SDK and its transport raise, in the console's own words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ecstui.model.errors import EngineError, NoEngine
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.engine.endpoint import Endpoint


def gone(endpoint: Endpoint, why: str = "") -> NoEngine:
    """What is said where the engine of `endpoint` does not answer."""
    reason = f": {why}" if why else ""
    return NoEngine(
        safe(
            f"The container engine does not answer at {endpoint.host}, as {endpoint.source} says{reason}. "
            "Start it, or set DOCKER_HOST to another."
        )
    )


@contextmanager
def talking(endpoint: Endpoint, what: str) -> Iterator[None]:
    """Turn what fails within into NoEngine or EngineError; `what` is what was done, "list images"."""
    from docker.errors import APIError, DockerException
    from requests.exceptions import RequestException
    from urllib3.exceptions import HTTPError

    try:
        yield
    except APIError as error:
        said = error.explanation or getattr(error.response, "reason", "") or str(error)
        raise EngineError(safe(f"The container engine refused to {what}: {said}")) from None
    except (RequestException, HTTPError, OSError) as error:
        raise gone(endpoint, _reason(error)) from None
    except DockerException as error:
        if isinstance(error.__cause__, OSError):  # as of the first question, for its version
            raise gone(endpoint, _reason(error)) from None
        asked = f"The container engine at {endpoint.host} (by {endpoint.source})"
        raise EngineError(safe(f"{asked} cannot be asked to {what}: {error}")) from None


def _reason(error: BaseException) -> str:
    """The cause at the bottom, without the wrappings of the libraries between."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    said = error.strerror if isinstance(error, OSError) else None
    return said or str(error) or type(error).__name__
