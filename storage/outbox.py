"""What is to be said, written in the transaction that causes it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from pydantic import ConfigDict, TypeAdapter
from sqlalchemy import ColumnElement, Update, delete, select, update
from sqlalchemy.orm import Session

from bot.case.identifiers import ChannelId, UserId
from bot.notices import (
    CardChanged,
    DigestDue,
    FeedbackChanged,
    FeedbackNews,
    FeedbackReminder,
    FormNotOpened,
    Hindered,
    HomeChanged,
    HomesChanged,
    LookAt,
    LookUp,
    NotesChanged,
    Notice,
    PersonNote,
    PrivateAnswer,
    Reminders,
    ReportAsked,
    SecondLookWanted,
    Undelivered,
    WhatIfAsked,
    about_row,
    lane,
    subject_of,
)
from storage.hindrances import OF_CONVERSATIONS, note_opened
from storage.statements import Additions, adding
from storage.tables import HindranceRow, OutboxRow

_ADD = adding(OutboxRow)
OF_A_PERSON = "to:"
"""How the lane of a person's notes begins; before a channel's, too, that stands in for one."""

NOTICES: TypeAdapter[Notice] = TypeAdapter(Notice, config=ConfigDict(hide_input_in_errors=True))
"""Notices to JSON and back; the `sort` tells which. One that can't be read is named in the log, and
what people wrote is not."""


def waits_for(notice: Notice) -> str:
    """The lane whose earlier rows go first: a note about a case follows the case's card, so that
    the thread it links to is there and says the same."""
    if isinstance(notice, HomeChanged | HomesChanged | LookUp | PrivateAnswer | CardChanged):
        return ""
    if isinstance(notice, LookAt | NotesChanged | FormNotOpened | PersonNote):
        return ""
    if isinstance(notice, DigestDue | ReportAsked | WhatIfAsked | Undelivered | Hindered):
        return ""
    if isinstance(notice, FeedbackChanged | FeedbackNews | FeedbackReminder | SecondLookWanted):
        return ""
    if isinstance(notice, Reminders):
        # One about several cases waits for none of their cards.
        about = {nudge.escalation_id for nudge in notice.nudges}
        return lane(CardChanged(about.pop())) if len(about) == 1 else ""
    return lane(CardChanged(notice.escalation_id))


def released(now: datetime) -> dict[str, object]:
    """What lets a parked row go. It may have been in doubt before it was parked, so it is looked
    up before it is sent."""
    return {
        "state": "doubt",
        "next_try_at": now,
        "failures": 0,
        "look_until": None,
        "lease_until": None,
    }


def releasing(now: datetime, *which: ColumnElement[bool]) -> Update:
    """The statement that lets parked rows go, those that `which` picks."""
    return update(OutboxRow).where(OutboxRow.state == "parked", *which).values(**released(now))


def let_out(session: Session, now: datetime, *which: ColumnElement[bool]) -> None:
    """Lets parked rows go, those that `which` picks. Who was told that they can't be delivered has
    nothing to press for any more."""
    out = session.scalars(releasing(now, *which).returning(OutboxRow.id)).all()
    told = (
        select(OutboxRow.subject, OutboxRow.lane)
        .where(OutboxRow.subject.in_([about_row(row) for row in out]), OutboxRow.is_live)
        .distinct()
    )
    look = [
        NotesChanged(lane.removeprefix(OF_A_PERSON), subject)
        for subject, lane in (session.execute(told).all() if out else ())
    ]
    OutboxTable(session, now).put(*look)


def values_of(notice: Notice, now: datetime) -> dict[str, object]:
    """The columns of a new row, which may go at once."""
    uid, subject = uuid.uuid4().hex, subject_of(notice)
    return {
        "uid": uid,
        # A row without a lane has one of its own: it waits for nobody.
        "lane": lane(notice) or f"own:{uid}",
        "after": waits_for(notice),
        "sort": notice.sort,
        "notice": NOTICES.dump_json(notice).decode(),
        "subject": subject,
        "is_live": bool(subject),
        "state": "waiting",
        "attempts": 0,
        "failures": 0,
        "look_until": None,
        "created_at": now,
        "next_try_at": now,
        "first_tried_at": None,
        "lease_until": None,
        "error": "",
        "channel": "",
        "ts": "",
        "finished_at": None,
        "behind": None,
    }


class OutboxTable:
    """The outbox of one transaction. `now` is the machine's time, which paces deliveries; what is
    put is sent at once, or with what else the transaction adds."""

    def __init__(self, session: Session, now: datetime, added: Additions | None = None) -> None:
        self._session = session
        self._now = now
        self._added = added
        self.has_put = False

    def put(self, *notices: Notice) -> None:
        if notices:
            self.has_put = True
            added = self._added or Additions(self._session)
            added.add(_ADD, [values_of(notice, self._now) for notice in notices])
            if self._added is None:
                added.send()

    def noted(self, *subjects: str) -> Sequence[tuple[UserId, str]]:
        query = (
            select(OutboxRow.lane, OutboxRow.subject)
            .where(OutboxRow.subject.in_(subjects), OutboxRow.is_live)
            .distinct()
            .order_by(OutboxRow.lane)
        )
        found = self._session.execute(query)
        return [(UserId(lane.removeprefix(OF_A_PERSON)), subject) for lane, subject in found]

    def retry(self, outbox_id: int) -> bool:
        self.has_put = True
        row = self._session.execute(
            select(OutboxRow.channel).where(OutboxRow.id == outbox_id, OutboxRow.state == "parked")
        ).one_or_none()
        if row is None:
            return False
        if row.channel:
            self.retry_places(ChannelId(row.channel))
        else:
            let_out(self._session, self._now, OutboxRow.id == outbox_id)
        return True

    def is_parked(self, outbox_id: int) -> bool:
        query = select(OutboxRow.id).where(OutboxRow.id == outbox_id, OutboxRow.state == "parked")
        return self._session.execute(query).first() is not None

    def retry_places(self, *places: ChannelId) -> None:
        self.has_put = True
        note_opened(self._session, self._now, places)
        over = HindranceRow.place.in_(places) if places else OF_CONVERSATIONS
        self._session.execute(delete(HindranceRow).where(over))
        parked = OutboxRow.channel.in_(places) if places else OutboxRow.channel != ""
        let_out(self._session, self._now, parked)
