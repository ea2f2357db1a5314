"""What can't be delivered: its managers are told; for who has left, the timeline says so."""

from __future__ import annotations

from datetime import datetime

from bot.case.identifiers import EscalationId, UserId
from bot.casework.queues import managers_there, policy_in_force, queue_of
from bot.casework.record import record
from bot.events import NoteNotDelivered
from bot.notices import CardChanged, DigestDue, Notice, Reminders, Undelivered
from bot.ports import Parcel, Storage, Work


def managers_of_all(work: Work, now: datetime) -> frozenset[UserId]:
    """The workspace's managers who are there; nobody before there is a policy."""
    policy = work.policies.current()
    return managers_there(work, policy, None, now) if policy is not None else frozenset()


def tell_managers(
    storage: Storage, parcel: Parcel, error: str, now: datetime, place: str = ""
) -> list[Undelivered]:
    """A note to each manager who is there, but to whom it was for. `place`: the conversation, or
    the person, nothing can be delivered to. Raises StorageAway."""
    notice = parcel.notice
    about = getattr(notice, "escalation_id", None)
    with storage.read() as work:
        policy = policy_in_force(work)
        escalation = work.escalations.peek(EscalationId(about)) if about else None
        queue = queue_of(policy, escalation) if escalation is not None else None
        managers = managers_there(work, policy, queue, now)
    return [
        Undelivered(m, parcel.id, _what(notice), error, about, place)
        for m in sorted(managers - {getattr(notice, "to", "")})
    ]


def _what(notice: Notice) -> str:
    if isinstance(notice, CardChanged):
        return "a card"
    if isinstance(notice, DigestDue):
        return "a digest"
    if isinstance(notice, Reminders):
        return f"reminders to <@{notice.to}>"
    return f"a private note to <@{getattr(notice, 'to', '')}>"


def closed_for_departed(storage: Storage, notice: Notice, now: datetime) -> bool:
    """Whether the notice was for somebody deactivated; then its case's timeline says so."""
    to = UserId(getattr(notice, "to", ""))
    if not to:
        return False
    with storage.read() as work:
        person = work.people.get(to)
    if person is None or not person.is_deactivated:
        return False
    about = getattr(notice, "escalation_id", None)
    cases = [about] if about is not None else []
    if isinstance(notice, Reminders):
        cases = [nudge.escalation_id for nudge in notice.nudges]
    if cases:
        with storage.begin() as work:
            why = "has left the workspace"
            for case in cases:
                record(work, case, now, NoteNotDelivered(to), why=why)
    return True
