"""What a note says once it is settled: one line of what came of it, and nothing to press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.states import CloseReason
from bot.casework.case_view import CaseView, Glimpse, Seen
from bot.events import (
    CaseAssigned,
    CaseClaimed,
    CaseReleased,
    CaseTakenOver,
    CaseWithdrawn,
    DecisionSentBack,
    Event,
    OfferLapsed,
    OfferPassedOn,
    PersonStoodBack,
)
from bot.notices import (
    Answered,
    ApprovalWanted,
    Approved,
    Assigned,
    CameBack,
    CaseNote,
    HandedOver,
    HandOverOff,
    Offered,
    Reminders,
    RequesterGone,
    SentBack,
    Undelivered,
    WentAway,
)
from bot.ports import TimelineEntry
from bot.reminders.about import Topic
from bot.rotation.choice import Absence
from handlers.slack.messages.in_a_line import guarded
from handlers.slack.messages.markup import (
    Message,
    date,
    inert,
    link,
    person,
    shortened,
    small_print,
)
from handlers.slack.messages.written import asked_of, outcome_label

NOTHING_LEFT = "Nothing left to do here."
QUOTED = 300


@dataclass(frozen=True, slots=True)
class Past:
    """A note that is settled: whose it was, what has happened to its case, until when they have
    snoozed it, and whether a newer reminder says the same."""

    notice: CaseNote | Reminders
    to: UserId
    timeline: Sequence[TimelineEntry]
    snoozed_until: datetime | None = None
    is_overtaken: bool = False


def settled(past: Past, view: Seen, url: str, now: datetime) -> Message:
    """The line. It stays from then on, so that it says what happened, not how it stands."""
    if isinstance(view, Glimpse):
        words = f"{guarded(view, now)}. {NOTHING_LEFT}"
        return Message(words, [small_print(words)])
    e, came_of_it = view.escalation, outcome(past, view)
    words = f"{link(url, f'{e.reference} {e.title}')}: {came_of_it}"
    return Message(f"{e.reference} {inert(e.title, 600)}: {came_of_it}", [small_print(words)])


def of_absence(notice: WentAway | CameBack, absence: Absence | None) -> Message:
    """A note about whether its reader is there, by which absence there is now."""
    words = "You're back."
    if absence is not None:
        until = f"until {date(absence.until)}" if absence.until else "until further notice"
        words = f"You're away {until} now."
    elif isinstance(notice, CameBack):
        words = f"{person(notice.by)} marked you as back."
    return Message(words, [small_print(words)])


def of_row(notice: Undelivered) -> Message:
    """What couldn't be delivered, and goes out again."""
    about = f" about ESC-{notice.escalation_id}" if notice.escalation_id else ""
    words = f"I couldn't deliver {notice.what}{about}: it was sent again."
    return Message(words, [small_print(words)])


def of_form() -> Message:
    """A form that couldn't open, came back with this note and was sent."""
    words = "The form couldn't open at first, since Slack wasn't there. You've sent it since."
    return Message(words, [small_print(words)])


def outcome(past: Past, view: CaseView) -> str:
    """What came of a note, in a sentence."""
    e = view.escalation
    if past.snoozed_until is not None:
        return f"Snoozed until {date(past.snoozed_until)}."
    if e.is_closed:
        return _closed(past, view)
    if past.is_overtaken:
        return f"{_what_was_said(past.notice)}There's a newer reminder further down."
    if e.is_settling:
        by = view.decision.decided_by if view.decision else e.owner
        label = f": {outcome_label(view.decision.outcome)}" if view.decision else ""
        return f"{_who(by, past.to)} decided it{label}."
    if isinstance(past.notice, ApprovalWanted) and not e.is_in_review:
        return _judged(past)
    if view.review is not None:
        return f"Its decision is written, {asked_of(view.review)}."
    return _unclaimed(past, e) if e.is_unclaimed else _claimed(past, e)


def _what_was_said(notice: CaseNote | Reminders) -> str:
    """The words of people that a note brought: the reminder in its place doesn't have them."""
    if isinstance(notice, SentBack):
        whose = _whose(notice.in_place_of)
        return f"{person(notice.by)} sent {whose} decision back: “{_short(notice.reason)}” "
    if isinstance(notice, Assigned):
        to = "you" if notice.in_place_of is None else person(notice.in_place_of)
        return f"{person(notice.by)} assigned it to {to}: “{_short(notice.reason)}” "
    if isinstance(notice, Approved):
        said = f": “{_short(notice.reason)}”" if notice.reason else "."
        return f"{person(notice.by)} approved {_whose(notice.in_place_of)} decision{said} "
    if isinstance(notice, Answered):
        said = f": “{_short(notice.quote)}”" if notice.quote else "."
        return f"{person(notice.by)} answered{said} "
    if isinstance(notice, HandedOver):
        return f"{person(notice.by)} asked you to take it over. "
    if isinstance(notice, RequesterGone):
        return f"{person(notice.user)}, who raised it, has left the workspace. "
    return ""


