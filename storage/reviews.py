"""Decisions that wait for a second person, and who is asked to be that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.orm import Session

from bot.case.decision import DecisionDraft
from bot.case.identifiers import EscalationId, UserId
from bot.case.review import Review, ReviewVerdict
from storage.statements import columns
from storage.tables import ReviewAskRow, ReviewRow

_REVIEWS = columns(ReviewRow)
_ASKS = columns(ReviewAskRow)
_DRAFT = TypeAdapter(DecisionDraft)


class ReviewsTable:
    """The reviews of one transaction. Read past the ORM's objects, which would keep what was read
    before a lock was waited for."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, review: Review) -> Review:
        values = {
            "escalation_id": review.escalation_id,
            "run": review.run,
            "draft": _DRAFT.dump_python(review.draft, mode="json"),
            "ground_words": review.ground_words,
            "by": review.by,
            "at": review.at,
            "case_version": review.case_version,
        }
        adding = insert(_REVIEWS).values(values | _progress(review)).returning(_REVIEWS.c.id)
        found = self.get(self._session.execute(adding).scalar_one())
        assert found is not None, "it was just stored"
        return found

    def get(self, review_id: int) -> Review | None:
        found = self._found(select(_REVIEWS).where(_REVIEWS.c.id == review_id))
        return found[0] if found else None

    def save(self, review: Review) -> None:
        which = _REVIEWS.c.id == review.id
        self._session.execute(update(_REVIEWS).where(which).values(_progress(review)))
        gone = (_ASKS.c.review_id == review.id, _ASKS.c.user.not_in(review.asked), _ASKS.c.is_open)
        self._session.execute(update(_ASKS).where(*gone).values(is_open=False))

    def open_of(self, escalation_id: EscalationId) -> Review | None:
        found = self.latest(escalation_id)
        return found if found is not None and found.is_open else None

    def latest(self, escalation_id: EscalationId) -> Review | None:
        query = select(_REVIEWS).where(_REVIEWS.c.escalation_id == escalation_id)
        found = self._found(query.order_by(_REVIEWS.c.id.desc()).limit(1))
        return found[0] if found else None

    def ask(self, review: Review, queue: str, users: Sequence[UserId], at: datetime) -> None:
        asked = {"review_id": review.id, "queue": queue, "at": at, "is_open": True}
        if users:
            self._session.execute(insert(_ASKS), [{**asked, "user": user} for user in users])

    def asked_of(self, user: UserId) -> Sequence[Review]:
        theirs = select(_ASKS.c.review_id).where(_ASKS.c.user == user, _ASKS.c.is_open)
        return self._found(
            select(_REVIEWS).where(_REVIEWS.c.id.in_(theirs)).order_by(_REVIEWS.c.id)
        )

    def last_asked(self, queue: str, users: Iterable[UserId]) -> Mapping[UserId, int]:
        query = (
            select(_ASKS.c.user, func.max(_ASKS.c.id))
            .where(_ASKS.c.queue == queue, _ASKS.c.user.in_(tuple(users)))
            .group_by(_ASKS.c.user)
        )
        return {UserId(user): place for user, place in self._session.execute(query)}

    def _found(self, query: Select[tuple[object, ...]]) -> list[Review]:
        rows = self._session.execute(query).all()
        if not rows:
            return []
        of_these = _ASKS.c.review_id.in_([row.id for row in rows])
        asks = self._session.execute(select(_ASKS).where(of_these).order_by(_ASKS.c.id)).all()
        return [_review(row, [ask for ask in asks if ask.review_id == row.id]) for row in rows]


def _progress(review: Review) -> dict[str, object]:
    """What of it changes."""
    return {
        "asks_all": review.asks_all,
        "lapses_at": review.lapses_at,
        "verdict": review.verdict,
        "judged_by": review.judged_by,
        "judged_at": review.judged_at,
        "reason": review.reason,
    }


def _review(row: Row[tuple[object, ...]], asks: Sequence[Row[tuple[object, ...]]]) -> Review:
    return Review(
        id=row.id,
        escalation_id=EscalationId(row.escalation_id),
        run=row.run,
        draft=_DRAFT.validate_python(row.draft),
        ground_words=row.ground_words,
        by=UserId(row.by),
        at=row.at,
        case_version=row.case_version,
        asked=tuple(dict.fromkeys(UserId(ask.user) for ask in asks if ask.is_open)),
        was_asked=tuple(dict.fromkeys(UserId(ask.user) for ask in asks)),
        asks_all=row.asks_all,
        lapses_at=row.lapses_at,
        verdict=ReviewVerdict(row.verdict) if row.verdict else None,
        judged_by=UserId(row.judged_by) if row.judged_by else None,
        judged_at=row.judged_at,
        reason=row.reason,
    )
