"""Looking up cases: lists of them, and one in full."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.views import digest as digests
from handlers.slack.context.context import Context
from handlers.slack.context.listings import listed
from handlers.slack.contract.answers import Say
from handlers.slack.contract.requests import Command
from handlers.slack.messages.digest import digest
from handlers.slack.messages.markup import unescaped
from handlers.web_api.directory import team_url


def mine(context: Context, request: Command, _rest: str) -> Say:
    """What they raised, what is with them, and what they are asked."""
    return _listed(context, request, "mine")


def open_ones(context: Context, request: Command, _rest: str) -> Say:
    """What is open in their queues."""
    return _listed(context, request, "open")


def late(context: Context, request: Command, _rest: str) -> Say:
    """What of it is late or soon will be."""
    return _listed(context, request, "at-risk")


def one_case(context: Context, request: Command, rest: str) -> Say:
    """`show ESC-1`: one case with its history."""
    return _listed(context, request, f"show {rest}")


def by_words(context: Context, request: Command, rest: str) -> Say:
    """`search Acme`: cases of an account or a link, and questions that were answered."""
    return _listed(context, request, f"search {unescaped(rest)}")


def _listed(context: Context, request: Command, which: str) -> Say:
    actor = Actor(request.sender.user, Via.COMMAND)
    message = listed(context.storage, actor, which, context.clock.now())
    return Say(message.text, message.blocks)


def digest_now(context: Context, request: Command, _rest: str) -> Say:
    """A digest of this moment, to them alone."""
    with context.storage.read() as work:
        asked = digests.digest_now(work, request.sender.user, context.clock.now())
        url = team_url(work)
    context.looked_at(request.sender.user, Via.COMMAND, [*asked.worst, *asked.oldest])
    message = digest(asked.figures, asked.worst, asked.oldest, asked.queues, asked.timezone, url)
    return Say(message.text, message.blocks)
