"""The messages that a form drafts from a record as far as it's written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.decision import DecisionDraft
from bot.casework.approach import Case
from bot.casework.messages import OTHER, PARTY, OtherSide, language_of, other_side, record_of
from bot.templates import Templates
from bot.templates.draft import FALLBACK


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafted messages, '' where there is nothing to draft yet; `other` is the other one of two
    impacted parties. `wanted` is the language asked for, `language` the one they are in."""

    message: str = ""
    other_message: str = ""
    other: OtherSide | None = None
    wanted: str = ""
    language: str = ""

    @property
    def fell_back(self) -> bool:
        """Whether they are in another language than was asked for."""
        return bool(self.wanted and self.message) and self.wanted != self.language


def drafts_of(
    case: Case, draft: DecisionDraft, templates: Templates, replaces: datetime | None = None
) -> Drafts:
    """What the parties are told, as the templates have it, once outcome and ground are chosen and
    it's written why: a draft before that has a hole, and is another once it's filled. `replaces`:
    when they were told of the decision that this one corrects. Where only perhaps there is another
    party, nothing is drafted for them."""
    other = other_side(case.escalation, draft.outcome)
    ground = case.policy.grounds.get(draft.ground)
    if not draft.outcome or ground is None or not draft.explanation.strip():
        return Drafts(other=other)
    wanted = language_of(case.escalation, draft)

    def text(side: str) -> tuple[str, str]:
        record = record_of(case, draft, ground, side, replaces=replaces)
        made = templates.draft(record, wanted or FALLBACK)
        return made.text, made.language

    message, used = text(PARTY)
    also = text(OTHER)[0] if other is not None and other.is_needed else ""
    return Drafts(message, also, other, wanted, used)
