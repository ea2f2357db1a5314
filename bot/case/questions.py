"""What only some kinds ask: the sorts of answers, how each is kept as text, checked and read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

from bot.case.errors import Fault, RefusalCode, check_text
from bot.case.identifiers import UserId, is_person, read_reference

_LINK = re.compile(r"https?://\S+")
_KEY = re.compile(r"(?=.*[0-9/])\S+")
"""A link, or another system's key: without blanks, and no mere word."""
_COUNTRY = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(r"-?[0-9]+")


@dataclass(frozen=True, slots=True)
class Text:
    """Words, on one line or on several."""

    limit: int = 150
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Instant:
    """A date and a time of day; kept in ISO 8601, in UTC."""

    limit: int = 40


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as people type it, "yesterday 14:00"; kept in ISO 8601, in UTC. `is_past`: it has
    happened, so that "12 Nov" is the last one and not the next."""

    is_past: bool = False
    limit: int = 60


@dataclass(frozen=True, slots=True)
class Country:
    """A country, typed by its name or its code; kept as its two letters (ISO 3166-1)."""

    limit: int = 60


@dataclass(frozen=True, slots=True)
class DecisionMeant:
    """A decision: one of ours by its case's reference, another by a link to it, one that was
    imported by its key in the system it comes from."""

    limit: int = 1000


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several; the key is kept, the label is what people read."""

    options: Mapping[str, str]
    limit: int = 150


@dataclass(frozen=True, slots=True)
class PersonMeant:
    """Somebody of the workspace; kept as their Slack id. They may have left it since."""

    limit: int = 40


@dataclass(frozen=True, slots=True)
class Link:
    """An address that can be followed."""

    limit: int = 1000


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, within bounds where there are some."""

    least: int | None = None
    most: int | None = None
    limit: int = 18


Asked = Text | Instant | Moment | Country | DecisionMeant | OneOf | PersonMeant | Link | Number
Answer = str | datetime | int
"""An answer as it is read: a choice's key, a person's id and a link are text."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question only some kinds ask; `key` is kept in the record, `label` is what people read."""

    key: str
    label: str
    hint: str = ""
    required: bool = False
    asks: Asked = Text()


def kept(answer: datetime | int) -> str:
    """An instant or a number as the record has it."""
    return answer.astimezone(UTC).isoformat() if isinstance(answer, datetime) else str(answer)


def read_answer(asked: Asked, text: str) -> Answer | None:
    """What was answered, None where the text is no answer of that sort."""
    match asked:
        case Text():
            return text
        case Instant() | Moment():
            return _instant(text)
        case Country():
            return text if _COUNTRY.fullmatch(text) else None
        case DecisionMeant():
            return text if read_reference(text) or _KEY.fullmatch(text) else None
        case OneOf(options=options):
            return text if text in options else None
        case PersonMeant():
            return UserId(text) if is_person(text) else None
        case Link():
            return text if _LINK.fullmatch(text) else None
        case Number():
            return int(text) if _NUMBER.fullmatch(text) and len(text) <= asked.limit else None
        case _:
            assert_never(asked)


def check_answer(question: Question, text: str) -> dict[str, Fault]:
    """The fault of an answer at its question, nothing where it is as it should be."""
    missing = f"{question.label}: this is needed." if question.required else ""
    asked = question.asks
    if not text or (isinstance(asked, Text | Link | DecisionMeant) and len(text) > asked.limit):
        return check_text(question.key, text, asked.limit, missing=missing)
    answer = read_answer(asked, text)
    if answer is None:
        return {question.key: Fault(RefusalCode.INVALID, f"{question.label}: {_wanted(asked)}")}
    if isinstance(asked, Number) and isinstance(answer, int):
        return _out_of_bounds(question, asked, answer)
    return {}


def _out_of_bounds(question: Question, asked: Number, answer: int) -> dict[str, Fault]:
    words = ""
    if asked.least is not None and answer < asked.least:
        words = f"{question.label}: {asked.least} is the least."
    elif asked.most is not None and answer > asked.most:
        words = f"{question.label}: {asked.most} is the most."
    return {question.key: Fault(RefusalCode.INVALID, words)} if words else {}


def _wanted(asked: Asked) -> str:
    match asked:
        case Text():
            return "write some words."
        case Instant():
            return "choose a day and a time."
        case Moment():
            return "write a date, like yesterday 14:00 or 2026-12-01 17:00."
        case Country():
            return "write a country's name or its two letters, like Denmark or DK."
        case DecisionMeant():
            return "write a reference like ESC-42, or a link that starts with https://."
        case OneOf():
            return "choose one of those offered."
        case PersonMeant():
            return "choose a person."
        case Link():
            return "a link starts with https:// or http://."
        case Number():
            return "write a whole number."
        case _:
            assert_never(asked)


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None
