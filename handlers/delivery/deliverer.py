"""Delivers the outbox: each row rendered from the state at that moment, sent once, never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.case.errors import LostRace, StorageAway
from bot.notices import (
    Added,
    CardChanged,
    ConsultMessage,
    FeedbackChanged,
    HomeChanged,
    HomesChanged,
    LookAt,
    LookUp,
    Milestones,
    NotesChanged,
    PrivateAnswer,
    Reminders,
    ReportAsked,
    WhatIfAsked,
)
from bot.ports import Clock, Deliveries, Parcel
from bot.reports.books import Library
from handlers.delivery.answering import Drawing, send_answer
from handlers.delivery.connection import Connection
from handlers.delivery.editing import Editor
from handlers.delivery.homes import HomePublisher
from handlers.delivery.inbox import Inbox
from handlers.delivery.places import message_of, readdressed, where_it_is
from handlers.delivery.posting import Poster
from handlers.delivery.rendering import render
from handlers.delivery.settling import Settling
from handlers.delivery.unknown_people import get_to_know, look_at
from handlers.metrics import DELIVERIES

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Delivers one row at a time; any number of threads may. Its client retries nothing by
    itself: the SDK's own retry would post twice."""

    editor: Editor
    storage: Library
    outbox: Deliveries
    calendar: Clock
    machine: Clock
    team: Callable[[], str]
    connection: Connection
    drawing: Drawing = field(default_factory=Drawing)

    def deliver(self, parcel: Parcel) -> None:
        """Delivers a row, or leaves it for later; what Slack or the database do raises nothing."""
        try:
            result = self._deliver(parcel)
        except (StorageAway, LostRace) as away:
            # Its lease runs out, and then it is looked up: nothing is sent twice.
            log.warning("delivery_put_off", outbox_id=parcel.id, error=str(away))
            result = "storage_away"
        except Exception:
            log.exception("delivery_failed", outbox_id=parcel.id, sort=parcel.notice.sort)
            result = self._settling.after_a_bug(parcel)
        DELIVERIES.labels(parcel.notice.sort, result).inc()

    def _deliver(self, row: Parcel) -> str:
        parcel = readdressed(self.storage, row)
        if parcel is None:
            return self._settling.done(row, note="no longer so")
        notice = parcel.notice
        if isinstance(notice, PrivateAnswer):
            client, limits = self.editor.client, self.editor.limits
            with self.drawing.of(notice):
                ended = send_answer(client, self.storage, notice, self.calendar.now(), limits)
            return self._settling.after_answering(parcel, ended)
        if isinstance(notice, LookUp | LookAt):
            return self._ask_slack(parcel, notice)
        if isinstance(notice, HomeChanged):
            return self._publish_home(parcel, notice)
        if isinstance(notice, HomesChanged):
            self._homes.draw_all(notice)
            return self._settling.done(parcel)
        if isinstance(notice, NotesChanged):
            return self._inbox.tend(parcel, notice)
        if self._settling.is_for_departed(notice):
            return self._settling.done(parcel, note="has left the workspace")
        if isinstance(notice, Reminders | ReportAsked | WhatIfAsked):
            return self._inbox.bring(parcel, notice)
        message = render(self.storage, notice, self.calendar.now())
        if message is None:
            return self._inbox.not_said(parcel)
        if isinstance(notice, CardChanged | FeedbackChanged):
            return self._poster.edit(parcel, where_it_is(self.storage, notice), message)
        if isinstance(notice, ConsultMessage):
            place = message_of(self.storage, notice)
            put = self._poster
            return put.edit_question(parcel, place, message) if place else put.send(parcel, message)
        if isinstance(notice, Added | Milestones):
            return self._poster.reply(parcel, where_it_is(self.storage, notice), message)
        return self._poster.send(parcel, message)

    # --- what is not a message

    @property
    def _poster(self) -> Poster:
        return Poster(self.outbox, self.machine, self._settling, self.editor)

    @property
    def _settling(self) -> Settling:
        return Settling(
            self.storage,
            self.outbox,
            self.calendar,
            self.machine,
            self.connection,
            self.editor.limits,
        )

    @property
    def _inbox(self) -> Inbox:
        return Inbox(self.storage, self.outbox, self.calendar, self._poster, self._settling)

    @property
    def _homes(self) -> HomePublisher:
        return HomePublisher(
            self.editor.client,
            self.storage,
            self.outbox,
            self.calendar,
            self.machine,
            self._settling,
        )

    def _publish_home(self, parcel: Parcel, notice: HomeChanged) -> str:
        get_to_know(self.editor.client, self.storage, self.calendar, notice.to, self.team())
        return self._homes.deliver(parcel, notice)

    def _ask_slack(self, parcel: Parcel, notice: LookUp | LookAt) -> str:
        if isinstance(notice, LookAt):
            told = look_at(self.editor.client, self.storage, self.calendar, notice.channel)
        else:
            who, team = notice.user, self.team()
            told = get_to_know(self.editor.client, self.storage, self.calendar, who, team)
        return self._settling.after_asking(parcel, told)
