"""A second look is put before somebody, comes back to them, goes on to another, or ends."""

from __future__ import annotations

from datetime import datetime

from bot.case.second_look import LookState, SecondLook
from bot.casework.queues import queue_of
from bot.casework.record import notes_changed, stale_homes
from bot.casework.second_looks import (
    ANSWER_WITHIN,
    LASTS,
    ask_reviewer,
    end_look,
    is_about_what_stands,
    may_still_judge,
    plan_step,
)
from bot.casework.service_clocks import ServedBy
from bot.notices import SecondLookWanted, about_second_look
from bot.policy import Policy
from bot.ports import Work
from bot.reminders.timers import SecondLookStep
from bot.service_levels.hours import working_hours


def fire_second_look(work: Work, policy: Policy, timer: SecondLookStep, now: datetime) -> None:
    """What is to come of a second look by now, as things stand."""
    look = work.second_looks.get(timer.look)
    escalation = work.escalations.peek(look.escalation_id) if look is not None else None
    if look is None or escalation is None or not look.is_open:
        return
    if not is_about_what_stands(work, escalation, look):
        end_look(work, look, LookState.DROPPED)
        return
    if now >= look.drawn_at + LASTS:
        end_look(work, look, LookState.LAPSED)
        return
    served_by = ServedBy(policy, queue_of(policy, escalation))
    if look.state is LookState.ASKED and may_still_judge(work, escalation, served_by, look, now):
        if look.comes_at is not None:
            _comes_back(work, policy, look, now)
            return
        if look.lapses_at is not None and now < look.lapses_at:
            plan_step(work, look, look.lapses_at)
            return
    work.outbox.put(*notes_changed(work, about_second_look(look.id)), *stale_homes(work))
    ask_reviewer(work, escalation, served_by, look, now)


def _comes_back(work: Work, policy: Policy, look: SecondLook, now: datetime) -> None:
    """What its reviewer has put off is asked again, in their hours."""
    assert look.reviewer is not None, "it is with somebody"
    assert look.comes_at is not None, "it was put off"
    hours = working_hours(policy, look.reviewer, work.people.get(look.reviewer))
    opens = hours.next_open(max(now, look.comes_at))
    if opens > now:
        plan_step(work, look, opens)
        return
    after = work.second_looks.save(look.back())
    work.outbox.put(SecondLookWanted(look.reviewer, after.id, after.number), *stale_homes(work))
    plan_step(work, after, after.lapses_at or hours.add(now, hours.length(ANSWER_WITHIN)))
