"""What the rules need from the world: a store that remembers and a clock that tells the time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from bot.decision import Communication, Decision
from bot.escalation import Escalation, State
from bot.identifiers import ChannelId, EscalationId, RequestKey, UserId
from bot.notices import Notice
from bot.people import Identity, Person, Via
from bot.policy import Policy
from bot.reminders import Timer, TimerKind
from bot.rotation import Turn
from bot.service_levels import ClockEvent


class Clock(Protocol):
    """Tells the calendar's time, in UTC."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


@runtime_checkable
class MovedClock(Clock, Protocol):
    """A calendar that somebody may move forward, as the local workspace does."""

    def on_move(self, moved: Callable[[], None]) -> None:
        """Calls this after every move, from any thread."""
        ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a verb did, kept with its idempotency key so that a repeat gets the same answer."""

    words: str
    escalation_id: EscalationId | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to a case: who (None: the bot), when, from where, why."""

    escalation_id: EscalationId
    at: datetime
    who: UserId | None
    what: str
    via: Via
    why: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a message stands in Slack: a thread's `ts`, and that of the card in it where the root
    could not be edited any more and the card was posted anew."""

    channel: ChannelId
    ts: str
    card_ts: str = ""

    @property
    def card(self) -> str:
        """The ts of the message that is edited."""
        return self.card_ts or self.ts


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases to list. Every field given narrows the list."""

    states: tuple[State, ...] = ()
    requester: UserId | None = None
    holder: UserId | None = None
    queues: tuple[str, ...] | None = None
    unoffered: bool = False


class Escalations(Protocol):
    """The cases."""

    def next_id(self) -> EscalationId: ...
    def add(self, escalation: Escalation) -> None: ...

    def get(self, escalation_id: EscalationId) -> Escalation | None:
        """The case, locked until the transaction ends."""
        ...

    def peek(self, escalation_id: EscalationId) -> Escalation | None:
        """The case, for reading only."""
        ...

    def save(self, escalation: Escalation) -> Escalation:
        """Stores a changed case. Raises LostRace if somebody saved it since it was read."""
        ...

    def find(
        self, wanted: Wanted, *, limit: int, oldest_first: bool = True
    ) -> Sequence[Escalation]: ...

    def count(self, wanted: Wanted) -> int: ...
    def numbers(self, wanted: Wanted) -> Sequence[EscalationId]:
        """The ids alone, oldest first."""
        ...

    def in_thread(self, channel: ChannelId, thread_ts: str) -> EscalationId | None: ...
    def thread_of(self, escalation_id: EscalationId) -> Thread | None: ...
    def load(self, users: Iterable[UserId]) -> Mapping[UserId, int]:
        """How many cases each holds: offered to them, or claimed and not yet decided."""
        ...


class Timeline(Protocol):
    """The append-only account of what happened to a case."""

    def add(self, entry: TimelineEntry) -> None: ...
    def of(self, escalation_id: EscalationId) -> Sequence[TimelineEntry]: ...


class Clocks(Protocol):
    """The events of the service clocks."""

    def add(self, events: Iterable[ClockEvent]) -> None: ...
    def of(self, escalation_id: EscalationId) -> Sequence[ClockEvent]: ...
    def of_many(
        self, ids: Iterable[EscalationId]
    ) -> Mapping[EscalationId, Sequence[ClockEvent]]: ...


