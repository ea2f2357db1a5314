"""How things fail: a request is refused in words, the database is away, the program can't run."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """A request the rules turn down; its words are shown to the person as they are.

    `fields` names form fields and what is wrong with each, for requests that came from a form.
    """

    def __init__(self, words: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.fields: Mapping[str, str] = dict(fields or {})


class LostRace(Exception):
    """Somebody else changed the same escalation first; the verb is tried again on the new state."""


class StorageAway(Exception):
    """The database can't be reached or is stuck; nothing of the request was stored."""


class CommitInDoubt(StorageAway):
    """The database went away during the commit: it may or may not have been stored."""


class CannotRun(Exception):
    """The program can't start, or can't go on; the words say why, and what to do."""


class SchemaOutdated(CannotRun):
    """The database's schema is not the one this program was written for."""
