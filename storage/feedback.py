"""Feedback items, each with the cases of its cause."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, delete, exists, func, literal, or_, select, update
from sqlalchemy.orm import Session

from bot.case.errors import LostRace
from bot.case.feedback import (
    UNFINISHED,
    WITH_THE_TARGET,
    DoneBy,
    FeedbackCase,
    FeedbackId,
    FeedbackItem,
    FeedbackState,
)
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.ports import Thread, WithPerson
from storage.statements import adding
from storage.tables import FeedbackCaseRow, FeedbackRow

_ADD_CASES = adding(FeedbackCaseRow)
_MARKED = tuple(state for state in FeedbackState if state is not FeedbackState.OPEN)


def _values(item: FeedbackItem) -> dict[str, object]:
    values: dict[str, object] = {
        "version": item.version,
        "target": item.target,
        "root_cause": item.root_cause,
        "target_channel": item.channel,
        "owner": item.owner,
        "asked_by": item.asked_by,
        "asked_at": item.asked_at,
        "due_at": item.due_at,
        "state": item.state.value,
        "reason": item.reason,
    }
    for state in _MARKED:
        mark = item.mark(state)
        values[f"{state.value}_by"] = mark.by if mark else None
        values[f"{state.value}_at"] = mark.at if mark else None
    return values


def _item(row: FeedbackRow, cases: Iterable[FeedbackCaseRow]) -> FeedbackItem:
    marks: dict[FeedbackState, DoneBy] = {
        state: DoneBy(UserId(by), at)
        for state in _MARKED
        if (by := getattr(row, f"{state.value}_by")) and (at := getattr(row, f"{state.value}_at"))
    }
    return FeedbackItem(
        FeedbackId(row.id),
        row.target,
        row.root_cause,
        ChannelId(row.target_channel),
        UserId(row.owner),
        UserId(row.asked_by),
        row.asked_at,
        row.due_at,
        tuple(_case(case) for case in sorted(cases, key=lambda case: case.place)),
        FeedbackState(row.state),
        marks,
        row.reason,
        row.version,
    )


def _case(row: FeedbackCaseRow) -> FeedbackCase:
    return FeedbackCase(
        EscalationId(row.escalation_id),
        row.queue,
        UserId(row.by),
        row.at,
        row.what_should_change,
        row.is_kept,
    )


def _is_with(whose: WithPerson) -> ColumnElement[bool]:
    is_to_be_done = FeedbackRow.state.in_([state.value for state in WITH_THE_TARGET])
    was_theirs = (FeedbackRow.owner == whose.user) & FeedbackRow.target.not_in(sorted(whose.known))
    is_done = FeedbackRow.state == FeedbackState.DONE.value
    # Not by `exists`: under an `or` PostgreSQL may read the cases of all the years for that.
    askers = select(FeedbackCaseRow.by).where(FeedbackCaseRow.item == FeedbackRow.id)
    asked = (FeedbackRow.asked_by == whose.user) | literal(whose.user).in_(askers)
    return or_(
        is_to_be_done & (FeedbackRow.target.in_(sorted(whose.targets)) | was_theirs),
        is_done & asked,
    )


class FeedbackTable:
    """The feedback items of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, item: FeedbackItem) -> FeedbackItem:
        row = FeedbackRow(**_values(item), channel="", ts="", card_ts="")
        self._session.add(row)
        self._session.flush()
        stored = replace(item, id=FeedbackId(row.id))
        self._put_cases(stored)
        return stored

    def get(self, item: FeedbackId) -> FeedbackItem | None:
        query = select(FeedbackRow).where(FeedbackRow.id == item).with_for_update()
        row = self._session.execute(
            query, execution_options={"populate_existing": True}
        ).scalar_one_or_none()
        return self._whole(row) if row else None

    def peek(self, item: FeedbackId) -> FeedbackItem | None:
        row = self._session.get(FeedbackRow, item, populate_existing=True)
        return self._whole(row) if row else None

    def save(self, item: FeedbackItem) -> FeedbackItem:
        """Writes it. Raises LostRace where another has written it since it was read."""
        saved = replace(item, version=item.version + 1)
        which = (FeedbackRow.id == item.id, FeedbackRow.version == item.version)
        written = update(FeedbackRow).where(*which).values(**_values(saved))
        if not self._session.execute(written.returning(FeedbackRow.id)).all():
            raise LostRace(item.reference)
        self._put_cases(saved)
        return saved

    def of_cause(self, target: str, root_cause: str) -> FeedbackItem | None:
        query = select(FeedbackRow.id).where(
            FeedbackRow.target == target,
            FeedbackRow.root_cause == root_cause,
            FeedbackRow.state.in_([state.value for state in WITH_THE_TARGET]),
        )
        found = self._session.execute(query).scalar_one_or_none()
        item = self.get(FeedbackId(found)) if found is not None else None
        # Somebody may have settled it while it was waited for.
        return item if item is not None and item.state in WITH_THE_TARGET else None

    def of_case(self, escalation_id: EscalationId) -> Sequence[FeedbackItem]:
        items = select(FeedbackCaseRow.item).where(FeedbackCaseRow.escalation_id == escalation_id)
        query = select(FeedbackRow).where(FeedbackRow.id.in_(items)).order_by(FeedbackRow.id)
        return self._all(self._session.execute(query).scalars().all())

    def with_person(self, whose: WithPerson, limit: int) -> tuple[Sequence[FeedbackItem], int]:
        return self._first(_is_with(whose), limit)

    def of_queues(
        self, queues: Collection[str], without: WithPerson, limit: int
    ) -> tuple[Sequence[FeedbackItem], int]:
        case = (FeedbackCaseRow.item == FeedbackRow.id, FeedbackCaseRow.queue.in_(sorted(queues)))
        of_them = exists().where(*case)
        return self._first(of_them & ~_is_with(without), limit)

    def _first(self, those: ColumnElement[bool], limit: int) -> tuple[Sequence[FeedbackItem], int]:
        # By the state: of those settled in all the years none is read.
        query = (
            select(FeedbackRow, func.count().over())
            .where(FeedbackRow.state.in_([state.value for state in UNFINISHED]), those)
            .order_by(FeedbackRow.due_at, FeedbackRow.id)
            .limit(limit)
        )
        found = self._session.execute(query).all()
        return self._all([row for row, _ in found]), found[0][1] if found else 0

    def place_of(self, item: FeedbackId) -> Thread | None:
        row = self._session.get(FeedbackRow, item, populate_existing=True)
        if row is None or not row.ts:
            return None
        return Thread(ChannelId(row.channel), row.ts, row.card_ts)

    def _whole(self, row: FeedbackRow) -> FeedbackItem:
        return self._all([row])[0]

    def _all(self, rows: Sequence[FeedbackRow]) -> list[FeedbackItem]:
        if not rows:
            return []
        query = select(FeedbackCaseRow).where(FeedbackCaseRow.item.in_([row.id for row in rows]))
        options = {"populate_existing": True}
        by_item: dict[int, list[FeedbackCaseRow]] = {}
        for case in self._session.execute(query, execution_options=options).scalars():
            by_item.setdefault(case.item, []).append(case)
        return [_item(row, by_item.get(row.id, [])) for row in rows]

    def _put_cases(self, item: FeedbackItem) -> None:
        """There are few of an item: all of them are written anew."""
        self._session.execute(delete(FeedbackCaseRow).where(FeedbackCaseRow.item == item.id))
        rows = [
            {
                "item": item.id,
                "escalation_id": case.escalation_id,
                "place": place,
                "queue": case.queue,
                "by": case.by,
                "at": case.at,
                "what_should_change": case.what_should_change,
                "is_kept": case.is_kept,
            }
            for place, case in enumerate(item.cases)
        ]
        if rows:
            self._session.execute(_ADD_CASES, rows)
