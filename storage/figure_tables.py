"""The tables that figures are computed from, and what each database calls what they need of it.

They are named again without the ORM, as `storage/register.py` does; a test compares them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Text, column, table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.instants import Instant

ESCALATIONS = table(
    "escalations",
    column("id"),
    column("kind"),
    column("priority"),
    column("queue"),
    column("state"),
    column("owner"),
    column("offered_to"),
    column("requester"),
    column("skills"),
    column("answers"),
    column("opened_at", Instant()),
    column("closed_at", Instant()),
)
APPEALS = table(
    "appeals",
    column("escalation_id"),
    column("decision"),
    column("decided_by"),
    column("vendor"),
    column("received_at", Instant()),
)
TIMELINE = table(
    "timeline",
    column("id"),
    column("escalation_id"),
    column("what"),
    column("at", Instant()),
)
DECISIONS = table(
    "decisions",
    column("id"),
    column("escalation_id"),
    column("outcome"),
    column("ground"),
    column("root_cause"),
    column("decided_at", Instant()),
)
COMMUNICATIONS = table(
    "communications",
    column("id"),
    column("decision_id"),
    column("escalation_id"),
    column("at", Instant()),
)
EFFECTS = table(
    "effects",
    column("id"),
    column("decision_id"),
    column("escalation_id"),
    column("given_at", Instant()),
)
CLOCK_EVENTS = table(
    "clock_events",
    column("escalation_id"),
    column("clock"),
    column("run"),
    column("kind"),
    column("at", Instant()),
    column("due_at", Instant()),
)
TIMERS = table(
    "timers",
    column("kind"),
    column("about"),
    column("escalation_id"),
    column("due_at", Instant()),
)
GROUP_MEMBERS = table("group_members", column("group_id"), column("user_id"))
TURNS = table(
    "turns",
    column("queue"),
    column("user_id"),
    column("struck"),
    column("at", Instant()),
)
FEEDBACK = table(
    "feedback",
    column("id"),
    column("target"),
    column("state"),
    column("asked_at", Instant()),
    column("due_at", Instant()),
)
FEEDBACK_CASES = table("feedback_cases", column("item"), column("escalation_id"), column("place"))


class Micros(FunctionElement[int]):
    """An instant in microseconds since 1970, exactly: what can be subtracted on both databases."""

    type = BigInteger()
    inherit_cache = True
    name = "micros"


@compiles(Micros, "postgresql")
def _micros_of_postgresql(element: Micros, compiler: SQLCompiler, **more: Any) -> str:
    (at,) = element.clauses
    return f"CAST(extract(epoch from {compiler.process(at, **more)}) * 1000000 AS BIGINT)"


@compiles(Micros, "sqlite")
def _micros_of_sqlite(element: Micros, compiler: SQLCompiler, **more: Any) -> str:
    """Its date functions know milliseconds only: the text's fraction is read apart."""
    (at,) = element.clauses
    text = compiler.process(at, **more)
    whole = f"CAST(strftime('%s', substr({text}, 1, 19)) AS INTEGER)"
    return f"({whole} * 1000000 + CAST(substr({text}, 21, 6) AS INTEGER))"


class LanguageOf(FunctionElement[str]):
    """The language among the skills that a case asks for, '' if none is."""

    type = Text()
    inherit_cache = True
    name = "language_of"


@compiles(LanguageOf, "postgresql")
def _language_of_postgresql(element: LanguageOf, compiler: SQLCompiler, **more: Any) -> str:
    return _language(element, compiler, "json_array_elements_text({}) AS asked(value)", more)


@compiles(LanguageOf, "sqlite")
def _language_of_sqlite(element: LanguageOf, compiler: SQLCompiler, **more: Any) -> str:
    return _language(element, compiler, "json_each({}) AS asked", more)


def _language(
    element: LanguageOf, compiler: SQLCompiler, elements: str, more: dict[str, Any]
) -> str:
    (skills,) = element.clauses
    source = elements.format(compiler.process(skills, **more))
    where = "substr(asked.value, 1, 9) = 'language:'"
    found = f"SELECT substr(asked.value, 10) FROM {source} WHERE {where} LIMIT 1"  # noqa: S608 - columns
    return f"COALESCE(({found}), '')"


class AnswerOf(FunctionElement[str]):
    """What a case answers to one of its kind's questions, '' if nothing."""

    type = Text()
    inherit_cache = True
    name = "answer_of"


@compiles(AnswerOf, "postgresql")
def _answer_of_postgresql(element: AnswerOf, compiler: SQLCompiler, **more: Any) -> str:
    answers, key = (compiler.process(clause, **more) for clause in element.clauses)
    return f"COALESCE({answers} ->> {key}, '')"


@compiles(AnswerOf, "sqlite")
def _answer_of_sqlite(element: AnswerOf, compiler: SQLCompiler, **more: Any) -> str:
    answers, key = (compiler.process(clause, **more) for clause in element.clauses)
    return f"COALESCE(json_extract({answers}, '$.' || {key}), '')"
