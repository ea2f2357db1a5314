"""What who follows a case's thread is told there: the few things that change whose it is, or what
becomes of it, in a sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.decision import Decision
from bot.events import CaseClaimed, CaseDecided, CaseReopened
from bot.ports import TimelineEntry
from handlers.slack.messages.card import outcome_label
from handlers.slack.messages.markup import Message, person, section, shortened

REASON_LIMIT = 240


def milestone(entry: TimelineEntry, decision: Decision | None) -> list[str]:
    """The sentence, in mrkdwn; nothing for what is no milestone."""
    who = person(entry.who) if entry.who else "Somebody"
    match entry.event:
        case CaseClaimed(handed_over_by) if handed_over_by is not None:
            return [f"{who} has taken this over from {person(handed_over_by)}."]
        case CaseClaimed():
            return [f"{who} has claimed this."]
        case CaseDecided(outcome, again=again):
            did = "decided again" if again else "decided"
            why = shortened(decision.explanation, 1, REASON_LIMIT)[0] if decision else ""
            return [f"{who} has {did}: *{outcome_label(outcome)}*. {why}".rstrip()]
        case CaseReopened():
            return [f"{who} has reopened this: {shortened(entry.why, 1, REASON_LIMIT)[0]}"]
        case _:
            return []


def reply(lines: Sequence[str]) -> Message:
    """One message of them all."""
    words = "\n".join(lines)
    return Message(words, [section(words)])
