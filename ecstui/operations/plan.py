"""What a change would do, shown before it is done; and how it goes while it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from ecstui.model.ecs import Service

Weight: TypeAlias = Literal["note", "warning", "danger"]
Phase: TypeAlias = Literal["sent", "converging", "done", "failed"]

Member: TypeAlias = tuple[str, str | int | bool]

_RANK: dict[Weight, int] = {"danger": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Where:
    """The place a change happens in, so that nobody changes the wrong one. Empty where not known."""

    account: str
    region: str
    cluster: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the diff: a field, what it is, what it will be."""

    field: str
    now: str
    after: str

    def __str__(self) -> str:
        return f"{self.field} {self.now} -> {self.after}"


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing the change means, and how much it weighs."""

    weight: Weight
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """The call of AWS that makes the change: "ecs:UpdateService" and exactly the members sent with it."""

    operation: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an operation will change and what that means.

    `facts` are the things read that the plan rests on, by name, in words: if they differ when it is applied,
    somebody else was at work and the plan is shown anew. `resource` is the ARN of what is changed, `subject`
    its name and `kind` what it is; `before` is the service as it was read, where the plan is about one.
    `confirm` is a name that a person must type before it is applied, "" where enter will do. `further` are
    the calls made after `call`, in order; `ways` are the numbers of the ways to do it that make sense, where
    the operation knows several.
    """

    verb: str
    subject: str
    where: Where
    changes: tuple[Change, ...]
    consequences: tuple[Consequence, ...]
    call: Call
    facts: tuple[tuple[str, str], ...]
    resource: str
    before: Service | None = None
    kind: str = "service"
    starts_deployment: bool = False
    confirm: str = ""
    further: tuple[Call, ...] = ()
    ways: tuple[int, ...] = ()

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call that the change makes, in order."""
        return (self.call, *self.further)

    @property
    def whole_subject(self) -> str:
        """The subject with its cluster before it; a container is named by its task already."""
        named = self.where.cluster and self.kind != "container"
        return f"{self.where.cluster}/{self.subject}" if named else self.subject

    @property
    def service(self) -> Service:
        """The service as it was read; only the plan of a service's change is asked for it."""
        if self.before is None:
            raise LookupError(f"the plan is about a {self.kind}")
        return self.before

    @property
    def starts(self) -> str:
        """Whether it starts a deployment, in words; "" where that is no question."""
        if not any(call.operation.endswith("ecs:UpdateService") for call in self.calls):
            return ""
        return "starts a deployment" if self.starts_deployment else "starts no deployment"

    @property
    def empty(self) -> bool:
        """Whether there is nothing to change."""
        return not self.changes

    @property
    def ranked(self) -> tuple[Consequence, ...]:
        """The consequences, the gravest first."""
        return tuple(sorted(self.consequences, key=lambda consequence: _RANK[consequence.weight]))

    @property
    def weight(self) -> Weight:
        """The weight of the gravest consequence; "note" where there is none."""
        return self.ranked[0].weight if self.consequences else "note"

    def differences(self, later: Plan) -> tuple[Change, ...]:
        """The facts that are others in a later plan: what they were, what they are."""
        mine, theirs = dict(self.facts), dict(later.facts)
        changes = (Change(name, mine.get(name, ""), theirs.get(name, "")) for name in {**mine, **theirs})
        return tuple(change for change in changes if change.now != change.after)


@dataclass(frozen=True, slots=True)
class Progress:
    """How an operation stands: what is said of it, tasks running of those wanted, and the newest event.

    `new`: the tasks counted are those of a new deployment; `old` are those it still has to stop. `failed` are
    the tasks that failed in a row, `held_up` is what keeps it back, `stuck` why it does not get on any more
    ("" while it does). `taken` is said once: AWS has the change now. `stage` is where a deployment that
    shifts traffic stands, and while it `rests` there on purpose, as in a bake time, it is not stuck. `sent`
    of `size` are the bytes of what is sent to AWS, as far as that is known.
    """

    phase: Phase
    text: str
    running: int = 0
    wanted: int = 0
    event: str = ""
    new: bool = False
    pending: int = 0
    old: int = 0
    failed: int = 0
    held_up: str = ""
    stuck: str = ""
    taken: bool = False
    stage: str = ""
    rests: bool = False
    sent: int = 0
    size: int = 0

    @property
    def left(self) -> int:
        """How many tasks have still to start or to stop."""
        return abs(self.wanted - self.running) + self.old

    @property
    def ended(self) -> bool:
        """Whether this is the last word."""
        return self.phase in {"done", "failed"}
