"""Reminding a person: when they are in, many things at once as one message, once snoozed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.case import Case, approach, circle_of, managers_there, note, policy_in_force, queue_of
from bot.errors import Refused
from bot.escalation import Escalation, State
from bot.identifiers import EscalationId, RequestKey, UserId
from bot.lists import CaseView
from bot.notices import Nudge, Reminders
from bot.people import Actor
from bot.policy import Policy, Priority, Queue
from bot.ports import Receipt, Snooze, Work
from bot.reminding.reminders import (
    COMMUNICATE_EVERY,
    FRACTIONS,
    About,
    Step,
    Subject,
    Timer,
    TimerKind,
    read_about,
)
from bot.rotation.choice import Absence
from bot.service.hours import working_hours
from bot.service.service_levels import ClockReading

REASON_LIMIT = 1000
LONGEST_SNOOZE = timedelta(days=31)
TOGETHER = 40
"""How many things one message holds, since Slack takes 12,000 characters; more make another."""
SNOOZED_BEFORE = "This reminder was snoozed before, and each can be snoozed once."
GONE = "gone"
"""Kept with a message that was not said since its person was away or had left."""
HOLDERS_ALONE = (Step.HALF, Step.MOST, Step.THREE_DAYS)
"""Others are reminded of these only while nobody holds the case, or who holds it is gone."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be brought back to people: of which case, about what, since when."""

    escalation: Escalation
    about: About
    run: int
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
            Timer(
                TimerKind.NUDGE,
                at,
                said.escalation.id,
                str(said.about),
                to=user,
                run=said.run,
                wanted_at=at,
                as_manager=as_manager,
                at_any_hour=said.at_any_hour,
            )
        )
    work.timers.plan(timers)


def fire_nudge(work: Work, policy: Policy, timer: Timer, now: datetime) -> None:
    """One message for all that a person is to be reminded of by now. What may not be said at this
    hour waits for their next; of several reminders of the same, the furthest counts."""
    assert timer.to is not None, "a nudge is a person's"
    due = [timer, *work.timers.take_nudges(timer.to, now)]
    if is_gone(work, timer.to, now):
        _remind_others(work, policy, [t for t in due if not t.as_manager], now)
        due = [t for t in due if t.as_manager]
        if not due:
            return
    person = work.people.get(timer.to)
    hours = working_hours(policy, timer.to, person)
    opens = hours.next_open(now)
    if opens > now:
        later = [t for t in due if not t.at_any_hour]
        work.timers.plan(replace(t, due_at=opens) for t in later)
        due = [t for t in due if t.at_any_hour]
    furthest: dict[tuple[int, Subject, int, bool], Timer] = {}
    for one in sorted(due, key=lambda t: (t.wanted_at or t.due_at, t.id)):
        about = read_about(one.about)
        # Of two waits that are over the later counts, though each has a run of its own.
        run = 0 if about.subject is Subject.WAIT else one.run
        same = one.escalation_id or 0, about.subject, run, one.as_manager
        before = furthest.get(same)
        # By how far and not by when: a snoozed one may come after what has overtaken it.
        if before is None or _how_far(about) >= _how_far(read_about(before.about)):
            furthest[same] = one
    nudges = tuple(_nudge(t) for t in furthest.values())
    for start in range(0, len(nudges), TOGETHER):
        work.outbox.put(Reminders(timer.to, nudges[start : start + TOGETHER]))


def _remind_others(work: Work, policy: Policy, due: Iterable[Timer], now: datetime) -> None:
    """What somebody was to be reminded of who is away now, or has left: who is there is told. The
    end of their day is nobody else's: what they have was listed when they went."""
    for timer in due:
        if read_about(timer.about).subject is Subject.DAY_END:
            continue
        escalation = work.escalations.peek(timer.escalation_id) if timer.escalation_id else None
        if escalation is None or escalation.holder != timer.to:
            continue
        people = told_of(work, policy, queue_of(policy, escalation), escalation, now)
        about, wanted_at = read_about(timer.about), timer.wanted_at or timer.due_at
        said = Said(escalation, about, timer.run, wanted_at, timer.at_any_hour)
        nudge(work, policy, people, said, as_manager=True)


def _how_far(about: About) -> tuple[int, int]:
    return tuple(Step).index(about.step), about.number


def may_be_said(work: Work, notice: Reminders, now: datetime) -> bool:
    """Whether a message may be said at this hour: it may have waited long for Slack to come back,
    and a person's working hours may have ended since, or they may have gone away."""
    if is_gone(work, notice.to, now) and not all(n.as_manager for n in notice.nudges):
        return False
    hours = working_hours(policy_in_force(work), notice.to, work.people.get(notice.to))
    return hours.is_open(now) or all(n.at_any_hour for n in notice.nudges)


def is_gone(work: Work, user: UserId, now: datetime) -> bool:
    """Whether somebody is away, or can't act here any more."""
    person = work.people.get(user)
    has_left = person is not None and not person.is_full_member
    return has_left or user in work.absences.current(now, [user])


def put_off(work: Work, notice: Reminders, key: RequestKey, now: datetime) -> Reminders | None:
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
            Timer(
                TimerKind.NUDGE,
                opens,
                n.escalation_id,
                n.about,
                to=notice.to,
                run=n.run,
                wanted_at=datetime.fromisoformat(n.wanted_at),
                as_manager=n.as_manager,
                at_any_hour=n.at_any_hour,
            )
            for n in notice.nudges
            if n not in left
        )
    return Reminders(notice.to, left) if left else None


