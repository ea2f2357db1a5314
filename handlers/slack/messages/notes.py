"""Private notes about a case: each is written from the state at delivery, or not at all if it is no
longer so."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot import notices as n
from bot.case.escalation import Escalation, Party
from bot.case.transitions import Move
from bot.casework.case_view import CaseView
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import HAVE_TOLD, NOTE_BLOCK, WHY_ME
from handlers.slack.messages import exchange, final_text
from handlers.slack.messages.card import closing, due_line, kind_label, outcome_label, reopened
from handlers.slack.messages.case_note import case_note
from handlers.slack.messages.markup import (
    Message,
    action_button,
    copyable,
    date,
    inert,
    link,
    person,
    quoted,
    section,
    small_print,
    time_of_day,
)
from handlers.slack.messages.of_managers import of_managers
from handlers.slack.messages.reviews import of_reviews
from handlers.slack.messages.theirs import until_decided, with_menu
from handlers.slack.messages.worst import worst_facts

QUOTE_LIMIT = 7000
"""What a requester may tell is quoted whole, unless it is all escapes."""

_WRITE_IT = "If you know the answer, write it in the thread: then it goes on at once."
_WRITE_TO_OWNER = "If you know more, write it in the thread: its owner gets to read it."


def note(notice: n.CaseNote, view: CaseView, url: str, now: datetime) -> Message | None:
    """The note, or None where it is no longer so. `url` is the thread's, '' if there is none."""
    match notice:
        case n.Raised():
            return _raised(view, url, now)
        case n.Offered():
            return _offered(notice, view, url, now)
        case n.Claimed() | n.TakenBy() | n.Released():
            return _changed_hands(notice, view, url)
        case (
            n.Assigned()
            | n.TakenOver()
            | n.NobodyToOffer()
            | n.Urgent()
            | n.OwnerNotCleared()
            | n.ClassChanged()
        ):
            return of_managers(notice, view, url)
        case n.HandedOver() | n.HandOverOff() | n.NoLongerAsked() | n.StoodBack():
            return _passed_on(notice, view, url, now)
        case n.Waiting() | n.Answered() | n.PriorityChanged() | n.DeadlineSet():
            return _news(notice, view, url, now)
        case (
            n.Wrote() | n.TeamAnswered() | n.DeadlineMissed() | n.PriorityWished() | n.NotAsAsked()
        ):
            return _between(notice, view, url)
        case n.Decided() | n.FinalText() | n.CarriedOut():
            return _of_decision(notice, view, url)
        case n.Communicated() | n.CustomerTold() | n.Withdrawn() | n.ClosedUntold() | n.Reopened():
            return _ending(notice, view, url)
        case n.ApprovalWanted() | n.NobodyToApprove() | n.Approved() | n.SentBack():
            return of_reviews(notice, view, url, now)
        case n.Delayed() | n.RequesterGone() | n.EmbargoOff() | n.SilenceChanged():
            return _by_itself(notice, view, url)
        case _:
            assert_never(notice)


_THREADLESS = (
    "It's stored, but I can't open its thread yet: Slack doesn't let me post in the queue's "
    "channel. The managers know. You needn't do anything; meanwhile you find it in my Home tab."
)


def _raised(view: CaseView, url: str, now: datetime) -> Message | None:
    e = view.escalation
    if e.is_closed:
        return None
    with_whom = f"is with {person(e.holder)}" if e.holder else "is raised, and nobody is free yet"
    due, what = view.first_response, "first answer"
    if not e.is_unclaimed:
        due, what = view.resolution, "decision"
    when = f": {what} by {time_of_day(due.due_at, now)}" if due else ""
    words = f"{e.reference} {with_whom}{when}"
    opens = f" · <{url}|Open thread>" if url else ""
    blocks = [until_decided(f"{words}{opens}", e), small_print(inert(e.title, 600))]
    if view.thread is None:
        # The note follows the card, so it could not be posted.
        blocks.append(section(_THREADLESS))
    return Message(f"{words}. {inert(e.title, 600)}", blocks)


