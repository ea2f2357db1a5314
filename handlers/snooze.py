"""Being reminded of something later, through the form behind a reminder's button."""

from __future__ import annotations

from bot.case import approach
from bot.errors import Refused
from bot.lists import view_for
from bot.people import Actor, Via
from bot.reminding.nudges import SNOOZED_BEFORE, check_may_snooze, snooze
from handlers.answers import Answer, Nothing, Open, View
from handlers.desk import Desk
from handlers.forms import snooze as form
from handlers.front.requests import Click, Submission
from handlers.local_time import local_time


def from_button(desk: Desk, request: Click) -> Answer:
    """The Snooze button of a reminder opens the form."""
    user = request.sender.user

    def build() -> View:
        number, about, run = form.reminder_of(request.value)
        now = desk.clock.now()
        with desk.storage.read() as work:
            here = local_time(work, user)
            case = approach(work, number, Actor(user, Via.BUTTON), lock=False)
            check_may_snooze(case)
            seen = view_for(work, user, case.escalation)
            before = work.snoozes.of(user, [number])
        if any((s.about, s.run) == (about, run) for s in before):
            raise Refused(SNOOZED_BEFORE)
        next_day = here.next_working_day(now)
        return form.build(seen.escalation, about, run, now, next_day, here.zone)

    return Open(build)


def submitted(desk: Desk, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    desk.carry_out(request.key, lambda work, now: snooze(work, wanted, now))
    return Nothing()
