"""Posts and edits messages, and looks for one whose posting ended in doubt before it goes again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.case.identifiers import ChannelId, UserId, is_person
from bot.notices import CardChanged, subject_of
from bot.ports import Clock, Deliveries, Pace, Parcel, Thread
from handlers.delivery.editing import Editor
from handlers.delivery.find_sent import find_message, looking_by
from handlers.delivery.methods import POSTING
from handlers.delivery.places import channel_for, named_instead
from handlers.delivery.settling import Settling
from handlers.slack.messages.markup import Message
from handlers.slack.messages.pressable import has_buttons
from handlers.web_api.refusals import CHANNEL_ERRORS, TOO_RICH, UNEDITABLE
from handlers.web_api.sending import Arrived, InDoubt, Never, NotSent, Sent, call, surely_not

POSTS = Pace(timedelta(seconds=1), timedelta(seconds=3))
"""Slack takes about one post a second into a channel, with short bursts (chat.postMessage)."""
METADATA_TYPE = "escalations_outbox"
GONE = ("thread_not_found", "message_not_found")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Poster:
    """Says what a row is to say, in its place, at the place's pace."""

    outbox: Deliveries
    machine: Clock
    settling: Settling
    editor: Editor

    def send(self, parcel: Parcel, message: Message) -> str:
        """Posts it to the person or the channel it is for."""
        return self._post(parcel, message, self.conversation(parcel))

    def conversation(self, parcel: Parcel) -> ChannelId | Sent:
        """The conversation to post in. A person's is opened once and kept, so that what was posted
        there can be looked up."""
        notice = parcel.notice
        to = getattr(notice, "to", "")
        if not is_person(to):
            return channel_for(self.settling.storage, notice)
        known = self.outbox.direct_message(UserId(to))
        if known is not None:
            return known
        opened = call("conversations.open", lambda: self.editor.client.conversations_open(users=to))
        if not isinstance(opened, Arrived):
            return surely_not(opened)
        channel = opened.answer.get("channel")
        found = ChannelId(str(channel.get("id") or "") if isinstance(channel, dict) else "")
        if not found:
            return NotSent("no conversation in the answer")
        self.settling.connection.works(opened.method)
        self.outbox.put_direct_message(UserId(to), found)
        return found

    def reply(self, parcel: Parcel, thread: Thread | ChannelId, message: Message) -> str:
        """Posts it in a thread; where there is none, nobody follows it."""
        if not isinstance(thread, Thread):
            return self.settling.done(parcel, note="no thread")
        return self._post(parcel, message, thread.channel, thread=thread)

    def edit(self, parcel: Parcel, thread: Thread | ChannelId, message: Message) -> str:
        """Brings a card up to date; one that can't be edited any more is posted anew, and so is
        one that isn't there yet. In a channel that is closed it can't be, but in the one that the
        policy names instead."""
        if not isinstance(thread, Thread):
            return self._post(parcel, message, thread)
        if self.settling.is_exposed(thread.channel):
            return self.settling.hold_back(parcel, thread.channel)
        if isinstance(parcel.notice, CardChanged) and parcel.notice.is_deleted:
            # Whether Slack takes an edit by a press of what is deleted isn't documented.
            self.editor.presses.forget(thread.channel, thread.card)
        sent = self.editor.edit(thread.channel, thread.card, message)
        if isinstance(sent, Never) and sent.error in UNEDITABLE:
            log.warning("card_posted_anew", outbox_id=parcel.id, error=sent.error)
            return self._post(parcel, message, thread.channel, thread=thread)
        if isinstance(sent, Never) and sent.error in CHANNEL_ERRORS:
            other = named_instead(self.settling.storage, parcel.notice, thread.channel)
            if other is not None:
                log.warning("card_posted_anew", outbox_id=parcel.id, error=sent.error)
                return self._post(parcel, message, other)
        return self.settling.settle(parcel, sent, thread.channel, thread)

    def edit_question(self, parcel: Parcel, place: Thread, message: Message) -> str:
        """Says in a question to a team what came of it. One in a conversation that Slack doesn't
        know any more, or not of this bot, can't be pressed either: nobody needs it."""
        to = str(getattr(parcel.notice, "to", ""))
        if not is_person(to):
            return self.edit(parcel, place, message)
        sent = self.editor.edit(place.channel, place.card, message)
        if isinstance(sent, Never) and sent.error in (*UNEDITABLE, "channel_not_found"):
            log.info("note_not_edited", outbox_id=parcel.id, error=sent.error)
            return self.settling.done(parcel, note=sent.error)
        return self.settling.settle(parcel, sent, place.channel, place)

    def find(self, parcel: Parcel) -> str | None:
        """Looks for a note whose last try ended in doubt and which isn't so any more: where it is
        there it's settled like any other. None: it's surely not there."""
        channel = self.conversation(parcel)
        if not isinstance(channel, str):
            return self.settling.settle(parcel, channel)
        return self.look_back(parcel, channel, None)

    def _post(
        self,
        parcel: Parcel,
        message: Message,
        channel: ChannelId | Sent,
        thread: Thread | None = None,
    ) -> str:
        if not isinstance(channel, str):
            return self.settling.settle(parcel, channel)
        if self.settling.is_exposed(channel):
            return self.settling.hold_back(parcel, channel)
        if parcel.in_doubt:
            sooner = self.look_back(parcel, channel, thread)
            if sooner is not None:
                return sooner
            if self.settling.is_kept(parcel, POSTING):
                return "kept"
            # Looking back may take long, with a slow Slack and a busy channel.
            lease = timedelta(seconds=self.editor.limits.lease_seconds)
            if not self.outbox.renew(parcel, self.machine.now(), lease):
                return "taken_over"
        free_at = self.outbox.reserve(channel, self.machine.now(), POSTS)
        if free_at is not None:
            self.settling.put_back(parcel, free_at, "waits for the channel's pace")
            return "paced"
        sent = self._send_post(parcel, message, channel, thread)
        if isinstance(sent, Arrived) and not sent.answer.get("ts"):
            sent = InDoubt("no ts in the answer", method=sent.method)
        place = self._place(parcel, sent, channel, thread) if isinstance(sent, Arrived) else None
        if isinstance(sent, Never) and self.is_a_lost_conversation(parcel, sent):
            return "opened_anew"
        is_live = bool(subject_of(parcel.notice)) and has_buttons(message)
        return self.settling.settle(parcel, sent, channel, place, is_live=is_live)

    def is_a_lost_conversation(self, parcel: Parcel, sent: Never) -> bool:
        """A kept conversation with a person that Slack doesn't know (any more, or of this bot): it
        is opened once more, at once."""
        to = str(getattr(parcel.notice, "to", ""))
        is_kept = is_person(to) and not parcel.failures
        if sent.error != "channel_not_found" or not is_kept:
            return False
        self.outbox.forget_direct_messages(UserId(to))
        self.outbox.try_again(parcel, self.machine.now(), sent.error, failed=True)
        return True

    def _send_post(
        self, parcel: Parcel, message: Message, channel: ChannelId, thread: Thread | None
    ) -> Sent:
        def post(blocks: object) -> Sent:
            return call(
                POSTING,
                lambda: self.editor.client.chat_postMessage(
                    channel=channel,
                    text=message.text,
                    blocks=blocks,  # type: ignore[arg-type]
                    thread_ts=thread.ts if thread else None,
                    metadata={"event_type": METADATA_TYPE, "event_payload": {"id": parcel.uid}},
                    unfurl_links=False,
                    unfurl_media=False,
                ),
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

    def look_back(self, parcel: Parcel, channel: ChannelId, thread: Thread | None) -> str | None:
        """Looks for a row whose last try ended in doubt. None: it is surely not there, send it."""
        # A clock that has been set back since was ahead when the row was first tried.
        since = min(parcel.first_tried_at or parcel.created_at, self.machine.now())
        found = find_message(self.editor.client, channel, thread, parcel.uid, since)
        if found is None or isinstance(found, str):
            self.settling.connection.works(looking_by(thread))
        if isinstance(found, str):
            place = Thread(channel, thread.ts, found) if thread else Thread(channel, found)
            log.info("delivery_found", outbox_id=parcel.id)
            is_live = bool(subject_of(parcel.notice))
            # That it's there tells that posting works.
            return self.settling.arrived(parcel, channel, place, POSTING, is_live=is_live)
        if isinstance(found, Never) and found.error in GONE and thread is not None:
            # Slack puts a reply to a thread that is gone at the channel's root.
            return self.look_back(parcel, channel, None)
        if isinstance(found, NotSent | InDoubt):
            # It's the look that failed: how long the message is looked for stays.
            self.settling.again(parcel, found)
            return "not_sent"
        if found is not None:
            return self.settling.settle(parcel, found, channel)
        return "looked_up" if self.settling.look_again(parcel) else None
