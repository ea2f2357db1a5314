"""Putting a second look off until tomorrow, or passing it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.business_hours import opening_on
from bot.case.errors import RefusalCode, Refused
from bot.case.people import Actor
from bot.case.second_look import SNOOZES, LookId
from bot.casework.absences import zone_of
from bot.casework.approach import acting
from bot.casework.looked_for import looked_for
from bot.casework.queues import policy_in_force
from bot.casework.record import notes_changed, stale_homes
from bot.casework.second_looks import plan_step
from bot.notices import about_second_look
from bot.policy import Duration
from bot.ports import Receipt, Work
from bot.service_levels.hours import working_hours


@dataclass(frozen=True, slots=True)
class PutOffRequest:
    """Somebody can't give this second look now, or not at all."""

    actor: Actor
    look: LookId


def put_off(work: Work, request: PutOffRequest, now: datetime) -> Receipt:
    """Has it come back on their next working day. Raises Refused."""
    user = request.actor.user
    acting(work, user)
    look, escalation = looked_for(work, request.look, user)
    if look.comes_at is not None:
        raise Refused("It's put off already.", code=RefusalCode.ALREADY_SO)
    if look.snoozes >= SNOOZES:
        raise Refused(
            f"You have put {escalation.reference} off {SNOOZES} times. Judge it, or pass it on.",
            code=RefusalCode.ALREADY_SO,
        )
    hours = working_hours(policy_in_force(work), user, work.people.get(user))
    assert hours.calendar is not None, "nobody works all hours"
    today = now.astimezone(ZoneInfo(hours.calendar.timezone)).date()
    until = opening_on(hours.calendar, today + timedelta(days=1))
    lapses_at = hours.add(until, hours.length(Duration(days=1)))
    after = work.second_looks.save(look.snoozed(until, lapses_at))
    plan_step(work, after, until)
    notes = notes_changed(work, about_second_look(look.id))
    work.outbox.put(*notes, *stale_homes(work, user))
    there = until.astimezone(zone_of(work, user))
    return Receipt(f"It comes back {there:%a %-d %b, %H:%M}.")


def pass_on_look(work: Work, request: PutOffRequest, now: datetime) -> Receipt:
    """Puts it before somebody else: they know what was decided, or can't judge it. Raises
    Refused."""
    user = request.actor.user
    acting(work, user)
    look, _ = looked_for(work, request.look, user)
    after = work.second_looks.save(look.waiting())
    plan_step(work, after, now)
    notes = notes_changed(work, about_second_look(look.id))
    work.outbox.put(*notes, *stale_homes(work, user))
    return Receipt("It goes to somebody else.")
