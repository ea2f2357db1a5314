"""The register of decisions as a report reads it: decisions, names, the zone that days are in.

Apart from `storage/work.py`, since a report needs a few tables and none of the rules.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.decisions import DecisionsTable
from storage.engine import reader
from storage.failures import translated
from storage.people import PeopleTable
from storage.tables.people import PolicyRow


class Books:
    """What the register holds, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.decisions = DecisionsTable(session)
        self.people = PeopleTable(session)

    def timezone(self) -> str | None:
        """The workspace's time zone, None where no policy was applied yet. It was validated before
        it was stored: the rest of the policy needn't be read for it."""
        newest = select(PolicyRow.text).order_by(PolicyRow.version.desc()).limit(1)
        text = self._session.execute(newest).scalar_one_or_none()
        return str(tomllib.loads(text)["workspace"]["timezone"]) if text is not None else None


class Register:
    """Reads the register of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = reader(engine)

    @contextmanager
    def read(self) -> Iterator[Books]:
        """A transaction that sees one moment and writes nothing. Raises StorageAway."""
        with translated(), Session(self._engine, expire_on_commit=False) as session:
            yield Books(session)
