"""A person's App Home as things are at this moment."""

from __future__ import annotations

from datetime import datetime

from bot.case.errors import Refused
from bot.case.identifiers import UserId
from bot.ports import Storage
from bot.views.home import home_of
from handlers.slack.contract.answers import View
from handlers.slack.messages import home as home_tab
from handlers.web_api.directory import team_url


def render_home(storage: Storage, user: UserId, now: datetime) -> View:
    """A person's App Home; for somebody who can't act, why."""
    with storage.read() as work:
        try:
            return home_tab.home(home_of(work, user, now), team_url(work), now)
        except Refused as refusal:
            return home_tab.home_refused(refusal.words)
