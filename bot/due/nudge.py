"""A person is due to be reminded: everything by then about one case in one message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.case.errors import LostRace
from bot.case.identifiers import EscalationId
from bot.casework.queues import policy_in_force, queue_of
from bot.casework.record import notes_changed
from bot.casework.reminding import Said, is_gone, nudge, told_about
from bot.notices import NotesChanged, Nudge, Reminders, about_case
from bot.policy import Policy
from bot.ports import Work
from bot.reminders.about import Run, Topic, number_of
from bot.reminders.timers import PlannedNudge
from bot.reminders.worst_first import how_bad, how_far
from bot.service_levels.hours import Hours, working_hours


def fire_nudge(work: Work, policy: Policy, timer: PlannedNudge, now: datetime) -> None:
    """A message for each case that a person is to be reminded of by now, the worst first. What may
    not be said at this hour waits for their next; of several reminders of the same, the furthest
    counts."""
    due = [timer, *work.timers.take_nudges(timer.to, now)]
    if is_gone(work, timer.to, now):
        _remind_others(work, policy, [t for t in due if not t.as_manager], now)
        due = [t for t in due if t.as_manager]
        if not due:
            return
    hours = working_hours(policy, timer.to, work.people.get(timer.to))
    _remind(work, due, hours, now, _lying(work, due))


def fire_nudges(work: Work, first: PlannedNudge, now: datetime, most: int) -> int:
    """The same for the person of `first` and others who are due, so many at most; how many.

    Raises LostRace where they are better reminded one by one.
    """
    policy = policy_in_force(work)
    due = work.timers.gather_nudges(first, now, most)
    known, away = work.people.several(due), work.absences.current(now, due)
    lying = _lying(work, (timer for timers in due.values() for timer in timers))
    for to, timers in due.items():
        if to not in known or not known[to].can_be_asked or to in away:
            # Others are told what they were to be told: some of these, it may be, in one message.
            raise LostRace(to)
        _remind(work, timers, working_hours(policy, to, known[to]), now, lying)
    return len(due)


def _lying(work: Work, due: Iterable[PlannedNudge]) -> Sequence[NotesChanged]:
    """Who has notes about these cases."""
    return notes_changed(work, *{about_case(timer.escalation_id) for timer in due})


def _remind(
    work: Work,
    due: Sequence[PlannedNudge],
    hours: Hours,
    now: datetime,
    lying: Sequence[NotesChanged],
) -> None:
    """What one person is to be reminded of who is there, in their hours."""
    to = due[0].to
    opens = hours.next_open(now)
    if opens > now:
        later = [t for t in due if not t.at_any_hour]
        work.timers.plan(replace(t, due_at=opens) for t in later)
        due = [t for t in due if t.at_any_hour]
    furthest: dict[tuple[EscalationId, Topic, Run | None, bool], PlannedNudge] = {}
    for one in sorted(due, key=lambda t: (t.wanted_at, t.id)):
        # Of two waits that are over the later counts, though each has a run of its own.
        run = None if one.about.subject is Topic.WAIT else one.run
        same = one.escalation_id, one.about.subject, run, one.as_manager
        before = furthest.get(same)
        # By how far and not by when: a snoozed one may come after what has overtaken it.
        if before is None or how_far(one.about) >= how_far(before.about):
            furthest[same] = one
    for case, nudges in _by_case(furthest.values()).items():
        # What lies there of the case is overtaken by this, if this is a message of its own.
        overtaken = [n for n in lying if n.to == to and n.subject == about_case(case)]
        work.outbox.put(Reminders(to, nudges, now.isoformat()), *overtaken)


def _by_case(due: Iterable[PlannedNudge]) -> Mapping[EscalationId, tuple[Nudge, ...]]:
    """What is to be said of each case; cases and what is said of each with the worst first."""
    worst_first = sorted(due, key=lambda t: (how_bad(t.about), t.wanted_at, t.id))
    cases = dict.fromkeys(t.escalation_id for t in worst_first)
    return {
        case: tuple(_nudge(t) for t in worst_first if t.escalation_id == case) for case in cases
    }


def _remind_others(work: Work, policy: Policy, due: Iterable[PlannedNudge], now: datetime) -> None:
    """What somebody was to be reminded of who is away now, or has left: who is there is told. The
    end of their day is nobody else's: what they have was listed when they went."""
    for timer in due:
        if timer.about.subject is Topic.DAY_END:
            continue
        escalation = work.escalations.peek(timer.escalation_id)
        if escalation is None or escalation.holder != timer.to:
            # Who was to approve it and is away now is followed by another, who is told.
            continue
        queue, subject = queue_of(policy, escalation), timer.about.subject
        people, _ = told_about(work, policy, queue, escalation, subject, now)
        said = Said(escalation, timer.about, timer.run, timer.wanted_at, timer.at_any_hour)
        nudge(work, policy, people, said, as_manager=True)


def _nudge(timer: PlannedNudge) -> Nudge:
    return Nudge(
        timer.escalation_id,
        str(timer.about),
        number_of(timer.run),
        timer.wanted_at.isoformat(),
        timer.as_manager,
        timer.at_any_hour,
    )
