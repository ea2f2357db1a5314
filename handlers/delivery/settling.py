"""What becomes of a row after a try: done, tried again, looked for, or parked for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.case.errors import LostRace, StorageAway
from bot.case.identifiers import ChannelId
from bot.limits import Limits
from bot.notices import (
    CardChanged,
    ConsultMessage,
    FeedbackChanged,
    HomeChanged,
    HomesChanged,
    LookAt,
    LookUp,
    NotesChanged,
    Notice,
    Undelivered,
)
from bot.ports import Clock, Deliveries, Parcel, Storage, Thread
from handlers.delivery.connection import RATE_LIMITED, Connection
from handlers.delivery.places import place_of
from handlers.delivery.undelivered import (
    closed_for_departed,
    closed_for_unreachable,
    tell_managers,
)
from handlers.web_api.refusals import CHANNEL_ERRORS, TOKEN_ERRORS
from handlers.web_api.sending import Arrived, InDoubt, Never, NotSent, NotSoFast, Sent

LOOK_AGAIN = timedelta(seconds=2)
LOOK_PAUSE = timedelta(seconds=12)
"""The longest pause between two looks for a row in doubt."""
BACKOFF = (1, 2, 5, 10, 30, 60)
_LOOKS = LookAt | LookUp
EXPOSED = "channel_exposed"
"""Why something waits for a channel that is read by who may not."""
PATIENCE = 10
"""A message that has failed so often, though Slack is there, waits for a person."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Settling:
    """Notes what became of a try. A row's failures count only what is that row's own fault."""

    storage: Storage
    outbox: Deliveries
    calendar: Clock
    machine: Clock
    connection: Connection
    limits: Limits

    def settle(
        self,
        parcel: Parcel,
        sent: Sent,
        channel: ChannelId | None = None,
        place: Thread | None = None,
        *,
        is_live: bool = False,
    ) -> str:
        """Notes how a call ended. `channel` is where it went, `place` where the message is now."""
        match sent:
            case Arrived():
                return self.arrived(parcel, channel, place, is_live=is_live)
            case NotSoFast(seconds):
                until = self.machine.now() + timedelta(seconds=seconds)
                if channel is not None:
                    self.outbox.pause(channel, until)
                    self.connection.hinders(place_of(parcel, channel), RATE_LIMITED)
                self.put_back(parcel, until, "rate limited")
                return "rate_limited"
            case NotSent(error):
                self.again(parcel, error)
                return "not_sent"
            case InDoubt(error):
                return self.doubt(parcel, sent)
            case Never(error) if error in TOKEN_ERRORS:
                # Whatever it was to say, it's the connection that is refused.
                self.again(parcel, error, is_token=True)
                return "not_sent"
            case Never(error):
                return self.park(parcel, error, channel)
            case _:
                assert_never(sent)

    def arrived(
        self,
        parcel: Parcel,
        channel: ChannelId | None,
        place: Thread | None,
        *,
        is_live: bool = False,
    ) -> str:
        """It is there."""
        self.connection.works()
        is_placed = isinstance(parcel.notice, CardChanged | ConsultMessage | FeedbackChanged)
        if is_placed and place is not None:
            self.outbox.opened_thread(parcel, self.machine.now(), place)
        else:
            self.done(parcel, place=place, is_live=is_live)
        if channel is not None:
            self.connection.arrived(place_of(parcel, channel))
        return "sent"

    def done(
        self,
        parcel: Parcel,
        *,
        place: Thread | None = None,
        note: str = "",
        is_live: bool = False,
    ) -> str:
        """Nothing is left to do. `is_live`: it's looked at again when its subject changes."""
        self.outbox.done(parcel, self.machine.now(), place=place, note=note, is_live=is_live)
        return "sent" if not note else "dropped"

    def again(self, parcel: Parcel, error: str, *, is_token: bool = False) -> None:
        """It surely did not arrive. Where Slack as a whole is away it's due at its return."""
        now = self.machine.now()
        failed = not self.connection.fails(is_token=is_token)
        at = now + _wait(parcel) if failed else now
        if failed and self._is_hopeless(parcel):
            self.park(parcel, error, None)
        elif parcel.in_doubt:
            self._doubt_until(parcel, at, error, parcel.look_until or now, failed=failed)
        else:
            self.outbox.try_again(parcel, at, error, failed=failed)

    def doubt(self, parcel: Parcel, sent: InDoubt) -> str:
        """It may have arrived, or still arrive: it is looked for before it is sent again."""
        log.warning("delivery_in_doubt", outbox_id=parcel.id, error=sent.error)
        now = self.machine.now()
        failed = not self.connection.fails()
        if failed and self._is_hopeless(parcel):
            return self.park(parcel, sent.error, None)
        window = self.limits.late_seconds if sent.is_late else self.limits.doubt_seconds
        at = now + (max(LOOK_AGAIN, _wait(parcel)) if failed else LOOK_AGAIN)
        until = now + timedelta(seconds=window)
        self._doubt_until(parcel, at, sent.error, until, failed=failed)
        return "in_doubt"

    def after_a_bug(self, parcel: Parcel) -> str:
        """It may have come after Slack took the message. What is drawn by its next change isn't
        tried over and over: it would hold up others."""
        try:
            if isinstance(parcel.notice, HomeChanged | HomesChanged | NotesChanged):
                self.done(parcel, note="bug")
            else:
                self.doubt(parcel, InDoubt("bug"))
        except (StorageAway, LostRace) as away:
            log.warning("delivery_put_off", outbox_id=parcel.id, error=str(away))
        return "bug"

    def look_again(self, parcel: Parcel) -> bool:
        """Not found yet: whether it is to be looked for once more before it is sent again."""
        self.connection.works()
        now = self.machine.now()
        until = parcel.look_until or now + timedelta(seconds=self.limits.doubt_seconds)
        # A clock that has been set back since was ahead when this was noted.
        until = min(until, now + timedelta(seconds=self.limits.late_seconds))
        if now >= until:
            return False
        pause = min(max(LOOK_AGAIN, (until - now) / 2), LOOK_PAUSE)
        self._doubt_until(parcel, now + pause, "not found yet", until, failed=False)
        return True

    def put_back(self, parcel: Parcel, until: datetime, why: str) -> None:
        """Nothing was sent, and nothing failed: one that was in doubt before stays so."""
        if parcel.in_doubt:
            looked_until = parcel.look_until or until
            self._doubt_until(parcel, until, why, looked_until, failed=False)
        else:
            self.outbox.try_again(parcel, until, why, failed=False)

    def park(self, parcel: Parcel, error: str, channel: ChannelId | None) -> str:
        """It waits for a person, who is told: once for all that is for the same place. A notice of
        failure that itself fails is logged, and no more; what is for somebody whom nothing reaches
        is done with."""
        if closed_for_unreachable(self.storage, parcel.notice, error, self.calendar.now()):
            return self.done(parcel, note=error)
        log.error("delivery_parked", outbox_id=parcel.id, sort=parcel.notice.sort, error=error)
        place = ""
        if channel is not None and error in CHANNEL_ERRORS:
            place = place_of(parcel, channel)
            self.connection.hinders(place, error)
        tell = (
            []
            if isinstance(parcel.notice, Undelivered)
            else tell_managers(self.storage, parcel, error, self.calendar.now(), place)
        )
        self.outbox.park(parcel, self.machine.now(), error, tell, place)
        return "parked"

    def is_for_departed(self, notice: Notice) -> bool:
        """Whether it was for somebody who has left the workspace; then its case's timeline says
        so."""
        return closed_for_departed(self.storage, notice, self.calendar.now())

    def is_exposed(self, channel: ChannelId) -> bool:
        """Whether a channel is read by who may not, so that nothing is posted there."""
        if not channel.startswith(("C", "G")):
            return False
        with self.storage.read() as work:
            return work.channels.exposure(channel) is not None

    def hold_back(self, parcel: Parcel, channel: ChannelId) -> str:
        """It waits until its channel is mended. The managers know what is wrong with it."""
        self.outbox.park(parcel, self.machine.now(), EXPOSED, (), channel)
        return "held_back"

    def _is_hopeless(self, parcel: Parcel) -> bool:
        """Whether a message has failed too often. A Home, a look-up and notes that were told before
        are nobody's to see to."""
        by_itself = isinstance(parcel.notice, HomeChanged | HomesChanged | _LOOKS | NotesChanged)
        return parcel.failures + 1 >= PATIENCE and not by_itself

    def _doubt_until(
        self, parcel: Parcel, at: datetime, error: str, until: datetime, *, failed: bool
    ) -> None:
        self.outbox.in_doubt(parcel, at, error, look_until=until, failed=failed)


def _wait(parcel: Parcel) -> timedelta:
    return timedelta(seconds=BACKOFF[min(parcel.failures, len(BACKOFF) - 1)])
