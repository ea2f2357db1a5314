"""What was found by words: questions that were answered, and the cases of an account or a link."""

from __future__ import annotations

from datetime import datetime

from bot.casework.advice import FoundAnswer
from bot.views.search import Searched
from handlers.slack.contract.answers import Block
from handlers.slack.messages.lists import SEARCH, fitting_answer, listing
from handlers.slack.messages.markup import Message, section, shortened


def found(searched: Searched, words: str, team_url: str, now: datetime) -> Message:
    """Answers first, then cases with the buttons that apply. `words` are what was looked for."""
    cases, answers = searched.cases, searched.answers
    blocks: list[Block] = []
    if answers:
        blocks += [section(f"*Asked before* ({len(answers)})"), *map(_answered, answers)]
    named = f"{SEARCH} {words}"
    blocks += listing("With this account or link", cases, team_url, now, "Older ones", named)
    said = f"Answers: {len(answers)}. Escalations: {cases.total}."
    return Message(said, fitting_answer(blocks))


def _answered(found: FoundAnswer) -> Block:
    """A question and its answer, shortened."""
    asked, answer = shortened(found.question, 2, 300)[0], shortened(found.answer, 4, 900)[0]
    return section(f"{found.reference}: {asked}\n{answer}")
