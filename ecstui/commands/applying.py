"""A plan from being shown to its outcome, without the screen: what all verbs do alike that change AWS."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, ClassVar

from ecstui.commands import consent
from ecstui.commands.log_notices import failed
from ecstui.commands.log_stdout import tell
from ecstui.commands.plan_text import plan_object, plan_text
from ecstui.model.errors import AwsError, EcsTuiError
from ecstui.model.humane import counted

if TYPE_CHECKING:
    from ecstui.commands.change import Asked
    from ecstui.commands.log_stdout import Stdout
    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan, Progress


class Applying:
    """One plan and what becomes of it; where a verb differs, it says so in a subclass.

    The outcomes are those of the audit log, `planned` of a dry run, and `unchanged` of an empty plan.
    """

    late: ClassVar[str] = "Not there"  # what is said of it when its time is over

    def __init__(self, operation: Operation, plan: Plan, asked: Asked, stdout: Stdout) -> None:
        self.operation = operation
        self.plan = plan
        self.asked = asked
        self.stdout = stdout
        self._begun = time.monotonic()
        self._seen_taken = False

    @property
    def taken(self) -> bool:
        """Whether AWS has the change."""
        return self._seen_taken

    async def to_its_end(self) -> int:
        """Show it, get it allowed, apply and follow it; the exit code. Raises EcsTuiError."""
        if self.asked.output == "text":
            self.show(plan_text(self.plan))
        if self.plan.empty:
            return self.report("unchanged", "There is nothing to change.")
        if self.asked.dry_run:
            return self.report("planned", "Nothing was done.")
        try:
            self._get_consent()
            self._begun = time.monotonic()
            return await self._follow()
        except EcsTuiError as error:
            if self.asked.output == "json":
                self.report("refused", failed(error) if isinstance(error, AwsError) else str(error))
            raise

    def show(self, text: str) -> None:
        """Print the plan."""
        self.stdout.write(text)

    def _get_consent(self) -> None:
        if consent.is_given(self.plan, yes=self.asked.yes, confirm=self.asked.confirm):
            return
        asking = consent.can_ask()
        if asking and self.asked.output == "json":
            tell_lines(plan_text(self.plan))
        consent.ask_for(self.plan, consent.ask_on_terminal if asking else None)

    async def _follow(self) -> int:
        try:
            async with asyncio.timeout(None) as limit:
                last = await self.watch(limit)
        except TimeoutError:
            waited = counted(round(self.asked.timeout or 0), "second")
            return self.report("left", f"{self.late} after {waited}. {self.goes_on()}", 1)
        except asyncio.CancelledError:
            self.report("left" if self.taken else "unknown", self.goes_on())
            raise
        if not last.ended:
            return self.leave(last)
        if last.phase == "done":
            return self.report("applied", last.text)
        return self.report("failed" if self.taken else "unknown", last.text, 1)

    async def watch(self, limit: asyncio.Timeout) -> Progress:
        """Tell how it gets on; the last progress, or that by which AWS has it where nobody waits."""
        said = ""
        async with aclosing(self.operation.apply(self.plan)) as steps:
            async for progress in steps:
                self._seen_taken = self._seen_taken or progress.taken
                if progress.ended:
                    return progress
                if (line := _line(progress)) != said:
                    said = line
                    tell(line)
                if progress.taken:
                    if not self.asked.wait:
                        return progress
                    self.on_taken()
                    if self.asked.timeout is not None:
                        limit.reschedule(asyncio.get_running_loop().time() + self.asked.timeout)
        raise AssertionError("an operation's last progress is done or failed")

    def on_taken(self) -> None:
        """What else is done once AWS has the change and it is followed."""

    def leave(self, taken: Progress) -> int:
        """Leave it to AWS, which by the progress `taken` has it; the exit code."""
        return self.report("left", f"{taken.text} {self.goes_on()}")

    def goes_on(self) -> str:
        """What becomes of it when nobody follows it any more."""
        return self.operation.goes_on(self.plan) if self.taken else self.operation.unknown(self.plan)

    def report(self, outcome: str, text: str, code: int = 0) -> int:
        """Print what became of it; `code`."""
        seconds = round(time.monotonic() - self._begun, 1)
        if self.asked.output == "json":
            told = {"plan": plan_object(self.plan), "outcome": outcome, "text": text, **self.more()}
            self.stdout.write(json.dumps({**told, "seconds": seconds}, ensure_ascii=False) + "\n")
        else:
            self.say(outcome, text, seconds)
        return code

    def more(self) -> dict[str, Any]:
        """Further members of the JSON object."""
        return {}

    def say(self, outcome: str, text: str, seconds: float) -> None:
        """Print the outcome as text: what was done on stdout, all else beside it."""
        if outcome == "applied":
            self.stdout.write(f"{outcome} in {seconds} s: {text}\n")
        else:
            tell(f"{outcome}: {text}")


def _line(progress: Progress) -> str:
    return f"{progress.text} Stuck: {progress.stuck}" if progress.stuck else progress.text


def tell_lines(text: str) -> None:
    """The lines of a plan on stderr."""
    for line in text.splitlines():
        tell(line)
