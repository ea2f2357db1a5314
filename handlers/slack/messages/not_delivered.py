"""To managers: what could not be delivered, what held everything back, and what to do."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot import notices as n
from bot.case.identifiers import UserId, is_channel, is_person
from bot.case.text import first_sentence
from bot.ports import SLACK
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import NOTE_BLOCK, RAISE_AGAIN, TRY_AGAIN
from handlers.slack.messages.markup import (
    Message,
    action_button,
    date,
    inert,
    person,
    section,
    small_print,
    unescaped,
)

LABEL_ROOM = 60
"""What a button's label has room for."""

_HINTS = {
    "not_in_channel": "Invite the bot there (in the channel: `/invite` and its name), and it goes "
    "out by itself.",
    "channel_not_found": "Either the channel is private and the bot isn't in it: invite it (in the "
    "channel: `/invite` and its name). Or it's gone: name another in the policy.",
    "is_archived": "The channel is archived. Unarchive it, or name another in the policy.",
}
_NOT_LET = (
    "The channel's settings don't let the bot post. Allow it to, or name another in the policy."
)
_CLOSED = "restricted_action"
_SCOPE = "missing_scope"
_METHODS = {
    "chat.postEphemeral": "answer people in private",
    "chat.postMessage": "post",
    "chat.update": "edit what I've posted",
    "conversations.history": "look up what I've posted",
    "conversations.info": "look channels up",
    "conversations.open": "open conversations with people",
    "conversations.replies": "look up what I've posted in threads",
    "files.completeUploadExternal": "share files",
    "files.getUploadURLExternal": "share files",
    "users.info": "look people up",
    "views.publish": "draw Home tabs",
}
_AT_SLACK = {
    "token_revoked": "refused the bot's token",
    "token_expired": "refused the bot's token",
    "invalid_auth": "refused the bot's token",
    "not_authed": "refused the bot's token",
    "account_inactive": "refused the bot's token",
}


def of_failures(notice: n.Undelivered | n.Hindered | n.FormNotOpened) -> Message:
    """What didn't work, to whom it is told."""
    match notice:
        case n.Undelivered():
            return undelivered(notice)
        case n.Hindered():
            return hindered(notice)
        case n.FormNotOpened():
            return form_again(notice)
        case _:
            assert_never(notice)


def undelivered(notice: n.Undelivered) -> Message:
    """To a manager: what could not be delivered and why, with a button that tries again."""
    about = f" about ESC-{notice.escalation_id}" if notice.escalation_id else ""
    says = f"Slack says `{inert(notice.error, 200)}`"
    words = (
        f"I couldn't deliver {notice.what}{about}: {says}. Nothing is lost; it waits until "
        "somebody tries again."
    )
    if notice.place:
        what = notice.what[:1].upper() + notice.what[1:]
        words = (
            f"I can't write to {_place(notice.place)}{_queue(notice.queue)}: {says}. "
            f"{what}{about} waits, and so does whatever else is meant for it. "
            "Nothing is lost: it goes out once I can write there again, or when you try again."
        )
    retry: Block = {
        "type": "actions",
        "block_id": NOTE_BLOCK,
        "elements": [action_button(TRY_AGAIN, "Try again", str(notice.outbox_id))],
    }
    closed = _NOT_LET if notice.error.startswith(_CLOSED) else None
    hint = _HINTS.get(notice.error, closed)
    return Message(words, [section(words), retry, *([small_print(hint)] if hint else [])])


def form_again(notice: n.FormNotOpened) -> Message:
    """To who wanted to raise an escalation while Slack couldn't open the form: here it is."""
    title = first_sentence(unescaped(notice.text), LABEL_ROOM)
    label = f"Raise: {title}" if title else "Raise an escalation"
    words = "The form couldn't open, since Slack wasn't there. It is now: here is what you typed."
    if not title:
        words = "The form couldn't open, since Slack wasn't there. It is now."
    press = action_button(RAISE_AGAIN, label, notice.typed, main=True)
    row: Block = {"type": "actions", "block_id": NOTE_BLOCK, "elements": [press]}
    return Message(words, [section(words), row])


def _queue(name: str) -> str:
    return f", the channel of the queue {inert(name, 40)}" if name else ""


def hindered(notice: n.Hindered) -> Message:
    """To a manager: what held everything back for a place, and whether it's over."""
    since = date(datetime.fromisoformat(notice.since))
    if notice.place == SLACK:
        what = _AT_SLACK.get(notice.error, "didn't answer")
        until = date(datetime.fromisoformat(notice.until)) if notice.until else "now"
        words = (
            f"Slack {what} from {since} until {until} (`{inert(notice.error, 200)}`). It's back, "
            "nothing was lost, and what waited is going out now."
        )
    elif notice.until:
        until = date(datetime.fromisoformat(notice.until))
        words = (
            f"Slack didn't let me {_doing(notice.place)} from {since} until {until} "
            f"(`{inert(notice.error, 200)}`). It does again, nothing was lost, and what waited is "
            "going out now."
        )
    else:
        words = (
            f"Slack hasn't let me {_doing(notice.place)} since {since} "
            f"(`{inert(notice.error, 200)}`). Nothing is lost: I keep trying, and it goes out by "
            "itself."
        )
    if notice.error == _SCOPE and not notice.until:
        words += " Somebody has to reinstall the app with the scopes of its manifest."
    return Message(words, [section(words)])


def _doing(place: str) -> str:
    """What Slack doesn't allow: writing to a place, or all that goes by one of its methods."""
    if "." in place:
        return _METHODS.get(place, f"call `{place}`")
    return f"write to {_place(place)}"


def _place(place: str) -> str:
    if is_person(place):
        return person(UserId(place))
    return f"<#{place}>" if is_channel(place) else "people's Home tabs"