def _nudge(timer: Timer) -> Nudge:
    assert timer.escalation_id is not None, "people are reminded of cases"
    wanted_at = timer.wanted_at or timer.due_at
    return Nudge(
        timer.escalation_id,
        timer.about,
        timer.run,
        wanted_at.isoformat(),
        timer.as_manager,
        timer.at_any_hour,
    )


def is_still_so(
    nudge: Nudge, to: UserId, view: CaseView, now: datetime, *, holder_is_gone: bool = False
) -> bool:
    """Whether a person is still to be reminded of this, as the case stands now (DOMAIN: nobody is
    ever reminded of something that is no longer so)."""
    e, about = view.escalation, read_about(nudge.about)
    if not nudge.as_manager and e.holder != to:
        return False
    holder_is_there = e.holder is not None and not holder_is_gone
    if nudge.as_manager and holder_is_there and about.step in HOLDERS_ALONE:
        return False
    clock = about.subject.clock
    if clock is not None:
        reading = view.clocks.get(clock)
        return reading is not None and reading.run == nudge.run and _is_so(nudge, reading, now)
    match about.subject:
        case Subject.OFFER:
            made = e.offer is not None and int(e.offer.made_at.timestamp()) == nudge.run
            return e.state is State.OPEN and made and now < _lapses(e)
        case Subject.WAIT:
            return e.state is State.CLAIMED
        case Subject.DEADLINE:
            running = e.deadline is not None and int(e.deadline.at.timestamp()) == nudge.run
            return e.state is not State.CLOSED and running
        case Subject.DAY_END:
            urgent = e.state is State.CLAIMED and e.priority is Priority.P1
            theirs = urgent and e.hand_over is None and not nudge.as_manager
            return theirs and now.timestamp() < nudge.run
        case _:
            return e.state is State.DECIDED


def _is_so(nudge: Nudge, reading: ClockReading, now: datetime) -> bool:
    """A missed target is a manager's to know of while the case waits, too. The first response's
    half-way reminder comes with the lapse of an offer, at whatever share that was."""
    about = read_about(nudge.about)
    if about.step not in FRACTIONS:
        goes_on = reading.is_open if nudge.as_manager else reading.is_running
        return goes_on and reading.is_late(now)
    by_lapse = about.subject is Subject.FIRST_RESPONSE and about.step is Step.HALF
    is_used = by_lapse or now >= reading.share(FRACTIONS[about.step])
    return reading.is_running and is_used and not reading.is_late(now)


def _lapses(escalation: Escalation) -> datetime:
    assert escalation.offer is not None, "asked only of an offer that stands"
    return escalation.offer.lapses_at


@dataclass(frozen=True, slots=True)
class SnoozeRequest:
    """Somebody wants to be reminded of this later. `about` and `run` are the reminder's own."""

    actor: Actor
    escalation_id: EscalationId
    about: str
    run: int
    until: datetime
    reason: str


def check_may_snooze(case: Case) -> None:
    """Raises Refused for who has nothing to be reminded of about this case."""
    e = case.escalation
    if e.state is State.CLOSED:
        raise Refused(f"{e.reference} is closed, so there is nothing to remind you of.")
    if case.actor.user not in (e.holder, *case.managers):
        raise Refused(f"{e.reference} is no longer with you, so there is nothing to remind you of.")


def snooze(work: Work, request: SnoozeRequest, now: datetime) -> Receipt:
    """Brings one reminder back later: once, and with a reason. Raises Refused."""
    case = approach(work, request.escalation_id, request.actor)
    e, user = case.escalation, request.actor.user
    check_may_snooze(case)
    faults: dict[str, str] = {}
    if not request.reason:
        faults["reason"] = "Say why it can wait."
    elif len(request.reason) > REASON_LIMIT:
        faults["reason"] = f"Keep it under {REASON_LIMIT:,} characters."
    if request.until <= now:
        faults["until"] = "That is already past. Choose a later time."
    elif request.until > now + LONGEST_SNOOZE:
        faults["until"] = "A month is the longest."
    if faults:
        raise Refused(" ".join(faults.values()), fields=faults)
    once = Snooze(e.id, user, request.about, request.run, request.until, request.reason, now)
    if not work.snoozes.add(once):
        raise Refused(SNOOZED_BEFORE)
    about = read_about(request.about)
    later = Timer(
        TimerKind.NUDGE,
        request.until,
        e.id,
        request.about,
        to=user,
        run=request.run,
        wanted_at=request.until,
        as_manager=user != e.holder,
        at_any_hour=True,
    )
    work.timers.plan([later])
    if about.subject is Subject.COMMUNICATION:
        # It comes back daily by itself: not before the day that was asked for.
        work.timers.cancel(e.id, [TimerKind.COMMUNICATE])
        again = request.until + COMMUNICATE_EVERY
        work.timers.plan([Timer(TimerKind.COMMUNICATE, again, e.id)])
    details = {"about": about.subject.value, "until": request.until.isoformat()}
    note(work, e.id, now, "snoozed", by=request.actor, why=request.reason, details=details)
    return Receipt(f"You are reminded of {e.reference} again then.", e.id)


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
        circle = circle_of(work, policy, queue, escalation)
        is_cleared = circle.cleared is None or cover in circle.cleared
        person = work.people.get(cover)
        if cover in circle.queue and is_cleared and person is not None and person.is_full_member:
            return (cover,)
    return tuple(sorted(managers_there(work, policy, queue, now)))


def _cover_for(user: UserId, away: Mapping[UserId, Absence]) -> UserId | None:
    """Who covers for somebody, over those covers who are away themselves."""
    if user not in away:
        return None
    seen, cover = {user}, away[user].cover
    while cover is not None and cover in away and cover not in seen:
        seen.add(cover)
        cover = away[cover].cover
    return None if cover in seen else cover
