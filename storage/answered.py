"""Questions that were answered, found again by their words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId
from storage.statements import columns
from storage.tables import AdviceWordRow

_WORDS = columns(AdviceWordRow)


class AnsweredTable:
    """The answered questions of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, escalation_id: EscalationId, words: Collection[str]) -> None:
        self._session.execute(delete(_WORDS).where(_WORDS.c.escalation_id == escalation_id))
        rows = [{"word": word, "escalation_id": escalation_id} for word in sorted(words)]
        if rows:
            self._session.execute(insert(_WORDS), rows)

    def alike(self, words: Collection[str], limit: int) -> Sequence[EscalationId]:
        shared = func.count()
        query = (
            select(_WORDS.c.escalation_id)
            .where(_WORDS.c.word.in_(sorted(words)))
            .group_by(_WORDS.c.escalation_id)
            .order_by(shared.desc(), _WORDS.c.escalation_id.desc())
            .limit(limit)
        )
        return [EscalationId(found) for found in self._session.execute(query).scalars()]
