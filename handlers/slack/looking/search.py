"""Looking things up by words: `search Acme`."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.casework.advice import FoundAnswer
from bot.views.search import search
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Block, Say
from handlers.slack.contract.requests import Command
from handlers.slack.messages.lists import fitting_answer, listing
from handlers.slack.messages.markup import section, shortened, unescaped
from handlers.web_api.directory import team_url


def from_command(context: Context, request: Command, rest: str) -> Say:
    """Cases of an account or a link, and questions that were answered."""
    words, now = unescaped(rest), context.clock.now()
    with context.storage.read() as work:
        searched = search(work, request.sender.user, words)
        url = team_url(work)
    cases, answers = searched.cases, searched.answers
    user = request.sender.user
    context.looked_at(user, Via.COMMAND, cases.cases)
    context.shown(Actor(user, Via.COMMAND), *(found.case for found in answers))
    blocks: list[Block] = []
    if answers:
        blocks += [section(f"*Asked before* ({len(answers)})"), *map(_answered, answers)]
    blocks += listing("With this account or link", cases, url, now, "Older ones")
    return Say(f"Answers: {len(answers)}. Escalations: {cases.total}.", fitting_answer(blocks))


def _answered(found: FoundAnswer) -> Block:
    """A question and its answer, shortened."""
    asked, answer = shortened(found.question, 2, 300)[0], shortened(found.answer, 4, 900)[0]
    return section(f"{found.reference}: {asked}\n{answer}")
