"""Push an image of the container engine to a repository of ECR."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.aws.paging import together
from ecstui.engine.errors import gone
from ecstui.engine.failures import push_failure
from ecstui.engine.push_events import PushState
from ecstui.engine.push_pace import Pace
from ecstui.engine.streams import until
from ecstui.model.arn import Arn
from ecstui.model.errors import AwsError, BadAnswer, EngineError, NotFound, Unreachable, UsageError
from ecstui.model.humane import age, counted, size
from ecstui.model.image_use import Users
from ecstui.operations.image_users import Usage
from ecstui.operations.operation import Operation
from ecstui.operations.plan import Call, Change, Plan, Progress, Where
from ecstui.operations.push_consequences import push_consequences, refuse_what_cannot_be, short_digest
from ecstui.operations.push_target import refuse_elsewhere

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from ecstui.engine.engine import Engine
    from ecstui.model.ecr import Image, Repository
    from ecstui.model.local_image import LocalImage
    from ecstui.model.registry_login import Login
    from ecstui.operations.audit import Record
    from ecstui.operations.desk import Desk
    from ecstui.operations.push_target import PushTarget

TELL_EVERY = 0.2  # seconds between two words on how it stands
RESUMES = 3  # times that a lost connection is taken up again
LOOKS = 5  # readings of ECR until its digest must be the engine's


@dataclass(slots=True)
class Tries:
    """Whether a failed push is tried again: with a `fresh` login once, `resumes` times over a network.

    An expired login is told as a denial where the answer has no body, as to Podman's first question.
    """

    resumes: int = RESUMES
    fresh: bool = False

    def again(self, message: str) -> bool:
        """Whether to try again after the engine said this; counts it."""
        failure = push_failure(message)
        if failure.kind in {"expired", "unauthorized", "denied"} and not self.fresh:
            self.fresh = True
            return True
        if failure.resumable and self.resumes:
            self.resumes -= 1
            return True
        return False


class PushImage(Operation):
    """Push the engine's `image` (a reference or id) to `target`.

    A lost connection is taken up again: layers that ECR has are not sent twice. `state` and `pace` tell how
    it stands, layer by layer; `stop` ends it.
    """

    verb = "push"

    def __init__(self, desk: Desk, engine: Engine, image: str, target: PushTarget) -> None:
        super().__init__(desk)
        self.engine = engine
        self.image = image
        self.target = target
        self.state = PushState()
        self.pace = Pace()
        self.pushed = ""
        """`registry/repository@digest` of what ECR has under the tag, once that is the image."""
        self.failure: EngineError | AwsError | None = None
        """What ended it once it had begun; None where nothing did, or a person."""
        self._repository: Repository | None = None
        self._login: Login | None = None
        self._created = False
        self._usage = Usage(desk)
        self._told_at = float("-inf")
        self._stopped = asyncio.Event()

    async def plan(self) -> Plan:
        """What goes where, and what the tag is now. UsageError where the image or repository is missing."""
        await self.check_registry()
        target = self.target
        async with together() as reading:
            image_read = reading.create_task(self.engine.image(self.image))
            repository_read = reading.create_task(self._known_repository())
            there_read = reading.create_task(self._there())
        image, repository, there = image_read.result(), repository_read.result(), there_read.result()
        if image is None:
            raise UsageError(f"The container engine has no image {self.image}.")
        same = there is not None and await self._is_same(image, there)
        former = None if same else there
        refuse_what_cannot_be(target, repository, former)
        changes = [] if repository else [Change("repository", "none", target.repository)]
        if not same:
            now = short_digest(former.digest) if former else "none"
            changes.append(Change(f"tag {target.tag}", now, f"{self.image} ({short_digest(image.id)})"))
        put = Call("ecr:PutImage", (("repositoryName", target.repository), ("imageTag", target.tag)))
        create = Call("ecr:CreateRepository", (("repositoryName", target.repository),))
        named_by = await self._named_by(repository) if repository and former else ()
        consequences = tuple(push_consequences(target, repository, former, image, named_by))
        dangerous = any(consequence.weight == "danger" for consequence in consequences)
        self.pushed = self._reference(there.digest) if same and there else ""
        where, resource = await self._place(repository)
        return Plan(
            verb=self.verb,
            subject=str(target),
            where=where,
            changes=tuple(changes),
            consequences=consequences,
            call=put if repository else create,
            further=() if repository else (put,),
            facts=(
                ("image", image.id),
                ("tag", there.digest if there else "none"),
                ("repository", repository.tag_mutability if repository else "none"),
            ),
            resource=resource,
            kind="image",
            confirm=str(target) if dangerous else "",
        )

    async def check_registry(self) -> None:
        """Raise UsageError where the target is in another account or region than this one."""
        if self.target.account:
            who = await self.desk.aws.identity()
            refuse_elsewhere(self.target, who.account, self.desk.aws.region)

    async def plan_again(self, plan: Plan) -> Plan:
        """The plan as it is now; the login, needed next, is got meanwhile."""
        async with together() as reading:
            reading.create_task(self._log_in(fresh=False))
            fresh = reading.create_task(super().plan_again(plan))
        return fresh.result()

    async def _named_by(self, repository: Repository) -> tuple[str, ...]:
        """The services whose task definitions name the tag, as far as they can be read."""
        users = Users(repository.uri, await self._usage.account())
        return tuple(f"{service.cluster}/{service.name}" for service in users.tagged(self.target.tag))

    async def _place(self, repository: Repository | None) -> tuple[Where, str]:
        if repository is not None:
            arn = Arn.parse(repository.arn)
            return Where(arn.account, arn.region, ""), repository.arn
        who, region = await self.desk.aws.identity(), self.desk.aws.region
        partition = Arn.parse(who.arn).partition
        name = f"arn:{partition}:ecr:{region}:{who.account}:repository/{self.target.repository}"
        return Where(who.account, region, ""), name

    def stop(self) -> None:
        """End it: the engine stops sending, and the tag stays what it was."""
        self._stopped.set()

    async def carry_out(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """Create the repository where asked, log in, tag, push, and see what ECR has."""
        if plan.further:
            yield Progress("sent", f"Creating {self.target.repository}…")
            record.request_id = await self._create()
            record.taken = self._created = True
            yield Progress("converging", f"{self.target.repository} is created.", taken=True)
        self.state, tries = PushState(), Tries()
        while not self.state.digest:
            yield Progress("converging" if record.taken else "sent", "Logging in…")
            try:
                async with aclosing(self._push(fresh=tries.fresh)) as steps:
                    async for progress in steps:
                        record.taken = record.taken or progress.taken
                        yield progress
                again = self._stopped.is_set() or not self.state.error or tries.again(self.state.error)
                if not again:
                    raise EngineError(push_failure(self.state.error).text)
            except (EngineError, AwsError) as error:
                if not record.taken:
                    raise
                self.failure = error
                yield Progress("failed", f"{error} {self._stays()}")
                return
            if self._stopped.is_set():
                yield Progress("failed", f"Stopped. {self._stays()}")
                return
            if self.state.error:
                text = f"{push_failure(self.state.error).text} Taking it up again."
                yield Progress("converging" if record.taken else "sent", text)
                await asyncio.sleep(self.desk.every)
        yield await self._seen()

    async def _known_repository(self) -> Repository | None:
        """The repository, read until there is one: what is changed of it later, ECR itself minds."""
        if self._repository is None:
            with suppress(NotFound):
                self._repository = await self.desk.aws.ecr_registry.repository(self.target.repository)
        return self._repository

    def _reference(self, digest: str) -> str:
        return f"{self._repository.uri}@{digest}" if self._repository else ""

    async def _there(self) -> Image | None:
        """What the tag is now."""
        with suppress(NotFound):
            return await self.desk.aws.ecr.image(self.target.repository, tag=self.target.tag)
        return None

    async def _is_same(self, image: LocalImage, there: Image) -> bool:
        """Whether the repository's image is the engine's: by digest, or else by its configuration's."""
        if image.is_same(there.digest):
            return True
        with suppress(AwsError):  # not permitted: the push itself shows it
            configs = await self.desk.aws.ecr_registry.configs(self.target.repository, [there.digest])
            return image.is_same(there.digest, configs.get(there.digest, ""))
        return False

    async def _create(self) -> str:
        """Create the repository, once; a lost answer is read back. The request's id."""
        try:
            self._repository, request_id = await self.desk.aws.ecr_changes.create_repository(
                self.target.repository, immutable=False, scan_on_push=False, encryption="AES256"
            )
            return request_id
        except AwsError as error:
            is_open = isinstance(error, Unreachable | BadAnswer)
            if not is_open and error.code != "RepositoryAlreadyExistsException":
                raise
            if await self._known_repository() is None:
                raise
            return ""

    async def _log_in(self, *, fresh: bool) -> Login:
        self._login = await self.desk.aws.ecr_push.login(fresh=fresh)
        return self._login

    @asynccontextmanager
    async def _named(self, place: str) -> AsyncIterator[None]:
        """Within, the image has the name that is pushed; the engine had it before, or loses it again."""
        name = f"{place}:{self.target.tag}"
        there = await self.engine.image(name)
        await self.engine.tag(self.image, place, self.target.tag)
        try:
            yield
        finally:
            if there is None:
                with suppress(EngineError):  # gone, or the person has taken it away
                    await self.engine.untag(name)

    async def _push(self, *, fresh: bool) -> AsyncGenerator[Progress, None]:
        """One try. How it ended stands in `state`; raises NoEngine where the engine said no last word."""
        login = (None if fresh else self._login) or await self._log_in(fresh=fresh)
        place = f"{login.registry}/{self.target.repository}"
        self.state, taken = PushState(), False
        states = until(self._stopped, self.engine.push(place, self.target.tag, login))
        async with self._named(place), aclosing(states) as told:
            async for state in told:
                news, self.state = state.done > self.state.done, state
                now = self.desk.clock.monotonic()
                self.pace.note(now, state.sent)
                begun = not taken and (state.begun or bool(state.digest))
                if begun or news or now - self._told_at >= TELL_EVERY:
                    taken, self._told_at = taken or begun, now
                    yield Progress(
                        "converging" if taken else "sent",
                        self.words(),
                        taken=begun,
                        sent=state.sent,
                        size=state.total if state.sized else 0,
                    )
        if not self.state.ended and not self._stopped.is_set():
            raise gone(self.engine.endpoint)

    def words(self) -> str:
        """How it stands: layers that are there, the rate and the time left."""
        state = self.state
        if not state.layers:
            return "The engine pushes; it tells of no layer yet."
        exist = sum(layer.state in {"exists", "mounted"} for layer in state.layers)
        said = f"{state.done} of {counted(len(state.layers), 'layer')}"
        if exist:
            said += f", {exist} already there"
        if self.pace.rate >= 1:
            said += f", {size(int(self.pace.rate))}/s"
            left = self.pace.left(state.total) if state.sized else None
            if left and left >= 1:
                said += f", {age(left)} left"
        return said

    async def _seen(self) -> Progress:
        """The last word: whether ECR has under the tag what the engine pushed."""
        pushed, seen, why = self.state.digest, "nothing", ""
        for look in range(LOOKS):
            if look:
                await asyncio.sleep(self.desk.every)
            try:
                image = await self.desk.aws.ecr.image(self.target.repository, tag=self.target.tag)
            except AwsError as error:
                why = f" {error}"
                continue
            if image is not None and image.digest == pushed:
                self.pushed = self._reference(pushed)
                return Progress(
                    "done", f"{self.target} is {short_digest(pushed)}, {size(image.size)} in ECR."
                )
            seen, why = (short_digest(image.digest), "") if image else ("nothing", "")
        text = f"The engine pushed {short_digest(pushed)}, but ECR reports {seen} under {self.target}.{why}"
        return Progress("failed", text)

    def _stays(self) -> str:
        created = f" {self.target.repository} is created." if self._created else ""
        return f"The tag is what it was; layers that ECR has are not sent again.{created}"

    def goes_on(self, plan: Plan) -> str:
        return f"The engine sends no more of {plan.subject}. {self._stays()}"

    def unknown(self, plan: Plan) -> str:
        return f"{plan.subject} is not pushed."
