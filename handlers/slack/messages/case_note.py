"""The common shape of a private note about a case."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.identifiers import UserId
from bot.case.transitions import Move
from bot.casework.case_view import CaseView
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import NOTE_BLOCK
from handlers.slack.messages.markup import Message, buttons, inert, link, person, section


def case_note(
    view: CaseView,
    url: str,
    words: str,
    *moves: Move,
    more: str | Sequence[str] = (),
    beside: Sequence[Block] = (),
) -> Message:
    """What happened in one sentence, the case's title as a link, what to do."""
    e = view.escalation
    line = f"{words}\n{link(url, f'{e.reference} {e.title}')}"
    blocks: list[Block] = [section(line[:2950])]
    paragraphs = (more,) if isinstance(more, str) else more
    blocks += [section(paragraph) for paragraph in paragraphs if paragraph]
    possible = [m for m in moves if m in view.moves]
    blocks += buttons(possible, e.id, e.reference, NOTE_BLOCK, *beside, menu=False)
    return Message(f"{words} {e.reference} {inert(e.title, 600)}", blocks)


def in_place_of(user: UserId, meant: Message) -> Message:
    """A note that was meant for somebody who isn't there, to who is told in their place."""
    words = f"{person(user)} isn't there, so you are told in their place:"
    return Message(f"{words} {meant.text}", [section(words), *meant.blocks])
