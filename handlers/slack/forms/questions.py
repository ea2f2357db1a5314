"""The input for each sort of question, and what it holds as the record keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.case.questions import (
    Country,
    DecisionMeant,
    Instant,
    Link,
    Moment,
    Number,
    OneOf,
    PersonMeant,
    Question,
    Text,
    kept,
    read_answer,
)
from handlers.slack.contract.answers import Block
from handlers.slack.forms.inputs import (
    ENTRY,
    OPTIONS_LIMIT,
    chosen,
    chosen_instant,
    chosen_person,
    instant,
    option,
    typed,
)


def asked(block: str, question: Question, answer: str = "", action: str = "") -> Block:
    """The field that asks it, with the answer it has so far. With an `action`, what is typed is
    told at once."""
    action = action or ENTRY
    label, hint, optional = question.label, question.hint, not question.required
    match question.asks:
        case Text(limit=limit, is_long=is_long):
            return typed(
                block,
                label,
                answer,
                hint=hint,
                optional=optional,
                multiline=is_long,
                limit=limit,
                action=action,
            )
        case (
            Link(limit=limit)
            | Number(limit=limit)
            | Moment(limit=limit)
            | Country(limit=limit)
            | DecisionMeant(limit=limit)
        ):
            return typed(
                block, label, answer, hint=hint, optional=optional, limit=limit, action=action
            )
        case Instant() as sort:
            at = read_answer(sort, answer)
            at = at if isinstance(at, datetime) else None
            return chosen_instant(block, label, at, hint=hint, optional=optional)
        case OneOf(options=options):
            offered = [option(key, words) for key, words in options.items()][:OPTIONS_LIMIT]
            return chosen(block, label, offered, answer, hint=hint, optional=optional)
        case PersonMeant():
            return chosen_person(block, label, answer, hint=hint, optional=optional)
        case _:
            assert_never(question.asks)


def answered(question: Question, held: str) -> str:
    """What a field holds, as the record keeps it; what can't be read stays, to be refused."""
    if isinstance(question.asks, Instant):
        at = instant(held)
        return kept(at) if at is not None else held
    if isinstance(question.asks, Number) and held.strip().lstrip("+-").isdecimal():
        return kept(int(held)) if len(held) <= question.asks.limit else held
    return held