def _offered(notice: n.Offered, view: CaseView, url: str, now: datetime) -> Message | None:
    e = view.escalation
    if e.offer is None or e.offer.to != notice.to or e.offer.made_at.isoformat() != notice.made_at:
        return None
    due = view.first_response
    ahead = due is not None and due.is_running and not due.is_late(now)
    when = f" First response due {date(due.due_at)}." if due and ahead else ""
    again = reopened(view)
    lead = worst_facts(view, now) + (f"{again[0]}\n" if again else "")
    words = (
        f"{lead}This is offered to you ({kind_label(e)}, {e.priority}): {inert(e.offer.why, 300)}."
    )
    lapses = (
        f"If you don't claim it by {date(e.offer.lapses_at)} it's offered to the next person who "
        "can take it."
    )
    moves, why = (Move.CLAIM, Move.STAND_BACK), action_button(WHY_ME, "Why me?", str(e.id))
    return case_note(view, url, words + when, *moves, more=(*again[1:], lapses), beside=[why])


def _changed_hands(
    notice: n.Claimed | n.TakenBy | n.Released, view: CaseView, url: str
) -> Message | None:
    e = view.escalation
    match notice:
        case n.Claimed():
            if e.owner != notice.owner or not e.is_owned:
                return None
            due = view.resolution
            when = f" Resolution due {date(due.due_at)}." if due and due.is_running else ""
            words = f"{person(notice.owner)} has claimed your escalation.{when}"
            # Its menu is in the note before this one: it's taken away once, at the end.
            return case_note(view, url, words)
        case n.TakenBy():
            if e.owner != notice.by or not e.is_owned:
                return None
            return case_note(view, url, f"{person(notice.by)} has this now; it's off your list.")
        case n.Released():
            if e.owner == notice.to:
                return None
            words = f"{person(notice.by)} has put this back in the queue; it's off your list."
            if e.was_raised_by(notice.to):
                if not e.is_unclaimed:
                    return None
                offered = f" It's offered to {person(e.offer.to)}." if e.offer else ""
                words = f"{person(notice.by)} has put your escalation back in the queue.{offered}"
            return case_note(view, url, words)
        case _:
            assert_never(notice)


def _passed_on(
    notice: n.HandedOver | n.HandOverOff | n.NoLongerAsked | n.StoodBack,
    view: CaseView,
    url: str,
    now: datetime,
) -> Message | None:
    e = view.escalation
    match notice:
        case n.HandedOver():
            if e.hand_over is None or e.hand_over.to != notice.to:
                return None
            asked = quoted(e.hand_over.note, 1100) if e.hand_over.note else ()
            words = worst_facts(view, now)
            words += f"{person(notice.by)} asks you to take this over. You accept with *Claim*."
            return case_note(view, url, words, Move.CLAIM, more=asked)
        case n.NoLongerAsked():
            if e.owner == notice.to or (e.hand_over is not None and e.hand_over.to == notice.to):
                return None
            words = f"You're no longer asked to take this over: {person(notice.by)} has settled it"
            return case_note(view, url, f"{words} differently.")
        case n.StoodBack():
            if not e.is_unclaimed:
                return None
            offered = f" It's offered to {person(e.offer.to)}." if e.offer else ""
            words = f"{person(notice.by)} can't take your escalation after all, and has stood back."
            return case_note(view, url, f"{words}{offered}")
        case n.HandOverOff():
            if e.hand_over is not None or not e.is_owned or e.owner == notice.named:
                return None
            words = (
                f"{person(notice.named)} {inert(notice.why, 100)} now, so the hand-over is off: "
                "choose somebody else."
            )
            return case_note(view, url, words, Move.HAND_OVER)
        case _:
            assert_never(notice)


