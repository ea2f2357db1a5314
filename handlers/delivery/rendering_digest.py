"""A digest as of its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.identifiers import UserId
from bot.casework.viewer import Viewer
from bot.notices import DigestDue
from bot.ports import Work
from bot.reports.digest import figures
from handlers.slack.messages.digest import digest
from handlers.slack.messages.markup import Message
from handlers.web_api.directory import team_url


def render_digest(work: Work, notice: DigestDue) -> Message:
    """The figures between its two instants, the worst cases and the oldest."""
    since, until = datetime.fromisoformat(notice.since), datetime.fromisoformat(notice.until)
    counted = figures(work, notice.queues, since, until)
    # A channel is nobody: whoever reads there is cleared for nothing.
    viewer = Viewer(work, UserId(notice.to))
    worst, oldest = viewer.views(counted.worst), viewer.views(counted.oldest)
    counted = replace(counted, worst=(), oldest=())
    return digest(counted, worst, oldest, notice.queues, notice.timezone, team_url(work))
