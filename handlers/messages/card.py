"""The card of a case: the root of its thread, always what is so now."""

from __future__ import annotations

from datetime import datetime

from bot.decision import TOLD_THROUGH
from bot.escalation import CloseReason, Escalation, State
from bot.kinds import KINDS, OUTCOMES
from bot.lists import CaseView
from bot.service_levels import ClockReading, Verdict
from handlers.answers import Block
from handlers.messages.markup import (
    FALLBACK_LIMIT,
    Message,
    addresses,
    buttons,
    context,
    date,
    fields,
    header,
    inert,
    person,
    section,
)

CARD_BLOCK = "card"
"""The block id of a card's buttons: a click there is answered by the card itself."""
ANSWER_LIMIT = 600
DECISION_LIMIT = 1200
LINKS_LIMIT = 1000


def card(view: CaseView, now: datetime, buttons_block: str = CARD_BLOCK) -> Message:
    """The card as the case stands. Its texts together stay under 12,000 characters: Slack refuses a
    message at about 13,200, though each block keeps its own limit."""
    e = view.escalation
    blocks: list[Block] = [
        header(f"{e.reference} · {e.title}"),
        fields(*_facts(view, now)),
        section(f"*What happened*\n{inert(e.what_happened)}"),
        *_answers(e),
    ]
    if e.links:
        blocks.append(section("*Links*\n" + addresses("\n".join(e.links), LINKS_LIMIT)))
    if e.hand_over is not None:
        blocks.append(section(_hand_over(e)))
    blocks += _decision(view)
    if e.state is State.CLOSED:
        blocks.append(section(closing(view)))
    blocks += buttons(view.moves, e.id, e.reference, buttons_block)
    blocks.append(context(f"Raised by {person(e.requester)} {date(e.opened_at)}"))
    return Message(summary(view, now), blocks)


def summary(view: CaseView, now: datetime) -> str:
    """The case in a line or two, for notifications, screen readers and lists."""
    e = view.escalation
    line = f"{e.reference} {inert(e.title, 600)} ({e.priority}, {kind_label(e)}): {standing(view)}"
    due = view.due
    if due is not None:
        late = "was due" if due.is_late(now) else "due"
        line += f". {due.clock.words.capitalize()} {late} {date(due.due_at)}"
    return line[:FALLBACK_LIMIT]


def kind_label(e: Escalation) -> str:
    """The kind as people call it."""
    kind = KINDS.get(e.kind)
    return kind.label if kind else inert(e.kind)


def standing(view: CaseView) -> str:
    """Where the case stands, in a few words."""
    e = view.escalation
    match e.state:
        case State.OPEN:
            return f"open, offered to {person(e.offer.to)}" if e.offer else "open, unclaimed"
        case State.CLAIMED:
            return f"claimed by {person(e.owner)}" if e.owner else "claimed"
        case State.DECIDED:
            return f"decided by {person(e.owner)}, to be communicated" if e.owner else "decided"
        case State.CLOSED:
            return f"closed ({e.close_reason})"


def outcome_label(name: str) -> str:
    """An outcome as people call it."""
    outcome = OUTCOMES.get(name)
    return outcome.label if outcome else inert(name)


def _facts(view: CaseView, now: datetime) -> list[str]:
    e = view.escalation
    facts = [
        f"*State*\n{e.state.value.capitalize()}",
        f"*Kind and priority*\n{kind_label(e)}, {e.priority}",
        f"*Account*\n{inert(e.account, 500) if e.account else '–'}",
        f"*Requester*\n{person(e.requester)}",
        _holder(e),
    ]
    facts += [
        f"*{reading.clock.words.capitalize()}*\n{_clock(reading, now)}"
        for reading in (view.first_response, view.resolution)
        if reading is not None
    ]
    return facts


def _holder(e: Escalation) -> str:
    if e.owner is not None:
        return f"*Owner*\n{person(e.owner)}"
    if e.offer is not None:
        return f"*Offered to*\n{person(e.offer.to)}: {inert(e.offer.why, 500)}"
    if e.state is State.OPEN:
        return "*Offered to*\nnobody: no one on the rotation can take it now"
    return "*Owner*\n–"


def _clock(reading: ClockReading, now: datetime) -> str:
    due = date(reading.due_at)
    match reading.verdict:
        case Verdict.MET:
            return f"met {date(reading.done_at)}" if reading.done_at else "met"
        case Verdict.MISSED if reading.done_at is not None:
            return f"late: done {date(reading.done_at)}, was due {due}"
        case Verdict.STOPPED:
            return "not needed"
        case _:
            return f"*overdue* since {due}" if reading.is_late(now) else f"due {due}"


def _answers(e: Escalation) -> list[Block]:
    kind = KINDS.get(e.kind)
    labels = {q.key: q.label for q in kind.questions} if kind else {}
    return [
        section(f"*{labels.get(key, key)}*\n{inert(answer, ANSWER_LIMIT)}")
        for key, answer in e.answers.items()
    ]


def _hand_over(e: Escalation) -> str:
    assert e.hand_over is not None, "asked only of a case with a hand-over"
    note = f"\n{inert(e.hand_over.note, 1100)}" if e.hand_over.note else ""
    return (
        f"*Hand-over asked* of {person(e.hand_over.to)} by {person(e.hand_over.by)}: "
        f"{person(e.hand_over.to)} accepts with *Claim*.{note}"
    )


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
        context(f"Decided by {person(decision.decided_by)} {date(decision.decided_at)}"),
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
        case _:
            return f"*Closed*{at}: withdrawn.{note}"
