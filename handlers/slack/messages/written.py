"""A decision in a few words: what was written, who is asked to approve it, who tells of it."""

from __future__ import annotations

from bot.case.decision import THROUGH_REQUESTER, TOLD_THROUGH
from bot.case.escalation import Escalation
from bot.case.kinds import OUTCOMES
from bot.case.review import Review
from bot.case.transitions import Move
from bot.casework.case_view import CaseView
from handlers.slack.messages.markup import inert, person, shortened

APPROVERS_SHOWN = 3
TEXT_LIMIT = 160


def asked_of(review: Review) -> str:
    """Who is asked to approve a decision."""
    if not review.asked:
        return "and nobody can be asked to approve it now"
    asked = [person(user) for user in review.asked[:APPROVERS_SHOWN]]
    more = len(review.asked) - len(asked)
    return f"approval asked of {', '.join([*asked, *([f'{more} more'] if more else [])])}"


def written(review: Review) -> str:
    """A decision that waits for approval, shortened."""
    draft = review.draft
    why, message = (
        shortened(text, 1, TEXT_LIMIT)[0] for text in (draft.explanation, draft.message)
    )
    outcome = outcome_label(draft.outcome)
    return f"*Written, not approved yet: {outcome}*\n{why}\n*What they'd be told:* {message}"


def back(view: CaseView) -> list[str]:
    """That the decision was sent back, by whom and why."""
    back = view.sent_back
    if back is None:
        return []
    by = f" by {person(back.judged_by)}" if back.judged_by else ""
    return [f"Decision sent back{by}: {shortened(back.reason, 1, TEXT_LIMIT)[0]}"]


def telling(view: CaseView) -> str:
    """Who tells the impacted party, and how."""
    if view.escalation.silence is not None:
        return "it is closed untold, or its party is told once that may be"
    through = view.decision.told_through if view.decision is not None else ""
    if through == THROUGH_REQUESTER:
        return f"{person(view.escalation.requester)} tells the impacted party"
    how = f" ({TOLD_THROUGH[through]})" if through in TOLD_THROUGH else ""
    return f"the impacted party is told{how}"


def outcome_label(name: str) -> str:
    """An outcome as people call it."""
    outcome = OUTCOMES.get(name)
    return outcome.label if outcome else inert(name)


def moves_left(escalation: Escalation) -> tuple[Move, ...]:
    """What its owner can press to do what is left."""
    by_silence = Move.CLOSE_UNTOLD if escalation.silence is not None else Move.MARK_COMMUNICATED
    told = (by_silence,) if escalation.is_untold else ()
    return (*told, Move.MARK_CARRIED_OUT) if escalation.is_to_be_carried_out else told