def _whose(in_place_of: UserId | None) -> str:
    return "your" if in_place_of is None else f"{person(in_place_of)}'s"


def _short(words: str) -> str:
    return shortened(words, 1, QUOTED)[0]


def _claimed(past: Past, e: Escalation) -> str:
    """With somebody who has yet to decide it."""
    if e.owner != past.to:
        return _with_another(past, e)
    if e.hand_over is not None:
        return f"You asked {person(e.hand_over.to)} to take it over."
    if e.wait is not None:
        return f"It waits on {e.wait.on.words} until {date(e.wait.until)}."
    if isinstance(past.notice, HandOverOff):
        return "You kept it."
    if _is_of_an_offer(past.notice):
        return "You claimed it."
    return NOTHING_LEFT


def _judged(past: Past) -> str:
    """What became of a decision that somebody was asked to approve, and that doesn't stand."""
    by = _last(past, DecisionSentBack)
    return f"{_who(by, past.to)} sent it back." if by is not None else NOTHING_LEFT


def _closed(past: Past, view: CaseView) -> str:
    e = view.escalation
    by = _who(_last(past, CaseWithdrawn), past.to)
    match e.close_reason:
        case CloseReason.COMMUNICATED:
            return "Closed: the impacted party has been told."
        case CloseReason.UNTOLD:
            return "Closed: the impacted party is not told."
        case CloseReason.DUPLICATE:
            return f"{by} closed it as a duplicate of ESC-{e.duplicate_of}."
        case CloseReason.MISROUTED:
            return f"{by} closed it as misrouted."
        case CloseReason.WITHDRAWN | None:
            return f"{by} withdrew it."
        case _:
            assert_never(e.close_reason)


def _unclaimed(past: Past, e: Escalation) -> str:
    """Back in the queue, or on to somebody else: for what they did themselves, or left undone."""
    on = f" It was offered to {person(e.offer.to)}." if e.offer and e.offer.to != past.to else ""
    for entry in reversed(past.timeline):
        event = entry.event
        if isinstance(event, OfferLapsed) and event.to == past.to:
            return f"You didn't claim it in time.{on}"
        if isinstance(event, PersonStoodBack) and entry.who == past.to:
            return f"You stood back.{on}"
        if isinstance(event, OfferPassedOn) and event.before == past.to:
            return f"It was passed on.{on}"
        if isinstance(event, CaseReleased):
            return f"{_who(entry.who, past.to)} put it back in the queue.{on}"
    return on.strip() or NOTHING_LEFT


def _with_another(past: Past, e: Escalation) -> str:
    owner = _who(e.owner, past.to)
    hands = CaseClaimed | CaseAssigned | CaseTakenOver
    last = next((one for one in reversed(past.timeline) if isinstance(one.event, hands)), None)
    if last is not None and isinstance(last.event, CaseAssigned):
        return f"{_who(last.who, past.to)} assigned it to {owner}."
    took_over = last is not None and _was_handed_over(last.event)
    return f"{owner} took it over." if took_over else f"{owner} claimed it."


def _was_handed_over(event: Event) -> bool:
    is_asked = isinstance(event, CaseClaimed) and event.handed_over_by is not None
    return is_asked or isinstance(event, CaseTakenOver)


def _is_of_an_offer(notice: CaseNote | Reminders) -> bool:
    if not isinstance(notice, Reminders):
        return isinstance(notice, Offered) or notice.sort in (
            "handed_over",
            "nobody_to_offer",
            "urgent",
        )
    return any(n.of.subject in (Topic.OFFER, Topic.FIRST_RESPONSE) for n in notice.nudges)


def _last(past: Past, what: type[Event]) -> UserId | None:
    entries = [one for one in past.timeline if isinstance(one.event, what)]
    return entries[-1].who if entries else None


def _who(user: UserId | None, to: UserId) -> str:
    """Somebody as the reader knows them; None: nobody did it but the bot."""
    if user is None:
        return "Somebody"
    return "You" if user == to else person(user)
