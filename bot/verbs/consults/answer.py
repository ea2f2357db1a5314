"""Answering a question that a case's owner has put before one's team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.consult import ANSWER_LIMIT, Consult
from bot.case.errors import RefusalCode, Refused, at_fault, check_text
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId, reference
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, cut
from bot.casework.approach import acting, admitted, namer
from bot.casework.consults import end_its_wait, is_read_in, redraw
from bot.casework.news import instead_of
from bot.casework.queues import policy_in_force, queue_of
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import ServedBy
from bot.events import ConsultAnswered
from bot.notices import Milestones, TeamAnswered
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """Somebody answers a consult. `read_in`: the conversation they answer from, where Slack has
    shown them the question; '' elsewhere."""

    actor: Actor
    consult: int
    text: str
    read_in: str = ""


def answer(work: Work, request: AnswerRequest, now: datetime) -> Receipt:
    """Takes the answer: it goes into the case's thread and timeline, the owner is told, and the
    question says who has answered. Raises Refused, also where somebody else was quicker."""
    acting(work, request.actor.user)
    consult, escalation = _held(work, request)
    check_may_answer(work, consult, request.actor.user, request.read_in)
    if faults := check_text("answer", request.text, ANSWER_LIMIT, missing="Write your answer."):
        raise at_fault(faults)
    answered = consult.answered(request.actor.user, request.text, now)
    work.consults.save(answered)
    work.timers.cancel_consult(escalation.id, consult.id)
    redraw(work, answered)
    policy = policy_in_force(work)
    served_by = ServedBy(policy, queue_of(policy, escalation))
    end_its_wait(work, escalation, served_by, consult, request.actor, now)
    _pass_on(work, escalation, served_by, consult, request, now, again=False)
    return Receipt(f"Thank you. Your answer is in {escalation.reference}.", escalation.id)


def replied(work: Work, request: AnswerRequest, now: datetime) -> Receipt:
    """As `answer`, for what is written in the question's thread: the first reply of who may answer
    is the answer, and what follows is passed on as part of it. What others write there, and what is
    written once the case has ended, is left alone."""
    if not may_reply(work, request):
        return Receipt("")
    consult, escalation = _held(work, request)
    if consult.is_open:
        return answer(work, request, now)
    if escalation.is_closed or not consult.is_answered:
        return Receipt("")
    policy = policy_in_force(work)
    served_by = ServedBy(policy, queue_of(policy, escalation))
    _pass_on(work, escalation, served_by, consult, request, now, again=True)
    return Receipt("", escalation.id)


def may_reply(work: Work, request: AnswerRequest) -> bool:
    """Whether something is to be done about what is written in a question's thread."""
    consult = work.consults.get(request.consult)
    person = work.people.get(request.actor.user)
    if consult is None or not request.text or consult.cancelled_at is not None:
        return False
    is_member = person is not None and person.is_full_member
    return is_member and consult.may_answer(
        request.actor.user, reads_it=is_read_in(work, consult, request.read_in)
    )


def check_may_answer(work: Work, consult: Consult, user: UserId, read_in: str) -> None:
    """Raises Refused unless somebody may answer this consult, and it is still open."""
    admitted(work, user)
    about = reference(consult.escalation_id)
    if user == consult.asked_by:
        raise Refused(
            f"You have asked this about {about} yourself, so somebody of {consult.team} answers.",
            code=RefusalCode.CONFLICT_OF_INTEREST,
        )
    if not consult.may_answer(user, reads_it=is_read_in(work, consult, read_in)):
        raise Refused(
            f"Only {consult.team} can answer this about {about}: who reads its channel, or is one "
            "of its people.",
            code=RefusalCode.NOT_ALLOWED,
        )
    if consult.answered_by is not None:
        add = " To add to it, reply in the question's thread." if consult.has_thread else ""
        raise Refused(
            f"{namer(work)(consult.answered_by)} has already answered this about {about}.{add}",
            code=RefusalCode.ALREADY_SO,
        )
    if not consult.is_open:
        raise Refused(
            f"{about} is closed, so no answer is needed any more.", code=RefusalCode.NO_LONGER_SO
        )


def _held(work: Work, request: AnswerRequest) -> tuple[Consult, Escalation]:
    """The consult with its case, which is locked before it is read: two may answer at once."""
    known = work.consults.get(request.consult)
    escalation = work.escalations.get(known.escalation_id) if known is not None else None
    consult = work.consults.get(request.consult)
    if consult is None or escalation is None:
        raise Refused("There is no such question.", code=RefusalCode.NOT_FOUND)
    return consult, escalation


def _pass_on(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    consult: Consult,
    request: AnswerRequest,
    now: datetime,
    *,
    again: bool,
) -> None:
    by = request.actor.user
    event = ConsultAnswered(consult.team, again=again)
    record(work, escalation.id, now, event, by=request.actor, why=request.text)
    wanted = {user for user in (escalation.holder, consult.asked_by) if user not in (None, by)}
    told = {
        one.to: one
        for user in sorted(filter(None, wanted))
        for one in instead_of(work, served_by, escalation, user, now)
        if one.to != by
    }
    quote = cut(request.text, REASON_LIMIT)
    notes = [
        TeamAnswered(one.to, escalation.id, by, consult.team, quote, again, one.in_place_of)
        for one in told.values()
    ]
    work.outbox.put(Milestones(escalation.id, (now.isoformat(),)))
    case_changed(work, escalation.id, by, *notes)
