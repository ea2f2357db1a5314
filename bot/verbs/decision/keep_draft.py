"""Keeping what was written of a decision, where its form is closed before it is sent off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.decision import Decision, DecisionDraft, KeptDraft
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import cut
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.ports import Receipt, Work

TEXT_LIMIT = 3000


@dataclass(frozen=True, slots=True)
class KeepDraftRequest:
    """A decision form as it stood. `seen` is the decision that it showed as standing (0: none)."""

    actor: Actor
    escalation_id: EscalationId
    draft: DecisionDraft
    seen: int


def keep_draft(work: Work, request: KeepDraftRequest, now: datetime) -> Receipt:
    """Keeps it for whoever wrote it, in the place of what they had before. A form that says nothing
    new, or of a case that was decided meanwhile, isn't kept.

    Raises Refused for who may not decide the case now.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.DECIDE)
    latest = work.decisions.latest(case.escalation.id)
    is_stale = request.seen != (latest.id if latest else 0)
    if not is_stale and _says_something(request.draft, latest):
        kept = KeptDraft(case.escalation.id, request.actor.user, now, _cut(request.draft))
        work.decisions.keep_draft(kept)
    return Receipt("", case.escalation.id)


def _says_something(draft: DecisionDraft, latest: Decision | None) -> bool:
    said = (draft.explanation, draft.message, draft.facts)
    if latest is not None and said == (latest.explanation, latest.message, latest.facts):
        return draft.outcome != latest.outcome
    return any((*said, draft.outcome, draft.ground, draft.what_should_change))


def _cut(draft: DecisionDraft) -> DecisionDraft:
    """At most what a form holds, whoever sent it."""
    texts = {
        name: cut(getattr(draft, name), TEXT_LIMIT)
        for name in DecisionDraft.__dataclass_fields__
        if isinstance(getattr(draft, name), str)
    }
    return DecisionDraft(**texts, territory=draft.territory[:100])
