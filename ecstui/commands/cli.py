"""The command line. `ecstui` opens the console; verbs stand behind it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from ecstui import __version__
from ecstui.commands.connection import Chosen, Verbs
from ecstui.commands.verb_options import changing, opening
from ecstui.model.errors import EcsTuiError

if TYPE_CHECKING:
    from ecstui.operations.scale_ways import Way

LEVELS = ("trace", "debug", "info", "warn", "error", "fatal")
_IMAGES_CODES = """Exit codes: 0 all is well, 1 an image that is used has critical or high findings, 2 no such
repository, 4 AWS failed."""
_EXIT_CODES = """Exit codes: 0 all is well, 1 AWS failed (one line says what, where and why), 2 it was asked
for wrongly (no such cluster, service, task or option), 130 ctrl+c, 141 the reader went away, 143 SIGTERM."""
_CHANGE_CODES = """Exit codes: 0 done, 1 it did not get there (or not in time), 2 it was asked for wrongly, 3
refused and nothing was done, 4 AWS failed, 130 ctrl+c: what ECS has taken goes on."""
_STATUS_CODES = "Exit codes: 0 all is well, 1 a service is not, 2 no such cluster or service, 4 AWS failed."
_SESSION_CODES = """Exit codes: 0 the session has ended, 1 its plugin failed, 2 it was asked for wrongly, 3
refused and nothing was done, 4 AWS failed, 130 ctrl+c before there was a session."""
_CONSOLE_ONLY = ("cluster", "refresh", "theme", "demo")


@click.group(cls=Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--cluster", metavar="NAME", help="Open with this cluster.")
@click.option(
    "--refresh",
    metavar="SECONDS",
    type=click.FloatRange(1, 3600),
    help="Between two readings of what changes (default: 2).",
)
@click.option("--theme", metavar="NAME", help="ecstui-dark, ecstui-light, ... (`:theme` lists them).")
@click.option("--demo", is_flag=True, help="Open the console on an AWS of its own: no account needed.")
@click.version_option(__version__, message="ecstui %(version)s")
@click.pass_context
def cli(context: click.Context, /, **chosen: Any) -> None:
    """The terminal operations console for Amazon ECS and ECR.

    Small letters look, CAPITAL letters change AWS (and show a plan first). Press ? inside for all keys.
    """
    if context.invoked_subcommand is None:
        from ecstui.commands.console import open_console

        context.exit(open_console(**chosen))
    for name in _CONSOLE_ONLY:
        if chosen[name]:
            raise click.UsageError(f"--{name} is for the console: it means nothing to a verb.")


@cli.command(epilog=_EXIT_CODES)
@click.argument("target", metavar="CLUSTER/SERVICE[/TASK]")
@click.option("-f", "--follow", is_flag=True, help="Go on with new lines as they come, until ctrl+c.")
@click.option(
    "--since",
    metavar="TIME",
    help='10m, 2h, 14:02, "yesterday 14:00", 2026-05-04T14:02Z ... (default: 10m; the newest 100 with -f).',
)
@click.option("--until", metavar="TIME", help="Where to end (default: now); not with -f.")
@click.option("--container", "containers", metavar="NAME", multiple=True, help="Only of it; repeatable.")
@click.option(
    "--grep", "greps", metavar="RE", multiple=True, help="Only lines the pattern is found in; all must be."
)
@click.option(
    "--filter",
    "filter_line",
    metavar="TERMS",
    default="",
    help="Only lines the console's filter passes: timeout !health status>=500 level=error.",
)
@click.option(
    "--level", type=click.Choice(LEVELS, case_sensitive=False), help="Only lines this grave or more."
)
@click.option(
    "--output", type=click.Choice(["text", "json"]), default="text", help="Text, or a JSON object a line."
)
@click.option("--no-color", is_flag=True, help="No colours (as with NO_COLOR, and wherever no terminal is).")
@click.option("--utc", is_flag=True, help="Times in UTC instead of local time; JSON always has UTC.")
@click.pass_context
def logs(context: click.Context, /, connection: Chosen, **asked: Any) -> None:
    """Print the log lines of a service or a task, in order of time.

    SERVICE alone will do where only one cluster has it; TASK is an id or the beginning of one, also of a task
    that has stopped; an ARN is as good as a name. Without -f it ends when all of the range was read; of a
    stopped task that is, unless told otherwise, everything. JSON lines have timestamp, ingestionTime, task,
    container, revision, logGroup, logStream, level and message.
    """
    from ecstui.commands.logs import Asked, show_logs

    context.exit(show_logs(connection, Asked(**asked)))


# Unknown options pass as arguments so that -1 is a count; a wrong one is then one argument too many.
@cli.command(epilog=_CHANGE_CODES, context_settings={"ignore_unknown_options": True})
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


@cli.command("autoscaling", epilog=_CHANGE_CODES)
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


@cli.command(epilog=_CHANGE_CODES)
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


@cli.command("exec", epilog=_SESSION_CODES)
@click.argument("target", metavar="CLUSTER/SERVICE[/TASK]")
@click.argument("command", metavar="[-- COMMAND...]", nargs=-1, type=click.UNPROCESSED)
@opening
@click.pass_context
def execute(context: click.Context, /, connection: Chosen, command: tuple[str, ...], **asked: Any) -> None:
    """Run a shell (/bin/sh), or COMMAND, in a container of a running task, through ECS Exec.

    SERVICE alone will do where only one cluster has it; without a TASK it is the newest one that can be gone
    into. The prerequisites are checked first, and what is missing is said. It needs session-manager-plugin.
    AWS does not pass on COMMAND's own exit code.
    """
    from ecstui.commands import sessions

    context.exit(sessions.execute(connection, sessions.Asked(**asked), command))


@cli.command(epilog=_SESSION_CODES)
@click.argument("target", metavar="CLUSTER/SERVICE[/TASK]")
@click.argument("port", metavar="[LOCAL:][HOST:]PORT")
@opening
@click.pass_context
def forward(context: click.Context, /, connection: Chosen, port: str, **asked: Any) -> None:
    """Forward a port of this machine to a container of a running task, or to HOST behind it, until ctrl+c.

    It needs what exec needs. Without LOCAL the same number is opened here.
    """
    from ecstui.commands import sessions

    context.exit(sessions.forward(connection, sessions.Asked(**asked), port))


@cli.command(epilog=_CHANGE_CODES)
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


@cli.command(epilog=_CHANGE_CODES)
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


@cli.command(epilog=_CHANGE_CODES)
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


@cli.command(
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


@cli.command(epilog=_STATUS_CODES)
@click.argument("target", metavar="[CLUSTER[/SERVICE]]", required=False)
@click.option("--output", type=click.Choice(["text", "json"]), default="text", help="Text, or a JSON object.")
@click.pass_context
def status(context: click.Context, /, connection: Chosen, target: str | None, output: str) -> None:
    """Print how every service is and why, what is not well first: for a check or a prompt.

    It is the judgement of the console's lists. A CLUSTER or one of its services alone will do. What of a
    service's auto scaling is suspended is said too.
    """
    from ecstui.commands.status import show_status

    context.exit(show_status(connection, target, output))


@cli.command(epilog=_IMAGES_CODES)
@click.argument("repository", metavar="REPO")
@click.option("--output", type=click.Choice(["text", "json"]), default="text", help="Text, or a JSON object.")
@click.pass_context
def images(context: click.Context, /, connection: Chosen, repository: str, output: str) -> None:
    """Print the images of an ECR repository, newest first: tags, digest, size, findings, where they run.

    An image runs where a task has its digest, is named where a service's task definition has its tag or
    digest, and is used where it runs or is named. What could not be read of that is said on stderr.
    """
    from ecstui.commands.images import show_images

    context.exit(show_images(connection, repository, output))


@cli.command()
@click.option("--since", metavar="TIME", help='10m, 2h, 14:02, "yesterday 14:00" ... (default: everything).')
@click.option(
    "--output",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="Text, a JSON array, or a Markdown table.",
)
@click.pass_context
def audit(context: click.Context, /, connection: Chosen, since: str | None, output: str) -> None:
    """Print what was changed from this machine, newest last: when, by whom, where, what, how it ended.

    It reads the audit log, and calls nothing. A change without an outcome was cut short: whether AWS took it
    is unknown.
    """
    from ecstui.commands.audit import show_audit

    context.exit(show_audit(since, output))


# Files that a build may need are named as the docker command names them.
@cli.command(epilog=_CHANGE_CODES)
@click.argument("image", metavar="IMAGE|PATH")
@click.argument("target", metavar="REPO[:TAG]")
@click.option(
    "--build", is_flag=True, help="Build the image of the folder PATH first; its log goes to stderr."
)
@click.option("--dockerfile", metavar="FILE", default="", help="With --build: another than PATH/Dockerfile.")
@click.option("--build-target", metavar="STAGE", default="", help="With --build: the stage to build.")
@click.option(
    "--build-arg", "build_args", metavar="NAME=VALUE", multiple=True, help="With --build; repeatable."
)
@click.option("--platform", metavar="OS/ARCH", default="", help="With --build: linux/arm64 ...")
@click.option("--create", is_flag=True, help="Create the repository where there is none.")
@click.option(
    "--deploy", "deploy_to", metavar="CLUSTER/SERVICE", help="Then deploy the image's digest there."
)
@changing
@click.pass_context
def push(context: click.Context, /, connection: Chosen, **asked: Any) -> None:
    """Push an image of this machine's container engine to a repository of ECR.

    TAG is, where it is not given, the image's own; of a build the short SHA of git. Layers that ECR has are
    not sent again. With --deploy, --wait, --timeout and --confirm are about the deployment.
    """
    from ecstui.commands import change, pushing

    given = {name: asked.pop(name) for name in pushing.GIVEN}
    context.exit(pushing.push(connection, change.Asked(**asked), pushing.Given(**given)))


@cli.group()
def demo() -> None:
    """The embedded AWS: a living ECS account on this machine."""


@demo.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The loopback port (default: a free one)."
)
@click.option("--speed", type=click.FloatRange(0), default=1.0, help="How many times faster its clock runs.")
@click.option("--seed", type=int, default=1, help="The same seed tells the same story.")
@click.option(
    "--scenario", type=click.Choice(["incident", "calm"]), default="incident", help="What is going on."
)
@click.option(
    "--services", type=click.IntRange(0), default=0, help="A made-up account of this many services."
)
@click.option("--tasks", type=click.IntRange(0), default=0, help="... and this many tasks.")
@click.option("--throttling", is_flag=True, help="Refuse calls over AWS's published rates.")
@click.option(
    "--registry",
    metavar="HOST:PORT",
    default="",
    help="A real registry on this machine that pushes go to, and whose images ECR lists.",
)
@click.option(
    "--registry-password",
    metavar="PASSWORD",
    default="",
    envvar="ECSTUI_DEMO_REGISTRY_PASSWORD",
    help="What that registry knows its user AWS by.",
)
def serve(**settings: Any) -> None:
    """Serve the embedded AWS to any client and print the variables to export."""
    from ecstui.commands.demo import serve_demo

    serve_demo(**settings)


def run() -> None:
    """Run the command line; every expected failure ends in one line on stderr and an exit code."""
    try:
        sys.exit(cli(standalone_mode=False))
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except EcsTuiError as error:
        click.echo(f"ecstui: {error}", err=True)
        sys.exit(error.exit_code)
