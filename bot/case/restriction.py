"""A new restriction, in the values of the EU's statement of reasons (DSA Art. 17 and 24(5)).

The values are those of the Transparency Database; the file beside this one names its source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from bot.case.errors import Fault, RefusalCode, check_text

RESTRICTIONS: Mapping[str, str] = {
    "visibility": "Visibility",
    "account": "Account",
    "monetary": "Monetary",
    "service": "Service",
}
"""What a new restriction can bear on; '' is none."""

OF_RESTRICTION: Mapping[str, str] = {
    "visibility": "decision_visibility",
    "account": "decision_account",
    "monetary": "decision_monetary",
    "service": "decision_provision",
}
"""Under which name a statement of reasons says what exactly is restricted."""

AUTOMATED_MEANS: Mapping[str, str] = {
    "none": "None were used",
    "detection": "Used to find it; a person decided",
    "decision": "Used in deciding, together with a person",
    "both": "Used to find it and in deciding, together with a person",
}
"""How far automated means were used. A decision recorded here is always a person's too."""

WHAT_LIMIT = 500
REASONS_LIMIT = 2000
FACTS_LIMIT = 5000
"""How long these are at most in a statement of reasons."""
LAST_DAY = date(2038, 1, 1)
"""The last end of a restriction that a statement of reasons takes."""


@cache
def _schema() -> Mapping[str, object]:
    text = resources.files("bot.case").joinpath("statement_of_reasons.json").read_text("utf-8")
    found = json.loads(text)
    assert isinstance(found, dict), "the file is ours"
    return found


def values(name: str) -> Mapping[str, str]:
    """The values that a field of the statement of reasons takes, with what each means."""
    found = _schema()["enumerations"]
    assert isinstance(found, dict), "the file is ours"
    listed = found[name]
    return dict(listed) if isinstance(listed, dict) else {str(v): str(v) for v in listed}


def exactly(restriction: str) -> Mapping[str, str]:
    """What a restriction of this sort can be exactly; nothing for one there isn't."""
    name = OF_RESTRICTION.get(restriction)
    return values(name) if name is not None else {}


def field_rules() -> Sequence[Mapping[str, object]]:
    """The rules of each field of a statement of reasons."""
    found = _schema()["field_rules"]
    assert isinstance(found, list), "the file is ours"
    return found


def categories() -> Mapping[str, str]:
    """What a restriction can be for."""
    return values("category")


def keywords_of(category: str) -> Sequence[str]:
    """The keywords of a category; none for one there isn't."""
    found = _schema()["category_keywords"]
    assert isinstance(found, dict), "the file is ours"
    return tuple(found["values"].get(category, ()))


def countries() -> Sequence[str]:
    """The countries in which a restriction can hold: those of the EU and the EEA."""
    return tuple(values("territorial_scope"))


def asks_words(what: str) -> bool:
    """Whether this value says no more than "other", so that words have to."""
    return what.endswith("_OTHER")


def day(text: str) -> date | None:
    """The day that a date in ISO 8601 names; None for none, or for what is no date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Imposed:
    """A new restriction as written: its sort ('' for none), what exactly, in which words where that
    is "other", for what, with which automated means, where, until when."""

    restriction: str
    what: str = ""
    other: str = ""
    category: str = ""
    automated_means: str = ""
    territory: tuple[str, ...] = ()
    until: str = ""

    def faults(self, today: date) -> dict[str, Fault]:
        """What keeps it from being recorded on this day, by the names of the draft's fields.
        Nothing does where none is imposed: what is said of it is dropped then."""
        if not self.restriction:
            return {}
        if self.restriction not in RESTRICTIONS:
            return {"restriction": Fault(RefusalCode.INVALID, "Choose what it restricts, or none.")}
        return self._of_its_sort() | self._where() | self._ends(today)

    def _of_its_sort(self) -> dict[str, Fault]:
        faults: dict[str, Fault] = {}
        if self.what not in exactly(self.restriction):
            words = "Choose what exactly is restricted."
            faults["restriction_what"] = Fault(_code(self.what), words)
        elif asks_words(self.what):
            needed = "Say what is restricted: Other alone doesn't."
            faults |= check_text("restriction_other", self.other, WHAT_LIMIT, missing=needed)
        if self.category not in categories():
            words = "Choose what it is restricted for: a restriction needs its category."
            faults["category"] = Fault(_code(self.category), words)
        if self.automated_means not in AUTOMATED_MEANS:
            words = "Say whether automated means were used."
            faults["automated_means"] = Fault(_code(self.automated_means), words)
        return faults

    def _where(self) -> dict[str, Fault]:
        unknown = [country for country in self.territory if country not in countries()]
        words = f"There is no country {', '.join(unknown)[:40]} of the EU or the EEA."
        return {"territory": Fault(RefusalCode.INVALID, words)} if unknown else {}

    def _ends(self, today: date) -> dict[str, Fault]:
        if not self.until:
            return {}
        ends = day(self.until)
        if ends is None:
            return {"until": Fault(RefusalCode.INVALID, "Until: choose a date, or leave it empty.")}
        if ends < today:
            words = "Until: that day is over. Choose today or a later one, or leave it empty."
            return {"until": Fault(RefusalCode.IN_THE_PAST, words)}
        if ends > LAST_DAY:
            words = f"Until: at most {LAST_DAY.isoformat()}. Leave it empty where it has no end."
            return {"until": Fault(RefusalCode.TOO_FAR, words)}
        return {}


def _code(given: str) -> RefusalCode:
    return RefusalCode.INVALID if given else RefusalCode.REQUIRED
