"""Asking a second person to approve a decision: one approver after the other, and then all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.review import Review
from bot.case.states import UNDER_REVIEW
from bot.casework.offers import LOOK_AGAIN, asked_of, exclusions_of
from bot.casework.queues import managers_there, participants_of
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import ServedBy
from bot.events import ApprovalAsked, NoApproverFound
from bot.notices import ApprovalWanted, NobodyToApprove
from bot.policy import Member, Policy, Queue
from bot.ports import CaseFilter, Work
from bot.reminders.timers import ApproverLook
from bot.rotation.choice import Candidate, Choice, Exclusion, NobodyEligible, Pool, choose, obstacle
from bot.service_levels.hours import Hours, office_hours, serving_hours, working_hours

HAD_IT = "has been asked already"
COULD = "approvers could judge it"
NAMES_APPROVER = "approver"
"""The question of a kind in which its approver is named: asked first, if they may approve it."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Who could approve a decision as things are: the next to be asked, or why nobody is, and all
    who can at this moment, asked before or not."""

    choice: Choice | NobodyEligible
    able: tuple[Candidate, ...]


def ask_approver(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    review: Review,
    now: datetime,
    *,
    quiet: bool = False,
) -> Review:
    """Puts a decision before the next approver; once everybody who can has been asked, before all
    of them. Where nobody can, the managers are told why; `quiet` keeps from telling them a second
    time. Returns the review as saved."""
    found = _found(work, escalation, served_by, review, now)
    choice = found.choice
    work.timers.cancel(escalation.id, [ApproverLook])
    if isinstance(choice, Choice):
        asked = (*review.asked, choice.user) if review.asks_all else (choice.user,)
        person = next(c for c in found.able if c.user == choice.user)
        lapses = _lapses_at(escalation, served_by, person.hours, now)
        after = _put_before(work, served_by, replace(review, lapses_at=lapses), asked, now)
        record(work, escalation.id, now, ApprovalAsked(choice.user, choice.others), why=choice.why)
        _look(work, escalation, lapses)
        return after
    able = tuple(c.user for c in found.able)
    after = replace(review, asks_all=bool(review.was_asked), lapses_at=None)
    after = _put_before(work, served_by, after, able, now)
    if not able and not quiet:
        _tell_managers(work, escalation, served_by, after, choice, now)
    looks = (choice.again_at, None if able else now + LOOK_AGAIN)
    if at := min(filter(None, looks), default=None):
        _look(work, escalation, at)
    return after


def look_for_approver(
    work: Work, escalation: Escalation, served_by: ServedBy, now: datetime
) -> None:
    """Asks on where who is asked didn't answer in time or can't any more, where somebody can now
    who couldn't, and where nobody could be asked so far."""
    review = work.reviews.open_of(escalation.id)
    if review is None or not escalation.is_in_review:
        return
    able = {c.user for c in _found(work, escalation, served_by, review, now).able}
    still = tuple(user for user in review.asked if user in able)
    in_time = review.lapses_at is not None and now < review.lapses_at
    if still == review.asked and still and in_time and not review.asks_all:
        return
    quiet = not review.asked
    after = ask_approver(work, escalation, served_by, review, now, quiet=quiet)
    if after.asked != review.asked:
        case_changed(work, escalation.id)


def wake_unapproved(work: Work, now: datetime) -> None:
    """Somebody may be there again, of whatever queue: has the decisions that wait for approval
    looked at, each in a transaction of its own."""
    waiting = work.escalations.numbers(CaseFilter(states=UNDER_REVIEW))
    work.timers.plan(ApproverLook(now, case) for case in waiting)


def _put_before(
    work: Work, served_by: ServedBy, review: Review, asked: Iterable[UserId], now: datetime
) -> Review:
    """Those who weren't asked yet, or not any more, are asked with a note."""
    users = tuple(dict.fromkeys(asked))
    fresh = [user for user in users if user not in review.asked]
    after = replace(
        review, asked=users, was_asked=tuple(dict.fromkeys((*review.was_asked, *fresh)))
    )
    work.reviews.save(after)
    work.reviews.ask(after, served_by.queue.name, fresh, now)
    told = [user for user in fresh if user not in review.was_asked]
    work.outbox.put(*(ApprovalWanted(user, review.escalation_id, review.id) for user in told))
    return after


