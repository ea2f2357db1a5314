"""Looking things up in a case's thread: `status` and `help` by mention."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.casework.approach import admitted
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Say
from handlers.slack.contract.requests import Mention
from handlers.slack.messages.words import HELP


def status(context: Context, request: Mention, about: EscalationId, _rest: str) -> Answer:
    """`status` in a case's thread: its state, to the person alone."""
    with context.storage.read() as work:
        admitted(work, request.sender.user)
    return Say("", escalation_id=about, shows=True)


def help_(_context: Context, _request: Mention, _about: EscalationId, _rest: str) -> Answer:
    """`help` in a case's thread."""
    return Say(HELP)
