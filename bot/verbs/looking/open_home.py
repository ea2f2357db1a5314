"""Opening App Home: it is drawn, and kept right while somebody looks at it."""

from __future__ import annotations

from bot.case.identifiers import UserId
from bot.notices import HomeChanged
from bot.ports import Drawn, Work


def open_home(work: Work, user: UserId, shown: str) -> None:
    """Has somebody's Home drawn, whatever is shown there, and kept right from now on. `shown` is
    the mark of what they see; it may be older than what was drawn since."""
    work.homes.opened(user)
    known = work.homes.drawn(user).hash or shown
    work.homes.put_drawn(user, Drawn(known))
    work.outbox.put(HomeChanged(user))
