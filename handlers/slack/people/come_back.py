"""Coming back, or bringing somebody back."""

from __future__ import annotations

import re

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import UserId
from bot.case.people import Actor, Via
from bot.verbs.people.come_back import BackRequest, come_back
from handlers.slack.context.answered import answered_click
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Say
from handlers.slack.contract.mentions import PERSON
from handlers.slack.contract.requests import Click, Command
from handlers.slack.messages.markup import inert

_WHO = re.compile(PERSON)


def from_command(context: Context, request: Command, rest: str) -> Say:
    """`back`, of oneself, or `back @person`. Raises Refused for any other words."""
    user = request.sender.user
    who = _WHO.fullmatch(rest)
    if rest and who is None:
        raise Refused(
            "Say just /escalations back, or /escalations back @person for somebody else.",
            code=RefusalCode.NOT_UNDERSTOOD,
        )
    wanted = BackRequest(Actor(user, Via.COMMAND), UserId(who.group(1)) if who else user)
    receipt = context.carry_out(request.key, lambda work, now: come_back(work, wanted, now))
    return Say(inert(receipt.words))


def from_button(context: Context, request: Click) -> Answer:
    """A button of App Home or of a note; its value says whom, '' for oneself."""
    user = request.sender.user
    wanted = BackRequest(Actor(user, Via.BUTTON), UserId(request.value) or user)
    receipt = context.carry_out(request.key, lambda work, now: come_back(work, wanted, now))
    return answered_click(request, receipt)
