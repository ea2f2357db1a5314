"""Reminding a person: who is told, when they are in, and whether it is still so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.case.escalation import Escalation
from bot.case.identifiers import RequestKey, UserId
from bot.case.priority import Priority
from bot.casework.case_view import CaseView
from bot.casework.queues import managers_there, participants_of, policy_in_force
from bot.notices import Nudge, Reminders
from bot.policy import Policy, Queue
from bot.ports import Receipt, Work
from bot.reminders.about import OF_REVIEWS, About, Run, Step, Topic, instant_of, to_the_second
from bot.reminders.plan import FRACTIONS
from bot.reminders.timers import PlannedNudge
from bot.rotation.choice import Absence
from bot.service_levels.clocks import ClockName, ClockReading
from bot.service_levels.hours import working_hours

GONE = "gone"
"""Kept with a message that was not said since its person was away or had left."""


HOLDERS_ALONE = (Step.HALF, Step.MOST, Step.THREE_DAYS)
"""Others are reminded of these only while nobody holds the case, or who holds it is gone."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be brought back to people: of which case, about what, since when."""

    escalation: Escalation
    about: About
    run: Run
    due_at: datetime
    at_any_hour: bool = False


def nudge(
    work: Work, policy: Policy, people: Iterable[UserId], said: Said, *, as_manager: bool = False
) -> None:
    """Has these people reminded: in their working hours, unless it counts all hours."""
    listed = sorted(set(people))
    known = work.people.several(listed) if listed else {}
    timers = []
    for user in listed:
        at = said.due_at
        if not said.at_any_hour:
            at = working_hours(policy, user, known.get(user)).next_open(at)
        timers.append(
            PlannedNudge(
                at,
                said.escalation.id,
                user,
                said.about,
                said.run,
                wanted_at=at,
                as_manager=as_manager,
                at_any_hour=said.at_any_hour,
            )
        )
    work.timers.plan(timers)


def may_be_said(work: Work, notice: Reminders, now: datetime) -> bool:
    """Whether a message may be said at this hour: it may have waited long for Slack to come back,
    and a person's working hours may have ended since, or they may have gone away."""
    if is_gone(work, notice.to, now) and not all(n.as_manager for n in notice.nudges):
        return False
    hours = working_hours(policy_in_force(work), notice.to, work.people.get(notice.to))
    return hours.is_open(now) or all(n.at_any_hour for n in notice.nudges)


def is_gone(work: Work, user: UserId, now: datetime) -> bool:
    """Whether somebody is away, can't act here any more, or can't be written to."""
    person = work.people.get(user)
    is_out_of_reach = person is not None and not person.can_be_asked
    return is_out_of_reach or user in work.absences.current(now, [user])


def kept_for_later(
    work: Work, notice: Reminders, key: RequestKey, now: datetime
) -> Reminders | None:
    """What of a message is said at any hour; the rest is planned for the person's next working
    hour, once for each `key`. What somebody was to be told who is away now is planned at once, and
    then goes to who is there."""
    before = work.requests.find(key)
    gone = before.words == GONE if before else is_gone(work, notice.to, now)
    left = tuple(n for n in notice.nudges if n.at_any_hour and (n.as_manager or not gone))
    if before is None:
        if may_be_said(work, notice, now):
            return notice
        work.requests.keep(key, Receipt(GONE if gone else ""), now)
        hours = working_hours(policy_in_force(work), notice.to, work.people.get(notice.to))
        opens = now if gone else hours.next_open(now)
        work.timers.plan(
            PlannedNudge(
                opens,
                n.escalation_id,
                notice.to,
                n.of,
                n.in_run,
                wanted_at=datetime.fromisoformat(n.wanted_at),
                as_manager=n.as_manager,
                at_any_hour=n.at_any_hour,
            )
            for n in notice.nudges
            if n not in left
        )
    return replace(notice, nudges=left) if left else None


