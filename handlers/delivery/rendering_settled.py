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
    FinalText,
    FormNotOpened,
    Nudge,
    Raised,
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
from handlers.slack.messages.markup import Message, thread_link
from handlers.slack.messages.pressable import has_buttons, pressable
from handlers.slack.messages.settled import Past, of_absence, of_form, of_row, settled
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
    | FormNotOpened
)
"""What has a subject, and so a life."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A note that lies there, and what it's to say from now on. `left`: what of it is still so;
    None for one that is settled."""

    note: Lying
    message: Message
    left: Reminders | Raised | None = None


def edits_of(storage: Library, to: str, lying: Sequence[Lying], now: datetime) -> Iterator[Edit]:
    """The notes that are to be edited. A note lives as long as it would be said now, with something
    to press; of several reminders of a case only the newest does, and it says what is still so. It
    takes the place of the notes above it whose buttons it repeats. That a case is raised is said
    anew whenever somebody else has it."""
    again = Reminders | FeedbackReminder
    living = [_said(storage, one, now) for one in lying if isinstance(one.notice, LIVING)]
    last = max((said for said in living if isinstance(said.notice, again)), default=None, key=_id)
    for said in living:
        is_overtaken = last is not None and _overtakes(last, said)
        if said.message is None or not has_buttons(said.message) or is_overtaken:
            with storage.read() as work:
                words = _line(work, UserId(to), said.notice, now, is_overtaken=is_overtaken)
            yield Edit(said.note, words)
        elif said.left is not None and said.left != said.notice:
            yield Edit(said.note, said.message, said.left)


@dataclass(frozen=True, slots=True)
class _Said:
    """A note that lies there, and what it would say now; None: it isn't so any more."""

    note: Lying
    notice: LIVING
    message: Message | None
    left: Reminders | Raised | None = None


def _id(said: _Said) -> int:
    return said.note.id


def _said(storage: Library, note: Lying, now: datetime) -> _Said:
    notice = note.notice
    assert isinstance(notice, LIVING), "only what has a life is asked for"
    if isinstance(notice, Reminders):
        message, nudges = render_reminders(storage, notice, now)
        return _Said(note, notice, message, replace(notice, nudges=nudges))
    if isinstance(notice, FormNotOpened):
        return _Said(note, notice, None)  # nothing but sending the form has it looked at
    message = render(storage, notice, now)
    if isinstance(notice, Raised):
        return _Said(note, notice, message, _with_whom(storage, notice))
    return _Said(note, notice, message)


def _with_whom(storage: Library, notice: Raised) -> Raised:
    """It says with whom the case is: that alone has it edited, what is due is in newer notes."""
    with storage.read() as work:
        escalation = work.escalations.peek(notice.escalation_id)
    return replace(notice, holder=escalation.holder if escalation is not None else None)


def _overtakes(last: _Said, before: _Said) -> bool:
    """Whether the newest reminder takes the place of a note. A reminder takes that of any before
    it; another note keeps its own if it isn't above, or if it is there to be copied."""
    if last.note is before.note:
        return False
    if isinstance(before.notice, Reminders | FeedbackReminder):
        return True
    if isinstance(before.notice, FinalText) or last.message is None or before.message is None:
        return False
    is_above = before.note.ts < last.note.ts
    return is_above and bool(pressable(before.message) & pressable(last.message))


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
    if isinstance(notice, FormNotOpened):
        return of_form()
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
