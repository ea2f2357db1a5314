"""What somebody finds by words: the cases of an account or behind a link, and questions that were
answered, as far as they may read them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import UserId
from bot.case.permissions import Sight
from bot.case.subject import subjects
from bot.case.text import clean
from bot.casework.advice import FoundAnswer, answers_like
from bot.casework.approach import admitted
from bot.casework.viewer import Viewer
from bot.ports import Work
from bot.views.lists import LIST_LIMIT, CaseList

LOOKED_AT = 200
"""How many cases of an account are looked at, the newest first."""
WORDS_LIMIT = 500
"""Characters."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found: cases, open and closed, the newest first; answered questions, the most alike
    first."""

    cases: CaseList
    answers: tuple[FoundAnswer, ...]


def search(work: Work, user: UserId, text: str) -> Searched:
    """The cases whose account this is, or to which this link belongs, and the questions that these
    words are about. That a case is of this account says something of it: who may not read it
    doesn't find it, unless it's theirs.

    Raises Refused where nothing is said to look for, or more than anybody looks for.
    """
    admitted(work, user)
    words = clean(text)
    if not words or len(words) > WORDS_LIMIT:
        raise Refused(
            "Say what you look for, in a few words: an account, a link, or what a question was "
            "about, like `search dentist patient`.",
            code=RefusalCode.REQUIRED if not words else RefusalCode.TOO_LONG,
        )
    about = subjects(words, (words,), {})
    viewer = Viewer(work, user)
    found = [
        case
        for case in work.escalations.alike(about, limit=LOOKED_AT, closed_too=True)
        if viewer.sight(case) is Sight.ALL or case.was_raised_by(user)
    ]
    cases = CaseList(viewer.views(found[:LIST_LIMIT]), len(found))
    return Searched(cases, answers_like(work, user, words))
