"""What a policy says, as values: who manages, queues and rotations, targets, digests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.case.confidentiality import CLEARED_CLASSES, Confidentiality
from bot.case.identifiers import ChannelId, UserId, is_group
from bot.case.kinds import KINDS
from bot.case.priority import Priority
from bot.policy.grounds import Stated


class ClockKind(StrEnum):
    """Whose time a target counts: a serving office's opening hours, or all hours."""

    OFFICE = "office"
    ROUND_THE_CLOCK = "24x7"


@dataclass(frozen=True, slots=True)
class Duration:
    """A target's length as written: business days apart from the rest, since a day depends on the
    clock (24 h on a 24x7 clock, one business day on an office clock)."""

    days: int = 0
    seconds: int = 0

    def elapsed(self) -> timedelta:
        """The length on a 24x7 clock, where a day is 24 hours."""
        return timedelta(days=self.days, seconds=self.seconds)

    def __mul__(self, times: int) -> Duration:
        """So many times as long."""
        return Duration(self.days * times, self.seconds * times)

    def __str__(self) -> str:
        rest, parts = self.seconds, [f"{self.days}d"] if self.days else []
        for unit, size in (("h", 3600), ("m", 60), ("s", 1)):
            count, rest = divmod(rest, size)
            if count:
                parts.append(f"{count}{unit}")
        return "".join(parts) or "0s"


@dataclass(frozen=True, slots=True)
class Office:
    """Where people work: a zone, weekly opening hours, public holidays, further closed dates."""

    name: str
    timezone: str
    holidays: str = ""
    hours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A specialist's place on a queue's rotation. In the file it may be a user group's (S…), which
    is each of its members."""

    user: UserId
    office: str
    skills: tuple[str, ...] = ()
    capacity: int | None = None
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """A stream of work: its channel, the kinds it takes, its rotation, who is told of breaches.

    `managers` and `approvers` are user ids (U…, W…) or user group ids (S…); empty means the
    workspace's managers, and the whole queue.
    """

    name: str
    channel: ChannelId
    office: str
    kinds: tuple[str, ...]
    rotation: tuple[Member, ...] = ()
    managers: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()

    @property
    def classes(self) -> tuple[Confidentiality, ...]:
        """The classes above internal that its kinds are kept in from the start."""
        found = {KINDS[kind].confidentiality for kind in self.kinds if kind in KINDS}
        return tuple(c for c in CLEARED_CLASSES if c in found)

    def member(self, user: UserId) -> Member | None:
        """The rotation entry of a person, if they have one."""
        return next((m for m in self.rotation if m.user == user), None)


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """The targets of one kind at one priority."""

    first_response: Duration
    resolution: Duration
    clock: ClockKind
    update_every: Duration | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """A summary sent on a cron (five fields, weekdays as in cron) read in its own time zone.

    `to` is a person (U…, W…) or a channel (C…, G…).
    """

    to: str
    queues: tuple[str, ...]
    cron: str
    timezone: str

    @property
    def key(self) -> str:
        """What tells this digest from the others; a changed digest is another digest."""
        return "|".join((self.to, ",".join(sorted(self.queues)), self.cron, self.timezone))


@dataclass(frozen=True, slots=True)
class Team:
    """Who can be asked about a case (consult): in its channel, or its people (user ids, or user
    group ids S…) where it has none. `office` is whose hours count for it in a channel; '' means the
    workspace's usual ones."""

    name: str
    channel: str = ""
    people: tuple[str, ...] = ()
    answer_within: Duration = Duration(days=1)
    office: str = ""


class Told(StrEnum):
    """Who is told of a missed target: who holds the case, its queue's managers, the workspace's."""

    OWNER = "owner"
    MANAGERS = "managers"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class BreachStep:
    """How long after a missed target somebody is told, in the target's own hours."""

    after: Duration
    tell: tuple[Told, ...]


CLIMB = (
    BreachStep(Duration(), (Told.OWNER, Told.MANAGERS)),
    BreachStep(Duration(seconds=2 * 3600), (Told.OWNER,)),
    BreachStep(Duration(days=1), (Told.OWNER, Told.MANAGERS, Told.WORKSPACE)),
)
"""How a breach climbs where the policy doesn't say."""


