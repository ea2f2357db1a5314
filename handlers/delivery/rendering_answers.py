"""From a private answer to a message."""

from __future__ import annotations

from datetime import datetime

from bot.case.identifiers import EscalationId, reference
from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.casework.assignment import hands_of
from bot.casework.case_view import Glimpse
from bot.casework.looks import looked_at
from bot.casework.viewer import view_for
from bot.notices import PrivateAnswer
from bot.ports import Storage
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import SNOOZE
from handlers.slack.messages.card import summary
from handlers.slack.messages.in_a_line import guarded
from handlers.slack.messages.markup import Message, action_button, buttons, section
from handlers.slack.messages.whole import whole

ANSWER_BLOCK = "answer"


def render_answer(storage: Storage, notice: PrivateAnswer, now: datetime) -> Message:
    """The message, with as much of its case as its reader may see."""
    about = notice.escalation_id
    words, moves = notice.words, tuple[Move, ...]()
    if about is not None and (notice.shows or notice.details):
        shown = _of_case(storage, notice, about, now)
        if isinstance(shown, Message):
            return shown
        words = shown or words
    if notice.offers is not None:
        moves = (notice.offers,)
    blocks: list[Block] = [section(words)]
    if about is not None:
        more = [action_button(SNOOZE, "Snooze", notice.snoozes)] if notice.snoozes else []
        blocks += buttons(moves, about, reference(about), ANSWER_BLOCK, *more, menu=False)
    return Message(words, blocks)


def _of_case(
    storage: Storage, notice: PrivateAnswer, about: EscalationId, now: datetime
) -> Message | str:
    """A case as its reader may see it: in a line, or whole. Who looks is noted before."""
    with storage.read() as work:
        escalation = work.escalations.peek(about)
        if escalation is None:
            return ""
        seen, hands = view_for(work, notice.to, escalation), hands_of(work, escalation)
    if isinstance(seen, Glimpse):
        return guarded(seen, now)
    via = Via.BUTTON if notice.details else Via.MENTION
    looked_at(storage, Actor(notice.to, via), [seen], now)
    words = summary(seen, now)
    return Message(words, whole(seen, now, hands)) if notice.details else words
