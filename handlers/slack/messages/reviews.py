"""What is said to people of a decision that waits for a second person."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot import notices as n
from bot.case.transitions import Move
from bot.casework.case_view import CaseView
from bot.service_levels.clocks import ClockName
from handlers.slack.contract.ids import WHY_ME
from handlers.slack.messages.card import kind_label, outcome_label
from handlers.slack.messages.case_note import case_note
from handlers.slack.messages.markup import (
    Message,
    action_button,
    date,
    inert,
    person,
    quoted,
    shortened,
)
from handlers.slack.messages.worst import worst_facts
from handlers.slack.messages.written import moves_left

WHY_SHOWN = 700
MESSAGE_SHOWN = 1100
"""What of the message stands in a note; whole it stands in the form."""


def of_reviews(
    notice: n.ApprovalWanted | n.NobodyToApprove | n.Approved | n.SentBack,
    view: CaseView,
    url: str,
    now: datetime,
) -> Message | None:
    """The note, or None where it is no longer so."""
    match notice:
        case n.ApprovalWanted():
            return _wanted(notice, view, url, now)
        case n.NobodyToApprove():
            return _nobody(notice, view, url)
        case n.Approved():
            return _approved(notice, view, url)
        case n.SentBack():
            return _sent_back(notice, view, url)
        case _:
            assert_never(notice)


def _wanted(notice: n.ApprovalWanted, view: CaseView, url: str, now: datetime) -> Message | None:
    """The record in short: the form that the buttons open has it whole."""
    e, review = view.escalation, view.review
    if review is None or review.id != notice.review or notice.to not in review.asked:
        return None
    draft = review.draft
    due = view.clocks.get(ClockName.REVIEW)
    when = ""
    if due is not None and due.is_running:
        asks = "It was due" if due.is_late(now) else "Please answer by"
        when = f" {asks} {date(due.due_at)}."
    words = (
        f"{worst_facts(view, now)}{person(review.by)} has written a decision "
        f"({kind_label(e)}, {e.priority}), and asks you to approve it.{when}"
    )
    record = (
        f"*{outcome_label(draft.outcome)}*\n{inert(review.ground_words, 300)}\n"
        f"{shortened(draft.explanation, 4, WHY_SHOWN)[0]}\n*What they'd be told:*"
    )
    others = [person(user) for user in review.asked if user != notice.to]
    along = f"Also asked: {', '.join(others[:5])}. One of you is enough." if others else ""
    more = (record, *quoted(draft.message, MESSAGE_SHOWN), along)
    why = action_button(WHY_ME, "Why me?", str(e.id))
    return case_note(view, url, words, Move.APPROVE, Move.SEND_BACK, more=more, beside=[why])


def _nobody(notice: n.NobodyToApprove, view: CaseView, url: str) -> Message | None:
    review = view.review
    if review is None or review.id != notice.review or review.asked:
        return None
    reasons = "\n".join(f"• {person(user)} {inert(why, 200)}" for user, why in notice.reasons)
    words = (
        f"{person(review.by)} has written a decision, and nobody can be asked to approve it. It is "
        "put before somebody as soon as one can."
    )
    if notice.again_at:
        at = date(datetime.fromisoformat(notice.again_at))
        words = (
            f"{person(review.by)} has written a decision, and nobody can be asked to approve it "
            f"now. As things stand somebody is asked {at}, or sooner if one is free."
        )
    nobody = "Nobody is an approver: the settings say who is."
    return case_note(view, url, words, Move.APPROVE, Move.SEND_BACK, more=reasons or nobody)


def _approved(notice: n.Approved, view: CaseView, url: str) -> Message | None:
    e, decision = view.escalation, view.decision
    if decision is None or decision.id != notice.decision_id or not e.is_untold:
        return None
    words = f"{person(notice.by)} has approved your decision: it stands now."
    said = quoted(notice.reason, 1100) if notice.reason else ()
    return case_note(view, url, words, *moves_left(e)[:1], more=said)


def _sent_back(notice: n.SentBack, view: CaseView, url: str) -> Message | None:
    e = view.escalation
    is_theirs = e.owner == notice.to and (e.is_in_hand or e.is_untold)
    if not is_theirs or view.sent_back is None or view.sent_back.id != notice.review:
        return None
    words = (
        f"{person(notice.by)} has sent your decision back. The form opens with what you wrote: "
        "change it there, and send it again."
    )
    return case_note(view, url, words, Move.DECIDE, more=quoted(notice.reason, 1100))
