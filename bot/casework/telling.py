"""That a party was told of a decision: kept, said, and the case closed where nothing is left."""

from __future__ import annotations

from datetime import datetime

from bot.case.decision import THROUGH_REQUESTER, Communication, Decision
from bot.case.escalation import Escalation
from bot.case.states import ToDo
from bot.casework.approach import Case
from bot.casework.record import case_changed, record
from bot.casework.requesters import raised_by
from bot.casework.settling import settle
from bot.events import DecisionCommunicated
from bot.notices import Communicated, Notice
from bot.ports import Work

TO_OTHERS = "platform"
"""How the other party is told where the requester tells theirs."""


def mark_told(
    work: Work,
    case: Case,
    decision: Decision,
    now: datetime,
    *notes: Notice,
    every_party: bool = False,
) -> Escalation:
    """Keeps who was told, closes the case where nothing is left, and tells those who raised it and
    who gets a note of what happened. Where the customer hears it from who raised it, their note of
    the decision is edited to say so: another message would tell them what they have done or asked
    for. Returns the case as saved."""
    before, by, through = case.escalation, case.actor, decision.told_through
    done = [ToDo.TELL]
    if work.decisions.communication(decision.id) is None:
        work.decisions.communicate(Communication(decision.id, before.id, by.user, now, through))
    if every_party and ToDo.TELL_OTHER in before.still_to_do:
        done.append(ToDo.TELL_OTHER)
        others = TO_OTHERS if through == THROUGH_REQUESTER else through
        work.decisions.communicate_to_other(
            Communication(decision.id, before.id, by.user, now, others)
        )
    after = settle(work, before, by, now, *done)
    record(work, before.id, now, DecisionCommunicated(through), by=by)
    tell_themselves = through == THROUGH_REQUESTER
    to = () if tell_themselves else (u for u in raised_by(work, before) if u != by.user)
    told = [Communicated(user, before.id) for user in to]
    case_changed(work, before.id, by.user, *told, *notes)
    return after
