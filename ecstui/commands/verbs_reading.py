"""The verbs that only look: logs, status, images, audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ecstui.commands.connection import verb

if TYPE_CHECKING:
    from ecstui.commands.connection import Chosen

LEVELS = ("trace", "debug", "info", "warn", "error", "fatal")
_IMAGES_CODES = """Exit codes: 0 all is well, 1 an image that is used has critical or high findings, 2 no such
repository, 4 AWS failed."""
_EXIT_CODES = """Exit codes: 0 all is well, 1 AWS failed (one line says what, where and why), 2 it was asked
for wrongly (no such cluster, service, task or option), 130 ctrl+c, 141 the reader went away, 143 SIGTERM."""
_STATUS_CODES = "Exit codes: 0 all is well, 1 a service is not, 2 no such cluster or service, 4 AWS failed."


@verb(epilog=_EXIT_CODES)
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


@verb(epilog=_STATUS_CODES)
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


@verb(epilog=_IMAGES_CODES)
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


@verb()
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


VERBS = (
    logs,
    status,
    images,
    audit,
)
