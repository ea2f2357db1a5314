"""A digest as of its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.identifiers import UserId, is_channel
from bot.case.transitions import Move
from bot.casework.case_view import CaseView, Seen
from bot.casework.digests import starts_before
from bot.casework.viewer import Viewer
from bot.notices import DigestDue
from bot.ports import Work
from bot.reports.digest import PERIODS, figures
from handlers.slack.messages.digest import digest, head_alone
from handlers.slack.messages.markup import Message
from handlers.web_api.directory import team_url


def render_digest(work: Work, notice: DigestDue) -> Message | None:
    """The figures between its two instants, the worst cases and the oldest; None where there is
    nothing to say, not even what the register has grown to."""
    since, until = datetime.fromisoformat(notice.since), datetime.fromisoformat(notice.until)
    counted = figures(work, notice.queues, since, until, _earlier(work, notice, since, until))
    if counted.is_empty:
        return head_alone(counted, notice.queues, notice.timezone) if notice.tells_head else None
    # A channel is nobody: whoever reads there is cleared for nothing.
    viewer = Viewer(work, UserId(notice.to))
    worst, oldest = viewer.views(counted.worst), viewer.views(counted.oldest)
    if is_channel(notice.to):
        worst = tuple(map(_for_all, worst))
    counted = replace(counted, worst=(), oldest=())
    late = datetime.fromisoformat(notice.late) if notice.late else None
    return digest(counted, worst, oldest, notice.queues, notice.timezone, team_url(work), late)


def _for_all(case: Seen) -> Seen:
    """A case as a channel is shown it: what is open can be claimed, by whoever may; it's checked
    when they press it."""
    is_free = isinstance(case, CaseView) and case.escalation.is_unclaimed
    return replace(case, moves=(Move.CLAIM,)) if is_free else case


def _earlier(
    work: Work, notice: DigestDue, since: datetime, until: datetime
) -> tuple[datetime, ...]:
    policy = work.policies.current()
    of_policy = policy.digests if policy is not None else ()
    whose = (notice.to, notice.queues, notice.timezone)
    found = next((d for d in of_policy if (d.to, tuple(d.queues), d.timezone) == whose), None)
    return starts_before(found, since, until, PERIODS - 1)
