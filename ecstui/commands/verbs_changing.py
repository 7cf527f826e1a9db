"""The verbs that change AWS, each by a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ecstui.commands.connection import verb
from ecstui.commands.verb_options import changing, changing_twice

if TYPE_CHECKING:
    from ecstui.commands.connection import Chosen
    from ecstui.operations.scale_ways import Way

_CHANGE_CODES = """Exit codes: 0 done, 1 it did not get there (or not in time), 2 it was asked for wrongly, 3
refused and nothing was done, 4 AWS failed, 130 ctrl+c: what ECS has taken goes on."""


# Unknown options pass as arguments so that -1 is a count; a wrong one is then one argument too many.
@verb(epilog=_CHANGE_CODES, context_settings={"ignore_unknown_options": True})
@click.argument("target", metavar="CLUSTER/SERVICE")
@click.argument("count", metavar="COUNT")
@click.option(
    "--bounds",
    type=click.Choice(["keep", "move", "suspend"]),
    default="keep",
    help="Where auto scaling would take the count back: leave that so (default), move its bounds, "
    "or suspend dynamic scaling.",
)
@changing
@click.pass_context
def scale(context: click.Context, /, connection: Chosen, count: str, bounds: Way, **asked: Any) -> None:
    """Set the desired count of a service: 5, +3, -1 or x2.

    SERVICE alone will do where only one cluster has it. The plan is printed first, and applied with --yes or
    when it is allowed on the terminal; progress goes to stderr.
    """
    from ecstui.commands import change

    context.exit(change.scale(connection, change.Asked(**asked), count, bounds))


@verb("autoscaling", epilog=_CHANGE_CODES)
@click.argument("target", metavar="CLUSTER/SERVICE")
@click.option("--suspend", is_flag=True, help="Suspend dynamic scaling, in and out: no policy acts then.")
@click.option("--resume", is_flag=True, help="Resume all that is suspended.")
@click.option(
    "--only",
    type=click.Choice(["in", "out", "scheduled"]),
    multiple=True,
    help="Suspend or resume scaling in, scaling out or scheduled scaling alone; repeatable.",
)
@click.option("--min", "minimum", metavar="N", type=click.IntRange(0), help="The least count.")
@click.option("--max", "maximum", metavar="N", type=click.IntRange(0), help="The highest count.")
@changing
@click.pass_context
def auto_scaling(context: click.Context, /, connection: Chosen, **asked: Any) -> None:
    """Show what moves the count of a service, or change it: bounds, suspend, resume.

    Without --suspend, --resume, --min and --max nothing is changed: bounds, what is suspended, policies,
    scheduled actions and the last activities with their reasons are printed. SERVICE alone will do where only
    one cluster has it. The plan of a change is printed first, and applied with --yes or when it is allowed on
    the terminal; progress goes to stderr.
    """
    from ecstui.commands import auto_scaling as verb
    from ecstui.commands import change

    wished = {name: asked.pop(name) for name in ("suspend", "resume", "only", "minimum", "maximum")}
    context.exit(verb.auto_scaling(connection, change.Asked(**asked), verb.Wished(**wished)))


@verb(epilog=_CHANGE_CODES)
@click.argument("target", metavar="CLUSTER/SERVICE")
@changing
@click.pass_context
def redeploy(context: click.Context, /, connection: Chosen, **asked: Any) -> None:
    """Force a new deployment of a service: every task is replaced by a new one.

    SERVICE alone will do where only one cluster has it. The plan is printed first, and applied with --yes or
    when it is allowed on the terminal; progress goes to stderr.
    """
    from ecstui.commands import change

    context.exit(change.redeploy(connection, change.Asked(**asked)))


@verb(epilog=_CHANGE_CODES)
@click.argument("target", metavar="CLUSTER/SERVICE")
@click.option(
    "--image",
    "images",
    metavar="[CONTAINER=]IMAGE",
    multiple=True,
    help="registry/repository:tag, or :tag of the present repository; repeatable, one a container.",
)
@click.option(
    "--task-definition",
    metavar="NAME",
    help="An existing one instead: family:revision, an ARN, or a family for its newest revision.",
)
@changing
@click.pass_context
def deploy(
    context: click.Context,
    /,
    connection: Chosen,
    images: tuple[str, ...],
    task_definition: str | None,
    **asked: Any,
) -> None:
    """Deploy another image, in a copy of the revision that runs, or an existing task definition.

    SERVICE alone will do where only one cluster has it. The plan is printed first, and applied with --yes or
    when it is allowed on the terminal; progress goes to stderr. A copy that could be registered but not used
    is named, and used by the next deploy of the same images.
    """
    from ecstui.commands import change, deploying

    context.exit(deploying.deploy(connection, change.Asked(**asked), images, task_definition))


@verb(epilog=_CHANGE_CODES)
@click.argument("target", metavar="CLUSTER/SERVICE")
@click.option(
    "--to",
    metavar="REVISION",
    help="7, family:7, an ARN of those or of a service revision (default: the newest revision before).",
)
@changing
@click.pass_context
def rollback(context: click.Context, /, connection: Chosen, to: str | None, **asked: Any) -> None:
    """Deploy an earlier revision of a service's task definition again.

    SERVICE alone will do where only one cluster has it. The plan is printed first, and applied with --yes or
    when it is allowed on the terminal; progress goes to stderr.
    """
    from ecstui.commands import change, deploying

    context.exit(deploying.rollback(connection, change.Asked(**asked), to))


@verb(epilog=_CHANGE_CODES)
@click.argument("target", metavar="CLUSTER/[SERVICE/]TASK")
@click.option("--reason", metavar="TEXT", default="", help="What ECS keeps of it (default: who stopped it).")
@changing
@click.pass_context
def stop(context: click.Context, /, connection: Chosen, reason: str, **asked: Any) -> None:
    """Stop a task; the service that it is of starts another.

    TASK is an id or the beginning of one; an ARN is as good. The plan is printed first, and applied with
    --yes or when it is allowed on the terminal; progress goes to stderr.
    """
    from ecstui.commands import change, deploying

    context.exit(deploying.stop(connection, change.Asked(**asked), reason))


@verb(
    "run",
    epilog="Exit codes: 0 it exited 0, 1 it did not (or not in time, or never ran), 2 it was asked for "
    "wrongly, 3 refused and nothing was done, 4 AWS failed, 130 ctrl+c: the task goes on.",
)
@click.argument("target", metavar="CLUSTER/SERVICE | CLUSTER")
@click.argument("words", metavar="[-- COMMAND...]", nargs=-1, type=click.UNPROCESSED)
@click.option("--task-definition", metavar="NAME", default="", help="What to run (default: the service's).")
@click.option("--container", metavar="NAME", default="", help="Whose command (default: the first essential).")
@click.option("--command", metavar="WORDS", help="What it runs, as typed in a shell; or after --.")
@click.option("--env", "environment", metavar="KEY=VALUE", multiple=True, help="A variable; repeatable.")
@click.option("--cpu", type=click.IntRange(1), metavar="N", help="CPU units of the task.")
@click.option("--memory", type=click.IntRange(1), metavar="N", help="MiB of the task.")
@click.option("--count", type=click.IntRange(1, 10), default=1, metavar="N", help="How many (default: 1).")
@click.option(
    "--subnet", "subnets", metavar="ID", multiple=True, help="In place of the service's; repeatable."
)
@click.option("--security-group", "security_groups", metavar="ID", multiple=True, help="Repeatable.")
@click.option("--assign-public-ip", is_flag=True, help="Give it a public address.")
@changing
@click.pass_context
def run_task(context: click.Context, /, connection: Chosen, **asked: Any) -> None:
    """Run a task on its own, print its log lines, and end with its exit code.

    It runs like a SERVICE: its task definition, network and launch type; or a --task-definition in a CLUSTER.
    The plan is told on stderr, and applied with --yes or when it is allowed on the terminal. With --output
    json every line is an object, the last one the outcome with exitCode. With --no-wait the ARNs of the tasks
    are printed.
    """
    from ecstui.commands import run_task as verb

    context.exit(verb.run_task(connection, verb.Asked(**asked)))


# Files that a build may need are named as the docker command names them.
@verb(epilog=_CHANGE_CODES)
@click.argument("image", metavar="IMAGE|PATH")
@click.argument("target", metavar="REPO[:TAG]")
@click.option(
    "--build", is_flag=True, help="Build the image of the folder PATH first; its log goes to stderr."
)
@click.option(
    "--dockerfile",
    metavar="FILE",
    default="",
    help="With --build: another than PATH/Dockerfile; relative to here or to PATH, within it.",
)
@click.option("--build-target", metavar="STAGE", default="", help="With --build: the stage to build.")
@click.option(
    "--build-arg", "build_args", metavar="NAME=VALUE", multiple=True, help="With --build; repeatable."
)
@click.option("--platform", metavar="OS/ARCH", default="", help="With --build: linux/arm64 ...")
@click.option("--create", is_flag=True, help="Create the repository where there is none.")
@click.option(
    "--deploy", "deploy_to", metavar="CLUSTER/SERVICE", help="Then deploy the image's digest there."
)
@changing_twice
@click.pass_context
def push(context: click.Context, /, connection: Chosen, **asked: Any) -> None:
    """Push an image of this machine's container engine to a repository of ECR.

    TAG is, where it is not given, the image's own; of a build the short SHA of git. Layers that ECR has are
    not sent again. With --deploy, --wait and --timeout are about the deployment, which is checked first;
    where both plans ask for a name, give --confirm REPO:TAG and --confirm SERVICE. With --output json there
    is a line for each plan: one object of the push, then one of the deployment.
    """
    from ecstui.commands import change, pushing

    given = {name: asked.pop(name) for name in pushing.GIVEN}
    context.exit(pushing.push(connection, change.Asked(**asked), pushing.Given(**given)))


VERBS = (
    scale,
    auto_scaling,
    redeploy,
    deploy,
    rollback,
    stop,
    run_task,
    push,
)
