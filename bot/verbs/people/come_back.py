"""Coming back: offered cases again, in turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.identifiers import UserId
from bot.case.people import Actor
from bot.casework.absences import check_may_put, no_longer_covers, offer_again_to
from bot.casework.approach import acting, namer
from bot.casework.record import notes_changed, stale_homes
from bot.notices import CameBack, about_person
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class BackRequest:
    """Somebody is brought back, mostly by themselves."""

    actor: Actor
    user: UserId


def come_back(work: Work, request: BackRequest, now: datetime) -> Receipt:
    """Somebody may be offered cases again: by round robin, so that they get one and then wait for
    their turn, and what nobody could be offered, as far as they have room. Raises Refused."""
    user, by = request.user, request.actor.user
    acting(work, by)
    check_may_put(work, by, user)
    name = namer(work)(user)
    former = work.absences.end(user, by, now)
    if former is None:
        return Receipt("You aren't away." if by == user else f"{name} isn't away.")
    work.timers.drop_return(user)
    offer_again_to(work, user, now)
    if by != user:
        work.outbox.put(CameBack(user, by))
    no_longer_covers(work, former, by)
    work.outbox.put(*notes_changed(work, about_person(user)), *stale_homes(work, by))
    who = "You are back: you are" if by == user else f"{name} is back: they are"
    return Receipt(f"{who} offered escalations again, in turn.")
