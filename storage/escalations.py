"""Cases: rows to values and back, finding them, and the numbers they are given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, or_, select, update
from sqlalchemy.orm import Session

from bot.case.errors import LostRace
from bot.case.escalation import Deadline, Escalation, HandOver, Offer, Party, Silence, Wait
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.priority import Priority
from bot.case.states import UNDECIDED, CloseReason, State, ToDo
from bot.case.subject import Subject
from bot.ports import CaseFilter, Thread
from storage.questions import ask
from storage.queue_locks import then_locks
from storage.statements import Additions, adding, columns
from storage.subjects import SubjectsTable
from storage.tables import CounterRow, EscalationRow, ThreadRow

COUNTER = "escalations"
CHUNK = 500
"""How many cases are asked for at once: SQLite takes a limited number of parameters."""
_COUNTERS = columns(CounterRow)
_NEXT = (
    update(_COUNTERS)
    .where(_COUNTERS.c.name == COUNTER)
    .values(value=_COUNTERS.c.value + 1)
    .returning(_COUNTERS.c.value)
)
_ESCALATIONS = columns(EscalationRow)
_ADD = adding(EscalationRow)
_SAVE = update(_ESCALATIONS).where(
    _ESCALATIONS.c.id == bindparam("saved_id"),
    _ESCALATIONS.c.version == bindparam("read_version"),
)
_HOLDER = func.coalesce(_ESCALATIONS.c.owner, _ESCALATIONS.c.offered_to)
_LOAD = (
    select(_HOLDER, func.count())
    .where(
        _ESCALATIONS.c.state.in_([state.value for state in UNDECIDED]),
        or_(
            _ESCALATIONS.c.owner.in_(bindparam("people", expanding=True)),
            _ESCALATIONS.c.offered_to.in_(bindparam("people", expanding=True)),
        ),
    )
    .group_by(_HOLDER)
)
_NEXT_THEN_LOCKS = then_locks(_NEXT, "value")


def to_values(e: Escalation) -> dict[str, object]:
    """A case as the columns of its row."""
    return {
        "id": e.id,
        "version": e.version,
        "run": e.run,
        "queue": e.queue,
        "channel": e.channel,
        "kind": e.kind,
        "priority": e.priority.value,
        "title": e.title,
        "what_happened": e.what_happened,
        "account": e.account,
        "links": list(e.links),
        "answers": dict(e.answers),
        "confidentiality": e.confidentiality,
        "skills": list(e.skills),
        "co_requesters": list(e.co_requesters),
        "requester": e.requester,
        "state": e.state.value,
        "offered_to": e.offer.to if e.offer else None,
        "offer_why": e.offer.why if e.offer else None,
        "offer_made_at": e.offer.made_at if e.offer else None,
        "offer_lapses_at": e.offer.lapses_at if e.offer else None,
        "owner": e.owner,
        "claimed_at": e.claimed_at,
        "hand_over_to": e.hand_over.to if e.hand_over else None,
        "hand_over_by": e.hand_over.by if e.hand_over else None,
        "hand_over_note": e.hand_over.note if e.hand_over else None,
        "hand_over_asked_at": e.hand_over.asked_at if e.hand_over else None,
        "hand_over_overrides": e.hand_over.overrides if e.hand_over else False,
        "wait_on": e.wait.on.value if e.wait else None,
        "wait_for": e.wait.for_what if e.wait else None,
        "wait_until": e.wait.until if e.wait else None,
        "wait_since": e.wait.since if e.wait else None,
        "wait_by": e.wait.by if e.wait else None,
        "deadline_at": e.deadline.at if e.deadline else None,
        "deadline_zone": e.deadline.timezone if e.deadline else None,
        "deadline_source": e.deadline.source if e.deadline else None,
        "deadline_set_by": e.deadline.set_by if e.deadline else None,
        "deadline_set_at": e.deadline.set_at if e.deadline else None,
        "embargo_until": e.embargo_until,
        "silent_since": e.silence.since if e.silence else None,
        "silent_by": e.silence.by if e.silence else None,
        "silent_reason": e.silence.reason if e.silence else None,
        "is_suppression": e.is_suppression,
        "opened_at": e.opened_at,
        "decided_at": e.decided_at,
        "still_to_do": [one.value for one in e.still_to_do],
        "closed_at": e.closed_at,
        "close_reason": e.close_reason.value if e.close_reason else None,
        "close_note": e.close_note,
        "duplicate_of": e.duplicate_of,
        "policy_version": e.policy_version,
    }


def from_row(row: EscalationRow) -> Escalation:
    """A row as the case it holds."""
    return Escalation(
        id=EscalationId(row.id),
        queue=row.queue,
        channel=ChannelId(row.channel),
        kind=row.kind,
        priority=Priority(row.priority),
        title=row.title,
        what_happened=row.what_happened,
        requester=UserId(row.requester),
        opened_at=row.opened_at,
        policy_version=row.policy_version,
        account=row.account,
        links=tuple(row.links),
        answers=dict(row.answers),
        confidentiality=row.confidentiality,
        skills=tuple(row.skills),
        co_requesters=tuple(UserId(user) for user in row.co_requesters),
        state=State(row.state),
        offer=_offer(row),
        owner=UserId(row.owner) if row.owner else None,
        claimed_at=row.claimed_at,
        hand_over=_hand_over(row),
        wait=_wait(row),
        deadline=_deadline(row),
        embargo_until=row.embargo_until,
        silence=_silence(row),
        is_suppression=row.is_suppression,
        decided_at=row.decided_at,
        still_to_do=tuple(ToDo(one) for one in row.still_to_do),
        closed_at=row.closed_at,
        close_reason=CloseReason(row.close_reason) if row.close_reason else None,
        close_note=row.close_note,
        duplicate_of=EscalationId(row.duplicate_of) if row.duplicate_of else None,
        run=row.run,
        version=row.version,
    )


def _offer(row: EscalationRow) -> Offer | None:
    if row.offered_to is None or row.offer_made_at is None or row.offer_lapses_at is None:
        return None
    return Offer(
        UserId(row.offered_to), row.offer_why or "", row.offer_made_at, row.offer_lapses_at
    )


def _hand_over(row: EscalationRow) -> HandOver | None:
    if row.hand_over_to is None or row.hand_over_asked_at is None:
        return None
    return HandOver(
        UserId(row.hand_over_to),
        UserId(row.hand_over_by or ""),
        row.hand_over_note or "",
        row.hand_over_asked_at,
        row.hand_over_overrides,
    )


def _wait(row: EscalationRow) -> Wait | None:
    if row.wait_on is None or row.wait_until is None or row.wait_since is None:
        return None
    on, by = Party(row.wait_on), UserId(row.wait_by or "")
    return Wait(on, row.wait_for or "", row.wait_until, row.wait_since, by)


def _deadline(row: EscalationRow) -> Deadline | None:
    if row.deadline_at is None or row.deadline_set_at is None:
        return None
    zone, source = row.deadline_zone or "UTC", row.deadline_source or ""
    set_by = UserId(row.deadline_set_by or "")
    return Deadline(row.deadline_at, zone, source, set_by, row.deadline_set_at)


def _silence(row: EscalationRow) -> Silence | None:
    if row.silent_since is None:
        return None
    return Silence(row.silent_since, UserId(row.silent_by or ""), row.silent_reason or "")


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(EscalationRow.state.in_([s.value for s in wanted.states]))
    if wanted.requester is not None:
        found.append(EscalationRow.requester == wanted.requester)
    if wanted.takes_part is not None:
        # A list of ids, kept as JSON: its text has each in quotes, on both databases.
        joined = cast(EscalationRow.co_requesters, Text).contains(
            f'"{wanted.takes_part}"', autoescape=True
        )
        found.append(or_(EscalationRow.requester == wanted.takes_part, joined))
    if wanted.holder is not None:
        found.append(
            or_(EscalationRow.owner == wanted.holder, EscalationRow.offered_to == wanted.holder)
        )
    if wanted.asked is not None:
        found.append(
            or_(
                EscalationRow.offered_to == wanted.asked, EscalationRow.hand_over_to == wanted.asked
            )
        )
    if wanted.queues is not None:
        inside = EscalationRow.queue.in_(wanted.queues)
        is_stray = EscalationRow.queue.not_in(wanted.known or ())
        found.append(inside if wanted.known is None else or_(inside, is_stray))
    if wanted.kinds is not None:
        found.append(EscalationRow.kind.in_(wanted.kinds))
    if wanted.closed_since is not None:
        found.append(EscalationRow.closed_at >= wanted.closed_since)
    if wanted.unoffered:
        found.append(EscalationRow.offered_to.is_(None))
        found.append(EscalationRow.owner.is_(None))
    return found


class EscalationsTable:
    """The cases of one transaction."""

    def __init__(self, session: Session, added: Additions, held: set[str]) -> None:
        self._plain = session
        self._added = added
        self._held = held
        self._subjects = SubjectsTable(session, added)

    @property
    def _session(self) -> Session:
        """Whatever is asked of it is asked of what was added here too."""
        self._added.send(_ADD)
        return self._plain

    def next_id(self, offered_in: Collection[str] = ()) -> EscalationId:
        connection = self._plain.connection()
        if not offered_in or connection.dialect.name == "sqlite":
            return EscalationId(ask(connection, (_NEXT, {}))[0].value)
        (found,) = ask(connection, (_NEXT_THEN_LOCKS, {"queues": sorted(offered_in)}))
        if found.held == len(set(offered_in)):
            self._held.update(offered_in)
        return EscalationId(found.value)

    def add(self, escalation: Escalation) -> None:
        self._added.add(_ADD, [to_values(escalation)])
        self._subjects.add(escalation)

    def get(self, escalation_id: EscalationId) -> Escalation | None:
        query = select(EscalationRow).where(EscalationRow.id == escalation_id).with_for_update()
        row = self._session.execute(
            query, execution_options={"populate_existing": True}
        ).scalar_one_or_none()
        if row is None:
            return None
        found = from_row(row)
        self._subjects.read(found)
        return found

    def peek(self, escalation_id: EscalationId) -> Escalation | None:
        row = self._session.get(EscalationRow, escalation_id, populate_existing=True)
        return from_row(row) if row else None

    def save(self, escalation: Escalation) -> Escalation:
        """Writes it. Raises LostRace where another has written it since it was read."""
        saved = replace(escalation, version=escalation.version + 1)
        which = {"saved_id": escalation.id, "read_version": escalation.version}
        result = self._session.connection().execute(_SAVE, to_values(saved) | which)
        if result.rowcount != 1:
            raise LostRace(escalation.reference)
        self._subjects.save(saved)
        return saved

    def find(
        self, wanted: CaseFilter, *, limit: int, oldest_first: bool = True
    ) -> Sequence[Escalation]:
        by_end = wanted.closed_since is not None
        sorted_by = (EscalationRow.closed_at, EscalationRow.id) if by_end else (EscalationRow.id,)
        order = sorted_by if oldest_first else tuple(column.desc() for column in sorted_by)
        query = select(EscalationRow).where(*_conditions(wanted)).order_by(*order).limit(limit)
        return [from_row(row) for row in self._session.execute(query).scalars()]

    def count(self, wanted: CaseFilter) -> int:
        query = select(func.count()).select_from(EscalationRow).where(*_conditions(wanted))
        return self._session.execute(query).scalar_one()

    def numbers(self, wanted: CaseFilter) -> Sequence[EscalationId]:
        query = select(EscalationRow.id).where(*_conditions(wanted)).order_by(EscalationRow.id)
        return [EscalationId(found) for found in self._session.execute(query).scalars()]

    def alike(
        self,
        subjects: Iterable[Subject],
        *,
        limit: int,
        closed_too: bool = False,
        holding: bool = False,
    ) -> Sequence[Escalation]:
        ids = self._subjects.cases(subjects, limit=limit, closed_too=closed_too, holding=holding)
        if not ids:
            return []
        query = select(EscalationRow).where(EscalationRow.id.in_(ids))
        rows = self._session.execute(query.order_by(EscalationRow.id.desc())).scalars()
        return [from_row(row) for row in rows]

    def in_thread(self, channel: ChannelId, thread_ts: str) -> EscalationId | None:
        query = select(ThreadRow.escalation_id).where(
            ThreadRow.channel == channel, ThreadRow.ts == thread_ts
        )
        found = self._session.execute(query).scalar_one_or_none()
        return EscalationId(found) if found is not None else None

    def thread_of(self, escalation_id: EscalationId) -> Thread | None:
        row = self._session.get(ThreadRow, escalation_id)
        return Thread(ChannelId(row.channel), row.ts, row.card_ts) if row else None

    def threads_of(self, ids: Iterable[EscalationId]) -> Mapping[EscalationId, Thread]:
        wanted, found = list(ids), dict[EscalationId, Thread]()
        for start in range(0, len(wanted), CHUNK):
            query = select(ThreadRow).where(
                ThreadRow.escalation_id.in_(wanted[start : start + CHUNK])
            )
            for row in self._session.execute(query).scalars():
                place = Thread(ChannelId(row.channel), row.ts, row.card_ts)
                found[EscalationId(row.escalation_id)] = place
        return found

    def load(self, users: Iterable[UserId]) -> Mapping[UserId, int]:
        counted = self._session.execute(_LOAD, {"people": list(users)})
        return {UserId(user): count for user, count in counted}
