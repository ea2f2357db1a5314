"""What is asked with nearly every request: worked out once, and put to the driver itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ClauseElement, Connection, Dialect, Executable, Row
from sqlalchemy.engine import result_tuple
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine

from storage.pipeline import Asked, sent_together
from storage.statements import as_sent

Make = Callable[[Any], object]
"""What makes of a value what the driver takes, or of what it gives the value."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value of a question: one with a name is given each time, any other always the same."""

    name: str | None
    always: object
    make: Make | None

    def of(self, given: Mapping[str, object]) -> object:
        """As the driver takes it. Raises KeyError where it isn't given."""
        if self.name is None:
            return self.always
        value = given[self.name]
        return value if self.make is None else self.make(value)


@dataclass(frozen=True, slots=True)
class Question:
    """A statement as the driver takes it, and what its rows are made of. SQLAlchemy works this out
    anew for each execution, which takes as long as the database does."""

    sql: str
    values: tuple[Given, ...]
    made: tuple[tuple[int, Make], ...]
    row: Callable[[Sequence[object]], Row[Any]]

    def rows(self, found: Sequence[Sequence[object]]) -> Sequence[Row[Any]]:
        """What the driver found, as SQLAlchemy gives it."""
        if not self.made:
            return [self.row(one) for one in found]
        rows = []
        for one in found:
            values = list(one)
            for place, make in self.made:
                values[place] = make(values[place])
            rows.append(self.row(values))
        return rows


_KNOWN: WeakKeyDictionary[Dialect, dict[Executable, Question]] = WeakKeyDictionary()


def question(statement: Executable, dialect: Dialect) -> Question:
    """A statement that is made once and kept, worked out for a dialect."""
    known = _KNOWN.setdefault(dialect, {})
    found = known.get(statement)
    if found is None:
        found = known[statement] = _worked_out(statement, dialect)
    return found


def _worked_out(statement: Executable, dialect: Dialect) -> Question:
    assert isinstance(statement, ClauseElement), "what is executed is SQL"
    compiled = statement.compile(dialect=as_sent(dialect))
    assert isinstance(compiled, SQLCompiler), "what is executed is SQL"
    assert not compiled.post_compile_params, "a list is put together anew for each execution"
    values = []
    for name in compiled.positiontup or ():
        bind = compiled.binds[name]
        make = bind.type.dialect_impl(dialect).bind_processor(dialect)
        always = None if bind.required else bind.effective_value
        if not bind.required and make is not None:
            always = make(always)
        values.append(Given(bind.key if bind.required else None, always, make))
    columns = _columns(statement)
    made = []
    for place, (_name, type_) in enumerate(columns):
        read = type_.dialect_impl(dialect).result_processor(dialect, None)
        if read is not None:
            made.append((place, read))
    row = result_tuple([name for name, _type in columns])
    return Question(str(compiled), tuple(values), tuple(made), row)


def _columns(statement: object) -> list[tuple[str, TypeEngine[Any]]]:
    """What a statement gives back: names and types, none for one that gives nothing."""
    if not isinstance(statement, ReturnsRows):
        return []
    return [(name, column.type) for name, column in statement.exported_columns.items()]


def ask(connection: Connection, *asked: Asked) -> Sequence[Row[Any]]:
    """Puts one question after the other in one trip, and gives the rows of the last: nobody needs
    those of the others. What begins the transaction goes along, where these are its first.

    Raises DBAPIError for what the database says against any of it, as SQLAlchemy does.
    """
    ready = [(question(statement, connection.dialect), given) for statement, given in asked]
    sent = [(one.sql, [value.of(given) for value in one.values]) for one, given in ready]
    return ready[-1][0].rows(sent_together(connection, sent, is_asked=True))
