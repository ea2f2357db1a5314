"""A case becomes somebody's: its turns, clocks and timers follow, however they came to have it."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.casework.approach import Case
from bot.casework.service_clocks import expect_updates, follow_hours, meet_first_response
from bot.ports import Work
from bot.reminders.timers import OfferAgain, OfferLapse, OfferLapsing
from bot.rotation.choice import Turn


def give(work: Work, case: Case, user: UserId, now: datetime) -> Escalation:
    """Makes this person the owner of a case that nobody has, or that was handed to them: that is
    its first response. Returns the case as changed and saved."""
    before = case.escalation
    offered_to = before.offer.to if before.offer else None
    if before.owner is None and offered_to != user:
        _swap_turns(work, case, offered_to, user, now)
    meet_first_response(work, before, now)
    work.timers.cancel(before.id, [OfferLapse, OfferLapsing, OfferAgain])
    after = before.claimed(user, now)
    work.escalations.save(after)
    follow_hours(work, after, case.served_by, now)
    expect_updates(work, after, case.served_by, now)
    return after


def take(work: Work, case: Case, user: UserId, now: datetime) -> Escalation:
    """Makes this person the owner in the place of another, whose turn is given back as if it had
    only been offered to them. Returns the case as changed and saved."""
    before = case.escalation
    _swap_turns(work, case, before.owner, user, now)
    after = before.taken_over(user, now)
    work.escalations.save(after)
    follow_hours(work, after, case.served_by, now)
    if after.is_owned:
        expect_updates(work, after, case.served_by, now)
    return after


def _swap_turns(work: Work, case: Case, gives: UserId | None, takes: UserId, now: datetime) -> None:
    """Claiming what was offered to somebody else uses the claimer's turn and gives theirs back; so
    does claiming what was offered to nobody. A hand-over accepted uses none, nor does a manager
    who isn't on the rotation: they have no turns."""
    e = case.escalation
    work.turns.lock(case.policy.sharing(case.queue.name))
    if gives is not None:
        work.turns.give_back(e.id, gives, e.run)
    if case.queue.member(takes) is not None:
        work.turns.add(Turn(case.queue.name, takes, e.id, now, e.run))
