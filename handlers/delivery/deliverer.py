"""Delivers the outbox: each row rendered from the state at that moment, sent once, never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog
from slack_sdk import WebClient

from bot.case.errors import LostRace, StorageAway
from bot.case.identifiers import ChannelId, UserId
from bot.limits import Limits
from bot.notices import (
    CardChanged,
    HomeChanged,
    HomesChanged,
    LookUp,
    PrivateAnswer,
    Reminders,
    Undelivered,
)
from bot.ports import Clock, Deliveries, Pace, Parcel, Storage, Thread
from handlers.delivery.answering import send_answer
from handlers.delivery.find_sent import find_message
from handlers.delivery.homes import HOMES, HomePublisher, NotYet, Same
from handlers.delivery.rendering import render
from handlers.delivery.rendering_reminders import at_this_hour, render_reminders
from handlers.delivery.undelivered import closed_for_departed, tell_managers
from handlers.delivery.unknown_people import get_to_know
from handlers.metrics import DELIVERIES, LATENESS, SLACK_CALLS
from handlers.slack.messages.markup import Message
from handlers.web_api.sending import (
    TOO_RICH,
    UNEDITABLE,
    Arrived,
    InDoubt,
    Never,
    NotSent,
    NotSoFast,
    Sent,
    call,
)

POSTS = Pace(timedelta(seconds=1), timedelta(seconds=3))
"""Slack takes about one post a second into a channel, with short bursts (chat.postMessage)."""
METADATA_TYPE = "escalations_outbox"
GONE = ("thread_not_found", "message_not_found")
LOOK_AGAIN = timedelta(seconds=2)
LOOK_UPS = 2
"""How often a row in doubt is looked for, seconds apart, before it is sent again."""
BACKOFF = (1, 2, 5, 10, 30, 60)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Delivers one row at a time; any number of threads may. `client` retries nothing by itself:
    the SDK's own retry would post twice."""

    client: WebClient
    storage: Storage
    outbox: Deliveries
    calendar: Clock
    machine: Clock
    team: Callable[[], str]
    limits: Limits

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
            result = self._after_a_bug(parcel)
        DELIVERIES.labels(parcel.notice.sort, result).inc()

    def _deliver(self, parcel: Parcel) -> str:
        notice = parcel.notice
        if isinstance(notice, PrivateAnswer):
            return send_answer(self.client, self.storage, notice, self.calendar.now(), self.limits)
        if isinstance(notice, LookUp):
            return self._look_up(parcel, notice)
        if isinstance(notice, HomeChanged):
            return self._publish_home(parcel, notice)
        if isinstance(notice, HomesChanged):
            self._homes.draw_all(notice)
            return self._done(parcel)
        if closed_for_departed(self.storage, notice, self.calendar.now()):
            return self._done(parcel, note="has left the workspace")
        if isinstance(notice, Reminders):
            return self._remind(parcel, notice)
        message = render(self.storage, notice, self.calendar.now())
        if message is None:
            return self._done(parcel, note="no longer so")
        if isinstance(notice, CardChanged):
            return self._card(parcel, notice, message)
        return self._post(parcel, message, self._channel(parcel))

    def _remind(self, parcel: Parcel, notice: Reminders) -> str:
        """Says what is still so and may be said at this hour; how late that is, is measured."""
        kept = at_this_hour(self.storage, parcel, notice, self.calendar.now())
        if kept is None:
            return self._done(parcel, note="put off to working hours")
        message, said = render_reminders(self.storage, kept, self.calendar.now())
        if message is None:
            return self._done(parcel, note="no longer so")
        result = self._post(parcel, message, self._channel(parcel))
        for nudge in said if result == "sent" else ():
            late = self.calendar.now() - datetime.fromisoformat(nudge.wanted_at)
            LATENESS.observe(late.total_seconds())
        return result

    def _after_a_bug(self, parcel: Parcel) -> str:
        """It may have come after Slack took the message. A Home is drawn by its next change: tried
        over and over it would hold up others."""
        is_home = isinstance(parcel.notice, HomeChanged | HomesChanged)
        try:
            self._done(parcel, note="bug") if is_home else self._doubt(parcel, "bug")
        except (StorageAway, LostRace) as away:
            log.warning("delivery_put_off", outbox_id=parcel.id, error=str(away))
        return "bug"

    # --- where it goes

    def _channel(self, parcel: Parcel) -> ChannelId | Sent:
        """The conversation to post in. A person's is opened once and kept, so that what was posted
        there can be looked up."""
        notice = parcel.notice
        to = getattr(notice, "to", "")
        if not to.startswith(("U", "W")):
            return ChannelId(to)
        known = self.outbox.direct_message(UserId(to))
        if known is not None:
            return known
        SLACK_CALLS.labels("conversations.open").inc()
        opened = call(lambda: self.client.conversations_open(users=to))
        if not isinstance(opened, Arrived):
            return NotSent(opened.error) if isinstance(opened, InDoubt) else opened
        channel = opened.answer.get("channel")
        found = ChannelId(str(channel.get("id") or "") if isinstance(channel, dict) else "")
        if not found:
            return NotSent("no conversation in the answer")
        self.outbox.put_direct_message(UserId(to), found)
        return found

    # --- cards

    def _card(self, parcel: Parcel, notice: CardChanged, message: Message) -> str:
        with self.storage.read() as work:
            escalation = work.escalations.peek(notice.escalation_id)
            thread = work.escalations.thread_of(notice.escalation_id)
        assert escalation is not None, "it was rendered"
        if thread is None:
            return self._post(parcel, message, escalation.channel)
        sent = self._send_update(message, thread)
        if isinstance(sent, InDoubt):
            # The same edit twice is the same card.
            sent = NotSent(sent.error)
        if isinstance(sent, Never) and sent.error in UNEDITABLE:
            log.warning("card_posted_anew", escalation=notice.escalation_id, error=sent.error)
            return self._post(parcel, message, thread.channel, thread=thread)
        return self._settle(parcel, sent, thread.channel, thread)

    def _send_update(self, message: Message, thread: Thread) -> Sent:
        def update(blocks: object) -> Sent:
            SLACK_CALLS.labels("chat.update").inc()
            return call(
                lambda: self.client.chat_update(
                    channel=thread.channel,
                    ts=thread.card,
                    text=message.text,
                    blocks=blocks,  # type: ignore[arg-type]
                )
            )

        sent = update(message.blocks)
        return update([]) if isinstance(sent, Never) and sent.error in TOO_RICH else sent

    # --- posting

    def _post(
        self,
        parcel: Parcel,
        message: Message,
        channel: ChannelId | Sent,
        thread: Thread | None = None,
    ) -> str:
        if not isinstance(channel, str):
            return self._settle(parcel, channel, None, None)
        if parcel.in_doubt:
            sooner = self._look_back(parcel, channel, thread)
            if sooner is not None:
                return sooner
            # Looking back may take long, with a slow Slack and a busy channel.
            lease = timedelta(seconds=self.limits.lease_seconds)
            if not self.outbox.renew(parcel, self.machine.now(), lease):
                return "taken_over"
        free_at = self.outbox.reserve(channel, self.machine.now(), POSTS)
        if free_at is not None:
            self._put_back(parcel, free_at, "waits for the channel's pace", looked_up=True)
            return "paced"
        sent = self._send_post(parcel, message, channel, thread)
        if isinstance(sent, Arrived) and not sent.answer.get("ts"):
            sent = InDoubt("no ts in the answer")
        place = self._place(parcel, sent, channel, thread) if isinstance(sent, Arrived) else None
        return self._settle(parcel, sent, channel, place)

    def _send_post(
        self, parcel: Parcel, message: Message, channel: ChannelId, thread: Thread | None
    ) -> Sent:
        def post(blocks: object) -> Sent:
            SLACK_CALLS.labels("chat.postMessage").inc()
            return call(
                lambda: self.client.chat_postMessage(
                    channel=channel,
                    text=message.text,
                    blocks=blocks,  # type: ignore[arg-type]
                    thread_ts=thread.ts if thread else None,
                    metadata={"event_type": METADATA_TYPE, "event_payload": {"id": parcel.uid}},
                    unfurl_links=False,
                    unfurl_media=False,
                )
            )

        sent = post(message.blocks)
        if isinstance(sent, Never) and sent.error in TOO_RICH:
            log.error("blocks_refused", outbox_id=parcel.id, error=sent.error)
            return post(None)
        return sent

    def _place(
        self, parcel: Parcel, sent: Arrived, channel: ChannelId, thread: Thread | None
    ) -> Thread:
        """Where a message is now. Slack posts a reply to a thread that is gone at the channel's
        root without an error: then that message is the thread."""
        ts = str(sent.answer.get("ts") or "")
        message = sent.answer.get("message")
        in_thread = isinstance(message, dict) and bool(message.get("thread_ts"))
        if thread is not None and in_thread:
            return Thread(channel, thread.ts, ts)
        if thread is not None:
            log.warning("thread_gone", outbox_id=parcel.id)
        return Thread(ChannelId(str(sent.answer.get("channel") or channel)), ts)

    def _look_back(self, parcel: Parcel, channel: ChannelId, thread: Thread | None) -> str | None:
        """Looks for a row whose last try ended in doubt. None: it is surely not there, send it."""
        # A clock that has been set back since was ahead when the row was first tried.
        since = min(parcel.first_tried_at or parcel.created_at, self.machine.now())
        found = find_message(self.client, channel, thread, parcel.uid, since)
        if isinstance(found, str):
            place = Thread(channel, thread.ts, found) if thread else Thread(channel, found)
            log.info("delivery_found", outbox_id=parcel.id)
            return self._arrived(parcel, place)
        if isinstance(found, Never) and found.error in GONE and thread is not None:
            # Slack puts a reply to a thread that is gone at the channel's root.
            return self._look_back(parcel, channel, None)
        if isinstance(found, NotSent):
            found = InDoubt(found.error)
        if found is not None:
            return self._settle(parcel, found, channel, None)
        if parcel.look_ups + 1 >= LOOK_UPS:
            return None
        again = self.machine.now() + LOOK_AGAIN
        self.outbox.in_doubt(parcel, again, "not found yet", looked_up=True)
        return "looked_up"

    # --- what became of it

    def _settle(
        self, parcel: Parcel, sent: Sent, channel: ChannelId | None, place: Thread | None
    ) -> str:
        match sent:
            case Arrived():
                return self._arrived(parcel, place)
            case NotSoFast(seconds):
                until = self.machine.now() + timedelta(seconds=seconds)
                if channel is not None:
                    self.outbox.pause(channel, until)
                self._put_back(parcel, until, "rate limited", looked_up=False)
                return "rate_limited"
            case NotSent(error):
                self._again(parcel, error)
                return "not_sent"
            case InDoubt(error):
                log.warning("delivery_in_doubt", outbox_id=parcel.id, error=error)
                self._doubt(parcel, error)
                return "in_doubt"
            case Never(error):
                return self._park(parcel, error)
            case _:
                assert_never(sent)

    def _arrived(self, parcel: Parcel, place: Thread | None) -> str:
        if isinstance(parcel.notice, CardChanged) and place is not None:
            self.outbox.opened_thread(parcel, self.machine.now(), place)
            return "sent"
        return self._done(parcel, place=place)

    def _done(self, parcel: Parcel, *, place: Thread | None = None, note: str = "") -> str:
        self.outbox.done(parcel, self.machine.now(), place=place, note=note)
        return "sent" if not note else "dropped"

    def _again(self, parcel: Parcel, error: str) -> None:
        self.outbox.try_again(parcel, self.machine.now() + _wait(parcel), error)

    def _doubt(self, parcel: Parcel, error: str) -> None:
        at = self.machine.now() + max(LOOK_AGAIN, _wait(parcel))
        self.outbox.in_doubt(parcel, at, error, looked_up=False)

    def _put_back(self, parcel: Parcel, until: datetime, why: str, *, looked_up: bool) -> None:
        """Nothing was sent: a row that was in doubt before stays so, and is looked up once more."""
        if parcel.in_doubt:
            self.outbox.in_doubt(parcel, until, why, looked_up=looked_up)
        else:
            self.outbox.try_again(parcel, until, why)

    def _park(self, parcel: Parcel, error: str) -> str:
        """It waits for a person. A notice of failure that itself fails is logged, and no more."""
        log.error("delivery_parked", outbox_id=parcel.id, sort=parcel.notice.sort, error=error)
        tell = (
            []
            if isinstance(parcel.notice, Undelivered)
            else tell_managers(self.storage, parcel, error, self.calendar.now())
        )
        self.outbox.park(parcel, self.machine.now(), error, tell)
        return "parked"

    # --- what is not a message

    @property
    def _homes(self) -> HomePublisher:
        return HomePublisher(self.client, self.storage, self.outbox, self.calendar, self.machine)

    def _publish_home(self, parcel: Parcel, notice: HomeChanged) -> str:
        get_to_know(self.client, self.storage, self.calendar, notice.to, self.team())
        sent = self._homes.publish(notice)
        match sent:
            case NotYet(until):
                self._put_back(parcel, until, "waits for the pace of Homes", looked_up=True)
                return "paced"
            case Same():
                return self._done(parcel, note="it stands there")
            case Never(error):
                log.warning("home_not_published", user=notice.to, error=error)
                return self._done(parcel, note=error)
            case NotSent(error):
                # Its tries count those that the pace put back, which were no failures.
                self._put_back(parcel, self.machine.now() + LOOK_AGAIN, error, looked_up=True)
                return "not_sent"
            case Arrived() | InDoubt() | NotSoFast():
                return self._settle(parcel, sent, HOMES, None)
            case _:
                assert_never(sent)

    def _look_up(self, parcel: Parcel, notice: LookUp) -> str:
        if get_to_know(self.client, self.storage, self.calendar, notice.user, self.team()):
            return self._done(parcel)
        self._again(parcel, "not looked up")
        return "not_sent"


def _wait(parcel: Parcel) -> timedelta:
    return timedelta(seconds=BACKOFF[min(parcel.attempts, len(BACKOFF)) - 1])
