"""What managers are told of a case, and what others are told of a manager's act on it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot import notices as n
from bot.case.priority import Priority
from bot.case.transitions import Move
from bot.casework.case_view import CaseView
from handlers.slack.messages.card import kind_label
from handlers.slack.messages.case_note import case_note
from handlers.slack.messages.classes import of_class
from handlers.slack.messages.markup import Message, date, inert, person, quoted


def of_managers(
    notice: n.Assigned
    | n.TakenOver
    | n.NobodyToOffer
    | n.Urgent
    | n.OwnerNotCleared
    | n.ClassChanged,
    view: CaseView,
    url: str,
) -> Message | None:
    """The note, or None where it is no longer so."""
    match notice:
        case n.Assigned() | n.TakenOver():
            return _by_manager(notice, view, url)
        case n.Urgent():
            return _urgent(notice, view, url)
        case n.NobodyToOffer():
            return _nobody_to_offer(notice, view, url)
        case n.OwnerNotCleared() | n.ClassChanged():
            return of_class(notice, view, url)
        case _:
            assert_never(notice)


def _by_manager(notice: n.Assigned | n.TakenOver, view: CaseView, url: str) -> Message | None:
    e, by, why = view.escalation, person(notice.by), quoted(notice.reason, 1100)
    match notice:
        case n.Assigned():
            if e.owner != notice.to or not e.is_owned:
                return None
            words = f"{by} has assigned this to you ({kind_label(e)}, {e.priority})."
            due = view.resolution
            when = f" Resolution due {date(due.due_at)}." if due and due.is_running else ""
            return case_note(view, url, words + when, Move.DECIDE, Move.HAND_OVER, more=why)
        case n.TakenOver():
            if e.owner != notice.by or e.is_closed:
                return None
            off = "has taken this over; it's off your list."
            words = "has taken over your escalation." if notice.to == e.requester else off
            return case_note(view, url, f"{by} {words}", more=why)
        case _:
            assert_never(notice)


def _nobody_to_offer(notice: n.NobodyToOffer, view: CaseView, url: str) -> Message | None:
    e = view.escalation
    if not e.is_unclaimed or e.offer is not None:
        return None
    this = "this P1" if e.priority is Priority.P1 else "this"
    reasons = "\n".join(f"• {person(user)} {inert(why, 200)}" for user, why in notice.reasons)
    words = f"Nobody on the rotation can be offered {this}. It's offered as soon as somebody can."
    if notice.again_at:
        at = date(datetime.fromisoformat(notice.again_at))
        words = (
            f"Nobody on the rotation can be offered {this} now. As things stand it is offered "
            f"{at}, or sooner if somebody is free."
        )
    moves = (Move.CLAIM, Move.ASSIGN)
    return case_note(view, url, words, *moves, more=reasons or "The rotation is empty.")


def _urgent(notice: n.Urgent, view: CaseView, url: str) -> Message | None:
    """One sentence, and what to do while nobody has it."""
    e = view.escalation
    if e.is_closed or e.priority is not Priority.P1:
        return None
    did = "has raised a P1" if notice.by == e.requester else "has made this a P1"
    with_whom = "Nobody has it yet."
    if e.owner is not None:
        with_whom = f"It's with {person(e.owner)}."
    elif e.offer is not None:
        with_whom = f"It's offered to {person(e.offer.to)}."
    due = view.first_response if e.is_unclaimed else view.resolution
    when = f" {due.clock.words.capitalize()} due {date(due.due_at)}." if due else ""
    words = f"{person(notice.by)} {did} ({kind_label(e)}). {with_whom}{when}"
    return case_note(view, url, words, Move.ASSIGN, Move.CLAIM)
