"""Text from people, made safe to keep: nothing visible is lost."""

from __future__ import annotations

import re
import unicodedata

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


_BLANK = re.compile(
    # Default-ignorable code points, and braille's blank: nobody sees them alone.
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2064\u206a-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SHAPING = re.compile(
    # What shapes the visible character before it stays there: joiners in Persian, in Indic scripts
    # and in emoji, marks of direction, variation selectors, the tags of flags.
    "[\u061c\u180b-\u180d\u180f\u200c-\u200f\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)


def clean(text: str) -> str:
    """The text without what can't be kept or would disturb its neighbours, ends trimmed; "" where
    nothing of it can be seen."""
    if text.isascii() and text.isprintable():
        # All of it can be kept, and all but blanks be seen: most texts are so, and a file has many.
        return text.strip()
    kept = _UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return kept if any(map(_is_seen, kept)) else ""


def _is_seen(character: str) -> bool:
    is_blank = _BLANK.match(character) or unicodedata.category(character) in ("Cf", "Zs")
    return not (is_blank or character.isspace())


def clean_name(text: str) -> str:
    """A name on one line, without what nobody sees in it but what shapes its characters."""
    return clean_line(
        _BLANK.sub(lambda m: m.group() if _SHAPING.match(m.group()) else "", clean(text))
    )


def clean_command(text: str) -> str:
    """What is typed as a command, on one line, without anything that nobody sees."""
    return clean_line(_BLANK.sub("", clean(text)))


def clean_line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


_SENTENCE_END = re.compile(r"[.!?…][)\"'”’]*\s+(?=[^\sa-zß-ÿ])|\n")
_TOO_SHORT = 20
"""A sentence of fewer characters (`Hi all!`) is no title: the next one belongs to it."""


def first_sentence(text: str, limit: int) -> str:
    """What a text begins with, on one line, at most `limit` characters long: its first sentence, or
    as many words of it as there's room for, with a mark."""
    whole = clean(text)
    ends = (m.end() for m in _SENTENCE_END.finditer(whole))
    end = next((e for e in ends if len(whole[:e].strip()) >= _TOO_SHORT), len(whole))
    line = clean_line(whole[:end])
    if len(line) <= limit:
        return line
    kept = line[: limit - 1]
    return (kept.rpartition(" ")[0] or kept).rstrip(" ,;:-") + "…"


def counted(text: str) -> int:
    """How many characters a text has to who types it: Slack sends an emoji by its name, `:fire:`,
    which is one."""
    return len(EMOJI.sub("x", text))


def cut(text: str, limit: int, mark: str = CUT_MARK) -> str:
    """At most `limit` characters, with a visible mark where something was left off."""
    if len(text) <= limit:
        return text
    return (text[: max(0, limit - len(mark))].rstrip() + mark)[:limit]


def plain_letters(text: str) -> str:
    """A text as it is compared with another: without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))
