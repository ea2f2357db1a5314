"""What can't be delivered: its managers are told; for who has left, the timeline says so."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import structlog

from bot.case.identifiers import EscalationId, UserId, is_person
from bot.casework.queues import managers_there, policy_in_force, queue_of
from bot.casework.record import record
from bot.casework.transaction import retry_on_race
from bot.events import NoteNotDelivered
from bot.notices import (
    Added,
    CardChanged,
    ConsultMessage,
    DigestDue,
    FeedbackChanged,
    Milestones,
    Notice,
    Reminders,
    Undelivered,
)
from bot.ports import Parcel, Storage, Work
from bot.verbs.people.unreachable import cannot_be_reached
from handlers.web_api.refusals import OF_THE_PERSON

log = structlog.get_logger(__name__)


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
        # The channel is another queue's where the policy has changed meanwhile.
        name = next((q.name for q in policy.queues.values() if q.channel == place), "")
    return [
        Undelivered(m, parcel.id, _what(notice), error, about, place, name)
        for m in sorted(managers - {getattr(notice, "to", "")})
    ]


def _what(notice: Notice) -> str:
    if isinstance(notice, CardChanged):
        return "a card"
    if isinstance(notice, FeedbackChanged):
        return f"the message of the feedback item FB-{notice.item}"
    if isinstance(notice, Added):
        return "what its requester added"
    if isinstance(notice, Milestones):
        return "a reply in a thread"
    if isinstance(notice, ConsultMessage):
        to = notice.to
        return f"a question to <{'@' if to.startswith(('U', 'W')) else '#'}{to}>"
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
    if isinstance(notice, DigestDue):
        log.warning("digest_without_reader", to=to, queues=notice.queues)
    with storage.begin() as work:
        _note(work, notice, to, now, why="has left the workspace")
    return True


def closed_for_unreachable(storage: Storage, notice: Notice, error: str, now: datetime) -> bool:
    """Whether the notice was for somebody whom no message reaches, as this error says. Then they
    are passed over from now on, and its case's timeline says so. Raises StorageAway, LostRace."""
    to = UserId(getattr(notice, "to", ""))
    if error not in OF_THE_PERSON or not is_person(to):
        return False
    log.warning("person_unreachable", user=to, sort=notice.sort, error=error)
    retry_on_race(storage, partial(cannot_be_reached, user=to, error=error, now=now))
    with storage.begin() as work:
        _note(work, notice, to, now, why=f"Slack says {error}")
    return True


def _note(work: Work, notice: Notice, to: UserId, now: datetime, *, why: str) -> None:
    about = getattr(notice, "escalation_id", None)
    cases = [about] if about is not None else []
    if isinstance(notice, Reminders):
        cases = [nudge.escalation_id for nudge in notice.nudges]
    for case in cases:
        record(work, case, now, NoteNotDelivered(to), why=why)
