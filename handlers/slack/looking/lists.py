"""Looking up cases: lists of them, and one in full."""

from __future__ import annotations

from bot.case.people import Via
from bot.views import digest as digests
from bot.views import lists as views
from bot.views.show import decisions_in, show
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Say
from handlers.slack.contract.requests import Command
from handlers.slack.messages import lists as messages
from handlers.slack.messages.digest import digest
from handlers.web_api.directory import team_url


def open_ones(context: Context, request: Command, _rest: str) -> Say:
    """What is open in their queues."""
    now = context.clock.now()
    with context.storage.read() as work:
        cases = views.open_cases(work, request.sender.user, now)
        url = team_url(work)
    context.looked_at(request.sender.user, Via.COMMAND, cases.cases)
    blocks = messages.listing("Open", cases, url, now)
    return Say(f"Open: {cases.total}.", messages.fitting_answer(blocks))


def late(context: Context, request: Command, _rest: str) -> Say:
    """What of it is late or soon will be."""
    now = context.clock.now()
    with context.storage.read() as work:
        cases = views.at_risk(work, request.sender.user, now)
        url = team_url(work)
    context.looked_at(request.sender.user, Via.COMMAND, cases.cases)
    blocks = messages.listing("Late or at risk", cases, url, now)
    return Say(f"Late or at risk: {cases.total}.", messages.fitting_answer(blocks))


def digest_now(context: Context, request: Command, _rest: str) -> Say:
    """A digest of this moment, to them alone."""
    with context.storage.read() as work:
        asked = digests.digest_now(work, request.sender.user, context.clock.now())
        url = team_url(work)
    context.looked_at(request.sender.user, Via.COMMAND, [*asked.worst, *asked.oldest])
    message = digest(asked.figures, asked.worst, asked.oldest, asked.queues, asked.timezone, url)
    return Say(message.text, message.blocks)


def one_case(context: Context, request: Command, rest: str) -> Say:
    """`show ESC-1`: one case with its history."""
    with context.storage.read() as work:
        view, timeline = show(work, request.sender.user, rest)
        decisions = decisions_in(work, timeline)
        url = team_url(work)
    context.looked_at(request.sender.user, Via.COMMAND, [view])
    message = messages.one(view, timeline, url, context.clock.now(), decisions)
    return Say(message.text, message.blocks)