def is_still_so(
    nudge: Nudge, to: UserId, view: CaseView, now: datetime, *, holder_is_gone: bool = False
) -> bool:
    """Whether a person is still to be reminded of this as the case is now (rules: Still so)."""
    e, about, run = view.escalation, nudge.of, nudge.in_run
    if about.subject is Topic.CONSULT:
        is_open = any(c.id == run and now > c.due_at for c in view.consults)
        return is_open and not e.is_closed and (nudge.as_manager or e.holder == to)
    if not nudge.as_manager and not _is_theirs(about, to, view):
        return False
    holder_is_there = e.holder is not None and not holder_is_gone
    if nudge.as_manager and holder_is_there and about.step in HOLDERS_ALONE:
        return False
    match about.subject:
        case Topic.FIRST_RESPONSE | Topic.UPDATE | Topic.RESOLUTION | Topic.REVIEW:
            reading = view.clocks.get(ClockName(about.subject.value))
            return reading is not None and reading.run == run and _is_so(nudge, reading, now)
        case Topic.OFFER:
            made = e.offer is not None and to_the_second(e.offer.made_at) == run
            return e.is_unclaimed and made and now < _lapses(e)
        case Topic.WAIT:
            return e.is_in_hand
        case Topic.DEADLINE:
            running = e.deadline is not None and to_the_second(e.deadline.at) == run
            return not e.is_closed and running
        case Topic.DAY_END:
            urgent = e.is_in_hand and e.priority is Priority.P1
            theirs = urgent and e.hand_over is None and not nudge.as_manager
            return theirs and now < instant_of(run)
        case Topic.COMMUNICATION:
            return e.is_settling
        case _:
            assert_never(about.subject)


def _is_theirs(about: About, to: UserId, view: CaseView) -> bool:
    """Whether it is this person's to act on it: its holder's, or who is asked to approve it."""
    if view.review is not None and about.subject in (*OF_REVIEWS, Topic.DEADLINE):
        if to in view.review.asked:
            return True
        if about.subject in OF_REVIEWS:
            return False
    return view.escalation.holder == to or _tells(about, to, view)


def _tells(about: About, to: UserId, view: CaseView) -> bool:
    """Whether it is this person's to tell the customer, as one who raised the case."""
    e, decision = view.escalation, view.decision
    left_to_them = decision is not None and decision.is_told_by_requester
    left_to_them = left_to_them and view.communication is None and e.silence is None
    raised_it = to == e.requester or to in e.co_requesters
    return about.subject is Topic.COMMUNICATION and left_to_them and raised_it


def _is_so(nudge: Nudge, reading: ClockReading, now: datetime) -> bool:
    """A missed target is a manager's to know of while the case waits, too. The first response's
    half-way reminder comes with the lapse of an offer, at whatever share that was."""
    about = nudge.of
    if about.step not in FRACTIONS:
        goes_on = reading.is_open if nudge.as_manager else reading.is_running
        return goes_on and reading.is_late(now)
    by_lapse = about.subject is Topic.FIRST_RESPONSE and about.step is Step.HALF
    is_used = by_lapse or now >= reading.share(FRACTIONS[about.step])
    return reading.is_running and is_used and not reading.is_late(now)


def _lapses(escalation: Escalation) -> datetime:
    assert escalation.offer is not None, "asked only of an offer that stands"
    return escalation.offer.lapses_at


def told_of(
    work: Work, policy: Policy, queue: Queue, escalation: Escalation, now: datetime
) -> tuple[UserId, ...]:
    """Who is reminded of a case: who holds it; while they are away, who covers for them, if they
    may see it; else the managers who are there."""
    away, holder = work.absences.current(now), escalation.holder
    if holder is not None and not is_gone(work, holder, now):
        return (holder,)
    cover = _cover_for(holder, away) if holder is not None else None
    if cover is not None:
        participants = participants_of(work, policy, queue, escalation)
        is_cleared = participants.cleared is None or cover in participants.cleared
        person = work.people.get(cover)
        if (
            cover in participants.queue
            and is_cleared
            and person is not None
            and person.can_be_asked
        ):
            return (cover,)
    return tuple(sorted(managers_there(work, policy, queue, now)))


def told_about(
    work: Work,
    policy: Policy,
    queue: Queue,
    escalation: Escalation,
    subject: Topic,
    now: datetime,
) -> tuple[tuple[UserId, ...], bool]:
    """Who is reminded of this about a case, and whether that is somebody in the place of who is to
    act: while a decision waits, its approvers act, and where none is there the managers."""
    review = work.reviews.open_of(escalation.id) if escalation.is_in_review else None
    if review is None or subject not in OF_REVIEWS:
        people = told_of(work, policy, queue, escalation, now)
        return people, escalation.holder not in people
    asked = tuple(user for user in review.asked if not is_gone(work, user, now))
    return asked or tuple(sorted(managers_there(work, policy, queue, now))), not asked


def _cover_for(user: UserId, away: Mapping[UserId, Absence]) -> UserId | None:
    """Who covers for somebody, over those covers who are away themselves."""
    if user not in away:
        return None
    seen, cover = {user}, away[user].cover
    while cover is not None and cover in away and cover not in seen:
        seen.add(cover)
        cover = away[cover].cover
    return None if cover in seen else cover
