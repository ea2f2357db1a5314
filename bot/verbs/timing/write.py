"""What people write in a case's thread: an update of its owner, an answer of its requester. Each
reaches the other, quoted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.spoken import spoken
from bot.casework.exchange import is_heard, tell_owner, tell_requesters
from bot.casework.queues import policy_in_force, queue_of
from bot.casework.record import case_changed
from bot.casework.service_clocks import ServedBy, updated
from bot.casework.waiting import is_answer, requester_answered
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """Somebody wrote in a case's thread. What they wrote is Slack's to keep; it is quoted. `ts` is
    Slack's of the message."""

    actor: Actor
    escalation_id: EscalationId
    text: str = ""
    ts: str = ""


def counts(work: Work, message: ThreadMessage) -> bool:
    """Whether a message means anything to the case as it is now; asked before it is heard, so that
    chatter costs no write."""
    escalation = work.escalations.peek(message.escalation_id)
    return escalation is not None and is_heard(escalation, message.actor.user)


def heard(work: Work, message: ThreadMessage, now: datetime) -> Receipt:
    """Counts a message as the owner's update, or as the answer of a requester who is waited for,
    and has it told to the other. From anybody else it is nothing. The bot stays right when some
    never arrive."""
    escalation, user = work.escalations.get(message.escalation_id), message.actor.user
    if escalation is None or not is_heard(escalation, user):
        return Receipt("")
    policy = policy_in_force(work)
    served_by = ServedBy(policy, queue_of(policy, escalation))
    words = spoken(user, message.text, message.ts)
    if user == escalation.owner:
        if escalation.is_owned and updated(work, escalation, served_by, now):
            case_changed(work, escalation.id, user)
        tell_requesters(work, escalation, words, now)
    elif is_answer(escalation, user):
        requester_answered(work, escalation, served_by, message.actor, now, words.text)
    else:
        tell_owner(work, escalation, served_by, words, now)
    return Receipt("", escalation.id)
