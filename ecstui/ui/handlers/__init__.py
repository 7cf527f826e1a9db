"""Who handles the actions: a class a group, a method an action, named as the registry names them."""

from __future__ import annotations

from ecstui.ui.handlers.auto_scaling import AutoScaling
from ecstui.ui.handlers.containers import InContainers
from ecstui.ui.handlers.copying import Copying
from ecstui.ui.handlers.deploying import Deploying
from ecstui.ui.handlers.going import Going
from ecstui.ui.handlers.leaving import Leaving
from ecstui.ui.handlers.log_fetching import LogFetching
from ecstui.ui.handlers.log_reading import LogReading
from ecstui.ui.handlers.moving import Moving
from ecstui.ui.handlers.pushing import Pushing
from ecstui.ui.handlers.registry_changing import RegistryChanging
from ecstui.ui.handlers.running_tasks import RunningTasks
from ecstui.ui.handlers.showing import Showing
from ecstui.ui.handlers.viewing import Viewing

HANDLERS = {
    "app": Leaving,
    "auto-scaling": AutoScaling,
    "container": InContainers,
    "copy": Copying,
    "go": Going,
    "image": RegistryChanging,
    "repository": RegistryChanging,
    "log": LogReading,
    "logs": LogFetching,
    "push": Pushing,
    "run": RunningTasks,
    "service": Deploying,
    "show": Showing,
    "table": Moving,
    "task": Deploying,
    "view": Viewing,
}
"""By the group of an action's id; those of dialogs are handled by the dialogs."""
