"""What somebody asked to see, as it is at this moment: their lists, and one case in full. Asked for
by a command, and drawn again where something in it was pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.case.people import Actor
from bot.casework.case_view import Seen
from bot.casework.looks import looked_at
from bot.casework.looks import shown as noted
from bot.ports import Storage
from bot.views import lists as views
from bot.views.search import search
from bot.views.show import decisions_in, show
from handlers.slack.context.mine import listed_mine
from handlers.slack.messages import lists as messages
from handlers.slack.messages.found import found
from handlers.slack.messages.markup import Message
from handlers.web_api.directory import team_url


def listed(storage: Storage, actor: Actor, which: str, now: datetime) -> Message:
    """What was asked for, as `mine`, `show ESC-1` or `search Acme`. Who looks at a case above
    `internal` is noted first. Raises Refused, StorageAway."""
    name, _, rest = which.partition(" ")
    if name == "show":
        shown, message = _one(storage, actor, rest, now)
    elif name == messages.SEARCH:
        shown, message = _found(storage, actor, rest, now)
    else:
        shown, message = _LISTS[name](storage, actor, now)
    looked_at(storage, actor, shown, now)
    return message


def _open(storage: Storage, actor: Actor, now: datetime) -> tuple[Sequence[Seen], Message]:
    """What is open in their queues."""
    with storage.read() as work:
        cases, url = views.open_cases(work, actor.user, now), team_url(work)
    blocks = messages.listing("Open", cases, url, now, named="open")
    return cases.cases, Message(f"Open: {cases.total}.", messages.fitting_answer(blocks))


def _at_risk(storage: Storage, actor: Actor, now: datetime) -> tuple[Sequence[Seen], Message]:
    """What of it is late or soon will be."""
    with storage.read() as work:
        cases, url = views.at_risk(work, actor.user, now), team_url(work)
    blocks = messages.listing("Late or at risk", cases, url, now, named="at-risk")
    return cases.cases, Message(f"Late or at risk: {cases.total}.", messages.fitting_answer(blocks))


_LISTS: Mapping[str, Callable[[Storage, Actor, datetime], tuple[Sequence[Seen], Message]]] = {
    "mine": listed_mine,
    "open": _open,
    "at-risk": _at_risk,
}


def _one(
    storage: Storage, actor: Actor, named: str, now: datetime
) -> tuple[Sequence[Seen], Message]:
    """One case with its history."""
    with storage.read() as work:
        view, timeline = show(work, actor.user, named)
        decisions, url = decisions_in(work, timeline), team_url(work)
    return [view], messages.one(view, timeline, url, now, decisions)


def _found(
    storage: Storage, actor: Actor, words: str, now: datetime
) -> tuple[Sequence[Seen], Message]:
    """Cases of an account or a link, and questions that were answered."""
    with storage.read() as work:
        searched, url = search(work, actor.user, words), team_url(work)
    noted(storage, actor, (one.case for one in searched.answers), now)
    return searched.cases.cases, found(searched, words.strip(), url, now)
