"""What becomes of a row after a try: done, tried again, looked for, or parked for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.case.errors import LostRace, StorageAway
from bot.case.identifiers import ChannelId, is_channel
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
    PrivateAnswer,
    Reminders,
    Undelivered,
)
from bot.ports import EXPOSED, Clock, Deliveries, Lying, Parcel, Storage, Thread
from handlers.delivery.connection import RATE_LIMITED, Connection
from handlers.delivery.find_sent import HISTORY, REPLIES
from handlers.delivery.methods import EDITING, HELD, POSTING, waiting_for
from handlers.delivery.places import place_of
from handlers.delivery.undelivered import (
    closed_for_departed,
    closed_for_unreachable,
    tell_managers,
)
from handlers.web_api.refusals import CHANNEL_ERRORS, NOT_OF_ONE, OF_THE_APP, TOKEN_ERRORS
from handlers.web_api.sending import Arrived, InDoubt, Never, NotSent, NotSoFast, Sent

LOOK_AGAIN = timedelta(seconds=2)
LOOK_PAUSE = timedelta(seconds=12)
"""The longest pause between two looks for a row in doubt."""
BACKOFF = (1, 2, 5, 10, 30, 60)
ANSWERED_WITHIN = timedelta(minutes=30)
"""So long Slack takes an answer to a click; what somebody asked before that they have left."""
_OF_THE_WORKSPACE = frozenset({EDITING, HISTORY, REPLIES})
"""Methods whose limit is no channel's: posts go on."""
_BY_ITSELF = HomeChanged | HomesChanged | LookAt | LookUp | NotesChanged | PrivateAnswer
PATIENCE = 10
"""A message that has failed so often, though others get through, waits for a person."""
Failed = NotSent | InDoubt | Never
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Wait:
    """How long a row waits until it's tried again, and why. `failed`: that is its own fault."""

    span: timedelta
    why: str
    failed: bool


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
            case Arrived(method=method):
                return self.arrived(parcel, channel, place, method, is_live=is_live)
            case NotSoFast(seconds, method):
                until = self.machine.now() + timedelta(seconds=seconds)
                if channel is not None:
                    if method not in _OF_THE_WORKSPACE:
                        self.outbox.pause(channel, until)
                    self.connection.hinders(place_of(parcel, channel), RATE_LIMITED)
                self.put_back(parcel, until, "rate limited")
                return "rate_limited"
            case NotSent():
                self.again(parcel, sent)
                return "not_sent"
            case InDoubt():
                return self.doubt(parcel, sent)
            case Never() if self._is_of_the_whole(parcel, sent):
                # Whatever it was to say, it's the connection that is refused, or the method.
                self.again(parcel, sent)
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
        method: str,
        *,
        is_live: bool = False,
    ) -> str:
        """It is there, by a call of this method."""
        is_placed = isinstance(parcel.notice, CardChanged | ConsultMessage | FeedbackChanged)
        if is_placed and place is not None:
            self.outbox.opened_thread(parcel, self.machine.now(), place)
            self.connection.leaves(parcel.id)
        else:
            self.done(parcel, place=place, is_live=is_live)
        self.is_open(parcel, channel, method)
        return "sent"

    def is_open(self, parcel: Parcel, channel: ChannelId | None, method: str) -> None:
        """A call was taken: what waited for its method, or for the place, may go."""
        self.connection.works(method)
        if channel is not None:
            self.connection.arrived(place_of(parcel, channel))

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
        self.connection.leaves(parcel.id)
        return "sent" if not note else "dropped"

    def said_in(self, parcel: Parcel, last: Lying, whole: Reminders) -> None:
        """It's said in the message that lies there, which is this row's from now on."""
        self.outbox.said_in(parcel, self.machine.now(), last, whole)
        self.connection.leaves(parcel.id)

    def again(self, parcel: Parcel, sent: Failed) -> None:
        """It surely did not arrive. Where Slack as a whole is away it's due at its return, and
        where only the method is, at the method's."""
        now = self.machine.now()
        wait = self._wait(parcel, sent)
        if wait.failed and self._is_hopeless(parcel):
            self.park(parcel, sent.error, None)
        elif not wait.failed and wait.span == HELD and self._holds_up_notes(parcel, sent.method):
            self.outbox.park(parcel, now, wait.why, (), sent.method)
        elif parcel.in_doubt:
            looked_until = parcel.look_until or now
            self._doubt_until(parcel, now + wait.span, wait.why, looked_until, failed=wait.failed)
        else:
            self.outbox.try_again(parcel, now + wait.span, wait.why, failed=wait.failed)

    def doubt(self, parcel: Parcel, sent: InDoubt) -> str:
        """It may have arrived, or still arrive: it is looked for before it is sent again."""
        log.warning("delivery_in_doubt", outbox_id=parcel.id, error=sent.error)
        now = self.machine.now()
        wait = self._wait(parcel, sent)
        if wait.failed and self._is_hopeless(parcel):
            return self.park(parcel, sent.error, None)
        window = self.limits.late_seconds if sent.is_late else self.limits.doubt_seconds
        # Looking for it needs no other method to work.
        at = now + (max(LOOK_AGAIN, wait.span) if wait.failed else LOOK_AGAIN)
        until = now + timedelta(seconds=window)
        self._doubt_until(parcel, at, wait.why, until, failed=wait.failed)
        return "in_doubt"

    def is_kept(self, parcel: Parcel, method: str) -> bool:
        """Whether a row that isn't there has to wait, since the method that failed for it does so
        for others; then that is noted."""
        why = self.connection.keeps(method, parcel.id)
        if why:
            self.put_back(parcel, self.machine.now() + HELD, waiting_for(method, why))
        return bool(why)

    def after_asking(self, parcel: Parcel, sent: Sent) -> str:
        """Slack was asked who or what somebody or something is. Nobody has to see to a refusal."""
        if isinstance(sent, Arrived | NotSoFast):
            return self.settle(parcel, sent)
        self.again(parcel, sent)
        return "not_sent"

    def after_answering(self, parcel: Parcel, sent: Sent) -> str:
        """An answer that only one person reads. It's sent at most once: again where it surely did
        not arrive, as long as they may wait for it."""
        now = self.machine.now()
        is_wanted = now - parcel.created_at < ANSWERED_WITHIN
        if isinstance(sent, Arrived):
            self.connection.works(sent.method)
            return "sent"
        if isinstance(sent, NotSoFast) and is_wanted:
            self.put_back(parcel, now + timedelta(seconds=sent.seconds), "rate limited")
            return "rate_limited"
        if isinstance(sent, NotSent | Never) and is_wanted and _surely_later(sent):
            self.again(parcel, sent)
            return "not_sent"
        why = RATE_LIMITED if isinstance(sent, NotSoFast) else sent.error
        log.warning("answer_not_sent", error=why, to=getattr(parcel.notice, "to", ""))
        self.connection.leaves(parcel.id)
        return "not_sent"

    def after_a_bug(self, parcel: Parcel) -> str:
        """It may have come after Slack took the message. What is drawn by its next change isn't
        tried over and over: it would hold up others."""
        try:
            if isinstance(parcel.notice, HomeChanged | HomesChanged | NotesChanged | PrivateAnswer):
                self.done(parcel, note="bug")
            else:
                self.doubt(parcel, InDoubt("bug"))
        except (StorageAway, LostRace) as away:
            log.warning("delivery_put_off", outbox_id=parcel.id, error=str(away))
        return "bug"

    def look_again(self, parcel: Parcel) -> bool:
        """Not found yet: whether it is to be looked for once more before it is sent again."""
        now = self.machine.now()
        until = parcel.look_until or now + timedelta(seconds=self.limits.doubt_seconds)
        # A clock that has been set back since was ahead when this was noted.
        until = min(until, now + timedelta(seconds=self.limits.late_seconds))
        if now >= until:
            return False
        pause = min(max(LOOK_AGAIN, (until - now) / 2), LOOK_PAUSE)
        # Else nothing would seem to wait for its method any more.
        why = self.connection.waited_for(parcel.id) or "not found yet"
        self._doubt_until(parcel, now + pause, why, until, failed=False)
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
            self.connection.hinders(place, error, parcel.taken_at)
        tell: list[Undelivered] = []
        if not isinstance(parcel.notice, Undelivered):
            self.connection.meets_managers()
            tell = tell_managers(self.storage, parcel, error, self.calendar.now(), place)
        self.outbox.park(parcel, self.machine.now(), error, tell, place)
        self.connection.leaves(parcel.id)
        return "parked"

    def is_for_departed(self, notice: Notice) -> bool:
        """Whether it was for somebody who has left the workspace; then its case's timeline says
        so."""
        return closed_for_departed(self.storage, notice, self.calendar.now())

    def is_exposed(self, channel: ChannelId) -> bool:
        """Whether a channel is read by who may not, so that nothing is posted there."""
        if not is_channel(channel):
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
        by_itself = isinstance(parcel.notice, _BY_ITSELF)
        return parcel.failures + 1 >= PATIENCE and not by_itself

    def _doubt_until(
        self, parcel: Parcel, at: datetime, error: str, until: datetime, *, failed: bool
    ) -> None:
        self.outbox.in_doubt(parcel, at, error, look_until=until, failed=failed)

    def _holds_up_notes(self, parcel: Parcel, method: str) -> bool:
        """Whether it's a card that has waited long for another method than that of notes, which go
        out without it meanwhile."""
        waited = self.machine.now() - (parcel.first_tried_at or parcel.created_at)
        is_card = isinstance(parcel.notice, CardChanged)
        return is_card and method != POSTING and waited >= HELD

    def _is_of_the_whole(self, parcel: Parcel, sent: Never) -> bool:
        """Whether a refusal isn't this row's: the token's, or that of all that goes by a method."""
        own = self.connection.is_own(sent.method, parcel.id)
        return sent.error in TOKEN_ERRORS or (sent.error in OF_THE_APP and not own)

    def _wait(self, parcel: Parcel, sent: Failed) -> _Wait:
        """How long it waits, and whose fault it is."""
        is_refused = isinstance(sent, Never)
        if self.connection.fails(is_token=is_refused and sent.error in TOKEN_ERRORS):
            return _Wait(timedelta(), sent.error, failed=False)
        # A refusal of another sort is of this row alone.
        method = "" if is_refused and sent.error not in NOT_OF_ONE else sent.method
        held = self.connection.holds(method, parcel.id, sent.error)
        if held is not None:
            return _Wait(held, waiting_for(sent.method, sent.error), failed=False)
        span = timedelta(seconds=BACKOFF[min(parcel.failures, len(BACKOFF) - 1)])
        return _Wait(span, sent.error, failed=True)


def _surely_later(sent: NotSent | Never) -> bool:
    """Whether it may be taken later: nothing has gone out, or it's the whole that is refused."""
    return isinstance(sent, NotSent) or sent.error in NOT_OF_ONE
