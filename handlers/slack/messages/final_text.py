"""What the parties of a decided case are told, ready to be copied, and what is left to do then."""

from __future__ import annotations

from bot import notices as n
from bot.case.decision import Decision
from bot.case.escalation import Escalation
from bot.case.states import CloseReason, ToDo
from bot.casework.case_view import CaseView
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import NOTE_BLOCK
from handlers.slack.messages.card import outcome_label
from handlers.slack.messages.case_note import case_note
from handlers.slack.messages.markup import Message, buttons, copyable, date, person, quoted, section
from handlers.slack.messages.written import moves_left

TO_PARTY = "*To copy, for the impacted party:*"
TO_OTHER = "*What the other party is told:*"
_LEFT = {
    ToDo.TELL: "the impacted party is told",
    ToDo.TELL_OTHER: "the other party is told",
    ToDo.CARRY_OUT: "it's carried out",
}


def texts(decision: Decision) -> list[Block]:
    """The final texts, each in a box of its own."""
    blocks = [section(TO_PARTY), copyable(decision.message)]
    if decision.other_message:
        blocks += [section(TO_OTHER), copyable(decision.other_message)]
    return blocks


def what_is_left(escalation: Escalation) -> str:
    """What a decided case still waits for, in a sentence."""
    if escalation.close_reason is CloseReason.UNTOLD:
        return "It's closed, and the impacted party is not told."
    if escalation.is_closed:
        return "It's closed."
    left = [words for one, words in _LEFT.items() if one in escalation.still_to_do]
    return f"It's closed once {' and '.join(left or [_LEFT[ToDo.TELL]])}."


def note(notice: n.FinalText, view: CaseView, url: str) -> Message | None:
    """The texts, for who decided a case that is above internal: its thread doesn't have them."""
    decision, e = view.decision, view.escalation
    if decision is None or decision.id != notice.decision_id:
        return None
    words = f"You have decided this: *{outcome_label(decision.outcome)}*."
    asked = case_note(view, url, words)
    moves = [move for move in moves_left(e) if move in view.moves]
    row = buttons(moves, e.id, e.reference, NOTE_BLOCK, menu=False)
    return Message(asked.text, [*asked.blocks, *texts(decision), *row])


def carried_out(notice: n.CarriedOut, view: CaseView, url: str) -> Message | None:
    """That what was decided is so, and where that can be seen, for who raised it."""
    decision, effect, e = view.decision, view.effect, view.escalation
    if decision is None or effect is None or decision.id != notice.decision_id:
        return None
    since = f"What was decided is carried out, since {date(effect.given_at)}."
    seen = quoted(effect.seen_at, 600)
    words = f"{person(effect.by)} says that {since[0].lower()}{since[1:]} {what_is_left(e)}"
    return case_note(view, url, words, more=seen)


def closed_untold(notice: n.ClosedUntold, view: CaseView, url: str) -> Message | None:
    """That a case is closed though its party was never told, and why not; to who raised it also
    that it isn't theirs to tell."""
    e = view.escalation
    if e.close_reason is not CloseReason.UNTOLD:
        return None
    is_theirs = e.was_raised_by(notice.to)
    what, party = ("your escalation", "customer") if is_theirs else ("this", "impacted party")
    words = f"{person(notice.by)} has closed {what}, and the {party} has *not* been told."
    asks = "Please tell them nothing." if is_theirs else ""
    return case_note(view, url, words, more=(*quoted(e.close_note, 1100), asks))


def customer_told(notice: n.CustomerTold, view: CaseView, url: str) -> Message | None:
    """That who raised it has told the customer, and what is left, for its owner."""
    e = view.escalation
    if view.communication is None:
        return None
    if e.is_closed:
        words = f"{person(notice.by)} has told the customer, so this is closed."
        return case_note(view, url, words)
    words = f"{person(notice.by)} has told the customer. {what_is_left(e)}"
    return case_note(view, url, words, *moves_left(e))
