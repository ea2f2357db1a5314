"""Going away, or putting somebody away: in one line of /escalations, or through the form."""

from __future__ import annotations

import re

from bot.case.errors import Refused
from bot.case.identifiers import UserId
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.casework.absences import check_may_put
from bot.casework.approach import namer
from bot.verbs.looking.choose_board import choose_board
from bot.verbs.people.go_away import AwayRequest, go_away
from bot.when import NoTime
from handlers.slack.context.context import Desk
from handlers.slack.context.local_time import LocalTime, local_time
from handlers.slack.contract.answers import Answer, Block, Nothing, Open, Say, View
from handlers.slack.contract.ids import ABSENCE_BLOCK, GO_AWAY
from handlers.slack.contract.mentions import PERSON
from handlers.slack.contract.requests import Click, Command, Submission
from handlers.slack.forms import go_away as form
from handlers.slack.messages.board import with_picker_emptied
from handlers.slack.messages.markup import action_button, inert, section, unescaped

_WHO = re.compile(rf"{PERSON}\s*")
_COVER = re.compile(
    rf"[\s,;]*\b(?:with\s+)?cover(?:ed)?(?:\s+by)?[\s:]+{PERSON}[\s,;]*", re.IGNORECASE
)
_EXAMPLE = "/escalations away until Monday cover @person"


def from_command(desk: Desk, request: Command, rest: str) -> Say | Open:
    """`away [@person] [until <when>] [cover @person]`; alone, the form."""
    user = request.sender.user
    if not rest:
        return _opens(desk, user, user)
    with desk.storage.read() as work:
        here = local_time(work, user)
    try:
        wanted = _wanted(rest, here, desk, user)
    except NoTime as unread:
        return _with_button(inert(unread.words))
    try:
        receipt = desk.carry_out(request.key, lambda work, now: go_away(work, wanted, now))
    except Refused as refusal:
        if not refusal.fields:
            raise
        return _with_button(inert(refusal.words), "" if wanted.user == user else wanted.user)
    return Say(inert(receipt.words))


def from_button(desk: Desk, request: Click) -> Answer:
    """A button of App Home or of a note opens the form; its value says whose, '' for one's own."""
    by = request.sender.user
    if request.is_home and request.value:
        with desk.storage.begin() as work:
            choose_board(work, by, with_picker_emptied)
    return _opens(desk, by, UserId(request.value) or by)


def submitted(desk: Desk, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    desk.carry_out(request.key, lambda work, now: go_away(work, wanted, now))
    return Nothing()


def _opens(desk: Desk, by: UserId, user: UserId) -> Open:
    def build() -> View:
        with desk.storage.read() as work:
            check_may_put(work, by, user)
            absence = work.absences.current(desk.clock.now(), [user]).get(user)
            name = namer(work)(user) if user != by else ""
        return form.build(user, name, absence)

    return Open(build)


def _wanted(text: str, here: LocalTime, desk: Desk, by: UserId) -> AwayRequest:
    """What a line says. Raises NoTime where something of it can't be read."""
    who = _WHO.match(text)
    left = text[who.end() :] if who else text
    cover = _COVER.search(left)
    if cover:
        left = f"{left[: cover.start()]} {left[cover.end() :]}"
    left = clean(unescaped(left)).strip()
    until = None
    if left:
        when = here.read(left, desk.clock.now())
        if when.rest:
            raise NoTime(
                f"I can't read '{when.rest[:60]}' behind the date. Say it like {_EXAMPLE}."
            )
        until = when.at
    user = UserId(who.group(1)) if who else by
    covers = UserId(cover.group(1)) if cover else None
    return AwayRequest(Actor(by, Via.COMMAND), user, until, covers)


def _with_button(words: str, whose: str = "") -> Say:
    """What is wrong with what was typed, with the button to the form."""
    button = action_button(GO_AWAY, "Use the form", whose)
    row: Block = {"type": "actions", "block_id": ABSENCE_BLOCK, "elements": [button]}
    return Say(words, [section(words), row])
