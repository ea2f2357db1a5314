"""The timeline: what happened to a case, in order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Via
from bot.events import Event, Noted
from bot.ports import TimelineEntry
from storage.statements import Additions, adding
from storage.tables import TimelineRow

_ADD = adding(TimelineRow)
EVENTS: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="sort")])
"""Events to JSON and back; the `sort` tells which."""


def _fields(event: Event) -> dict[str, object]:
    """What an event says beside its sort; what isn't set isn't kept."""
    written = EVENTS.dump_python(event, mode="json", exclude_none=True)
    return {name: value for name, value in written.items() if name != "sort"}


def _event(sort: str, fields: Mapping[str, object]) -> Event:
    """The event that was kept; one that this version can't read is shown as it is now there."""
    try:
        return EVENTS.validate_python({**fields, "sort": sort})
    except ValidationError:
        return Noted(sort, json.dumps(dict(fields)) if fields else "")


class TimelineTable:
    """The timelines of one transaction."""

    def __init__(self, session: Session, added: Additions) -> None:
        self._session = session
        self._added = added

    def add(self, entry: TimelineEntry) -> None:
        row = {
            "escalation_id": entry.escalation_id,
            "at": entry.at,
            "who": entry.who,
            "what": entry.event.sort,
            "via": entry.via.value,
            "why": entry.why,
            "details": _fields(entry.event),
        }
        self._added.add(_ADD, [row])

    def of(self, escalation_id: EscalationId) -> Sequence[TimelineEntry]:
        self._added.send(_ADD)
        query = (
            select(TimelineRow)
            .where(TimelineRow.escalation_id == escalation_id)
            .order_by(TimelineRow.id)
        )
        return [
            TimelineEntry(
                EscalationId(row.escalation_id),
                row.at,
                UserId(row.who) if row.who else None,
                _event(row.what, row.details),
                Via(row.via),
                row.why,
            )
            for row in self._session.execute(query).scalars()
        ]
