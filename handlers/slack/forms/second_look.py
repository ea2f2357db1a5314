"""The form in which a case is judged a second time: it shows no decision, and asks for one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.second_look import WORDS_LIMIT, LookId
from bot.case.text import clean_line
from bot.views.second_look import BlindCase
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.decide_beside import contested
from handlers.slack.forms.decide_parts import GROUND, OUTCOME, options
from handlers.slack.forms.inputs import chosen, modal, noted, typed, words
from handlers.slack.messages.card import kind_words
from handlers.slack.messages.markup import addresses, date, inert, section
from handlers.slack.messages.whole import LINKS_LIMIT, answered

CALLBACK = "second_look_form"
_WORDS = "words"


def build(case: BlindCase) -> View:
    """The case as it was before it was decided, and what its reviewer is asked."""
    blocks: list[Block] = [
        words(f"{case.reference} {case.title}"),
        section(f"*{kind_words(case.kind)}*{_account(case)}\n{inert(case.what_happened, 2500)}"),
        *contested(case.appeal, case.original, case.what_happened)[: -1 if case.appeal else None],
        *answered(case.kind, case.answers),
        *_links(case),
        *_added(case),
        chosen(OUTCOME, "Outcome", options(case.outcomes), ""),
        chosen(GROUND, "Ground", options(case.grounds), ""),
        typed(
            _WORDS,
            "In a sentence",
            hint="Why, if you like: it's read where the two of you differ",
            optional=True,
            limit=WORDS_LIMIT,
        ),
    ]
    return modal(CALLBACK, "Second look", "Send", blocks, {"look": case.look})


def _account(case: BlindCase) -> str:
    return f" · {inert(case.account, 200)}" if case.account else ""


def _links(case: BlindCase) -> list[Block]:
    if not case.links:
        return []
    return [section("*Links*\n" + addresses("\n".join(case.links), LINKS_LIMIT))]


def _added(case: BlindCase) -> Sequence[Block]:
    lines = [f"• {date(at)}: {inert(text, 400)}" for at, text in case.added]
    return [section("\n".join(["*Added to it since*", *lines]))] if lines else []


def read(form: OpenForm) -> tuple[LookId, str, str, str]:
    """Which second look, the outcome, the ground, and the sentence."""
    values = form.values
    said = values.get(OUTCOME), values.get(GROUND), clean_line(values.get(_WORDS))
    return LookId(noted(form, "look")), *said
