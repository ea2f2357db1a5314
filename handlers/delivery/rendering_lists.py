"""From a press in a list to that list as it is now."""

from __future__ import annotations

from datetime import datetime

from bot.case.errors import Refused
from bot.case.people import Actor, Via
from bot.notices import PrivateAnswer
from bot.ports import Storage
from handlers.slack.context.listings import listed
from handlers.slack.contract.answers import Block
from handlers.slack.messages.lists import fitting_answer
from handlers.slack.messages.markup import Message, inert, section


def render_list(storage: Storage, notice: PrivateAnswer, now: datetime) -> Message:
    """The list as it is now, under what came of the press; the words alone to somebody who may not
    see it any more."""
    lead: list[Block] = [section(notice.words)] if notice.words else []
    try:
        shown = listed(storage, Actor(notice.to, Via.BUTTON), notice.redraws, now)
    except Refused as refusal:
        words = notice.words or inert(refusal.words)
        return Message(words, [section(words)])
    text = f"{notice.words} {shown.text}".strip()
    return Message(text, fitting_answer([*lead, *shown.blocks]))
