"""What is noted of who reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class CaseLookedAt:
    """Somebody has looked at a case above `internal` through the bot."""

    sort: Literal["looked_at"] = "looked_at"
