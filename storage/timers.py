"""Timers: rows with a due time, taken by one process each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Delete,
    Executable,
    Integer,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Session

from bot.case.errors import LostRace
from bot.case.feedback import FeedbackId
from bot.case.identifiers import EscalationId, UserId
from bot.case.second_look import LookId
from bot.reminders.about import Topic
from bot.reminders.timers import (
    AbsenceOver,
    ClockStep,
    ConsultStep,
    DayEnd,
    Due,
    EmbargoOver,
    FeedbackLook,
    OfCase,
    PlannedNudge,
    SecondLookStep,
    Timer,
    Unreadable,
    WordsGathered,
)
from bot.service_levels.clocks import ClockName
from storage.instants import Instant
from storage.pipeline import Asked, planned_once
from storage.questions import ask
from storage.statements import Additions, adding, columns
from storage.tables import PersonRow, TimerRow
from storage.timer_rows import NAMES, columns_of, timer_of

_ADD = adding(TimerRow)
_TIMERS = columns(TimerRow)


def _deleting(*conditions: ColumnElement[bool]) -> Delete:
    # One that is being fired this moment is left to its firing, which waits for the case and looks
    # at it again. Waiting for it here, with the case locked, would be a deadlock.
    free = select(_TIMERS.c.id).where(*conditions).with_for_update(skip_locked=True)
    return delete(_TIMERS).where(_TIMERS.c.id.in_(free))


Kind = TypeVar("Kind", bound=Due)

_COLUMNS = _TIMERS.c.keys()
_IS_NUDGE = _TIMERS.c.kind == NAMES[PlannedNudge]
_NOW = bindparam("now", type_=Instant)
_OF_CASE = _TIMERS.c.escalation_id == bindparam("escalation_id")
_IS_WORDS = _TIMERS.c.kind == NAMES[WordsGathered]
_CANCEL_ALL = _deleting(_OF_CASE, ~_IS_WORDS, _TIMERS.c.kind != NAMES[EmbargoOver])
_WORDS_OF_CASE = select(_TIMERS).where(_OF_CASE, _IS_WORDS).with_for_update(skip_locked=True)
_CANCEL = _deleting(_OF_CASE, _TIMERS.c.kind.in_(bindparam("kinds", expanding=True)))


def _taking(which: ColumnElement[bool]) -> Executable:
    """Removes the one of them that is due the longest and that nobody else is firing."""
    first = (
        select(_TIMERS.c.id)
        .where(_TIMERS.c.due_at <= _NOW, which)
        .order_by(_TIMERS.c.due_at, _TIMERS.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return delete(_TIMERS).where(_TIMERS.c.id == first.scalar_subquery()).returning(*_TIMERS.c)


_TAKE_NUDGE = _taking(_IS_NUDGE)
_TAKE_OTHER = _taking(~_IS_NUDGE)
_OF_PERSON = (
    select(_TIMERS)
    .where(_TIMERS.c.person == bindparam("person"), _TIMERS.c.due_at <= _NOW)
    .order_by(_TIMERS.c.id)
)
_ALL_OF = _OF_PERSON.with_for_update()
_FREE_OF = _OF_PERSON.with_for_update(skip_locked=True)
_NEXT = (
    select(_TIMERS.c.person)
    .where(_TIMERS.c.due_at <= _NOW, _IS_NUDGE)
    .order_by(_TIMERS.c.due_at, _TIMERS.c.id)
    .limit(bindparam("most", type_=Integer, literal_execute=True))
    .with_for_update(skip_locked=True)
)
_SOME: BindParameter[str] = bindparam("people", expanding=True)
_OF_PEOPLE = (
    select(_TIMERS)
    .where(_TIMERS.c.person.in_(_SOME), _TIMERS.c.due_at <= _NOW)
    .order_by(_TIMERS.c.id)
    .with_for_update()
)
_DELETE = delete(_TIMERS).where(_TIMERS.c.id.in_(bindparam("ids", expanding=True)))
_PEOPLE = columns(PersonRow).c
_PERSON = select(_PEOPLE.user_id).where(_PEOPLE.user_id == bindparam("person"))
_HOLD_PEOPLE = (
    select(_PEOPLE.user_id).where(_PEOPLE.user_id.in_(_SOME)).with_for_update(skip_locked=True)
)
_HOLD_PERSON = _PERSON.with_for_update(skip_locked=True)


class TimersTable:
    """The timers of one transaction."""

    def __init__(self, session: Session, added: Additions) -> None:
        self._plain = session
        self._added = added

    @property
    def _session(self) -> Session:
        """Whatever is asked of it is asked of what was planned here too."""
        self._added.send(_ADD)
        return self._plain

    def plan(self, timers: Iterable[Timer]) -> None:
        self._added.add(_ADD, [columns_of(timer) for timer in timers])

    def cancel(self, escalation_id: EscalationId, kinds: Iterable[type[OfCase]]) -> None:
        which = {"escalation_id": escalation_id, "kinds": [NAMES[kind] for kind in kinds]}
        self._session.execute(_CANCEL, which)

    def cancel_all(self, escalation_id: EscalationId) -> None:
        self._session.execute(_CANCEL_ALL, {"escalation_id": escalation_id})

    def cancel_clock(self, escalation_id: EscalationId, clock: ClockName) -> None:
        self._cancel_about(escalation_id, ClockStep, Topic(clock.value))

    def cancel_nudges(self, escalation_id: EscalationId, subject: Topic) -> None:
        self._cancel_about(escalation_id, PlannedNudge, subject)

    def _cancel_about(self, case: EscalationId, kind: type[Timer], subject: Topic) -> None:
        self._session.execute(
            _deleting(
                _TIMERS.c.escalation_id == case,
                _TIMERS.c.kind == NAMES[kind],
                _TIMERS.c.about.startswith(f"{subject.value}:", autoescape=True),
            )
        )

    def cancel_consult(self, escalation_id: EscalationId, consult: int) -> None:
        self._session.execute(
            _deleting(
                _TIMERS.c.escalation_id == escalation_id,
                _TIMERS.c.kind == NAMES[ConsultStep],
                _TIMERS.c.about.startswith(f"{consult}:"),
            )
        )

    def drop(self, timer: Timer) -> None:
        self._session.execute(_deleting(_TIMERS.c.id == timer.id))

    def drop_return(self, user: UserId) -> None:
        self._drop_about(AbsenceOver, user)

    def drop_day_end(self, office: str) -> None:
        self._drop_about(DayEnd, office)

    def drop_feedback(self, item: FeedbackId) -> None:
        self._session.execute(
            _deleting(
                _TIMERS.c.kind == NAMES[FeedbackLook],
                _TIMERS.c.about.startswith(f"{item} ", autoescape=True),
            )
        )

    def drop_second_look(self, look: LookId) -> None:
        self._drop_about(SecondLookStep, str(look))

    def _drop_about(self, kind: type[Timer], about: str) -> None:
        self._session.execute(_deleting(_TIMERS.c.kind == NAMES[kind], _TIMERS.c.about == about))

    def take_due(self, now: datetime) -> Timer | Unreadable | None:
        # One message holds all that a person is to be reminded of: what else is due is looked at
        # before, and may add to it.
        planned = planned_once(self._session.connection())
        return self._take(_TAKE_OTHER, now, *planned) or self._take(_TAKE_NUDGE, now)

    def take_nudge(self, now: datetime) -> PlannedNudge | Unreadable | None:
        taken = self._take(_TAKE_NUDGE, now)
        assert taken is None or isinstance(taken, PlannedNudge | Unreadable), "of that kind"
        return taken

    def _take(self, first: Executable, now: datetime, *before: Asked) -> Timer | Unreadable | None:
        self._session.flush()
        found = ask(self._session.connection(), *before, (first, {"now": now}))
        return timer_of(TimerRow(**dict(zip(_COLUMNS, found[0], strict=True)))) if found else None

    def take_nudges(self, person: UserId, now: datetime) -> Sequence[PlannedNudge]:
        which = _ALL_OF if self._alone_for(person) else _FREE_OF
        return self._removed(which, {"person": person, "now": now})

    def gather_nudges(
        self, first: PlannedNudge, now: datetime, most: int
    ) -> Mapping[UserId, Sequence[PlannedNudge]]:
        """Raises LostRace where one of them is being reminded elsewhere, or isn't known."""
        session = self._session
        others = session.execute(_NEXT, {"now": now, "most": most - 1}).scalars()
        people = {first.to, *others}
        # All at once and waiting for nobody: of two processes that meet here one gives way.
        held = set(session.execute(_HOLD_PEOPLE, {"people": sorted(people, key=str)}).scalars())
        if held != people:
            raise LostRace("a person's reminders")
        found = {first.to: [first]}
        for timer in self._removed(_OF_PEOPLE, {"people": sorted(people), "now": now}):
            found.setdefault(timer.to, []).append(timer)
        return found

    def _removed(self, which: Executable, given: Mapping[str, object]) -> list[PlannedNudge]:
        """Those of them that can be read, removed."""
        rows = self._session.execute(which, given).mappings().all()
        found = [timer_of(TimerRow(**row)) for row in rows]
        taken = [timer for timer in found if isinstance(timer, PlannedNudge)]
        if taken:
            self._session.execute(_DELETE, {"ids": [timer.id for timer in taken]})
        return taken

    def _alone_for(self, person: UserId) -> bool:
        """Of two processes that have each taken a reminder of one person, one gives its own back:
        the other waits for it and says both in one message. False for somebody who isn't known:
        there is no row by which to tell."""
        named = {"person": person}
        free = self._session.execute(_HOLD_PERSON, named).first()
        if free is None and self._session.execute(_PERSON, named).first() is not None:
            raise LostRace(person)
        return free is not None

    def take_words(self, escalation_id: EscalationId, to: UserId) -> WordsGathered | None:
        which = {"escalation_id": escalation_id}
        for row in self._session.execute(_WORDS_OF_CASE, which).mappings().all():
            found = timer_of(TimerRow(**row))
            if isinstance(found, WordsGathered) and found.to == to:
                self._session.execute(_DELETE, {"ids": [found.id]})
                return found
        return None

    def postpone(self, timer: Timer | Unreadable, until: datetime) -> None:
        self._session.execute(update(TimerRow).where(TimerRow.id == timer.id).values(due_at=until))

    def of_kind(self, kind: type[Kind]) -> Sequence[Kind]:
        query = select(TimerRow).where(TimerRow.kind == NAMES[kind]).order_by(TimerRow.id)
        found = map(timer_of, self._session.execute(query).scalars())
        return [timer for timer in found if isinstance(timer, kind)]

    def next(
        self, escalation_id: EscalationId | None = None, *, but: Sequence[type[Timer]] = ()
    ) -> Timer | Unreadable | None:
        query = select(TimerRow).order_by(TimerRow.due_at, TimerRow.id).limit(1)
        if but:
            query = query.where(TimerRow.kind.not_in([NAMES[kind] for kind in but]))
        if escalation_id is not None:
            query = query.where(TimerRow.escalation_id == escalation_id)
        row = self._session.execute(query).scalar_one_or_none()
        return timer_of(row) if row is not None else None
