"""A feedback item is brought back to who is to act on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.feedback import UNFINISHED
from bot.casework.feedback_looks import plan_look
from bot.casework.feedback_people import told_of_item
from bot.casework.record import notes_changed
from bot.notices import FeedbackChanged, FeedbackReminder, about_feedback
from bot.policy import Policy
from bot.ports import Work
from bot.reminders.timers import FeedbackLook
from bot.service_levels.hours import working_hours


def fire_feedback(work: Work, policy: Policy, timer: FeedbackLook, now: datetime) -> None:
    """Reminds who is to act on it, in their hours, and plans the next time. Its message is drawn
    anew, since it says whether it is late."""
    item = work.feedback.get(timer.item)
    if item is None or item.state not in UNFINISHED:
        return
    told = told_of_item(work, policy, item, now)
    for to, _ in told[:1]:
        opens = working_hours(policy, to, work.people.get(to)).next_open(now)
        if opens > now:
            work.timers.plan([replace(timer, due_at=opens, id=0)])
            return
    reminders = (
        FeedbackReminder(to, item.id, item.state.value, timer.number, instead)
        for to, instead in told
    )
    work.outbox.put(FeedbackChanged(item.id), *reminders)
    # The reminder before this one is overtaken.
    work.outbox.put(*notes_changed(work, about_feedback(item.id)))
    plan_look(work, policy, item, timer.number + 1, now)
