"""What is offered to somebody who can't take it any more goes on to the next person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.states import UNFINISHED
from bot.casework.news import instead_of
from bot.casework.offers import offer
from bot.casework.queues import participants_of
from bot.casework.record import case_changed, record
from bot.casework.second_looks import pass_on_looks
from bot.casework.service_clocks import ServedBy
from bot.events import HandOverTakenBack, OfferPassedOn
from bot.notices import HandOverOff
from bot.ports import CaseFilter, Work
from bot.reminders.timers import OfferLapse, OfferLapsing, Recheck
from bot.rotation.choice import OUT_OF_REACH


def recheck_assignments(work: Work, users: Collection[UserId], now: datetime) -> int:
    """These people can't take anything more: has what is offered to them, and what they are asked
    to approve or to judge, looked at, each case in a transaction of its own, so that no two cases
    are ever locked together. Returns how many are on their way.

    Asked under the lock of their queues, after which nobody puts anything before them.
    """
    pass_on_looks(work, users, now)
    reviews = {review.escalation_id for user in users for review in work.reviews.asked_of(user)}
    wanted = [CaseFilter(states=UNFINISHED, asked=user) for user in users]
    return _recheck(work, now, wanted, reviews)


def recheck_held(work: Work, users: Collection[UserId], now: datetime) -> int:
    """As `recheck_assignments`, of what these people have or are offered: they may not be cleared
    for it any more."""
    return _recheck(work, now, [CaseFilter(states=UNFINISHED, holder=user) for user in users])


def _recheck(
    work: Work,
    now: datetime,
    wanted: Iterable[CaseFilter],
    also: Collection[EscalationId] = (),
) -> int:
    cases = {case for which in wanted for case in work.escalations.numbers(which)} | {*also}
    work.timers.plan(Recheck(now, case) for case in sorted(cases))
    return len(cases)


def pass_on(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> Escalation:
    """Takes an offer back from somebody who can't take the case and makes it to the next person;
    drops a hand-over that names somebody who can't, and tells who asked. Returns the case as saved.

    Being offered a case has used a turn, which stays used (rules: Turns).
    """
    offered, asked, after = escalation.offer, escalation.hand_over, escalation
    if escalation.is_unclaimed and offered is not None:
        why = _why_not(work, escalation, served_by, offered.to, now, by_rotation=True)
        if why:
            record(work, escalation.id, now, OfferPassedOn(offered.to), why=why)
            work.timers.cancel(escalation.id, [OfferLapse, OfferLapsing])
            taken_back = after.offered(None)
            after = offer(work, taken_back, served_by.policy, served_by.queue, now)
    if asked is not None:
        why = _why_not(work, escalation, served_by, asked.to, now)
        if why:
            record(work, escalation.id, now, HandOverTakenBack(asked.to), why=why)
            told = instead_of(work, served_by, escalation, asked.by, now)
            work.outbox.put(
                *(
                    HandOverOff(one.to, escalation.id, asked.to, why, one.in_place_of)
                    for one in told
                )
            )
            after = after.asked_over(None)
    if after == escalation:
        return escalation
    saved = work.escalations.save(after)
    case_changed(work, escalation.id)
    return saved


def _why_not(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    user: UserId,
    now: datetime,
    *,
    by_rotation: bool = False,
) -> str:
    """Why somebody can't take a case that is offered to them, `by_rotation` in their turn; '' if
    they can. A hand-over may name a manager who is on no rotation; an offer never does."""
    person = work.people.get(user)
    if person is not None and not person.is_full_member:
        return "is no longer a full member of the workspace"
    if person is not None and person.unreachable:
        return OUT_OF_REACH
    if user in work.absences.current(now, [user]):
        return "is away"
    participants = participants_of(work, served_by.policy, served_by.queue, escalation)
    if by_rotation and user not in participants.rotation:
        return "is no longer on the rotation"
    if user not in participants.queue:
        return "is no longer in the queue"
    if participants.cleared is not None and user not in participants.cleared:
        return f"is not cleared for {Confidentiality(escalation.confidentiality).words} cases"
    return ""
