"""Correcting what a case is called and whose it is, until somebody has claimed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.errors import Fault, RefusalCode, Refused, at_fault, check_text
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.kinds import KINDS
from bot.case.people import Actor
from bot.case.permissions import Roles, Sight, check_raised, sight
from bot.casework.approach import approach
from bot.casework.record import case_changed, record
from bot.events import CaseCorrected
from bot.ports import Receipt, Work
from bot.verbs.intake.raise_escalation import ACCOUNT_LIMIT, TITLE_LIMIT


@dataclass(frozen=True, slots=True)
class CorrectRequest:
    """Who raised a case gives it another title, or account."""

    actor: Actor
    escalation_id: EscalationId
    title: str
    account: str


def check_correctable(escalation: Escalation, who: Roles) -> None:
    """Raises Refused for whose case it isn't, and once somebody works on it: what they read stays
    as it was."""
    check_raised(escalation, who, "correct it")
    if not escalation.is_unclaimed or escalation.run > 1:
        raise Refused(
            f"{escalation.reference} has been claimed, so its title and account stay as they are. "
            "Add what is different as information.",
            code=RefusalCode.WRONG_STATE,
        )


def correct(work: Work, request: CorrectRequest, now: datetime) -> Receipt:
    """Gives the case another title or account; what they were stays on the timeline. Raises Refused
    naming the fields at fault."""
    case = approach(work, request.escalation_id, request.actor)
    before = case.escalation
    check_correctable(before, case.who)
    if sight(before, case.who) is not Sight.ALL:
        # Their form doesn't show what it was.
        title, account = request.title or before.title, request.account or before.account
        request = replace(request, title=title, account=account)
    kind = KINDS.get(before.kind)
    untitled = "Give it a title, so that people can tell it from the others."
    faults = check_text("title", request.title, TITLE_LIMIT, missing=untitled)
    whose = "Which account is it about?" if kind and kind.account_required else ""
    faults |= check_text("account", request.account, ACCOUNT_LIMIT, missing=whose)
    if not faults and (request.title, request.account) == (before.title, before.account):
        faults["title"] = Fault(RefusalCode.ALREADY_SO, "Nothing is different yet.")
    if faults:
        raise at_fault(faults)
    work.escalations.save(replace(before, title=request.title, account=request.account))
    corrected = CaseCorrected(before.title, before.account)
    record(work, before.id, now, corrected, by=request.actor)
    case_changed(work, before.id, request.actor.user)
    return Receipt(f"{before.reference} is corrected.", before.id)
