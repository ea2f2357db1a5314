"""Joining a case of the same subject instead of raising one: one owner, one answer, everybody told
(rules: Same subject)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import at_fault, check_text
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import check_join
from bot.case.spoken import spoken
from bot.casework.approach import approach
from bot.casework.exchange import tell_owner
from bot.casework.merging import told_so_far
from bot.casework.record import case_changed, notes_changed, record
from bot.events import CaseJoined, InformationAdded
from bot.notices import Added, Milestones, about_form
from bot.ports import Receipt, Work

KNOWN_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody has the same subject. `text` is what they had written of it, which goes along;
    `mark` that of the note that brought their form back, which is settled."""

    actor: Actor
    escalation_id: EscalationId
    text: str = ""
    mark: str = ""


def join(work: Work, request: JoinRequest, now: datetime) -> Receipt:
    """Makes them a co-requester, who is told what the requester is told. Raises Refused."""
    case = approach(work, request.escalation_id, request.actor)
    before, by = case.escalation, request.actor
    check_join(before, case.who)
    if faults := check_text("text", request.text, KNOWN_LIMIT):
        raise at_fault(faults)
    after = work.escalations.save(before.joined(by.user))
    record(work, before.id, now, CaseJoined(), by=by)
    said = Milestones(before.id, (now.isoformat(),))
    case_changed(work, before.id, by.user, said, *told_so_far(work, after, (by.user,)))
    if request.mark:
        work.outbox.put(*notes_changed(work, about_form(by.user, request.mark)))
    if request.text:
        record(work, before.id, now, InformationAdded(), by=by, why=request.text)
        work.outbox.put(Added(before.id, by.user, request.text))
        if after.holder is not None:
            tell_owner(work, after, case.served_by, spoken(by.user, request.text), now)
    return Receipt(f"You have joined {before.reference}.", before.id)
