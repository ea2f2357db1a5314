"""Answers to questions, found again by those who ask the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.kinds import KINDS, QUESTION
from bot.case.permissions import Sight
from bot.case.text import plain_letters
from bot.casework.viewer import Viewer
from bot.ports import Work

SHOWN = 3
LOOKED_AT = 12
WORDS_LIMIT = 60
_WORD = re.compile(r"\w{3,40}")
_ENOUGH = 0.5
"""Which share of the fewer words two questions have to share."""
_COMMON_WORDS = """
the and for can may our you your are was were has have had with that this from
not does did what when where which who why how should would could there their
they them its any all about into out one but than then also been will just
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that say nothing of what a question is about."""


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """A question that was answered before, and the case it stands in."""

    case: Escalation
    question: str
    answer: str

    @property
    def reference(self) -> str:
        """The name people use, ESC-<n>."""
        return self.case.reference


def words_found_by(question: str) -> frozenset[str]:
    """The words a question is found by: without case and accents, and without those that every
    question has."""
    found = (word.rstrip("s") for word in _WORD.findall(plain_letters(question)))
    return frozenset(list(dict.fromkeys(w for w in found if w not in _COMMON))[:WORDS_LIMIT])


def keep_answer(work: Work, escalation: Escalation) -> None:
    """Has a question that is decided found by its words, if its kind is kept for all."""
    kind = KINDS.get(escalation.kind)
    if kind is not None and kind.is_kept_for_all:
        question = escalation.answers.get(QUESTION, "")
        work.answered.keep(escalation.id, words_found_by(f"{escalation.title} {question}"))


def answers_like(work: Work, user: UserId, question: str) -> tuple[FoundAnswer, ...]:
    """What was answered to questions like this one, the most alike first, of those that somebody
    may read whole."""
    asked = words_found_by(question)
    if not asked:
        return ()
    found: list[FoundAnswer] = []
    viewer = Viewer(work, user)
    for about in work.answered.alike(asked, LOOKED_AT):
        e = work.escalations.peek(about)
        decision = work.decisions.latest(about)
        if e is None or decision is None or viewer.sight(e) is not Sight.ALL:
            continue
        before = e.answers.get(QUESTION, "") or e.title
        kept = words_found_by(f"{e.title} {before}")
        if len(asked & kept) >= _ENOUGH * min(len(asked), len(kept)):
            found.append(FoundAnswer(e, before, decision.explanation))
    return tuple(found[:SHOWN])
