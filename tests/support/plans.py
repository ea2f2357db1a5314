"""What was executed meanwhile, and how the database goes about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event

Values = Sequence[object] | Mapping[str, object] | None
NO_SEQUENCE = ("enable_seqscan",)
"""So few rows are quicker to read than any index: what can be done is asked, not what is."""


@contextmanager
def executed(engine: Engine) -> Iterator[dict[str, Values]]:
    """Every statement executed meanwhile, with the values it was first executed with."""
    found: dict[str, Values] = {}

    def keep(
        _connection: Connection, _cursor: object, sql: str, given: Values, _c: object, many: bool
    ) -> None:
        if not many:
            found.setdefault(sql, given)

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", keep)


def explained(
    engine: Engine,
    sql: str,
    given: Values,
    *,
    carried_out: bool = False,
    without: Sequence[str] = NO_SEQUENCE,
) -> str:
    """How the database goes about a statement; `carried_out` in a transaction that is undone.
    `without` are ways to go about it that PostgreSQL is kept from."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            values = tuple(given) if isinstance(given, list) else given
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            return "\n".join(str(row[-1]) for row in plan)
        for way in without:
            connection.exec_driver_sql(f"SET LOCAL {way} = off")
        word = "EXPLAIN ANALYZE" if carried_out else "EXPLAIN"
        return "\n".join(_on_postgres(connection, f"{word} {sql}", given))


def _on_postgres(connection: Connection, sql: str, given: Values) -> list[str]:
    from psycopg import Connection as Driver
    from psycopg import RawCursor

    driver = connection.connection.driver_connection
    assert isinstance(driver, Driver)
    # Values in their order are numbered: the statement went past the driver's rewriting.
    with RawCursor(driver) if isinstance(given, list) else driver.cursor() as cursor:
        cursor.execute(sql.encode(), given)
        return [str(row[0]) for row in cursor.fetchall()]
