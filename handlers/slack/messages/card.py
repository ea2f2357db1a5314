"""The card of a case: the root of its thread, always what is so now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.case.decision import TOLD_THROUGH
from bot.case.escalation import Deadline, Escalation, Party, Wait
from bot.case.identifiers import UserId
from bot.case.kinds import KINDS, OUTCOMES
from bot.case.questions import Choice, Instant, Link, Number, Person, Question, Text, read_answer
from bot.case.states import CloseReason, State
from bot.casework.assignment import Hands
from bot.casework.case_view import CaseView
from bot.policy.languages import language_in, language_name
from bot.service_levels.clocks import ClockReading, Verdict
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import CARD_BLOCK
from handlers.slack.messages.markup import (
    FALLBACK_LIMIT,
    Message,
    addresses,
    buttons,
    date,
    fields,
    header,
    hours_words,
    inert,
    person,
    section,
    small_print,
    span,
)

ANSWER_LIMIT = 600
DECISION_LIMIT = 1200
LINKS_LIMIT = 1000
NO_HANDS = Hands()


def card(
    view: CaseView, now: datetime, buttons_block: str = CARD_BLOCK, hands: Hands = NO_HANDS
) -> Message:
    """The card as the case is now, and by whose `hands` it came to its owner. Its texts together
    stay under 12,000 characters: Slack refuses a message at about 13,200, though each block keeps
    its own limit."""
    e = view.escalation
    blocks: list[Block] = [
        header(f"{e.reference} · {e.title}"),
        fields(*_facts(view, now)),
        section(f"*What happened*\n{inert(e.what_happened)}"),
        *_answers(e),
    ]
    if e.links:
        blocks.append(section("*Links*\n" + addresses("\n".join(e.links), LINKS_LIMIT)))
    if e.wait is not None:
        blocks.append(section(waiting(e.wait)))
    if e.hand_over is not None:
        blocks.append(section(_hand_over(e)))
    if hands.handed_over_by is not None:
        blocks.append(section(_handed_over(hands.handed_over_by, hands.note)))
    blocks += _decision(view)
    if e.is_closed:
        blocks.append(section(closing(view)))
    blocks += buttons(view.moves, e.id, e.reference, buttons_block)
    raised = f"Raised by {person(e.requester)} {date(e.opened_at)}"
    blocks.append(small_print(raised + _lost(view) + _stood_back(hands)))
    return Message(summary(view, now), blocks)


def summary(view: CaseView, now: datetime) -> str:
    """The case in a line or two, for notifications, screen readers and lists."""
    e = view.escalation
    line = (
        f"{e.reference} {inert(e.title, 600)} ({e.priority}, {kind_label(e)}): {state_line(view)}"
    )
    due = due_line(view, now)
    if due:
        line += f". {due}"
    return line[:FALLBACK_LIMIT]


def due_line(view: CaseView, now: datetime, *, in_hours: bool = True) -> str:
    """What is due next: when, by which clock, and in whose hours; '' where nothing is."""
    due, e = view.due, view.escalation
    deadline = e.deadline.at if e.deadline is not None and not e.is_closed else None
    expected = e.wait.until if e.wait is not None else None
    first = min(filter(None, [due.due_at if due else None, deadline, expected]), default=None)
    if first is None:
        return ""
    if first == deadline:
        return f"Legal deadline {'passed' if now > deadline else 'due'} {date(deadline)}"
    if due is None or first == expected:
        return f"Expected back {date(first)}"
    late = "was due" if due.is_late(now) else "due"
    hours = f" ({hours_words(due.hours)})" if in_hours else ""
    return f"{due.clock.words.capitalize()} {late} {date(first)}{hours}"


def waiting(wait: Wait) -> str:
    """On whom a case waits, until when, for what."""
    return f"*Waiting* on {wait.on.words} until {date(wait.until)}: {inert(wait.for_what, 1100)}"


def _lost(view: CaseView) -> str:
    """How long it waited so far, for each party."""
    resolution = view.resolution
    lost = resolution.lost if resolution is not None else {}
    shown = {party: length for party, length in lost.items() if length >= timedelta(minutes=1)}
    spans = [f"{Party(party).words} {span(length)}" for party, length in shown.items()]
    return f" · Waited so far: {', '.join(spans)}" if spans else ""


def kind_label(e: Escalation) -> str:
    """The kind as people call it."""
    kind = KINDS.get(e.kind)
    return kind.label if kind else inert(e.kind)


def state_line(view: CaseView) -> str:
    """The state of the case, in a few words."""
    e = view.escalation
    match e.state:
        case State.OPEN:
            return f"open, offered to {person(e.offer.to)}" if e.offer else "open, unclaimed"
        case State.CLAIMED:
            return f"claimed by {person(e.owner)}" if e.owner else "claimed"
        case State.WAITING:
            on = e.wait.on.words if e.wait else "somebody"
            return f"waiting on {on}, claimed by {person(e.owner)}" if e.owner else "waiting"
        case State.DECIDED:
            return f"decided by {person(e.owner)}, to be communicated" if e.owner else "decided"
        case State.CLOSED:
            return f"closed ({e.close_reason})"
        case _:
            assert_never(e.state)


def outcome_label(name: str) -> str:
    """An outcome as people call it."""
    outcome = OUTCOMES.get(name)
    return outcome.label if outcome else inert(name)


def _facts(view: CaseView, now: datetime) -> list[str]:
    e = view.escalation
    facts = [
        f"*State*\n{e.state.value.capitalize()}",
        f"*Kind and priority*\n{kind_label(e)}, {e.priority}{_language(e)}",
        f"*Account*\n{inert(e.account, 500) if e.account else '–'}",
        f"*Requester*\n{person(e.requester)}",
        _holder(e),
    ]
    facts += [
        f"*{reading.clock.words.capitalize()}*\n{_clock(reading, now)}"
        for reading in view.clocks.values()
    ]
    if e.deadline is not None:
        facts.append(f"*Legal deadline*\n{_deadline(e.deadline, now)}")
    due = due_line(view, now)
    return [*facts, f"*Due next*\n{due}"] if due else facts


def _language(e: Escalation) -> str:
    code = language_in(e.skills)
    return f", in {inert(language_name(code), 60)}" if code else ""


def _deadline(deadline: Deadline, now: datetime) -> str:
    there = deadline.at.astimezone(ZoneInfo(deadline.timezone))
    passed = "*passed* " if now > deadline.at else ""
    local = f"{there:%Y-%m-%d %H:%M} {deadline.timezone}"
    return f"{passed}{date(deadline.at)} ({local}), {inert(deadline.source, 300)}"


def _holder(e: Escalation) -> str:
    if e.owner is not None:
        return f"*Owner*\n{person(e.owner)}"
    if e.offer is not None:
        return f"*Offered to*\n{person(e.offer.to)}: {inert(e.offer.why, 500)}"
    if e.is_unclaimed:
        return "*Offered to*\nnobody: no one on the rotation can take it now"
    return "*Owner*\n–"


def _clock(reading: ClockReading, now: datetime) -> str:
    due = date(reading.due_at)
    if reading.is_open and reading.paused_at is not None:
        late = f", *overdue* since {due}" if reading.verdict is Verdict.MISSED else ""
        return f"stands still while it waits{late}"
    match reading.verdict:
        case Verdict.MET:
            return f"met {date(reading.done_at)}" if reading.done_at else "met"
        case Verdict.MISSED if reading.done_at is not None:
            return f"late: done {date(reading.done_at)}, was due {due}"
        case Verdict.STOPPED:
            return "not needed"
        case Verdict.RUNNING | Verdict.MISSED:
            return f"*overdue* since {due}" if reading.is_late(now) else f"due {due}"
        case _:
            assert_never(reading.verdict)


def _answers(e: Escalation) -> list[Block]:
    kind = KINDS.get(e.kind)
    asked = {q.key: q for q in kind.questions} if kind else {}
    return [
        section(f"*{asked[key].label if key in asked else key}*\n{_answer(asked.get(key), text)}")
        for key, text in e.answers.items()
    ]


def _answer(question: Question | None, text: str) -> str:
    """As people read it; what the question would no longer take is shown as it was typed."""
    typed = inert(text, ANSWER_LIMIT)
    if question is None:
        return typed
    asks, answer = question.asks, read_answer(question.asks, text)
    match asks:
        case Text() | Number():
            return typed
        case Instant():
            return date(answer) if isinstance(answer, datetime) else typed
        case Choice(options=options):
            return inert(options[answer], ANSWER_LIMIT) if isinstance(answer, str) else typed
        case Person():
            return person(UserId(answer)) if isinstance(answer, str) else typed
        case Link():
            return addresses(answer, ANSWER_LIMIT) if isinstance(answer, str) else typed
        case _:
            assert_never(asks)


def _hand_over(e: Escalation) -> str:
    assert e.hand_over is not None, "asked only of a case with a hand-over"
    note = f"\n{inert(e.hand_over.note, 1100)}" if e.hand_over.note else ""
    return (
        f"*Hand-over asked* of {person(e.hand_over.to)} by {person(e.hand_over.by)}: "
        f"{person(e.hand_over.to)} accepts with *Claim*.{note}"
    )


def _handed_over(by: UserId, note: str) -> str:
    return f"*Handed over* by {person(by)}" + (f": {inert(note, 1100)}" if note else "")


def _stood_back(hands: Hands) -> str:
    """That somebody stood back; why is for the history alone."""
    people = ", ".join(person(user) for user in hands.stood_back[:10])
    return f" · Stood back for a conflict of interest: {people}" if people else ""


def _decision(view: CaseView) -> list[Block]:
    decision = view.decision
    if decision is None:
        return []
    again = " (corrects an earlier decision)" if decision.supersedes else ""
    return [
        section(
            f"*Decision: {outcome_label(decision.outcome)}*{again}\n"
            f"{inert(decision.ground_words, 300)}\n{inert(decision.explanation, DECISION_LIMIT)}"
        ),
        section(
            f"*Message to the impacted party*\n{inert(decision.message, DECISION_LIMIT)}\n"
            f"_{TOLD_THROUGH.get(decision.told_through, '')}_"
        ),
        small_print(f"Decided by {person(decision.decided_by)} {date(decision.decided_at)}"),
    ]


def closing(view: CaseView) -> str:
    """How the case ended."""
    e = view.escalation
    at = f" {date(e.closed_at)}" if e.closed_at else ""
    note = f"\n{inert(e.close_note, 1100)}" if e.close_note else ""
    match e.close_reason:
        case CloseReason.COMMUNICATED:
            by = f" by {person(view.communication.by)}" if view.communication else ""
            return f"*Closed*{at}: the impacted party has been told (marked{by})."
        case CloseReason.DUPLICATE:
            return f"*Closed*{at} as a duplicate of ESC-{e.duplicate_of}.{note}"
        case CloseReason.MISROUTED:
            return f"*Closed*{at} as misrouted.{note}"
        case CloseReason.WITHDRAWN | None:
            return f"*Closed*{at}: withdrawn.{note}"
        case _:
            assert_never(e.close_reason)
