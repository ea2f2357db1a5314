"""That a case was reopened: by whom, why, and what had been decided before; and who closed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.decision import Communication, Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.events import (
    CaseDecided,
    CaseReopened,
    CaseWithdrawn,
    DecisionCarriedOut,
    DecisionCommunicated,
    PartyNotTold,
)
from bot.ports import Work


@dataclass(frozen=True, slots=True)
class Reopening:
    """The last time a case was reopened. `decided` is what stood until then, None if it had been
    closed without a decision; `communication` that the impacted party was told of it."""

    by: UserId | None
    at: datetime
    why: str
    decided: Decision | None = None
    communication: Communication | None = None


def reopening_of(work: Work, escalation: Escalation) -> Reopening | None:
    """How a case came to its present run; None in its first."""
    if escalation.run == 1:
        return None
    entries = work.timeline.of(escalation.id)
    places = [n for n, e in enumerate(entries) if isinstance(e.event, CaseReopened)]
    if not places:
        return None
    last = entries[places[-1]]
    before = [e.event for e in entries[: places[-1]] if isinstance(e.event, CaseDecided)]
    decided = work.decisions.get(before[-1].decision) if before else None
    told = work.decisions.communication(decided.id) if decided is not None else None
    return Reopening(last.who, last.at, last.why, decided, told)


def closed_by(work: Work, escalation: Escalation) -> UserId | None:
    """Who has closed it; None where nobody did."""
    ends = (DecisionCommunicated, PartyNotTold, DecisionCarriedOut, CaseWithdrawn)
    entries = reversed(work.timeline.of(escalation.id))
    return next((e.who for e in entries if isinstance(e.event, ends)), None)
