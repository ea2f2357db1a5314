"""How long a reason may be."""

from __future__ import annotations

from bot.case.errors import Refused

REASON_LIMIT = 1000


def check_reason_length(text: str, field: str = "note") -> None:
    if len(text) > REASON_LIMIT:
        words = f"Keep it under {REASON_LIMIT:,} characters."
        raise Refused(words, fields={field: words})
