"""What somebody who decides a case goes by: what stands, what was decided before, what it's held
to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.case.appeal import Appeal
from bot.case.decision import TOLD_THROUGH, Decision, DecisionDraft, Held
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.review import Review
from bot.case.similar import Similar
from bot.casework.approach import Case
from bot.casework.assignment import may_decide as may_decide  # noqa: PLC0414 (of deciding, too)
from bot.casework.decided import rules_held_to
from bot.casework.requesters import channels_of
from bot.casework.second_person import undecided
from bot.policy.grounds import category_of
from bot.ports import Work
from bot.views.similar import original_for, similar_to


@dataclass(frozen=True, slots=True)
class Beside:
    """What is so of a case that its form goes by. `channels` are those by which the impacted party
    can be told, `targets` whom feedback can go to, `before` the decision under appeal, `held` what
    the decision is held to, `review` what was written before and isn't decided."""

    channels: Mapping[str, str] = field(default_factory=lambda: TOLD_THROUGH)
    targets: tuple[str, ...] = ()
    appeal: Appeal | None = None
    before: Decision | None = None
    similar: tuple[Similar, ...] = ()
    held: Held = field(default_factory=Held)
    review: Review | None = None
    category: str = ""
    """What a restriction on this ground is for, as the policy says; '' where it says nothing."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """A case that somebody may decide now, the latest decision on it, and what it goes by."""

    escalation: Escalation
    latest: Decision | None
    grounds: Mapping[str, str]
    beside: Beside
    case: Case
    kept: DecisionDraft | None = None
    """What they had written when they closed the form before."""
    told_at: datetime | None = None
    """When its party was told of the decision that stands."""


def deciding(
    work: Work, actor: Actor, about: EscalationId, now: datetime, ground: str | None = None
) -> Deciding:
    """A case with what its decision on a ground goes by; None for the ground of what was written
    before, or of the decision that stands. Raises Refused where they may not decide it now."""
    case = may_decide(work, actor, about)
    e, policy, latest = case.escalation, case.policy, work.decisions.latest(about)
    review = undecided(work, e)
    kept = work.decisions.draft_of(about, actor.user) if ground is None else None
    if ground is None:
        stood = latest.ground if latest is not None and e.is_decided else ""
        ground = review.draft.ground if review is not None else stood
        ground = kept.draft.ground if kept is not None else ground
    appeal = work.appeals.of(e.id) if e.is_appeal else None
    beside = Beside(
        channels_of(work, e),
        tuple(policy.feedback),
        appeal,
        original_for(work, actor.user, appeal),
        similar_to(work, actor.user, e, ground),
        rules_held_to(work, case, ground, now),
        review,
        category_of(policy.statements, ground),
    )
    told = work.decisions.communication(latest.id) if latest is not None and e.is_decided else None
    told_at = told.at if told is not None else None
    written = kept.draft if kept is not None else None
    return Deciding(e, latest, policy.grounds, beside, case, written, told_at)
