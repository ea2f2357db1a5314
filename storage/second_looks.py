"""Second looks, the strata they are drawn in, and who was asked for them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as adding_or_not
from sqlalchemy.orm import Session

from bot.case.errors import LostRace
from bot.case.identifiers import EscalationId, UserId
from bot.case.second_look import (
    Asking,
    Consequence,
    Draw,
    LookId,
    LookState,
    SecondLook,
    SecondOpinion,
    Settled,
)
from storage.statements import columns
from storage.tables import LookAskRow, LookStratumRow, SecondLookRow

_STRATA, _ASKS = columns(LookStratumRow), columns(LookAskRow)
_FRESH = {"populate_existing": True}


class SecondLooksTable:
    """The second looks of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def draw(self, queue: str, outcome: str, share: str) -> Draw:
        which = {"queue": queue, "outcome": outcome, "share": share}
        begun = adding_or_not(_STRATA).values(**which, seed=secrets.token_hex(16), count=0)
        self._session.execute(begun.on_conflict_do_nothing())
        counted = (
            update(_STRATA)
            .where(*(_STRATA.c[name] == value for name, value in which.items()))
            .values(count=_STRATA.c.count + 1)
            .returning(_STRATA.c.seed, _STRATA.c["count"].label("place"))
        )
        row = self._session.execute(counted).one()
        return Draw(queue, outcome, share, row.seed, row.place)

    def add(self, look: SecondLook) -> SecondLook:
        row = SecondLookRow(**_values(look))
        self._session.add(row)
        self._session.flush()
        return replace(look, id=LookId(row.id))

    def get(self, look: LookId) -> SecondLook | None:
        query = select(SecondLookRow).where(SecondLookRow.id == look).with_for_update()
        row = self._session.execute(query, execution_options=_FRESH).scalar_one_or_none()
        return _look(row) if row else None

    def peek(self, look: LookId) -> SecondLook | None:
        row = self._session.get(SecondLookRow, look, populate_existing=True)
        return _look(row) if row else None

    def save(self, look: SecondLook) -> SecondLook:
        """Writes it. Raises LostRace where another has written it since it was read."""
        saved = replace(look, version=look.version + 1)
        which = (SecondLookRow.id == look.id, SecondLookRow.version == look.version)
        written = update(SecondLookRow).where(*which).values(**_values(saved))
        if not self._session.execute(written.returning(SecondLookRow.id)).all():
            raise LostRace(f"second look {look.id}")
        return saved

    def of_case(self, escalation_id: EscalationId) -> Sequence[SecondLook]:
        query = select(SecondLookRow).where(SecondLookRow.escalation_id == escalation_id)
        rows = self._session.execute(query.order_by(SecondLookRow.id), execution_options=_FRESH)
        return [_look(row) for row in rows.scalars()]

    def ask(self, look: SecondLook, asking: Asking, at: datetime) -> None:
        asked = {"look": look.id, "queue": look.draw.queue, "user": asking.user, "at": at}
        self._session.execute(insert(_ASKS).values(**asked, could=sorted(asking.could)))

    def was_asked(self, look: LookId) -> frozenset[UserId]:
        query = select(_ASKS.c.user).where(_ASKS.c.look == look)
        return frozenset(UserId(user) for user in self._session.execute(query).scalars())

    def before(self, users: Sequence[UserId]) -> Mapping[UserId, LookId]:
        query = select(SecondLookRow.reviewer, SecondLookRow.id).where(
            SecondLookRow.reviewer.in_(users), SecondLookRow.state == LookState.ASKED.value
        )
        return {UserId(row.reviewer): LookId(row.id) for row in self._session.execute(query)}

    def asked_since(self, queue: str, since: datetime) -> Sequence[Asking]:
        query = select(_ASKS.c.user, _ASKS.c.could)
        rows = self._session.execute(query.where(_ASKS.c.queue == queue, _ASKS.c.at >= since))
        return [Asking(UserId(row.user), frozenset(map(UserId, row.could))) for row in rows]

    def last_asked(self, queue: str, users: Sequence[UserId]) -> Mapping[UserId, int]:
        query = (
            select(_ASKS.c.user, func.max(_ASKS.c.id))
            .where(_ASKS.c.queue == queue, _ASKS.c.user.in_(users))
            .group_by(_ASKS.c.user)
        )
        return {UserId(user): place for user, place in self._session.execute(query)}


def _values(look: SecondLook) -> dict[str, object]:
    said, settled = look.verdict, look.settled
    return {
        "version": look.version,
        "escalation_id": look.escalation_id,
        "decision_id": look.decision_id,
        "queue": look.draw.queue,
        "outcome": look.draw.outcome,
        "share": look.draw.share,
        "seed": look.draw.seed,
        "place": look.draw.place,
        "ground": look.ground,
        "decided_by": look.decided_by,
        "vendor": look.vendor,
        "drawn_at": look.drawn_at,
        "state": look.state.value,
        "reviewer": look.reviewer,
        "number": look.number,
        "snoozes": look.snoozes,
        "comes_at": look.comes_at,
        "lapses_at": look.lapses_at,
        "said_outcome": said.outcome if said else None,
        "said_ground": said.ground if said else None,
        "words": said.words if said else "",
        "given_by": said.by if said else None,
        "given_at": said.at if said else None,
        "settled_how": settled.how.value if settled else None,
        "settled_by": settled.by if settled else None,
        "settled_at": settled.at if settled else None,
    }


def _look(row: SecondLookRow) -> SecondLook:
    verdict = None
    if row.said_outcome is not None and row.given_by is not None and row.given_at is not None:
        ground, by = row.said_ground or "", UserId(row.given_by)
        verdict = SecondOpinion(row.said_outcome, ground, row.words, by, row.given_at)
    settled = None
    if row.settled_how is not None and row.settled_by is not None and row.settled_at is not None:
        how, who = Consequence(row.settled_how), UserId(row.settled_by)
        settled = Settled(how, who, row.settled_at)
    return SecondLook(
        LookId(row.id),
        EscalationId(row.escalation_id),
        row.decision_id,
        Draw(row.queue, row.outcome, row.share, row.seed, row.place),
        row.ground,
        UserId(row.decided_by),
        row.vendor,
        row.drawn_at,
        LookState(row.state),
        UserId(row.reviewer) if row.reviewer else None,
        row.number,
        row.snoozes,
        row.comes_at,
        row.lapses_at,
        verdict,
        settled,
        row.version,
    )