def _delayed(notice: n.Delayed, view: CaseView, url: str) -> Message | None:
    e, reading = view.escalation, view.resolution
    if reading is None or not reading.is_open or reading.run != notice.run:
        return None
    has_it = f" {person(e.owner)} has it." if e.owner else " Nobody has claimed it yet."
    words = f"This takes longer than promised: it was due {date(reading.due_at)}.{has_it}"
    return case_note(view, url, words)


def _news(
    notice: n.Waiting | n.Answered | n.PriorityChanged | n.DeadlineSet,
    view: CaseView,
    url: str,
    now: datetime,
) -> Message | None:
    e = view.escalation
    match notice:
        case n.Waiting():
            if e.wait is None or e.wait.since.isoformat() != notice.since:
                return None
            waits = f"on {e.wait.on.words} until {date(e.wait.until)}."
            if not e.was_raised_by(notice.to):
                words = f"{person(e.wait.by)} has this wait {waits}"
                return case_note(view, url, words, Move.RESUME, more=quoted(e.wait.for_what, 1100))
            words = f"Your escalation waits {waits}"
            answer = _WRITE_IT if e.wait.on.answers_through_requester else _WRITE_TO_OWNER
            if e.wait.on is Party.REQUESTER:
                words = f"Your escalation waits on you until {date(e.wait.until)}."
                answer = "Answer in the thread: then it goes on at once."
            return case_note(view, url, words, more=(*quoted(e.wait.for_what, 1100), answer))
        case n.Answered():
            if e.owner != notice.to or not e.is_in_hand:
                return None
            words = f"{person(notice.by)} has answered, so the wait is over."
            quote = quoted(notice.quote, 1100) if notice.quote else ()
            return case_note(view, url, words, Move.DECIDE, Move.WAIT, more=quote)
        case n.PriorityChanged():
            if e.is_closed or e.priority != notice.priority:
                return None
            due = due_line(view, now)
            words = f"{person(notice.by)} has made this {notice.priority}."
            why = quoted(notice.reason, 1100)
            return case_note(view, url, f"{words} {due}.".strip() if due else words, more=why)
        case n.DeadlineSet():
            deadline = e.deadline
            theirs = notice.to == e.holder or e.was_raised_by(notice.to)
            if deadline is None or deadline.at.isoformat() != notice.at or not theirs:
                return None
            done = "moved the legal deadline to" if notice.reason else "set a legal deadline:"
            words = f"{person(notice.by)} has {done} {date(deadline.at)}."
            why = quoted(notice.reason, 1100) if notice.reason else []
            return case_note(view, url, words, more=(*quoted(deadline.source, 600), *why))
        case _:
            assert_never(notice)


def _between(notice: exchange.Words, view: CaseView, url: str) -> Message | None:
    found = exchange.said(notice, view)
    if found is None:
        return None
    return case_note(view, url, found.words, more=found.more, beside=found.beside)


def _by_itself(
    notice: n.Delayed | n.RequesterGone | n.EmbargoOff | n.SilenceChanged,
    view: CaseView,
    url: str,
) -> Message | None:
    e = view.escalation
    match notice:
        case n.Delayed():
            return _delayed(notice, view, url)
        case n.RequesterGone():
            return _requester_gone(notice, view, url)
        case n.EmbargoOff():
            words = "The embargo is over: everybody here may read it now."
            return case_note(view, url, words) if e.embargo_until is None else None
        case n.SilenceChanged(by=by, may_be_told=may):
            if may is not (e.silence is None):
                return None
            how = "may be told now" if may else "may *not* be told anything, until that changes"
            words = f"{person(by)} has recorded that the impacted party {how}."
            why = quoted(e.silence.reason, 600) if e.silence is not None else ()
            return case_note(view, url, words, more=why)
        case _:
            assert_never(notice)


