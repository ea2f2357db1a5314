"""Which notes in somebody's messages are settled, and what they say then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.identifiers import UserId
from bot.casework.case_view import view
from bot.casework.viewer import Viewer
from bot.notices import (
    CameBack,
    CaseNote,
    FeedbackNews,
    FeedbackReminder,
    Nudge,
    Reminders,
    SecondLookNote,
    Undelivered,
    WentAway,
)
from bot.ports import Lying, Snooze, Work
from bot.reports.books import Library
from handlers.delivery.rendering import render
from handlers.delivery.rendering_feedback import settled_feedback
from handlers.delivery.rendering_reminders import render_reminders
from handlers.delivery.rendering_second_looks import settled_second_look
from handlers.slack.messages.markup import Message, has_buttons, thread_link
from handlers.slack.messages.settled import Past, of_absence, of_row, settled
from handlers.web_api.directory import team_url

LIVING = (
    CaseNote
    | Reminders
    | FeedbackNews
    | FeedbackReminder
    | SecondLookNote
    | WentAway
    | CameBack
    | Undelivered
)
"""What has a subject, and so a life."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A note that lies there, and what it's to say from now on. `left`: what of it is still so;
    None for one that is settled."""

    note: Lying
    message: Message
    left: Reminders | None = None


def edits_of(storage: Library, to: str, lying: Sequence[Lying], now: datetime) -> Iterator[Edit]:
    """The notes that are to be edited. A note lives as long as it would be said now, with something
    to press; of several reminders of a case only the newest does, and it says what is still so."""
    again = Reminders | FeedbackReminder
    last = max((one.id for one in lying if isinstance(one.notice, again)), default=0)
    for one in lying:
        notice = one.notice
        if not isinstance(notice, LIVING):
            continue
        is_overtaken = isinstance(notice, again) and one.id != last
        left: Reminders | None = None
        if isinstance(notice, Reminders):
            said, nudges = render_reminders(storage, notice, now)
            left = replace(notice, nudges=nudges)
        else:
            said = render(storage, notice, now)
        if said is None or not has_buttons(said) or is_overtaken:
            with storage.read() as work:
                words = _line(work, UserId(to), notice, now, is_overtaken=is_overtaken)
            yield Edit(one, words)
        elif left is not None and left != notice:
            yield Edit(one, said, left)


def _line(
    work: Work,
    to: UserId,
    notice: LIVING,
    now: datetime,
    *,
    is_overtaken: bool,
) -> Message:
    if isinstance(notice, WentAway | CameBack):
        return of_absence(notice, work.absences.current(now, [to]).get(to))
    if isinstance(notice, Undelivered):
        return of_row(notice)
    if isinstance(notice, SecondLookNote):
        return settled_second_look(work, notice)
    if isinstance(notice, FeedbackNews | FeedbackReminder):
        return settled_feedback(work, notice, now, is_overtaken=is_overtaken)
    return _of_case(work, to, notice, now, is_overtaken=is_overtaken)


def _of_case(
    work: Work, to: UserId, notice: CaseNote | Reminders, now: datetime, *, is_overtaken: bool
) -> Message:
    case = notice.nudges[0].escalation_id if isinstance(notice, Reminders) else notice.escalation_id
    escalation = work.escalations.peek(case)
    assert escalation is not None, "cases are kept"
    whole = view(work, escalation)
    snoozes = work.snoozes.of(to, [case]) if isinstance(notice, Reminders) else ()
    nudges = notice.nudges if isinstance(notice, Reminders) else ()
    until = max((s.until for s in snoozes if s.until > now and _is_of(s, nudges)), default=None)
    past = Past(notice, to, tuple(work.timeline.of(case)), until, is_overtaken)
    seen = Viewer(work, to).seen(whole)
    return settled(past, seen, thread_link(team_url(work), whole.thread), now)


def _is_of(snooze: Snooze, nudges: Sequence[Nudge]) -> bool:
    return any((n.of, n.in_run) == (snooze.about, snooze.run) for n in nudges)
