"""Text from people, made safe to keep: nothing visible is lost."""

from __future__ import annotations

import re

_UNKEEPABLE = re.compile(
    # Control characters (PostgreSQL keeps no NUL), lone surrogates (no UTF-8 for them), and the
    # bidirectional embeddings, overrides and isolates that let a text reorder its neighbours.
    # The plain right-to-left and left-to-right marks stay: languages need them.
    "[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
EMOJI = re.compile(r":(?:[a-z0-9_'-]*[a-z][a-z0-9_+'-]*|[+-]1):")
"""An emoji by its name, as Slack sends those that people choose; not the minutes of 10:30:15."""
CUT_MARK = " … [cut]"
REASON_LIMIT = 1000
"""How long a reason or a note may be, wherever one is given."""


def clean(text: str) -> str:
    """The text without what can't be kept or would disturb its neighbours, ends trimmed."""
    return _UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


def counted(text: str) -> int:
    """How many characters a text has to who types it: Slack sends an emoji by its name, `:fire:`,
    which is one."""
    return len(EMOJI.sub("x", text))


def cut(text: str, limit: int, mark: str = CUT_MARK) -> str:
    """At most `limit` characters, with a visible mark where something was left off."""
    if len(text) <= limit:
        return text
    return (text[: max(0, limit - len(mark))].rstrip() + mark)[:limit]
