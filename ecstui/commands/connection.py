"""The options that say which AWS is meant: before or after any verb, the later one wins."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import click

from ecstui.commands import config, log_file
from ecstui.model.account import Connection


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was given of the connection's options; None where an option was not."""

    context: str | None = None
    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    read_only: bool | None = None
    config_path: Path | None = None
    debug_path: Path | None = None

    def settings(self) -> config.Config:
        """The configuration file's settings with the options in their place. Raises UsageError."""
        return config.with_options(
            config.in_context(config.load(self.config_path), self.context or ""),
            profile=self.profile,
            region=self.region,
            endpoint_url=self.endpoint_url,
            read_only=self.read_only,
        )

    def connection(self) -> Connection:
        """Where AWS is to be found. Raises UsageError."""
        settings = self.settings()
        return Connection(settings.profile, settings.region, settings.endpoint_url)

    def why_read_only(self) -> str:
        """What takes away all that changes AWS, in words; "" where nothing does. Raises UsageError."""
        if self.read_only:
            return "--read-only is given"
        file = config.load(self.config_path)
        path = self.config_path or config.usual_path()
        if file.read_only:
            return f"{path} says read_only = true"
        settings = config.in_context(file, self.context or "")
        return f"{path} says read_only = true of context {settings.context}" if settings.read_only else ""

    def open_log(self) -> Path:
        """Send the log where it belongs; that file. Raises UsageError."""
        path = self.debug_path or config.state_home() / "ecstui.log"
        log_file.open_log(path, debug=self.debug_path is not None)
        return path


NAMES = tuple(field.name for field in fields(Chosen))


def options() -> list[click.Parameter]:
    """The connection's options."""
    file = click.Path(path_type=Path)
    return [
        click.Option(["--context"], metavar="NAME", help="A context of the configuration file."),
        click.Option(["--profile"], metavar="NAME", help="The AWS profile to use (default: AWS_PROFILE)."),
        click.Option(
            ["--region"],
            metavar="NAME",
            help="The AWS region (default: AWS_REGION, then the profile's).",
        ),
        click.Option(["--endpoint-url"], metavar="URL", help="Send every call there instead of to AWS."),
        click.Option(["--read-only"], is_flag=True, default=None, help="Take away all that changes AWS."),
        click.Option(
            ["--config", "config_path"],
            metavar="FILE",
            type=file,
            help="The configuration file (default: ~/.config/ecstui/config.toml).",
        ),
        click.Option(["--debug", "debug_path"], metavar="FILE", type=file, help="Log everything to FILE."),
    ]


def chosen(context: click.Context) -> Chosen:
    """What was given before the verb and after it."""
    given: dict[str, Any] = {}
    within: click.Context | None = context
    while within is not None:
        values = within.params.items()
        given = {name: value for name, value in values if name in NAMES and value is not None} | given
        within = within.parent
    return Chosen(**given)


class _Connecting(click.Command):
    """Takes the connection's options, and lists them under a heading of their own."""

    def __init__(self, *named: Any, **given: Any) -> None:
        super().__init__(*named, **given)
        self.params += options()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options into the help."""
        sections: dict[str, list[tuple[str, str]]] = {"Options": [], "Connection": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                sections["Connection" if parameter.name in NAMES else "Options"].append(record)
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records)


class Verb(_Connecting):
    """A verb; its function gets what was given of the connection's options as `connection`."""

    def invoke(self, ctx: click.Context) -> Any:
        """Call the verb's function."""
        connection = chosen(ctx)
        for name in NAMES:
            ctx.params.pop(name, None)
        ctx.params["connection"] = connection
        return super().invoke(ctx)


verb = partial(click.command, cls=Verb)
"""As `click.command` is, for a verb."""


class Verbs(_Connecting, click.Group):
    """The group whose commands are verbs."""

    command_class = Verb

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the verbs, into the help."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)
