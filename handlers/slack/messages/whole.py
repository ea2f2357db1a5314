"""All that is known of a case, for who asks: what its card has folded, and what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.business_hours.countries import country_name
from bot.case.decision import ROOT_CAUSES, TOLD_THROUGH, Decision
from bot.case.escalation import Deadline, Escalation, Party
from bot.case.identifiers import UserId
from bot.case.kinds import KINDS
from bot.case.questions import (
    Country,
    DecisionMeant,
    Instant,
    Link,
    Moment,
    Number,
    OneOf,
    PersonMeant,
    Question,
    Text,
    read_answer,
)
from bot.case.review import Review
from bot.casework.assignment import Hands
from bot.casework.case_view import CaseView
from bot.service_levels.clocks import ClockReading, Verdict
from handlers.slack.contract.answers import Block
from handlers.slack.messages.card import (
    NO_HANDS,
    closing,
    headline,
    kind_and_language,
    outcome_label,
    raised_line,
    reopened,
    state_label,
    waiting,
)
from handlers.slack.messages.markup import (
    addresses,
    date,
    fields,
    hours_words,
    inert,
    person,
    section,
    small_print,
    span,
)
from handlers.slack.messages.particulars import particulars
from handlers.slack.messages.record import record_lines

ANSWER_LIMIT = 600
DECISION_LIMIT = 1200
BESIDE_LIMIT = 150
"""Of a decision that stands beside its correction."""
LINKS_LIMIT = 1000


def whole(view: CaseView, now: datetime, hands: Hands = NO_HANDS) -> list[Block]:
    """The case as it is now, and by whose `hands` it came to its owner. Its texts together stay
    under 12,000 characters: Slack refuses a message at about 13,200, though each block keeps its
    own limit."""
    e = view.escalation
    blocks: list[Block] = [
        headline(e),
        fields(*_facts(view, now)),
        section(f"*What happened*\n{inert(e.what_happened)}"),
        *(section(line) for line in particulars(view)),
        *answered(e.kind, e.answers),
    ]
    if e.links:
        blocks.append(section("*Links*\n" + addresses("\n".join(e.links), LINKS_LIMIT)))
    if e.wait is not None:
        blocks.append(section(waiting(e.wait)))
    if e.hand_over is not None:
        blocks.append(section(_hand_over(e)))
    if hands.handed_over_by is not None:
        blocks.append(section(_handed_over(hands.handed_over_by, hands.note)))
    blocks += [section(line) for line in reopened(view)]
    if view.review is not None:
        blocks += written_record(view.review)
    blocks += _decision(view, DECISION_LIMIT if view.review is None else BESIDE_LIMIT)
    if e.is_closed:
        blocks.append(section(closing(view)))
    raised = raised_line(e)
    blocks.append(small_print(raised + _lost(view) + _stood_back(hands)))
    return blocks


def _lost(view: CaseView) -> str:
    """How long it waited so far, for each party."""
    resolution = view.resolution
    lost = resolution.lost if resolution is not None else {}
    shown = {party: length for party, length in lost.items() if length >= timedelta(minutes=1)}
    spans = [f"{Party(party).words} {span(length)}" for party, length in shown.items()]
    return f" · Waited so far: {', '.join(spans)}" if spans else ""


def _facts(view: CaseView, now: datetime) -> list[str]:
    e = view.escalation
    facts = [
        f"*State*\n{state_label(e.state)}",
        f"*Kind and priority*\n{kind_and_language(e)}, {e.priority}",
        f"*Account*\n{inert(e.account, 500) if e.account else '–'}",
        _holder(e),
    ]
    facts += [
        f"*{reading.clock.words.capitalize()}*\n{_clock(reading, now)}"
        for reading in view.clocks.values()
    ]
    if e.deadline is not None:
        facts.append(f"*Legal deadline*\n{_deadline(e.deadline, now)}")
    return facts


def _deadline(deadline: Deadline, now: datetime) -> str:
    there = deadline.at.astimezone(ZoneInfo(deadline.timezone))
    passed = "*passed* " if now > deadline.at else ""
    local = f"{there:%Y-%m-%d %H:%M} {deadline.timezone}"
    return f"{passed}{date(deadline.at)} ({local}), {inert(deadline.source, 300)}"


def _holder(e: Escalation) -> str:
    if e.owner is not None:
        return f"*Owner*\n{person(e.owner)}"
    if e.offer is not None:
        return f"*Offered to*\n{person(e.offer.to)}"
    if e.is_unclaimed:
        return "*Offered to*\nnobody: no one on the rotation can take it now"
    return "*Owner*\n–"


def _clock(reading: ClockReading, now: datetime) -> str:
    due = f"{date(reading.due_at)}, {hours_words(reading.hours)}"
    if reading.is_open and reading.paused_at is not None:
        late = f", *late*: was due {due}" if reading.verdict is Verdict.MISSED else ""
        return f"paused while it waits{late}"
    match reading.verdict:
        case Verdict.MET:
            return f"met {date(reading.done_at)}" if reading.done_at else "met"
        case Verdict.MISSED if reading.done_at is not None:
            return f"done late {date(reading.done_at)}, was due {due}"
        case Verdict.STOPPED:
            return "not needed"
        case Verdict.RUNNING | Verdict.MISSED:
            return f"*late*: was due {due}" if reading.is_late(now) else f"due {due}"
        case _:
            assert_never(reading.verdict)


def answered(kind_name: str, answers: Mapping[str, str]) -> list[Block]:
    """What was answered to a kind's questions, each under its label."""
    kind = KINDS.get(kind_name)
    asked = {q.key: q for q in kind.questions} if kind else {}
    return [
        section(f"*{asked[key].label if key in asked else key}*\n{_answer(asked.get(key), text)}")
        for key, text in answers.items()
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
        case Country():
            return inert(country_name(text), ANSWER_LIMIT)
        case DecisionMeant():
            return addresses(text, ANSWER_LIMIT) if "://" in text else typed
        case Instant() | Moment():
            return date(answer) if isinstance(answer, datetime) else typed
        case OneOf(options=options):
            return inert(options[answer], ANSWER_LIMIT) if isinstance(answer, str) else typed
        case PersonMeant():
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


def written_record(review: Review, limit: int = DECISION_LIMIT) -> list[Block]:
    """A decision that waits for a second person, as it was written."""
    draft = review.draft
    cause = ROOT_CAUSES.get(draft.root_cause, "")
    change = f": {inert(draft.what_should_change, 600)}" if draft.what_should_change else ""
    return [
        section(
            f"*Written, not approved yet: {outcome_label(draft.outcome)}*\n"
            f"{inert(review.ground_words, 300)}\n{inert(draft.explanation, limit)}"
        ),
        *([section(f"*Root cause:* {cause}{change}")] if cause else []),
        section(
            f"*Message to the impacted party*\n{inert(draft.message, limit)}\n"
            f"_{TOLD_THROUGH.get(draft.told_through, '')}_"
        ),
        small_print(f"Written by {person(review.by)} {date(review.at)}"),
    ]


def _decision(view: CaseView, limit: int) -> list[Block]:
    decision = view.decision
    if decision is None:
        return []
    approver = decision.approved_by
    second = f", approved by {person(approver)}" if approver is not None else ""
    corrects = f" (decision {decision.id}, corrects {decision.supersedes})"
    again = corrects if decision.supersedes else ""
    return [
        section(
            f"*Decision: {outcome_label(decision.outcome)}*{again}\n"
            f"{inert(decision.ground_words, 300)}\n{inert(decision.explanation, limit)}"
        ),
        section(
            f"*Message to the impacted party*\n{inert(decision.message, limit)}\n"
            f"_{TOLD_THROUGH.get(decision.told_through, '')}_"
        ),
        *([section("\n".join(lines))] if (lines := record_lines(decision)) else []),
        small_print(
            f"Decided by {person(decision.decided_by)} {date(decision.decided_at)}{second}"
        ),
        *([small_print(_superseded(view.corrected, decision))] if view.corrected else []),
    ]


def _superseded(earlier: Decision, by: Decision) -> str:
    """A decision that is in force no more, with the one that took its place."""
    return (
        f"Superseded by decision {by.id}: decision {earlier.id}, {outcome_label(earlier.outcome)}, "
        f"by {person(earlier.decided_by)} {date(earlier.decided_at)}"
    )