def _look(work: Work, escalation: Escalation, at: datetime) -> None:
    work.timers.plan([ApproverLook(at, escalation.id)])


def _lapses_at(
    escalation: Escalation, served_by: ServedBy, hours: Hours, now: datetime
) -> datetime:
    """As an offer: half a first-response target later, in the hours of who is asked."""
    policy = served_by.policy
    level = policy.service_level(escalation.kind, escalation.priority)
    if level is None:
        return now + timedelta(hours=1)
    counted = serving_hours(policy, served_by.queue, escalation, level.clock)
    counted = counted if counted.are_all else hours
    return counted.add(now, counted.length(level.first_response) / 2)


def _found(
    work: Work, escalation: Escalation, served_by: ServedBy, review: Review, now: datetime
) -> _Found:
    policy, queue = served_by.policy, served_by.queue
    # Who goes away at this moment is seen here, or sees that it is put before them.
    work.turns.lock(policy.sharing(queue.name))
    candidates = _candidates(work, escalation, policy, queue, now)
    asked = replace(asked_of(policy, escalation), skills=())
    excluded = (
        Exclusion("wrote the decision", review.by),
        *([Exclusion("has the case", escalation.owner)] if escalation.owner else []),
        *exclusions_of(work, escalation),
    )
    not_again = dict.fromkeys(review.was_asked, HAD_IT)
    named = UserId(escalation.answers.get(NAMES_APPROVER, "")) or None
    choice = choose(asked, Pool(candidates, excluded, not_again, COULD, named), now)
    able = tuple(c for c in candidates if obstacle(c, asked, excluded, now) is None)
    return _Found(choice, able)


def _candidates(
    work: Work, escalation: Escalation, policy: Policy, queue: Queue, now: datetime
) -> tuple[Candidate, ...]:
    """Who may approve, as they are now: in the rotation's order, then the others."""
    participants = participants_of(work, policy, queue, escalation)
    rotation = [m.user for m in queue.rotation if m.user in participants.who_approve]
    users = list(dict.fromkeys((*rotation, *sorted(participants.who_approve))))
    known, away = work.people.several(users), work.absences.current(now, users)
    turns, cleared = work.reviews.last_asked(queue.name, users), participants.cleared
    return tuple(
        Candidate(
            member := _member(policy, queue, user),
            office_hours(policy, member.office)
            if member.office
            else working_hours(policy, user, known.get(user)),
            away.get(user),
            last_turn=turns.get(user),
            is_cleared=cleared is None or user in cleared,
            is_member=user not in known or known[user].is_full_member,
            is_reachable=user not in known or not known[user].unreachable,
        )
        for user in users
    )


def _member(policy: Policy, queue: Queue, user: UserId) -> Member:
    """Their place on a rotation, this queue's first, for their office and vendor: what they hold
    and what they can do doesn't matter to an approval."""
    places = (q.member(user) for q in (queue, *policy.queues.values()))
    place = next((p for p in places if p is not None), None)
    return Member(user, place.office if place else "", vendor=place.vendor if place else "")


def _tell_managers(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    review: Review,
    nobody: NobodyEligible,
    now: datetime,
) -> None:
    again_at = nobody.again_at.isoformat() if nobody.again_at is not None else ""
    managers = managers_there(work, served_by.policy, served_by.queue, now)
    work.outbox.put(
        *(
            NobodyToApprove(to, escalation.id, review.id, nobody.reasons, again_at)
            for to in sorted(managers)
        )
    )
    reasons = "; ".join(f"{user} {why}" for user, why in nobody.reasons)
    record(work, escalation.id, now, NoApproverFound(), why=reasons or "nobody is an approver")
