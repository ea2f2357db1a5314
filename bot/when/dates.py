"""A date as people type it: in figures, with its month's name, or by how near it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta
from difflib import get_close_matches

from bot.case.errors import RefusalCode, Refused
from bot.case.text import clean_line, cut
from bot.when import forms

Dated = tuple[date, str]
"""A date, and the text after it."""


class NoTime(Refused):
    """No instant can be read; the words say how to write one."""

    def __init__(self, words: str) -> None:
        super().__init__(words, code=RefusalCode.NOT_UNDERSTOOD)


def read_date(text: str, today: date, *, sure: bool) -> Dated | None:
    """The date a text begins with; None where it begins with none. `sure` says that one is meant,
    so that a word like "may" or "sun" is read as a date. Raises NoTime where it could be two dates,
    or there is no such date."""
    return (
        _written(text, today, sure=sure)
        or _near(text, today)
        or _in_a_week(text, today)
        or _weekday(text, today, sure=sure)
    )


def _written(text: str, today: date, *, sure: bool) -> Dated | None:
    """A date in figures, or with its month's name."""
    if slashed := forms.SLASHED.match(text):
        words = "could be two dates: write it like 2026-12-01 or 1 Dec."
        raise NoTime(f"{slashed.group()} {words}")
    if iso := forms.ISO.match(text):
        return _existing(iso, iso[1], int(iso[2]), iso[3], today)
    if dotted := forms.DOTTED.match(text):
        return _existing(dotted, dotted[3], int(dotted[2]), dotted[1], today)
    for pattern in (forms.DAY_MONTH, forms.MONTH_DAY):
        found = pattern.match(text)
        month = forms.MONTHS.get(_meant(found["month"], forms.MONTHS)) if found else None
        if found is None or month is None:
            continue
        if found["month"].lower() == "may" and not (sure or found["nth"] or found["year"]):
            written_as_name = (
                pattern is forms.DAY_MONTH and not found["dot"] and found["month"] != "may"
            )
            if not written_as_name and not forms.ALONE.match(text, found.end()):
                continue
        return _existing(found, found["year"], month, found["day"], today)
    return None


def _existing(found: re.Match[str], year: str | None, month: int, day: str, today: date) -> Dated:
    """The date of that year, or else the next one: a leap day may be eight years away."""
    for candidate in [int(year)] if year else range(today.year, today.year + 9):
        try:
            dated = date(candidate, month, int(day))
        except ValueError:
            continue
        if year or dated >= today:
            return dated, found.string[found.end() :]
    raise NoTime(f"There is no {clean_line(found.group()).rstrip('.')}.")


def _near(text: str, today: date) -> Dated | None:
    if today_ := forms.TODAY.match(text):
        return today, text[today_.end() :]
    if past_ := forms.YESTERDAY.match(text):
        # Whoever asks says that it is past, which is clearer than that it can't be read.
        return today - timedelta(days=1), text[past_.end() :]
    if (near := forms.NEAR.match(text)) and _meant(near["word"], forms.TOMORROW) in forms.TOMORROW:
        return today + timedelta(days=2 if near["after"] else 1), text[near.end() :]
    if days := forms.IN_DAYS.match(text):
        length = 7 if days["unit"][0].lower() == "w" else 1
        return today + timedelta(days=length * number_typed(days)), text[days.end() :]
    return None


def _in_a_week(text: str, today: date) -> Dated | None:
    """A week is meant from its Monday, unless a weekday follows."""
    found = forms.WEEK.match(text)
    if found is None:
        return None
    monday = today - timedelta(days=today.weekday() - 7)
    weekday = forms.WEEKDAYS.get(_meant(found["word"], forms.WEEKDAYS)) if found["word"] else None
    if weekday is None:
        return monday, text[found.end("head") :]
    return monday + timedelta(days=weekday), text[found.end() :]


def _weekday(text: str, today: date, *, sure: bool) -> Dated | None:
    found = forms.WEEKDAY.match(text)
    word = _meant(found["word"], forms.WEEKDAYS) if found else ""
    if found is None or word not in forms.WEEKDAYS:
        return None
    number, after = forms.WEEKDAYS[word], text[found.end() :]
    which, week = (found["which"] or "").lower(), (found["week"] or "").lower()
    if not which and (written := _written(past(forms.TO_DATE, after), today, sure=True)):
        if written[0].weekday() != number:
            real, said = forms.DAYS[written[0].weekday()].title(), forms.DAYS[number].title()
            raise NoTime(f"{written[0]} is a {real}, not a {said}.")
        return written
    certain = sure or week or which == "next" or word not in forms.ALSO_ENGLISH
    if not certain and not forms.ALONE.match(after):
        return None
    if week:
        monday = today - timedelta(days=today.weekday() - (7 if week == "next" else 0))
        return monday + timedelta(days=number), after
    first = today if which == "this" else today + timedelta(days=1)
    return first + timedelta(days=(number - first.weekday()) % 7), after


def _meant(word: str, known: Collection[str]) -> str:
    """The known word that was mistyped, if only one is so near that nothing else is likely.

    Six letters, the first and last of them right, keep "Fridays", "Frida" and "sundry" out.
    """
    word = word.lower()
    near = get_close_matches(word, known, cutoff=0.85) if len(word) >= 6 else []
    only = near[0] if len(near) == 1 and word not in known else word
    return only if (only[0], only[-1]) == (word[0], word[-1]) else word


def number_typed(found: re.Match[str], otherwise: int = 1) -> int:
    if found["count"]:
        return int(found["count"])
    return forms.NUMBERS.get((found["word"] or "").casefold(), otherwise)


def past(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return text[found.end() :] if found else text


def short(text: str) -> str:
    return cut(clean_line(text), 40, "…")
