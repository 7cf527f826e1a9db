"""Which Dockerfile a build takes, looked for before anything is sent to the engine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ecstui.model.errors import EngineError
from ecstui.model.text import safe

if TYPE_CHECKING:
    from ecstui.model.local_image import BuildRequest


def dockerfile_of(request: BuildRequest) -> str:
    """The Dockerfile, relative to the folder that is built. Raises EngineError where there is none in it.

    As with the docker command it is relative to the current directory, or else to the folder.
    """
    folder = os.path.abspath(request.path)
    if not os.path.isdir(folder):
        raise EngineError(safe(f"There is no folder {request.path} to build."))
    in_folder = os.path.join(folder, request.dockerfile or "Dockerfile")
    places = [os.path.abspath(request.dockerfile), in_folder] if request.dockerfile else [in_folder]
    there = [place for place in places if os.path.isfile(place)]
    if not there:
        raise EngineError(safe(f"There is no Dockerfile {in_folder}."))
    for place in there:
        within = os.path.relpath(place, folder)
        if within.split(os.sep)[0] != os.pardir:
            return within
    raise EngineError(safe(f"The Dockerfile {there[0]} is not within {folder}, the folder that is built."))
