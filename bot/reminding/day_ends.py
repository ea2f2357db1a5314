"""The end of an office's day: who owns an urgent case of all hours is asked to hand it over.

One timer an office, not one a case: whoever has which cases by then is looked at by then, so that
nothing that happens to a case can forget to plan it. It looks again until the end, for what was
claimed or became urgent since; each owner is asked once a day about each case.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.business_hours import OutOfReach
from bot.case import circle_of, policy_in_force, queue_of
from bot.escalation import Escalation, State
from bot.identifiers import RequestKey, UserId
from bot.policy import ClockKind, Policy, Priority
from bot.ports import Receipt, Wanted, Work
from bot.reminding.nudges import Said, nudge
from bot.reminding.reminders import About, Step, Subject, Timer, TimerKind
from bot.rotation.choice import in_turn, obstacle
from bot.rotation.offers import asked_of, candidates_of, exclusions_of
from bot.service.hours import Hours, office_hours, office_of

BEFORE = timedelta(minutes=30)
"""How long before the end they are asked."""
LOOKS = (BEFORE, timedelta(minutes=20), timedelta(minutes=10))
"""When it is looked who has what; who takes a case later than the last knows that they close."""
BREAK = timedelta(hours=3)
"""A pause that is shorter is no end of the day."""
FORTNIGHT = timedelta(days=14)
"""An office whose day hasn't ended by then only pauses, and never closes."""
EVERY_CLAIMED_CASE = 10_000


def end_of_day(hours: Hours, at: datetime) -> datetime | None:
    """The first end of a day after an instant; None for an office that never closes, or has no
    more than short pauses for a fortnight."""
    try:
        closes = hours.next_close(at)
        while closes is not None and (opens := hours.next_open(closes)) - closes < BREAK:
            closes = hours.next_close(opens) if opens - at < FORTNIGHT else None
    except OutOfReach:
        return None
    return closes if closes is not None and closes - at <= FORTNIGHT else None


def plan_day_ends(work: Work, policy: Policy, now: datetime) -> None:
    """Makes the timers those of the policy's offices. One that is due is left to its firing."""
    planned = {t.about: t.due_at for t in work.timers.of_kind(TimerKind.DAY_END)}
    for office in planned.keys() - policy.offices.keys():
        work.timers.drop(TimerKind.DAY_END, office)
    for office in policy.offices:
        before, wanted = planned.get(office), _next(policy, office, now)
        if before != wanted and (before is None or before > now):
            _plan(work, office, wanted)


def _next(policy: Policy, office: str, now: datetime) -> datetime | None:
    """When the office's people are asked next; None where it never closes."""
    closes = end_of_day(office_hours(policy, office), now + LOOKS[-1])
    if closes is None:
        return None
    return next(closes - before for before in LOOKS if closes - before > now)


def _plan(work: Work, office: str, at: datetime | None) -> None:
    """In place of any other of this office."""
    work.timers.drop(TimerKind.DAY_END, office)
    if at is not None:
        work.timers.plan([Timer(TimerKind.DAY_END, at, about=office)])


def fire_day_end(work: Work, policy: Policy, timer: Timer, now: datetime) -> None:
    """Asks the owners in an office that closes soon, and plans its next end. What was due while
    nothing ran is not said once it is closed."""
    office = timer.about
    if office not in policy.offices:
        return
    closes = end_of_day(office_hours(policy, office), now)
    _plan(work, office, _next(policy, office, now))
    if closes is None or now < closes - BEFORE:
        return
    about, run = About(Subject.DAY_END, Step.CLOSING), int(closes.timestamp())
    since = max(timer.due_at, closes - BEFORE)
    claimed = Wanted(states=(State.CLAIMED,))
    for case in work.escalations.find(claimed, limit=EVERY_CLAIMED_CASE):
        if _is_asked(policy, case, office):
            _ask_once(work, policy, Said(case, about, run, since, at_any_hour=True), now)


def _is_asked(policy: Policy, case: Escalation, office: str) -> bool:
    """What waits on somebody can wait for the morning, and who was asked for has been asked."""
    level = policy.service_level(case.kind, case.priority)
    counts_all_hours = level is not None and level.clock is ClockKind.ROUND_THE_CLOCK
    if case.priority is not Priority.P1 or not counts_all_hours or case.hand_over is not None:
        return False
    queue = queue_of(policy, case)
    return case.owner is not None and office_of(policy, case.owner, queue) == office


def _ask_once(work: Work, policy: Policy, said: Said, now: datetime) -> None:
    """Asks the owner, unless they have been asked about this case at this end of the day."""
    case = said.escalation
    assert case.owner is not None, "a claimed case has an owner"
    key = RequestKey(f"day_end:{case.id}:{case.owner}:{said.run}")
    if work.requests.find(key) is None:
        work.requests.keep(key, Receipt("", case.id), now)
        nudge(work, policy, [case.owner], said)


def awake_then(
    work: Work, escalation: Escalation, at: datetime, now: datetime
) -> tuple[UserId, ...]:
    """Who could take the case over at an instant, in their hours; whose turn is next goes first."""
    policy = policy_in_force(work)
    queue = queue_of(policy, escalation)
    asked, excluded = asked_of(policy, escalation), exclusions_of(work, escalation)
    cleared = circle_of(work, policy, queue, escalation).cleared
    found = in_turn(
        c
        for c in candidates_of(work, policy, queue, now, cleared)
        if c.user != escalation.owner
        and c.hours.is_open(at)
        and obstacle(c, asked, excluded, at) is None
    )
    return tuple(c.user for c in found)