def _of_decision(
    notice: n.Decided | n.FinalText | n.CarriedOut, view: CaseView, url: str
) -> Message | None:
    match notice:
        case n.Decided():
            return _decided(notice, view, url)
        case n.FinalText():
            return final_text.note(notice, view, url)
        case n.CarriedOut():
            return final_text.carried_out(notice, view, url)
        case _:
            assert_never(notice)


def _decided(notice: n.Decided, view: CaseView, url: str) -> Message | None:
    decision, e = view.decision, view.escalation
    if decision is None or decision.id != notice.decision_id:
        return None
    outcome = outcome_label(decision.outcome)
    corrected = "There's a corrected decision on your escalation."
    news = corrected if decision.supersedes else "Your escalation is decided."
    words = f"{news} *{outcome}*."
    why = f"*Why:* {inert(decision.explanation, 700)}"
    if e.silence is not None:
        barred = f"An authority has said, {date(e.silence.since)}, that they may not be told yet."
        return case_note(view, url, words, more=(why, f"*Please tell nobody.* {barred}"))
    if not decision.is_told_by_requester:
        told = "Content Integrity tells the customer:"
        quote = quoted(decision.message, QUOTE_LIMIT)
        return case_note(view, url, words, more=(f"{why}\n{told}", *quote))
    asks = e.is_untold and view.communication is None
    please = "Please tell the customer:" if asks else "The customer has been told:"
    asked = case_note(view, url, words, more=why)
    press = have_told(e, decision.id) if asks else []
    lead = with_menu(f"*{please}*", e) if asks else section(f"*{please}*")
    blocks = [*asked.blocks, lead, copyable(decision.message), *press]
    return Message(f"{asked.text}. {please.rstrip(':')}", blocks)


def have_told(e: Escalation, decision_id: int) -> list[Block]:
    """The button with which who raised a case says that they have told the customer."""
    press = action_button(HAVE_TOLD, "I have told them", f"{e.id}:{decision_id}", main=True)
    return [{"type": "actions", "block_id": NOTE_BLOCK, "elements": [press]}]


def _ending(
    notice: n.Communicated | n.CustomerTold | n.Withdrawn | n.ClosedUntold | n.Reopened,
    view: CaseView,
    url: str,
) -> Message | None:
    e = view.escalation
    match notice:
        case n.Communicated():
            if view.communication is None:
                return None
            words = f"The impacted party has been told. {final_text.what_is_left(e)}"
            return case_note(view, url, words)
        case n.CustomerTold():
            return final_text.customer_told(notice, view, url)
        case n.Withdrawn():
            if not e.is_closed:
                return None
            words = f"{person(notice.by)} has closed this."
            return case_note(view, url, words, more=closing(view))
        case n.ClosedUntold():
            return final_text.closed_untold(notice, view, url)
        case n.Reopened():
            if e.is_closed:
                return None
            words = f"{person(notice.by)} has reopened this: {inert(notice.reason, 1100)}"
            if not e.was_raised_by(notice.to):
                return case_note(view, url, words)
            lead = until_decided(f"{words}\n{link(url, f'{e.reference} {e.title}')}"[:2950], e)
            return Message(f"{words} {e.reference} {inert(e.title, 600)}", [lead])
        case _:
            assert_never(notice)


def _requester_gone(notice: n.RequesterGone, view: CaseView, url: str) -> Message | None:
    e, decision = view.escalation, view.decision
    if e.is_closed or e.requester != (notice.heir or notice.user):
        return None
    gone = f"{person(notice.user)}, who raised this, has left the workspace."
    if notice.to == notice.heir:
        return case_note(view, url, f"{gone} You joined it: you are its requester now.")
    if notice.heir is not None:
        return case_note(
            view, url, f"{gone} {person(notice.heir)}, who joined it, takes their place."
        )
    if decision is not None and decision.is_told_by_requester:
        words = f"{gone} Decide again to say how the impacted party is told instead."
        return case_note(view, url, words, Move.DECIDE)
    return case_note(view, url, f"{gone} The impacted party can't be told through them.")
