"""A submission carried out in this process, and the SQL statements it took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import Connection, Engine, event

from bot.case.identifiers import UserId
from handlers.slack.cases.raise_escalation import submitted
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer
from handlers.slack.contract.requests import FormValues, OpenForm, Sender, Submission
from storage.work import DatabaseStorage
from tests.benchmarks.client import REQUESTER, intake

_numbers = count(1)


class Now:
    """The present."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def submit(storage: DatabaseStorage) -> Answer:
    """The intake form, filled in and sent off."""
    form = OpenForm(f"V{next(_numbers)}", "", "intake", "", FormValues(intake()))
    sent = Submission(Sender(UserId(REQUESTER), "T0BENCH", "T0BENCH", ""), form)
    return submitted(Context(storage, Now()), sent)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile, beginning a transaction left out."""
    found: list[str] = []

    def keep(_conn: Connection, _cursor: object, sql: str, *_rest: object) -> None:
        if not sql.startswith("BEGIN"):
            found.append(" ".join(sql.split()))

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", keep)
