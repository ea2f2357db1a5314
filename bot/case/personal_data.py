"""E-mail addresses and phone numbers in a text that people outside a case's circle will read."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+")
_DATE = re.compile(r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}([./-])\d{1,2}\1\d{2,4}\b")
_SEPARATED = r"[ \u00a0./()-]{0,2}"
_PHONES = (
    # +45 12 34 56 78 and 0045 …
    re.compile(rf"(?<![\w+])(?:\+|00)(?:{_SEPARATED}\d){{7,15}}(?!\w)"),
    # (303) 555-0134 and 020 7946 0018
    re.compile(r"(?<![\w+.,])\(?0?\d{2,4}\)?(?:[ \u00a0.-]\d{2,4}){2,4}(?![\w.,]?\d)"),
    re.compile(r"(?<![\w+.,])\(\d{2,5}\) ?\d{3,4}[ -]?\d{3,4}(?!\w)"),
    # 0612345678: a bare number without the zero is more often a review's
    re.compile(r"(?<![\w+.,])0\d{8,11}(?!\w)"),
)
LEAST_DIGITS = 7


def personal_data_in(text: str) -> tuple[str, ...]:
    """What in a text is an e-mail address or reads as a phone number, each as it was typed. Dates
    and the digits inside of links are neither."""
    found = [match.group() for match in _EMAIL.finditer(text)]
    rest = _DATE.sub(" ; ", _ADDRESS.sub(" ; ", _EMAIL.sub(" ; ", text)))
    for pattern in _PHONES:
        numbers = (match.group().strip() for match in pattern.finditer(rest))
        found += [n for n in numbers if sum(c.isdigit() for c in n) >= LEAST_DIGITS]
        rest = pattern.sub(" ; ", rest)
    return tuple(dict.fromkeys(found))


def words_against(text: str) -> str:
    """Why a text can't go out as it is; '' where it can."""
    found = personal_data_in(text)
    if not found:
        return ""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return (
        f"Leave out e-mail addresses and phone numbers: {found[0][:60]}{more}. People outside of "
        "the case read this."
    )
