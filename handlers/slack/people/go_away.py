"""Going away, or putting somebody away: in one line of /escalations, or through the form."""

from __future__ import annotations

from bot.case.errors import Refused
from bot.case.identifiers import UserId
from bot.case.people import Actor, Via
from bot.casework.absences import check_may_put, covers
from bot.casework.approach import namer
from bot.verbs.looking.choose_board import choose_board
from bot.verbs.people.go_away import go_away
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Block, Nothing, Open, Say, View
from handlers.slack.contract.ids import ABSENCE_BLOCK, GO_AWAY
from handlers.slack.contract.requests import Click, Command, Submission
from handlers.slack.forms import go_away as form
from handlers.slack.messages.board import with_picker_emptied
from handlers.slack.messages.markup import action_button, inert, section
from handlers.slack.people.away_line import read_line


def from_command(context: Context, request: Command, rest: str) -> Say | Open:
    """`away [@person] [until <when>] [cover @person]`; alone, the form."""
    user = request.sender.user
    if not rest:
        return _opens(context, user, user)
    wanted = read_line(context, user, rest)
    if isinstance(wanted, str):
        return _with_button(inert(wanted))
    try:
        receipt = context.carry_out(request.key, lambda work, now: go_away(work, wanted, now))
    except Refused as refusal:
        if not refusal.fields:
            raise
        return _with_button(inert(refusal.words), "" if wanted.user == user else wanted.user)
    return Say(inert(receipt.words))


def from_button(context: Context, request: Click) -> Answer:
    """A button of App Home or of a note opens the form; its value says whose, '' for one's own."""
    by = request.sender.user
    if request.is_home and request.value:
        with context.storage.begin() as work:
            choose_board(work, by, with_picker_emptied)
    return _opens(context, by, UserId(request.value) or by)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: go_away(work, wanted, now))
    return Nothing()


def _opens(context: Context, by: UserId, user: UserId) -> Open:
    def build() -> View:
        with context.storage.read() as work:
            check_may_put(work, by, user)
            absence = work.absences.current(context.clock.now(), [user]).get(user)
            name = namer(work)(user) if user != by else ""
            people = covers(work, user, context.clock.now())
        return form.build(user, name, absence, people)

    return Open(build)


def _with_button(words: str, whose: str = "") -> Say:
    """What is wrong with what was typed, with the button to the form."""
    button = action_button(GO_AWAY, "Use the form", whose)
    row: Block = {"type": "actions", "block_id": ABSENCE_BLOCK, "elements": [button]}
    return Say(words, [section(words), row])
