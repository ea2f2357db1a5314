"""What is remembered of a case: itself, its timeline, its place in Slack, its decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.case.chain import Head
from bot.case.consult import Consult
from bot.case.decision import Communication, Decision, Effect, KeptDraft, Withholding
from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId, RequestKey, UserId
from bot.case.people import Via
from bot.case.review import Review
from bot.case.similar import Similar
from bot.case.states import State
from bot.case.subject import Subject
from bot.events import Event
from bot.figures.kpis import Figure, Scope


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
    event: Event
    via: Via
    why: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a message is in Slack: a thread's `ts`, and that of the card in it where the root
    could not be edited any more and the card was posted again."""

    channel: ChannelId
    ts: str
    card_ts: str = ""

    @property
    def card(self) -> str:
        """The ts of the message that is edited."""
        return self.card_ts or self.ts


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list. Every field given narrows the list. `asked`: offered to them, or asked
    of them in a hand-over. `known`: also those of every queue that isn't among these."""

    states: tuple[State, ...] = ()
    requester: UserId | None = None
    takes_part: UserId | None = None
    """Who raised it or joined it."""
    holder: UserId | None = None
    asked: UserId | None = None
    queues: tuple[str, ...] | None = None
    known: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    unoffered: bool = False
    closed_since: datetime | None = None
    """Closed then or later: `find` has these by when they were closed."""


class Escalations(Protocol):
    """The cases."""

    def next_id(self, offered_in: Collection[str] = ()) -> EscalationId:
        """The next number. What is numbered is about to be offered in these queues: they are locked
        on the same way, as `Turns.lock` does."""
        ...

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
        self, wanted: CaseFilter, *, limit: int, oldest_first: bool = True
    ) -> Sequence[Escalation]: ...

    def count(self, wanted: CaseFilter) -> int: ...
    def numbers(self, wanted: CaseFilter) -> Sequence[EscalationId]:
        """The ids alone, oldest first."""
        ...

    def alike(
        self,
        subjects: Iterable[Subject],
        *,
        limit: int,
        closed_too: bool = False,
        holding: bool = False,
    ) -> Sequence[Escalation]:
        """Cases that are about one of these, the newest first, without closed ones unless those are
        asked for: as many as `limit` at most, and of those of one subject no more either.

        Who is about to raise one asks `holding` them: waits for who raises a case about one of
        these at this moment, is told of theirs, and has others wait until this transaction ends.
        """
        ...

    def in_thread(self, channel: ChannelId, thread_ts: str) -> EscalationId | None: ...
    def thread_of(self, escalation_id: EscalationId) -> Thread | None: ...
    def threads_of(self, ids: Iterable[EscalationId]) -> Mapping[EscalationId, Thread]:
        """Where the cards of those stand that stand somewhere."""
        ...

    def load(self, users: Iterable[UserId]) -> Mapping[UserId, int]:
        """How many cases each holds: offered to them, or claimed and not yet decided."""
        ...


class Timeline(Protocol):
    """The append-only account of what happened to a case."""

    def add(self, entry: TimelineEntry) -> None: ...
    def of(self, escalation_id: EscalationId) -> Sequence[TimelineEntry]: ...


