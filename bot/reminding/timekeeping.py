"""What happens when a timer is due: each is looked at against the state as it is by then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case import changed, managers_there, note, policy_in_force, queue_of, stale_homes
from bot.digests import fire_digest
from bot.errors import LostRace, StorageAway
from bot.escalation import Escalation, State
from bot.identifiers import UserId
from bot.notices import Delayed
from bot.policy import ClockKind, Policy, Told
from bot.ports import Storage, Work
from bot.reminding.day_ends import fire_day_end
from bot.reminding.nudges import Said, fire_nudge, nudge, told_of
from bot.reminding.reminders import (
    COMMUNICATE_EVERY,
    FRACTIONS,
    ONE_SECOND,
    About,
    Step,
    Subject,
    Timer,
    TimerKind,
    next_breach_step,
    read_about,
)
from bot.rotation.absences import absence_is_over
from bot.rotation.choice import NobodyEligible
from bot.rotation.offers import next_person, offer, put_before, wake_unoffered
from bot.rotation.passing_on import reckon_one
from bot.service.clocks import Service, clocks_of, follow_hours, miss
from bot.service.deadlines import deadline_nears
from bot.service.hours import working_hours
from bot.service.service_levels import ClockName, ClockReading, Verdict
from bot.service.waiting import wait_is_over

PUT_OFF = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Fired:
    """How many timers were fired, and what went wrong with those that could not be."""

    count: int
    failures: tuple[Exception, ...] = ()


def run_due(storage: Storage, now: datetime, *, limit: int = 500) -> Fired:
    """Fires what is due, each timer in a transaction of its own.

    A timer that fails is put off, so that it holds up none of the others. Raises StorageAway.
    """
    count, failures = 0, list[Exception]()
    while count + len(failures) < limit:
        timer: Timer | None = None
        try:
            with storage.begin() as work:
                timer = work.timers.take_due(now)
                if timer is None:
                    break
                fire(work, timer, now)
            count += 1
        except StorageAway:
            raise
        except LostRace:
            # Somebody changed the same case at that moment: the timer is still there, with the new
            # state to be looked at by the next call.
            break
        except Exception as failure:
            if timer is None:
                raise
            failures.append(failure)
            with storage.begin() as work:
                work.timers.postpone(timer, now + PUT_OFF)
    return Fired(count, tuple(failures))


def fire(work: Work, timer: Timer, now: datetime) -> None:
    """Does what a timer is for, if it is still so."""
    policy = policy_in_force(work)
    of_no_case = _OF_NO_CASE.get(timer.kind)
    if of_no_case is not None:
        of_no_case(work, policy, timer, now)
        return
    if timer.kind is TimerKind.ABSENCE_OVER:
        absence_is_over(work, UserId(timer.about), now)
        return
    escalation = work.escalations.get(timer.escalation_id) if timer.escalation_id else None
    if escalation is None or escalation.state is State.CLOSED:
        return
    service = Service(policy, queue_of(policy, escalation))
    match timer.kind:
        case TimerKind.REMINDER:
            _remind(work, escalation, service, timer, now)
        case TimerKind.OFFER_LAPSE:
            _lapse(work, escalation, service, now)
        case TimerKind.OFFER_LAPSING:
            _lapsing(work, escalation, service, timer, now)
        case TimerKind.OFFER_AGAIN:
            _offer_again(work, escalation, service, now)
        case TimerKind.WAIT_OVER:
            wait_is_over(work, escalation, service, now)
        case TimerKind.DEADLINE:
            deadline_nears(work, escalation, service, timer, now)
        case TimerKind.COMMUNICATE:
            _ask_to_communicate(work, escalation, service, timer, now)
        case TimerKind.RECKON:
            reckon_one(work, escalation, service, now)


_OF_NO_CASE: Mapping[TimerKind, Callable[[Work, Policy, Timer, datetime], None]] = {
    TimerKind.DIGEST: fire_digest,
    TimerKind.DAY_END: fire_day_end,
    TimerKind.NUDGE: fire_nudge,
}
"""What is not of one case: a case is locked for the others."""


def _remind(
    work: Work, escalation: Escalation, service: Service, timer: Timer, now: datetime
) -> None:
    about = read_about(timer.about)
    clock = about.subject.clock
    reading = clocks_of(work, escalation).get(clock) if clock else None
    if reading is None or not reading.is_running:
        return
    match about.step:
        case Step.BREACH:
            if reading.verdict is Verdict.RUNNING and reading.is_late(now):
                _breach(work, escalation, service, reading, now)
        case Step.AGAIN:
            if reading.verdict is Verdict.MISSED:
                _tell_of_breach(work, escalation, service, reading, about.number, now)
        case _:
            # Of two steps that fell due while nothing ran, the later one is said.
            later = reading.share(FRACTIONS[Step.MOST])
            if about.step is Step.MOST:
                work.outbox.put(*stale_homes(work))  # from here on it is at risk
            overtaken = about.step is Step.HALF and now >= later
            if not overtaken and reading.share(FRACTIONS[about.step]) <= now <= reading.due_at:
                people = told_of(work, service.policy, service.queue, escalation, now)
                said = _said(escalation, reading, about, timer.due_at)
                is_theirs = escalation.holder in people
                nudge(work, service.policy, people, said, as_manager=not is_theirs)


def _said(escalation: Escalation, reading: ClockReading, about: About, due_at: datetime) -> Said:
    return Said(escalation, about, reading.run, due_at, at_any_hour=reading.hours.are_all)


def _breach(
    work: Work, escalation: Escalation, service: Service, reading: ClockReading, now: datetime
) -> None:
    miss(work, escalation, reading, now)
    note(work, escalation.id, now, f"{reading.clock.words} missed")
    changed(work, escalation.id)
    _tell_of_breach(work, escalation, service, reading, 0, now)
    if reading.clock is ClockName.RESOLUTION:
        work.outbox.put(Delayed(escalation.requester, escalation.id, reading.run))


def _tell_of_breach(
    work: Work,
    escalation: Escalation,
    service: Service,
    reading: ClockReading,
    number: int,
    now: datetime,
) -> None:
    """Tells whom the policy names of a missed target, and plans the next time. After a time in
    which nothing ran, the steps that have passed are one."""
    policy, queue = service.policy, service.queue
    following, at = next_breach_step(reading, policy, now)
    number = max(number, following - 1)
    steps = [policy.breach_step(n) for n in range(number + 1)]
    tell = set(steps[-1].tell) | (set(steps[0].tell) if _is_new(reading) else set())
    subject = Subject(reading.clock.value)
    about = About(subject, Step.AGAIN, number) if number else About(subject, Step.BREACH)
    since = reading.overdue(steps[-1].after) if number else reading.due_at + ONE_SECOND
    said = _said(escalation, reading, about, since)
    holders = set(told_of(work, policy, queue, escalation, now))
    if Told.OWNER in tell:
        nudge(work, policy, holders, said, as_manager=escalation.holder not in holders)
    else:
        holders = set() if escalation.holder is None else {escalation.holder}
    managers: set[UserId] = set()
    if Told.MANAGERS in tell:
        managers |= managers_there(work, policy, queue, now)
    if Told.WORKSPACE in tell:
        managers |= managers_there(work, policy, None, now)
    nudge(work, policy, managers - holders, said, as_manager=True)
    # A verb may have planned it at the same moment: one is enough.
    work.timers.cancel_clock(escalation.id, reading.clock.value)
    again = str(About(subject, Step.AGAIN, following))
    work.timers.plan([Timer(TimerKind.REMINDER, at, escalation.id, again)])


def _is_new(reading: ClockReading) -> bool:
    """Whether its miss is noted only now."""
    return reading.verdict is Verdict.RUNNING


def _lapse(work: Work, escalation: Escalation, service: Service, now: datetime) -> None:
    """An unclaimed offer goes to the next person, if there is one who hasn't had it this round and
    the first response isn't missed yet; if there isn't, it stays, and its holder is reminded."""
    offered, policy, queue = escalation.offer, service.policy, service.queue
    if escalation.state is not State.OPEN or offered is None or now < offered.lapses_at:
        return
    reading = clocks_of(work, escalation).get(ClockName.FIRST_RESPONSE)
    waiting = reading is not None and reading.is_running
    if waiting and reading is not None and now >= reading.due_at:
        return
    choice = next_person(work, escalation, policy, queue, now, new_round=False)
    if isinstance(choice, NobodyEligible):
        if waiting and reading is not None:
            # Of two steps that fell due while nothing ran, the later one is said.
            if now >= reading.share(FRACTIONS[Step.MOST]):
                return
            half = About(Subject.FIRST_RESPONSE, Step.HALF)
            nudge(work, policy, [offered.to], _said(escalation, reading, half, offered.lapses_at))
        return
    note(work, escalation.id, now, "offer lapsed", details={"to": offered.to})
    wake_unoffered(work, queue.name, now)
    after = put_before(work, escalation, policy, queue, choice, now)
    work.escalations.save(after)
    follow_hours(work, after, service, now)
    changed(work, escalation.id)


def _lapsing(
    work: Work, escalation: Escalation, service: Service, timer: Timer, now: datetime
) -> None:
    """Who an offer was made to is reminded before it goes to somebody else. One that won't, since
    nobody else can take it or the target ends sooner, is reminded of as its target's time goes."""
    offered = escalation.offer
    if escalation.state is not State.OPEN or offered is None or now >= offered.lapses_at:
        return
    reading = clocks_of(work, escalation).get(ClockName.FIRST_RESPONSE)
    if reading is not None and reading.is_running and offered.lapses_at >= reading.due_at:
        return
    # Who will be in their hours by then, not who is now.
    then = offered.lapses_at
    choice = next_person(work, escalation, service.policy, service.queue, then, new_round=False)
    level = service.policy.service_level(escalation.kind, escalation.priority)
    if isinstance(choice, NobodyEligible) or level is None:
        return
    run = int(offered.made_at.timestamp())
    about = About(Subject.OFFER, Step.LAPSING)
    any_hour = level.clock is ClockKind.ROUND_THE_CLOCK
    said = Said(escalation, about, run, timer.due_at, at_any_hour=any_hour)
    nudge(work, service.policy, [offered.to], said)


def _offer_again(work: Work, escalation: Escalation, service: Service, now: datetime) -> None:
    if escalation.state is not State.OPEN or escalation.offer is not None:
        return
    after = offer(work, escalation, service.policy, service.queue, now, quiet=True)
    if after.offer is not None:
        work.escalations.save(after)
        follow_hours(work, after, service, now)
        changed(work, escalation.id)


def _ask_to_communicate(
    work: Work, escalation: Escalation, service: Service, timer: Timer, now: datetime
) -> None:
    if escalation.state is not State.DECIDED or escalation.owner is None:
        return
    about = About(Subject.COMMUNICATION, Step.DAILY)
    owner = escalation.owner
    nudge(work, service.policy, [owner], Said(escalation, about, escalation.run, timer.due_at))
    # Counted from when they read it, so that a weekend is not two reminders.
    hours = working_hours(service.policy, owner, work.people.get(owner))
    again = hours.next_open(max(timer.due_at, now)) + COMMUNICATE_EVERY
    work.timers.cancel(escalation.id, [TimerKind.COMMUNICATE])
    work.timers.plan([Timer(TimerKind.COMMUNICATE, again, escalation.id)])
