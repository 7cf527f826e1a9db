"""Why an action makes no sense at the moment: each rule gives the reason in words, or ""."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.ecr import Image, Repository
from ecstui.ui.situation import MARKABLE

if TYPE_CHECKING:
    from ecstui.ui.situation import Situation


def always(_situation: Situation) -> str:
    """Never off."""
    return ""


def has_a_list(situation: Situation) -> str:
    """For what works on lists."""
    return "this is not a list" if situation.focus == "detail" and not situation.reading_logs else ""


def has_something_inside(situation: Situation) -> str:
    """For what goes into a row of a list, or into an operation of the strip."""
    return "there is nothing to go into" if situation.focus == "detail" and not situation.operations else ""


def unmark_word(situation: Situation) -> str:
    """The word for going back while rows are marked."""
    return "unmark" if situation.marked else ""


def is_among_repositories(situation: Situation) -> str:
    """For what is done among repositories, whichever is selected."""
    if not situation.connected:
        return "not connected yet"
    return "esc leads back to the repositories" if isinstance(situation.selected, Image) else ""


def has_image(situation: Situation) -> str:
    """For what is done to an image."""
    if not situation.connected:
        return "not connected yet"
    return "" if isinstance(situation.selected, Image) else "select an image first: enter on its repository"


def has_repository(situation: Situation) -> str:
    """For what is done to a repository, or to that of the image selected."""
    if not situation.connected:
        return "not connected yet"
    of_registry = isinstance(situation.selected, Repository | Image)
    return "" if of_registry else "select a repository first"


def has_rows_to_mark(situation: Situation) -> str:
    """For what marks rows."""
    can_be = situation.focus in MARKABLE
    return "" if can_be else "services, tasks and images can be marked"


def has_service(situation: Situation) -> str:
    """For what is done to a service."""
    if not situation.connected:
        return "not connected yet"
    return "" if situation.service is not None else "select a service first"


def has_scalable_service(situation: Situation) -> str:
    """For what changes a service's desired count."""
    if reason := has_service(situation):
        return reason
    if situation.service is not None and situation.service.scheduling_strategy == "DAEMON":
        return "a DAEMON service runs one task an instance; it has no desired count"
    return ""


def has_service_of_ecs(situation: Situation) -> str:
    """For what makes ECS deploy a service."""
    if reason := has_service(situation):
        return reason
    controller = situation.service.deployment_controller if situation.service is not None else "ECS"
    return "" if controller == "ECS" else f"{controller} deploys it: ECS starts no deployment of it"


def has_undo(situation: Situation) -> str:
    """For what undoes the newest change."""
    if situation.undoable:
        return ""
    if situation.newest:
        return f"the newest change, {situation.newest}, cannot be undone; ctrl+o lists all"
    return "nothing was changed since the console was opened"


def has_deployment(situation: Situation) -> str:
    """For what is done to the deployment of a service that is under way."""
    if reason := has_service(situation):
        return reason
    primary = situation.service.primary if situation.service is not None else None
    return "" if primary and primary.rollout_state == "IN_PROGRESS" else "no deployment of it is running"


def waits_at_a_pause(situation: Situation) -> str:
    """The word for what is done to a deployment that waits; "" where none does."""
    return "continue" if situation.pausing else ""


def has_operation(situation: Situation) -> str:
    """For what shows the operations under way."""
    return "" if situation.operations else "no operation is shown"


def operation_word(situation: Situation) -> str:
    """The word for what shows the operations while there are any."""
    return "operation" if situation.operations else ""


def has_task(situation: Situation) -> str:
    """For what is done to a task."""
    if not situation.connected:
        return "not connected yet"
    if situation.task is None:
        return "select a task first"
    return "the task has stopped already" if situation.task.last_status == "STOPPED" else ""


def has_forwarding(situation: Situation) -> str:
    """For what ends the forwarding of a port."""
    return "" if situation.forwarding else "no port is forwarded"


def forwarding_word(situation: Situation) -> str:
    """The word for ending a forwarding, while there is one."""
    return "end forwarding" if situation.forwarding else ""


def has_logs(situation: Situation) -> str:
    """For what shows log lines."""
    if not situation.connected:
        return "not connected yet"
    return (
        ""
        if situation.task is not None or situation.service is not None
        else "select a service or task first"
    )


def has_events(situation: Situation) -> str:
    """For what shows a service's events."""
    return "" if situation.service is not None else "select a service first"


def has_arn(situation: Situation) -> str:
    """For what copies an ARN."""
    return "" if situation.selected is not None else "nothing is selected"


def has_split(situation: Situation) -> str:
    """For what goes from one view of a split to the other."""
    return "" if situation.log_views > 1 else "there is one view of the logs: | splits it"


def reads_service_logs(situation: Situation) -> str:
    """For what narrows a service's lines to one task."""
    return "" if situation.task is None else "these are the lines of one task already"