class Decisions(Protocol):
    """The register of decisions. What is added is chained to what was there before."""

    def add(self, decision: Decision) -> Decision:
        """Stores a new decision under the next id and returns it with that id."""
        ...

    def latest(self, escalation_id: EscalationId) -> Decision | None: ...
    def first_decided_at(self, ids: Iterable[EscalationId]) -> Mapping[EscalationId, datetime]:
        """When those of these cases were first decided that are."""
        ...

    def get(self, decision_id: int) -> Decision | None: ...
    def alike(
        self, subjects: Iterable[Subject], kind: str, ground: str, *, besides: EscalationId
    ) -> Sequence[Similar]:
        """Decisions that stand in other cases, about one of these or on this ground in a case of
        this kind ('' for no ground): of each the latest few."""
        ...

    def last_on(self, ground: str, kind: str, *, besides: EscalationId) -> Sequence[str]:
        """How the latest decisions that stand ended, on this ground in other cases of this kind,
        the latest first: as many as make a line."""
        ...

    def keep_draft(self, kept: KeptDraft) -> None:
        """Keeps a draft, in the place of the person's earlier one."""
        ...

    def draft_of(self, escalation_id: EscalationId, by: UserId) -> KeptDraft | None:
        """What this person had written of this case."""
        ...

    def drop_drafts(self, escalation_id: EscalationId) -> None:
        """Forgets what anybody had written of this case."""
        ...

    def communicate(self, communication: Communication) -> None: ...
    def communication(self, decision_id: int) -> Communication | None: ...
    def communicate_to_other(self, communication: Communication) -> None:
        """Stores that the other one of two impacted parties was told."""
        ...

    def withhold(self, withholding: Withholding) -> None:
        """Stores that the impacted party is not told."""
        ...

    def give_effect(self, effect: Effect) -> None: ...
    def effect(self, decision_id: int) -> Effect | None: ...
    def erase_texts(self, decision_id: int, at: datetime) -> None:
        """Erases what people wrote in a decision of an earlier transaction. That it was erased is
        chained, and the chain holds."""
        ...

    def head(self) -> Head:
        """The end of the chain in which all of it stands, as it was before this transaction."""
        ...


class Reviews(Protocol):
    """The decisions that wait for a second person, or waited."""

    def add(self, review: Review) -> Review:
        """Stores a new one under the next id and returns it with that id."""
        ...

    def get(self, review_id: int) -> Review | None:
        """As it is now: who changes one holds its case."""
        ...

    def save(self, review: Review) -> None:
        """Stores what became of it, and how far asking has come."""
        ...

    def open_of(self, escalation_id: EscalationId) -> Review | None:
        """The one of a case that waits for a verdict."""
        ...

    def latest(self, escalation_id: EscalationId) -> Review | None:
        """The newest of a case, whatever became of it."""
        ...

    def ask(self, review: Review, queue: str, users: Sequence[UserId], at: datetime) -> None:
        """These are asked to approve it, beside those who are asked already."""
        ...

    def asked_of(self, user: UserId) -> Sequence[Review]:
        """Those that wait for this person, the oldest first."""
        ...

    def last_asked(self, queue: str, users: Iterable[UserId]) -> Mapping[UserId, int]:
        """The place of each person's newest turn at approving in a queue, for those who had one: a
        later turn has a higher one."""
        ...


class Consults(Protocol):
    """The questions put before teams, and where they stand in Slack."""

    def add(self, consult: Consult) -> Consult:
        """Stores a new one under the next id and returns it with that id."""
        ...

    def get(self, consult_id: int) -> Consult | None:
        """As it is now: who changes one holds its case."""
        ...

    def save(self, consult: Consult) -> None: ...
    def open_of(self, escalation_id: EscalationId) -> Sequence[Consult]:
        """Those of a case that nobody has answered, oldest first."""
        ...

    def put_to(self, recipient: str) -> Sequence[Consult]:
        """Those put before this person, or in this channel, that nobody has answered; what is due
        first at the top."""
        ...

    def in_thread(self, channel: ChannelId, thread_ts: str) -> int | None:
        """The consult whose message opened this thread."""
        ...

    def reminders_of(self, consult_id: int) -> Sequence[tuple[str, str]]:
        """Of each reminder that was posted: to whom, and at which step."""
        ...

    def message_of(self, consult_id: int, recipient: str, step: str = "") -> Thread | None:
        """Where the question stands that was put to them; with a step, that reminder of it."""
        ...


class Digests(Protocol):
    """Figures over many cases."""

    def opened(self, queues: Sequence[str], since: datetime, until: datetime) -> int: ...
    def decided(self, queues: Sequence[str], since: datetime, until: datetime) -> int: ...
    def key_figures(self, scope: Scope, kpis: Iterable[str]) -> Sequence[Figure]:
        """These key figures, each over everything or for each group of the scope."""
        ...


class Requests(Protocol):
    """Idempotency keys of requests that were carried out."""

    def find(self, key: RequestKey, by: UserId | None = None) -> Receipt | None:
        """What was answered, if it was carried out. Of `by`, whose request it is, all that verbs
        ask first is read on the same way."""
        ...

    def keep(self, key: RequestKey, receipt: Receipt, now: datetime) -> None: ...
