"""The policy's versions, kept as the text of its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.policy import Policy
from bot.policy.file import read_policy
from bot.policy.text import write_policy
from bot.ports import PolicyVersion
from storage.statements import columns
from storage.tables import PolicyRow

NEWEST = select(func.coalesce(func.max(columns(PolicyRow).c.version), 0))


class PolicyCache:
    """Policies already read, by version: a version never changes once it is stored."""

    def __init__(self) -> None:
        self._read: dict[int, Policy] = {}

    def get(self, version: int) -> Policy | None:
        """The policy of that version, if it was read before."""
        return self._read.get(version)

    def put(self, policy: Policy) -> None:
        """Remembers a policy that is stored."""
        self._read[policy.version] = policy


class PoliciesTable:
    """The policies of one transaction."""

    def __init__(self, session: Session, cache: PolicyCache) -> None:
        self._session = session
        self._cache = cache
        # Not stored before the commit: should that fail, another policy gets the number.
        self._added: set[int] = set()
        self._current: Policy | None = None
        self._seen: int | None = None
        self._seen_again: int | None = None

    def saw(self, newest: int) -> None:
        """Somebody has read along which is the newest."""
        self._seen = newest

    def saw_again(self, newest: int | None) -> None:
        """The same, since the last lock was taken; None where one is about to be."""
        self._seen_again = newest

    def current(self) -> Policy | None:
        if self._current is None:
            # That there is none is remembered, too: meanwhile another may store the first.
            self._seen = self._newest() if self._seen is None else self._seen
            self._current = self.version(self._seen) if self._seen else None
        return self._current

    def is_newest(self, version: int) -> bool:
        # On SQLite nobody else writes while this transaction does.
        is_alone = self._session.get_bind().dialect.name == "sqlite"
        if is_alone and self._current is not None:
            return self._current.version == version
        newest, self._seen_again = self._seen_again, None
        return (self._newest() if newest is None else newest) == version

    def version(self, number: int) -> Policy | None:
        """Raises ValueError for a stored policy that can't be read any more."""
        known = self._cache.get(number)
        if known is not None:
            return known
        row = self._session.get(PolicyRow, number)
        if row is None:
            return None
        reading = read_policy(row.text, stored=True)
        if reading.policy is None:
            problems = "; ".join(p.words for p in reading.problems)
            raise ValueError(f"the stored policy {number} can't be read: {problems}")
        policy = replace(reading.policy, version=number)
        if number not in self._added:
            self._cache.put(policy)
        return policy

    def add(self, policy: Policy, by: str, now: datetime, why: str = "") -> Policy:
        # From what was read here and not from what is newest now: of two who change the same
        # version at once the key lets one through, and the other starts again (LostRace).
        current = self.current()
        stored = replace(policy, version=(current.version if current else 0) + 1)
        text = write_policy(stored)
        self._session.add(PolicyRow(version=stored.version, text=text, by=by, at=now, why=why))
        self._session.flush()
        self._added.add(stored.version)
        self._current = self._seen = None
        return stored

    def history(self, limit: int) -> Sequence[PolicyVersion]:
        query = select(PolicyRow).order_by(PolicyRow.version.desc()).limit(limit)
        rows = self._session.execute(query).scalars()
        return [PolicyVersion(row.version, row.by, row.at, row.why) for row in rows]

    def _newest(self) -> int:
        newest: int = self._session.execute(NEWEST).scalar_one()
        return newest