class Timers(Protocol):
    """What is to be looked at, and when."""

    def plan(self, timers: Iterable[Timer]) -> None: ...
    def cancel(self, escalation_id: EscalationId, kinds: Iterable[TimerKind]) -> None: ...
    def cancel_clock(
        self, escalation_id: EscalationId, clock: str, kind: TimerKind = TimerKind.REMINDER
    ) -> None:
        """Drops the reminders of one clock, or the nudges of one subject."""
        ...

    def take_nudges(self, person: UserId, now: datetime) -> Sequence[Timer]:
        """Removes a person's nudges that are due and returns them: this transaction's alone.

        Raises LostRace where another is doing so at this moment.
        """
        ...

    def take_due(self, now: datetime) -> Timer | None:
        """Removes the timer that is due the longest and returns it: this transaction's alone.

        Nudges come after all others, so that those gather that the others bring.
        """
        ...

    def postpone(self, timer: Timer, until: datetime) -> None:
        """Moves a timer that could not be fired; one that somebody else has fired stays gone."""
        ...

    def of_kind(self, kind: TimerKind) -> Sequence[Timer]: ...
    def next(self, escalation_id: EscalationId | None = None) -> Timer | None:
        """The timer that is due first: of this case, or of all."""
        ...

    def drop(self, kind: TimerKind, about: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Snooze:
    """That somebody wanted to be reminded of something later, and why."""

    escalation_id: EscalationId
    user: UserId
    about: str
    run: int
    until: datetime
    reason: str
    at: datetime


class Snoozes(Protocol):
    """Which reminders were snoozed: each once."""

    def add(self, snooze: Snooze) -> bool:
        """Keeps it; False if this person has snoozed this reminder before."""
        ...

    def of(self, user: UserId, ids: Iterable[EscalationId]) -> Sequence[Snooze]: ...


class Outbox(Protocol):
    """What is to be said once this transaction is committed."""

    def put(self, *notices: Notice) -> None: ...
    def retry(self, outbox_id: int) -> bool:
        """Puts a parked row back in its lane; False if it isn't parked any more."""
        ...


class Turns(Protocol):
    """The rotation's turns, a queue's under its lock."""

    def lock(self, queue: str) -> None: ...
    def add(self, turn: Turn) -> None: ...
    def give_back(self, escalation_id: EscalationId, user: UserId) -> None:
        """Strikes out the newest turn this person used on this case."""
        ...

    def last(self, queue: str, users: Sequence[UserId]) -> Mapping[UserId, int]:
        """The place of each person's newest turn not struck out; a later turn has a higher one.

        Not its time: several offers may be made at the same instant.
        """
        ...

    def offered_in_run(self, escalation_id: EscalationId, run: int) -> frozenset[UserId]:
        """Who has used a turn on this case since it was raised or reopened, struck out or not."""
        ...


class Decisions(Protocol):
    """The register of decisions."""

    def add(self, decision: Decision) -> Decision:
        """Stores a new decision under the next id and returns it with that id."""
        ...

    def latest(self, escalation_id: EscalationId) -> Decision | None: ...
    def get(self, decision_id: int) -> Decision | None: ...
    def communicate(self, communication: Communication) -> None: ...
    def communication(self, decision_id: int) -> Communication | None: ...
    def between(
        self, since: datetime | None, until: datetime | None
    ) -> Sequence[tuple[Decision, Escalation, Communication | None]]:
        """Decisions taken from `since` up to but not at `until`, oldest first."""
        ...


class People(Protocol):
    """Who is who in the workspace, as last heard from Slack."""

    def get(self, user: UserId) -> Person | None: ...
    def several(self, users: Iterable[UserId]) -> Mapping[UserId, Person]:
        """Those of them that are known."""
        ...

    def names(self, users: Iterable[UserId]) -> Mapping[UserId, str]: ...
    def put(self, people: Iterable[Person]) -> None: ...
    def group_members(self, groups: Iterable[str]) -> frozenset[UserId]: ...
    def put_group(self, group: str, members: Iterable[UserId]) -> None: ...
    def change_group(
        self, group: str, added: Iterable[UserId], removed: Iterable[UserId]
    ) -> None: ...
    def identity(self) -> Identity | None: ...
    def put_identity(self, identity: Identity) -> None: ...


class Policies(Protocol):
    """The policy in force, and its versions."""

    def current(self) -> Policy | None: ...
    def version(self, number: int) -> Policy | None: ...
    def add(self, policy: Policy, by: str, now: datetime) -> Policy:
        """Stores the next version and returns the policy with its number."""
        ...


class Digests(Protocol):
    """Figures over many cases."""

    def opened(self, queues: Sequence[str], since: datetime, until: datetime) -> int: ...
    def decided(self, queues: Sequence[str], since: datetime, until: datetime) -> int: ...


class Requests(Protocol):
    """Idempotency keys of requests that were carried out."""

    def find(self, key: RequestKey) -> Receipt | None: ...
    def keep(self, key: RequestKey, receipt: Receipt, now: datetime) -> None: ...


class Work(Protocol):
    """One transaction: what a verb may read and write."""

    @property
    def escalations(self) -> Escalations: ...
    @property
    def timeline(self) -> Timeline: ...
    @property
    def clocks(self) -> Clocks: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def snoozes(self) -> Snoozes: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def turns(self) -> Turns: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def people(self) -> People: ...
    @property
    def policies(self) -> Policies: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def requests(self) -> Requests: ...


class Storage(Protocol):
    """Where everything is remembered."""

    def begin(self) -> AbstractContextManager[Work]:
        """A transaction: committed when the block ends, undone when it raises.

        Raises StorageAway, CommitInDoubt, LostRace.
        """
        ...

    def read(self) -> AbstractContextManager[Work]:
        """A transaction that writes nothing and waits for nobody's lock. Raises StorageAway."""
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """An outbox row taken for delivery, under a lease. `uid` travels with the message, so that one
    whose try ended in doubt can be looked up. Times are the machine's."""

    id: int
    uid: str
    notice: Notice
    attempts: int
    look_ups: int
    in_doubt: bool
    created_at: datetime
    first_tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How the outbox stands."""

    waiting: int
    parked: int
    oldest_age_seconds: float


class Deliveries(Protocol):
    """The outbox as the one who delivers sees it. Each call is a short transaction of its own; none
    is open while Slack is called."""

    def take(self, now: datetime, *, lease: timedelta, limit: int) -> Sequence[Parcel]:
        """Leases what may be delivered now: of each lane only the oldest unfinished row."""
        ...

    def done(
        self, parcel: Parcel, now: datetime, *, place: Thread | None = None, note: str = ""
    ) -> None:
        """It was delivered, at this place, or needs no delivery any more, for the noted reason."""
        ...

    def opened_thread(self, parcel: Parcel, now: datetime, thread: Thread) -> None:
        """A case's first card was posted: its thread stands there."""
        ...

    def try_again(self, parcel: Parcel, at: datetime, error: str) -> None:
        """It surely did not arrive; it is tried again then."""
        ...

    def in_doubt(self, parcel: Parcel, at: datetime, error: str, *, looked_up: bool) -> None:
        """It may have arrived: it is looked up then, before it is sent again."""
        ...

    def park(self, parcel: Parcel, now: datetime, error: str, tell: Sequence[Notice]) -> None:
        """It can't arrive: it waits for a person, who is told."""
        ...

    def renew(self, parcel: Parcel, now: datetime, lease: timedelta) -> bool:
        """Begins the lease anew; False if the row has been taken by somebody else since."""
        ...

    def reserve(self, channel: ChannelId, now: datetime) -> datetime | None:
        """Takes a place in the channel's pace; None, or when to come back."""
        ...

    def pause(self, channel: ChannelId, until: datetime) -> None:
        """Slack asked to leave this channel alone until then."""
        ...

    def direct_message(self, user: UserId) -> ChannelId | None: ...
    def put_direct_message(self, user: UserId, channel: ChannelId) -> None: ...
    def state(self, now: datetime) -> OutboxState: ...
