"""Which notes in somebody's messages are settled, and what they say then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.case.identifiers import UserId
from bot.casework.case_view import view
from bot.casework.viewer import Viewer
from bot.notices import CaseNote, Nudge, Reminders
from bot.ports import Lying, Snooze, Storage, Work
from handlers.delivery.rendering import render
from handlers.slack.messages.markup import Message, has_buttons, thread_link
from handlers.slack.messages.settled import Past, settled
from handlers.web_api.directory import team_url


def settled_notes(
    storage: Storage, to: str, lying: Sequence[Lying], now: datetime
) -> Iterator[tuple[Lying, Message]]:
    """Those that are settled, each with what it says from now on. A note lives as long as it would
    be said now, with something to press; of several reminders of a case only the newest does."""
    last = max((one.id for one in lying if isinstance(one.notice, Reminders)), default=0)
    for one in lying:
        notice = one.notice
        if not isinstance(notice, CaseNote | Reminders):
            continue
        is_overtaken = isinstance(notice, Reminders) and one.id != last
        said = None if is_overtaken else render(storage, notice, now)
        if said is None or not has_buttons(said):
            with storage.read() as work:
                yield one, _settled(work, UserId(to), notice, now, is_overtaken=is_overtaken)


def _settled(
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
