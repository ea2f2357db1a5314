"""Reads what follows `/escalations away`: who, until when, and who covers."""

from __future__ import annotations

import re

from bot.case.identifiers import UserId
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.verbs.people.go_away import AwayRequest
from bot.when import NoTime
from handlers.slack.context.context import Context
from handlers.slack.context.local_time import local_time
from handlers.slack.contract.mentions import PERSON
from handlers.slack.messages.markup import unescaped

_WHO = re.compile(rf"{PERSON}\s*")
_COVER = re.compile(
    rf"[\s,;]*\b(?:with\s+)?cover(?:ed)?(?:\s+by)?[\s:]+{PERSON}[\s,;]*", re.IGNORECASE
)
_EXAMPLE = "/escalations away until Monday cover @person"


def read_line(context: Context, by: UserId, text: str) -> AwayRequest | str:
    """What a line says, or in words what of it can't be read. Raises UnknownPerson."""
    try:
        return _read(context, by, text)
    except NoTime as unread:
        return unread.words


def _read(context: Context, by: UserId, text: str) -> AwayRequest:
    with context.storage.read() as work:
        here = local_time(work, by)
    who = _WHO.match(text)
    left = text[who.end() :] if who else text
    cover = _COVER.search(left)
    if cover:
        left = f"{left[: cover.start()]} {left[cover.end() :]}"
    left = clean(unescaped(left)).strip()
    until = None
    if left:
        when = here.read(left, context.clock.now())
        if when.rest:
            raise NoTime(
                f"I can't read '{when.rest[:60]}' behind the date. Say it like {_EXAMPLE}."
            )
        until = when.at
    user = UserId(who.group(1)) if who else by
    covers = UserId(cover.group(1)) if cover else None
    return AwayRequest(Actor(by, Via.COMMAND), user, until, covers, keeps_cover=covers is None)
