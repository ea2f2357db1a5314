"""Who reads of a case, and who couldn't be reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import UserId


@dataclass(frozen=True, slots=True)
class CaseLookedAt:
    """Somebody has looked at a case above `internal` through the bot."""

    sort: Literal["looked_at"] = "looked_at"


@dataclass(frozen=True, slots=True)
class NoteNotDelivered:
    """A private note reached nobody, since its person has left."""

    to: UserId
    sort: Literal["note_not_delivered"] = "note_not_delivered"
