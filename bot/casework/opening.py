"""A case begins: it is on record, its clocks run, it is offered, and people are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.appeal import Appeal
from bot.case.escalation import Escalation
from bot.case.people import Actor
from bot.casework.appeals import keep_appeal
from bot.casework.offers import offer
from bot.casework.particulars import plan_particulars
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import ServedBy, start_clocks
from bot.events import AppealMarked, CaseRaised, DeadlineMade, SilenceBegun
from bot.notices import Raised
from bot.ports import Work


def begin(
    work: Work,
    escalation: Escalation,
    actor: Actor,
    served_by: ServedBy,
    now: datetime,
    appeal: Appeal | None = None,
) -> Escalation:
    """Stores a new case with everything that follows from it, and returns it as it is offered.
    Whoever made the decision under appeal is kept from it before anybody is offered it."""
    e = escalation
    record(work, e.id, now, CaseRaised(), by=actor)
    _record_particulars(work, e, now, appeal)
    case_changed(work, e.id, actor.user)
    if appeal is not None:
        keep_appeal(work, appeal, now)
    offered = offer(work, e, served_by.policy, served_by.queue, now)
    work.escalations.add(replace(offered, version=1))
    start_clocks(work, offered, served_by, now)
    plan_particulars(work, offered, now)
    work.outbox.put(Raised(e.requester, e.id))
    return offered


def _record_particulars(work: Work, e: Escalation, now: datetime, appeal: Appeal | None) -> None:
    if e.deadline is not None:
        d = e.deadline
        record(work, e.id, now, DeadlineMade(d.at, d.timezone, d.source))
    if e.silence is not None:
        record(work, e.id, now, SilenceBegun(), why=e.silence.reason)
    if appeal is not None and appeal.marks:
        record(work, e.id, now, AppealMarked(appeal.is_late, appeal.earlier))
