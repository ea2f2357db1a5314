"""What is remembered of time: clocks, timers, snoozes, and the rotation's turns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.case.feedback import FeedbackId
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Person
from bot.case.second_look import LookId
from bot.reminders.about import About, Run, Topic
from bot.reminders.timers import Due, OfCase, PlannedNudge, Timer, Unreadable, WordsGathered
from bot.rotation.choice import Absence, Exclusion, Turn
from bot.service_levels.clocks import ClockEvent, ClockName

Kind = TypeVar("Kind", bound=Due)


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
    def cancel(self, escalation_id: EscalationId, kinds: Iterable[type[OfCase]]) -> None:
        """Drops the timers of a case that are of these kinds."""
        ...

    def cancel_all(self, escalation_id: EscalationId) -> None:
        """Drops all timers of a case but the end of its embargo, which opens it closed or not."""
        ...

    def cancel_clock(self, escalation_id: EscalationId, clock: ClockName) -> None:
        """Drops the steps of one clock."""
        ...

    def cancel_nudges(self, escalation_id: EscalationId, subject: Topic) -> None:
        """Drops the reminders of people about one subject."""
        ...

    def cancel_consult(self, escalation_id: EscalationId, consult: int) -> None:
        """Drops the steps of one consult."""
        ...

    def drop(self, timer: Timer) -> None: ...
    def drop_return(self, user: UserId) -> None:
        """Drops the end of somebody's absence."""
        ...

    def drop_day_end(self, office: str) -> None: ...
    def drop_feedback(self, item: FeedbackId) -> None:
        """Drops what would bring a feedback item back."""
        ...

    def drop_second_look(self, look: LookId) -> None:
        """Drops what would look at a second look again."""
        ...

    def take_nudges(self, person: UserId, now: datetime) -> Sequence[PlannedNudge]:
        """Removes a person's nudges that are due and returns them: this transaction's alone.

        Raises LostRace where another is doing so at this moment.
        """
        ...

    def gather_nudges(
        self, first: PlannedNudge, now: datetime, most: int
    ) -> Mapping[UserId, Sequence[PlannedNudge]]:
        """Removes all nudges that are due of the person of one that was taken, and of others who
        have some due, so many people at most; returns them, `first` too, by person.

        Raises LostRace where another does so with one of them, and where one isn't known.
        """
        ...

    def take_due(self, now: datetime) -> Timer | Unreadable | None:
        """Removes the timer that is due the longest and returns it: this transaction's alone.

        Nudges come after all others, so that those gather that the others bring.
        """
        ...

    def take_nudge(self, now: datetime) -> PlannedNudge | Unreadable | None:
        """The same of nudges alone."""
        ...

    def take_words(self, escalation_id: EscalationId, to: UserId) -> WordsGathered | None:
        """Removes what is gathered of a case for somebody, and returns it; None where nothing is,
        or where it is being told at this moment."""
        ...

    def postpone(self, timer: Timer | Unreadable, until: datetime) -> None:
        """Moves a timer that could not be fired; one that somebody else has fired stays gone."""
        ...

    def of_kind(self, kind: type[Kind]) -> Sequence[Kind]: ...
    def next(
        self, escalation_id: EscalationId | None = None, *, but: Sequence[type[Timer]] = ()
    ) -> Timer | Unreadable | None:
        """The timer that is due first: of this case, or of all but these kinds."""
        ...


@dataclass(frozen=True, slots=True)
class Snooze:
    """That somebody wanted to be reminded of something later, and why."""

    escalation_id: EscalationId
    user: UserId
    about: About
    run: Run
    until: datetime
    reason: str
    at: datetime


class Snoozes(Protocol):
    """Which reminders were snoozed: each once."""

    def add(self, snooze: Snooze) -> bool:
        """Keeps it; False if this person has snoozed this reminder before."""
        ...

    def of(self, user: UserId, ids: Iterable[EscalationId]) -> Sequence[Snooze]: ...


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """How somebody of a rotation stands: None for a person who isn't known, who isn't away, who
    has had no turn. `load` counts the undecided cases they have or are offered."""

    person: Person | None
    away: Absence | None
    load: int
    last_turn: int | None


class Turns(Protocol):
    """The rotation's turns, a queue's under the lock of all that share people with it."""

    def lock(self, queues: Collection[str]) -> None:
        """Waits until nobody else offers anything in these queues; until this transaction ends."""
        ...

    def add(self, turn: Turn) -> None: ...
    def give_back(self, escalation_id: EscalationId, user: UserId, run: int) -> None:
        """Strikes out the newest turn this person used on this case in this run of it."""
        ...

    def rename(self, before: str, after: str) -> None:
        """Makes a queue's turns those of another: it has another name now."""
        ...

    def last(self, queue: str, users: Sequence[UserId]) -> Mapping[UserId, int]:
        """The place of each person's newest turn not struck out; a later turn has a higher one.

        Not its time: several offers may be made at the same instant.
        """
        ...

    def standings(
        self, queue: str, users: Sequence[UserId], now: datetime
    ) -> Mapping[UserId, MemberStanding]:
        """How each of these people stands in a queue now, in one reading: an offer waits for it."""
        ...

    def offered_in_run(self, escalation_id: EscalationId, run: int) -> frozenset[UserId]:
        """Who has used a turn on this case since it was raised or reopened, struck out or not."""
        ...


class Absences(Protocol):
    """Who is away."""

    def current(
        self, now: datetime, users: Iterable[UserId] | None = None
    ) -> Mapping[UserId, Absence]:
        """Who is away now: of these people, or of all."""
        ...

    def begin(self, absence: Absence) -> None:
        """Puts somebody away; another absence of theirs ends with it."""
        ...

    def end(self, user: UserId, by: UserId, now: datetime) -> Absence | None:
        """Ends somebody's absence and returns it, None if they weren't away."""
        ...


class Exclusions(Protocol):
    """Who must not get a case, beside those who raised it."""

    def add(
        self, escalation_id: EscalationId, exclusion: Exclusion, by: UserId | None, now: datetime
    ) -> None: ...
    def of(self, escalation_id: EscalationId) -> Sequence[Exclusion]: ...
