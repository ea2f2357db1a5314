"""An offer lapses, is about to, or can be made again."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.case.escalation import Escalation, Offer
from bot.casework.approvers import look_for_approver
from bot.casework.offers import next_person, offer, put_before, wake_unoffered
from bot.casework.record import case_changed, record
from bot.casework.reminding import Said, nudge
from bot.casework.service_clocks import ServedBy, clocks_of, follow_hours
from bot.due.clock_step import said_of
from bot.events import OfferLapsed
from bot.policy import ClockKind, Policy
from bot.ports import Work
from bot.reminders.about import About, Step, Topic, to_the_second
from bot.reminders.plan import FRACTIONS
from bot.reminders.timers import ApproverLook, OfferAgain, OfferLapse, OfferLapsing
from bot.rotation.choice import NobodyEligible
from bot.service_levels.clocks import ClockName, ClockReading


def fire_of_asking(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    timer: OfferLapse | OfferLapsing | OfferAgain | ApproverLook,
    now: datetime,
) -> None:
    """Somebody is asked to take a case, or to approve its decision, or nobody could be."""
    match timer:
        case OfferLapse():
            fire_lapse(work, escalation, served_by, now)
        case OfferLapsing():
            fire_lapsing(work, escalation, served_by, timer, now)
        case OfferAgain():
            fire_offer_again(work, escalation, served_by, now)
        case ApproverLook():
            look_for_approver(work, escalation, served_by, now)
        case _:
            assert_never(timer)


def fire_lapse(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> None:
    """An unclaimed offer goes to the next person, if there is one who hasn't had it this round and
    the first response isn't missed yet; if there isn't, it stays, and its holder is reminded."""
    offered, policy, queue = escalation.offer, served_by.policy, served_by.queue
    if not escalation.is_unclaimed or offered is None or now < offered.lapses_at:
        return
    reading = clocks_of(work, escalation).get(ClockName.FIRST_RESPONSE)
    waiting = reading is not None and reading.is_running
    if waiting and reading is not None and now >= reading.due_at:
        return
    choice = next_person(work, escalation, policy, queue, now, new_round=False)
    if isinstance(choice, NobodyEligible):
        if waiting and reading is not None:
            _remind_of_first_response(work, escalation, policy, reading, offered, now)
        return
    record(work, escalation.id, now, OfferLapsed(offered.to))
    wake_unoffered(work, queue.name, now)
    after = put_before(work, escalation, policy, queue, choice, now)
    work.escalations.save(after)
    follow_hours(work, after, served_by, now)
    case_changed(work, escalation.id)


def _remind_of_first_response(
    work: Work,
    escalation: Escalation,
    policy: Policy,
    reading: ClockReading,
    offered: Offer,
    now: datetime,
) -> None:
    """The half-way reminder; the later one where another priority has left too little time for
    either. Where the later one comes by itself, that is said."""
    most = FRACTIONS[Step.MOST]
    was_past = reading.used >= reading.target * most
    if now >= reading.share(most) and not was_past:
        return
    about = About(Topic.FIRST_RESPONSE, Step.MOST if was_past else Step.HALF)
    nudge(work, policy, [offered.to], said_of(escalation, reading, about, offered.lapses_at))


def fire_lapsing(
    work: Work, escalation: Escalation, served_by: ServedBy, timer: OfferLapsing, now: datetime
) -> None:
    """Who an offer was made to is reminded before it goes to somebody else. One that won't, since
    nobody else can take it or the target ends sooner, is reminded of as its target's time goes."""
    offered = escalation.offer
    if not escalation.is_unclaimed or offered is None or now >= offered.lapses_at:
        return
    reading = clocks_of(work, escalation).get(ClockName.FIRST_RESPONSE)
    if reading is not None and reading.is_running and offered.lapses_at >= reading.due_at:
        return
    # Who will be in their hours by then, not who is now.
    then = offered.lapses_at
    choice = next_person(work, escalation, served_by.policy, served_by.queue, then, new_round=False)
    level = served_by.policy.service_level(escalation.kind, escalation.priority)
    if isinstance(choice, NobodyEligible) or level is None:
        return
    run = to_the_second(offered.made_at)
    about = About(Topic.OFFER, Step.LAPSING)
    any_hour = level.clock is ClockKind.ROUND_THE_CLOCK
    said = Said(escalation, about, run, timer.due_at, at_any_hour=any_hour)
    nudge(work, served_by.policy, [offered.to], said)


def fire_offer_again(
    work: Work, escalation: Escalation, served_by: ServedBy, now: datetime
) -> None:
    if not escalation.is_unclaimed or escalation.offer is not None:
        return
    after = offer(work, escalation, served_by.policy, served_by.queue, now, quiet=True)
    if after.offer is not None:
        work.escalations.save(after)
        follow_hours(work, after, served_by, now)
        case_changed(work, escalation.id)
