"""An office closes soon: who owns an urgent case of all hours is asked to hand it over."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import RequestKey
from bot.case.priority import Priority
from bot.case.states import IN_HAND
from bot.casework.day_ends import BEFORE, end_of_day, next_look, plan_day_end
from bot.casework.queues import queue_of
from bot.casework.reminding import Said, nudge
from bot.policy import ClockKind, Policy
from bot.ports import CaseFilter, Receipt, Work
from bot.reminders.about import About, Step, Topic, instant_of, number_of, to_the_second
from bot.reminders.plan import ONE_SECOND
from bot.reminders.timers import DayEnd, Recheck
from bot.service_levels.hours import office_hours, office_of

EVERY_CLAIMED_CASE = 10_000


def fire_day_end(work: Work, policy: Policy, timer: DayEnd, now: datetime) -> None:
    """Asks the owners in an office that closes soon, and plans its next end. What was due while
    nothing ran is not said once it is closed."""
    office = timer.office
    if office not in policy.offices:
        return
    closes = end_of_day(office_hours(policy, office), now)
    plan_day_end(work, office, next_look(policy, office, now))
    if closes is None or now < closes - BEFORE:
        return
    about, run = About(Topic.DAY_END, Step.CLOSING), to_the_second(closes)
    since = max(timer.due_at, closes - BEFORE)
    claimed = CaseFilter(states=IN_HAND)
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
    key = RequestKey(f"day_end:{case.id}:{case.owner}:{number_of(said.run)}")
    if work.requests.find(key) is None:
        work.requests.keep(key, Receipt("", case.id), now)
        nudge(work, policy, [case.owner], said)
        # Once it is closed, nothing is to be handed over before that any more.
        work.timers.plan([Recheck(instant_of(said.run) + ONE_SECOND, case.id)])
