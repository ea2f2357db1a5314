"""What of a case goes along where it is merged into another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.people import Actor
from bot.case.subject import link_key
from bot.casework.news import listeners
from bot.casework.queues import policy_in_force, queue_of
from bot.casework.record import record
from bot.casework.service_clocks import ServedBy
from bot.events import DeadlineMade, SilenceBegun
from bot.notices import Notice, SilenceChanged
from bot.ports import Work
from bot.reminders.plan import plan_deadline
from bot.reminders.timers import DeadlineStep


def links_along(escalation: Escalation, into: Escalation) -> tuple[str, ...]:
    """The links the other hasn't yet."""
    if not may_go_along(escalation, into):
        return ()
    there = {link_key(link) for link in into.links}
    return tuple(link for link in escalation.links if link_key(link) not in there)


def may_go_along(escalation: Escalation, into: Escalation) -> bool:
    """Whether what is known of the one may be known of the other: not where that is kept less
    close, or among others."""
    is_open = escalation.confidentiality == Confidentiality.INTERNAL
    return is_open or into.confidentiality == escalation.confidentiality


def with_deadline(
    work: Work, escalation: Escalation, into: Escalation, by: Actor, now: datetime
) -> Escalation:
    """With the legal deadline of the one that is closed, where that comes first: nothing stops
    one."""
    deadline, own = escalation.deadline, into.deadline
    if deadline is None or (own is not None and own.at <= deadline.at):
        return into
    work.timers.cancel(into.id, [DeadlineStep])
    work.timers.plan(plan_deadline(into.id, deadline, now))
    was = own.at if own is not None else None
    if not may_go_along(escalation, into):
        # Who has set it is what the other's readers may not know.
        deadline = replace(deadline, source=escalation.reference)
    made = DeadlineMade(deadline.at, deadline.timezone, deadline.source, was)
    record(work, into.id, now, made, by=by, why=f"It was that of {escalation.reference}.")
    return replace(into, deadline=deadline)


def with_silence(
    work: Work, escalation: Escalation, into: Escalation, by: Actor, now: datetime
) -> Escalation:
    """With the bar on telling the party of the one that is closed: an authority's word holds
    whichever case is answered."""
    silence = escalation.silence
    if silence is None or into.silence is not None:
        return into
    if not may_go_along(escalation, into):
        silence = replace(silence, reason=escalation.reference)
    why = f"It was so of {escalation.reference}."
    record(work, into.id, now, SilenceBegun(), by=by, why=why)
    return replace(into, silence=silence)


def told_of_silence(work: Work, escalation: Escalation, by: UserId, now: datetime) -> list[Notice]:
    """That the party of a case may not be told from now on, for who raised it and who has it."""
    policy = policy_in_force(work)
    served_by = ServedBy(policy, queue_of(policy, escalation))
    return [
        SilenceChanged(
            one.to,
            escalation.id,
            by,
            may_be_told=False,
            at=now.isoformat(),
            in_place_of=one.in_place_of,
        )
        for one in listeners(work, served_by, escalation, by, now)
    ]
