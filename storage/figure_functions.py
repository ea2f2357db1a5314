"""What figures need of SQL, and what each database calls it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


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
