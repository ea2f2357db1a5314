"""A person's App Home as things are at this moment."""

from __future__ import annotations

from datetime import datetime

from bot.case.errors import Refused
from bot.case.identifiers import UserId
from bot.case.people import Actor, Via
from bot.casework.looks import looked_at
from bot.ports import Storage
from bot.views.home import home_of, shown_on
from handlers.slack.contract.answers import View
from handlers.slack.messages import home as home_tab
from handlers.web_api.directory import team_url


def render_home(storage: Storage, user: UserId, now: datetime, *, is_look: bool = False) -> View:
    """A person's App Home; for somebody who can't act, why. Where it `is_look`, what they see of
    cases above `internal` is noted before."""
    with storage.read() as work:
        try:
            view, url = home_of(work, user, now), team_url(work)
        except Refused as refusal:
            return home_tab.home_refused(refusal.words)
    if is_look:
        looked_at(storage, Actor(user, Via.HOME), shown_on(view), now)
    return home_tab.home(view, url, now)
