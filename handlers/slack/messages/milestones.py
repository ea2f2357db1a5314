"""What who follows a case's thread is told there: the few things that change whose it is, or what
becomes of it, in a sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.decision import Decision
from bot.events import (
    CaseClaimed,
    CaseDecided,
    CaseJoined,
    CaseReopened,
    ConsultAnswered,
    DecisionApproved,
    DecisionCarriedOut,
    DecisionSentBack,
    MergedFrom,
    MergedInto,
    ReviewBegun,
)
from bot.ports import TimelineEntry
from handlers.slack.messages.card import outcome_label
from handlers.slack.messages.final_text import texts
from handlers.slack.messages.fitting import fitting, paragraphs
from handlers.slack.messages.markup import (
    FALLBACK_LIMIT,
    Message,
    date,
    inert,
    person,
    quoted,
    shortened,
)

REASON_LIMIT = 240
ANSWER_SHOWN = 8000
"""A team's answer is said whole, unless it is all escapes."""


def milestone(entry: TimelineEntry, decision: Decision | None, other: str = "") -> list[str]:
    """The sentence, in mrkdwn; nothing for what is no milestone. `other` is another case that has
    to do with it, as a link where whoever reads this may follow one."""
    who = person(entry.who) if entry.who else "Somebody"
    event = entry.event
    if isinstance(event, CaseClaimed):
        before = event.handed_over_by
        did = f"taken this over from {person(before)}" if before else "claimed this"
        return [f"{who} has {did}."]
    if isinstance(event, CaseDecided):
        did = "decided again" if event.again else "decided"
        why = shortened(decision.explanation, 1, REASON_LIMIT)[0] if decision else ""
        return [f"{who} has {did}: *{outcome_label(event.outcome)}*. {why}".rstrip()]
    if isinstance(event, ReviewBegun | DecisionApproved | DecisionSentBack):
        return [_of_review(event, who, entry.why)]
    if isinstance(event, CaseJoined):
        return [f"{who} has joined this: they are told how it goes, too."]
    if isinstance(event, MergedInto):
        return [f"{who} has merged this into {other}. Please go on there."]
    if isinstance(event, MergedFrom):
        return [f"{who} has merged {other} into this. Who raised that is told how this goes."]
    if isinstance(event, ConsultAnswered):
        team, added = inert(event.team, 60), "adds" if event.again else "answers"
        said = quoted(entry.why, ANSWER_SHOWN)
        return [f"{who} {added} for {team}:", *said]
    if isinstance(event, DecisionCarriedOut):
        seen = shortened(entry.why, 1, REASON_LIMIT)[0]
        return [f"{who} has carried it out, since {date(event.given_at)}: {seen}"]
    if isinstance(event, CaseReopened):
        return [f"{who} has reopened this: {shortened(entry.why, 1, REASON_LIMIT)[0]}"]
    return []


def _of_review(event: ReviewBegun | DecisionApproved | DecisionSentBack, who: str, why: str) -> str:
    said = shortened(why, 1, REASON_LIMIT)[0]
    if isinstance(event, ReviewBegun):
        anew = " anew" if event.again else ""
        outcome = outcome_label(event.outcome)
        return (
            f"{who} has written a decision{anew}: *{outcome}*. A second person has to approve it."
        )
    if isinstance(event, DecisionApproved):
        return f"{who} has approved the decision{f': {said}' if said else '.'}"
    return f"{who} has sent the decision back: {said}"


def reply(lines: Sequence[str], decision: Decision | None = None) -> Message:
    """One message of them all, with what the parties are told of a decision that is among them."""
    shown = fitting(lines, FALLBACK_LIMIT, lambda line: len(line) + 1)
    told = texts(decision) if decision is not None else []
    return Message("\n".join(shown), [*paragraphs(lines), *told])
