"""The container engine of this machine (Docker, Podman): local images, building, pushing.

The one layer that knows the docker SDK, which is imported when an engine is first asked.
"""