APPEAL_WINDOW = Duration(days=183)
"""How long a decision can be contested where the policy doesn't say: six months (DSA Art. 20)."""


@dataclass(frozen=True, slots=True)
class FeedbackTarget:
    """Whom feedback items go to: a vendor by name, or tech, policy, training. `due` is how long its
    owner has, in their working hours."""

    name: str
    channel: ChannelId
    owner: UserId
    due: Duration = Duration(days=10)


class ApprovalWhen(StrEnum):
    """What of a decision asks for a second person; REVERSED: partly, too."""

    ALWAYS = "always"
    REVERSED = "reversed"
    RESTRICTION = "restriction"
    P1 = "P1"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approves the decisions of the kind of that name, and which. `people` are user ids, or
    user group ids (S…), and nobody else may; empty means the queue's approvers. All of `when` have
    to hold."""

    name: str
    people: tuple[str, ...] = ()
    when: tuple[ApprovalWhen, ...] = ()

    def asks(self, *, is_reversal: bool, restricts: bool, priority: Priority) -> bool:
        """Whether such a decision needs a second person."""
        holds = {
            ApprovalWhen.ALWAYS: True,
            ApprovalWhen.REVERSED: is_reversal,
            ApprovalWhen.RESTRICTION: restricts,
            ApprovalWhen.P1: priority is Priority.P1,
        }
        return all(holds[one] for one in self.when)


def usual_approval(kind: str) -> tuple[ApprovalWhen, ...]:
    """Which decisions of a kind need a second person where the policy doesn't say (rules: Kinds);
    empty: none."""
    known = KINDS.get(kind)
    if known is None:
        return ()
    if known.is_appeal:
        return (ApprovalWhen.REVERSED, ApprovalWhen.P1)
    return (ApprovalWhen.ALWAYS,) if known.second_approval else ()


INTERNAL_TARGETS = ("tech", "policy", "training")
"""Targets of feedback that are teams of one's own; any other is a vendor."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything a manager decides beforehand. `skills` are what a kind asks of who takes it;
    `clearances` who may see a class of confidentiality (ids of people and user groups);
    `appeal_window` how long a decision can be contested, None where it isn't said.
    `version` counts from 1 as stored; 0 is a draft."""

    managers: tuple[str, ...]
    timezone: str
    offices: Mapping[str, Office]
    queues: Mapping[str, Queue]
    service_levels: Mapping[str, Mapping[Priority, ServiceLevel]]
    digests: tuple[Digest, ...] = ()
    grounds: Mapping[str, str] = field(default_factory=dict)
    statements: Mapping[str, Stated] = field(default_factory=dict)
    """What a ground is called in statements of reasons, where that isn't as the built-in one of its
    name is."""
    breach: tuple[BreachStep, ...] = CLIMB
    skills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clearances: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    appeal_window: Duration | None = None
    moved: Mapping[str, str] = field(default_factory=dict)
    """Of a queue that is no more: to which its cases go."""
    feedback: Mapping[str, FeedbackTarget] = field(default_factory=dict)
    tell_p1: bool = True
    """Whether a queue's managers are told at once of every P1."""
    service_name: str = ""
    """The service as the transparency report names it."""
    second_look: float | None = None
    """The share of decisions that another specialist judges without seeing the first; None where it
    isn't said: none is."""
    teams: Mapping[str, Team] = field(default_factory=dict)
    """Whom a case can be put before."""
    guidelines: Mapping[str, str] = field(default_factory=dict)
    """The versions of the guidelines that decisions rest on, and from which day each holds (ISO
    8601)."""
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    """Who approves the decisions of a kind, and which."""
    version: int = 0

    def breach_step(self, number: int) -> BreachStep:
        """The n-th time somebody is told of a missed target, from 0. After the last step of the
        policy each comes twice as late as the one before, to the same people; the first after a
        day where the policy has no step but the breach itself."""
        last, beyond = self.breach[-1], number - len(self.breach) + 1
        if beyond <= 0:
            return self.breach[number]
        if last.after == Duration():
            # There is nothing to double where the breach itself is the last step.
            return BreachStep(Duration(days=1) * 2 ** (beyond - 1), last.tell)
        return BreachStep(last.after * 2**beyond, last.tell)

    def guideline_on(self, day: date) -> str:
        """The version of the guidelines in force on a day, '' where none is named."""
        begun = [(start, name) for name, start in self.guidelines.items() if start <= f"{day}"]
        return max(begun, default=("", ""))[1]

    @property
    def contestable_for(self) -> Duration:
        """How long a decision can be contested."""
        return self.appeal_window or APPEAL_WINDOW

    def approval_of(self, kind: str) -> Approval | None:
        """Who approves the decisions of a kind, and which; None where none needs a second person.
        A table that doesn't say when means what is usual for the kind, or else every decision."""
        own, usual = self.approvals.get(kind), usual_approval(kind)
        if own is None:
            return Approval(kind, when=usual) if usual else None
        return own if own.when else replace(own, when=usual or (ApprovalWhen.ALWAYS,))

    def groups_on_rotations(self) -> tuple[str, ...]:
        """The user groups that have a place on a rotation."""
        members = (m.user for queue in self.queues.values() for m in queue.rotation)
        return tuple(dict.fromkeys(user for user in members if is_group(user)))

    def with_members(self, groups: Mapping[str, Iterable[UserId]]) -> Policy:
        """This policy with each group's place on a rotation given to its members, in the order of
        their ids. Who also has a place of their own keeps that one."""
        queues = {
            name: replace(queue, rotation=_expanded(queue.rotation, groups))
            for name, queue in self.queues.items()
        }
        return replace(self, queues=queues)

    def queue_for(self, kind: str) -> Queue | None:
        """The queue that takes a kind; a kind is in one queue at most."""
        return next((q for q in self.queues.values() if kind in q.kinds), None)

    def home_of(self, queue: str, kind: str) -> Queue | None:
        """The queue a case is at home in: its own, or the one it was moved to; the one that takes
        its kind where that one doesn't. None where there is none of these any more."""
        own = self.queues.get(queue) or self.queues.get(self.moved.get(queue, ""))
        if own is not None and kind in own.kinds:
            return own
        return self.queue_for(kind) or own

    def names_of(self, queues: Iterable[str]) -> tuple[str, ...]:
        """The names under which cases of these queues may be kept: theirs, and what was moved to
        them."""
        wanted = tuple(queues)
        return (*wanted, *(name for name, to in self.moved.items() if to in wanted))

    def sharing(self, queue: str) -> frozenset[str]:
        """This queue and those whose rotations share people with it, or with one that does: what is
        offered in one of them counts for whom may be offered something in the others."""
        rotations = {q.name: {m.user for m in q.rotation} for q in self.queues.values()}
        found, people = {queue}, rotations.get(queue, set[UserId]())
        while near := {n for n, there in rotations.items() if n not in found and there & people}:
            found |= near
            people = people.union(*(rotations[name] for name in near))
        return frozenset(found)

    def service_level(self, kind: str, priority: Priority) -> ServiceLevel | None:
        """The targets of a kind; one without its own uses its queue's first that has them."""
        queue = self.queue_for(kind)
        for candidate in (kind, *(queue.kinds if queue else ())):
            levels = self.service_levels.get(candidate)
            if levels is not None:
                return levels.get(priority)
        return None

    def managers_of(self, queue: Queue) -> tuple[str, ...]:
        """User and user group ids that manage a queue, the workspace's where it names none."""
        return queue.managers or self.managers


def _expanded(
    rotation: tuple[Member, ...], groups: Mapping[str, Iterable[UserId]]
) -> tuple[Member, ...]:
    placed = {m.user for m in rotation}
    found: list[Member] = []
    for member in rotation:
        if not is_group(member.user):
            found.append(member)
            continue
        for user in sorted(set(groups.get(member.user, ())) - placed):
            placed.add(user)
            found.append(replace(member, user=user))
    return tuple(found)
