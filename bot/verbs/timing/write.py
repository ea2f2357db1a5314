"""What people write in a case's thread: an update of its owner, an answer of its requester."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.casework.queues import policy_in_force, queue_of
from bot.casework.record import case_changed
from bot.casework.service_clocks import ServedBy, clocks_of, updated
from bot.casework.waiting import requester_answered, requester_wrote
from bot.ports import Receipt, Work
from bot.service_levels.clocks import ClockName


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """Somebody wrote in a case's thread. What they wrote is Slack's to keep: `text` is for whom it
    is quoted to."""

    actor: Actor
    escalation_id: EscalationId
    text: str = ""


def counts(work: Work, message: ThreadMessage) -> bool:
    """Whether a message means anything to the case as it is now; asked before it is heard, so that
    chatter costs no write."""
    escalation = work.escalations.peek(message.escalation_id)
    if escalation is None or not escalation.is_owned:
        return False
    if message.actor.user == escalation.owner:
        update = clocks_of(work, escalation).get(ClockName.UPDATE)
        return update is not None and update.is_running
    return _tells(message, escalation)


def _tells(message: ThreadMessage, escalation: Escalation) -> bool:
    """Whether it may be what is waited for: of who raised the case, or joined it."""
    raised_it = {escalation.requester, *escalation.co_requesters}
    return escalation.is_waiting and message.actor.user in raised_it


def heard(work: Work, message: ThreadMessage, now: datetime) -> Receipt:
    """Counts a message as the owner's update, or as the answer of a requester, if that is whom it
    waits on or who speaks for them; else it is quoted to the owner. From anybody else it is nothing
    to the clocks. The bot stays right when some never arrive."""
    escalation = work.escalations.get(message.escalation_id)
    if escalation is None or not escalation.is_owned:
        return Receipt("")
    policy = policy_in_force(work)
    served_by = ServedBy(policy, queue_of(policy, escalation))
    user = message.actor.user
    if user == escalation.owner and updated(work, escalation, served_by, now):
        case_changed(work, escalation.id, user)
    elif escalation.wait is not None and _tells(message, escalation):
        if escalation.wait.on.answers_through_requester:
            requester_answered(work, escalation, served_by, message.actor, now)
        else:
            requester_wrote(work, escalation, served_by, message.actor, message.text, now)
    return Receipt("", escalation.id)
