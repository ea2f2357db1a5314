"""A case begins: it is on record, its clocks run, it is offered, and people are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.appeal import Appeal
from bot.case.confidentiality import Confidentiality, as_close_as
from bot.case.errors import Fault, RefusalCode, at_fault
from bot.case.escalation import Escalation
from bot.case.kinds import KINDS
from bot.case.people import Actor
from bot.casework.appeals import appeal_of, keep_appeal, read_original
from bot.casework.keeping import gaps, why_not_kept
from bot.casework.offers import offer
from bot.casework.particulars import check_instants, plan_particulars, with_particulars
from bot.casework.record import case_opened, record
from bot.casework.service_clocks import ServedBy, start_clocks
from bot.casework.urgent import told_of_raising
from bot.events import AppealMarked, CaseRaised, DeadlineMade, SilenceBegun
from bot.ports import Work

NOT_YET = "It can't be raised yet: "


def begin(
    work: Work,
    escalation: Escalation,
    actor: Actor,
    served_by: ServedBy,
    now: datetime,
    *,
    zone: str = "UTC",
    why: str = "",
) -> Escalation:
    """Stores a new case with everything that follows from it, and returns it as it is offered.
    `zone` is where its dates were typed, `why` is why it's raised beside another of its subject.
    Whoever made the decision under appeal is kept from it before anybody is offered it.

    Raises Refused for a class its queue can't keep, for dates that can't be so, and for an appeal
    against no decision, naming the fields.
    """
    e = with_particulars(escalation, zone)
    if faults := check_instants(KINDS[e.kind], e.answers, now):
        raise at_fault(faults, NOT_YET)
    appeal = _appeal(work, e, served_by, now) if e.is_appeal else None
    e = _as_close_as_its_original(work, e, appeal)
    _check_kept(work, e, served_by)
    record(work, e.id, now, CaseRaised(), by=actor, why=why)
    _record_particulars(work, e, now, appeal)
    case_opened(work, e.id, actor.user)
    if appeal is not None:
        keep_appeal(work, appeal, now)
    offered = offer(work, e, served_by.policy, served_by.queue, now)
    work.escalations.add(replace(offered, version=1))
    start_clocks(work, offered, served_by, now)
    plan_particulars(work, offered, now)
    work.outbox.put(*told_of_raising(work, offered, served_by, actor.user, now))
    return offered


def _as_close_as_its_original(work: Work, e: Escalation, appeal: Appeal | None) -> Escalation:
    """An appeal shows what was decided, and by whom: it is kept as close as that case is."""
    contested = appeal.original.case if appeal is not None else None
    case = work.escalations.peek(contested) if contested is not None else None
    if case is None:
        return e
    own, its = Confidentiality(e.confidentiality), Confidentiality(case.confidentiality)
    return replace(e, confidentiality=as_close_as(own, its))


def _check_kept(work: Work, e: Escalation, served_by: ServedBy) -> None:
    kind = KINDS[e.kind]
    class_, queue = Confidentiality(e.confidentiality), served_by.queue
    found = gaps(work, served_by.policy, queue, class_)
    if found:
        field = "kind" if class_ is kind.confidentiality else "confidentiality"
        words = why_not_kept(work, served_by.policy, queue, class_, found)
        raise at_fault({field: Fault(RefusalCode.NOT_SET_UP, words)})


def _appeal(work: Work, e: Escalation, served_by: ServedBy, now: datetime) -> Appeal:
    original = read_original(work, served_by.policy, e.requester, e.answers)
    if isinstance(original, dict):
        raise at_fault(original, NOT_YET)
    return appeal_of(work, served_by.policy, e.id, original, e.answers, now)


def _record_particulars(work: Work, e: Escalation, now: datetime, appeal: Appeal | None) -> None:
    if e.deadline is not None:
        d = e.deadline
        record(work, e.id, now, DeadlineMade(d.at, d.timezone, d.source))
    if e.silence is not None:
        record(work, e.id, now, SilenceBegun(), why=e.silence.reason)
    if appeal is not None and appeal.marks:
        record(work, e.id, now, AppealMarked(appeal.is_late, appeal.earlier))
