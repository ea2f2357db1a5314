"""Whether a reminder is worth a new message, or changes the one that lies there. Pure rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.notices import Nudge, Reminders
from bot.policy import Policy
from bot.reminders.about import Step
from bot.reminders.worst_first import how_bad, how_far

ONE_DAY = timedelta(days=1)
FRESH = timedelta(hours=1)
"""For so long after a message about a case what is no worse than it says needs no message more."""
TOO_SOON = timedelta(hours=12)
"""What is repeated daily, or seldomer, doesn't come twice in a day: one that had to wait for its
person's working hours may be followed by the next within hours."""


def needs_ping(new: Reminders, lying: Reminders, policy: Policy) -> bool:
    """Whether somebody is to hear of it, though a reminder of the same case lies in their messages
    with its buttons. They hear of what is new or further than that says, and of repetitions where
    they come seldom enough; not of what is less bad than what they heard within the hour."""
    if not lying.pinged_at or not new.pinged_at:
        return True
    since = datetime.fromisoformat(new.pinged_at) - datetime.fromisoformat(lying.pinged_at)
    worst = min(how_bad(n.of) for n in lying.nudges)

    def is_heard(nudge: Nudge) -> bool:
        if _is_daily(nudge, policy):
            before = any(_same(nudge, n) and _is_told_again(n, nudge) for n in lying.nudges)
            return not before or since >= TOO_SOON
        return since >= FRESH or how_bad(nudge.of) <= worst

    return any(is_heard(nudge) for nudge in new.nudges)


def together(new: Reminders, lying: Reminders) -> Reminders:
    """Both as one: of the same subject what is further; the time at which its person heard of it
    stays."""
    overtaken = [
        n
        for n in lying.nudges
        if not any(_same(n, m) and how_far(m.of) >= how_far(n.of) for m in new.nudges)
    ]
    kept = [n for n in new.nudges if not any(_same(n, m) for m in overtaken)]
    return Reminders(new.to, (*overtaken, *kept), lying.pinged_at)


def _same(one: Nudge, other: Nudge) -> bool:
    return (one.of.subject, one.run, one.as_manager) == (
        other.of.subject,
        other.run,
        other.as_manager,
    )


def _is_told_again(before: Nudge, nudge: Nudge) -> bool:
    return before.of.step in (Step.BREACH, Step.AGAIN, Step.DAILY) or before.of == nudge.of


def _is_daily(nudge: Nudge, policy: Policy) -> bool:
    about = nudge.of
    if about.step is Step.AGAIN:
        after = policy.breach_step(about.number).after
        return not nudge.at_any_hour and after.elapsed() >= ONE_DAY
    return about.step is Step.DAILY
