"""A new restriction, in the values of the EU's statement of reasons (DSA Art. 17 and 24(5)).

The values are those of the Transparency Database; the file beside this one names its source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

RESTRICTIONS: Mapping[str, str] = {
    "visibility": "Visibility of content",
    "account": "The account",
    "monetary": "Payments",
    "service": "The service",
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
LAST_DAY = "2038-01-01"
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


def countries() -> Sequence[str]:
    """The countries in which a restriction can hold: those of the EU and the EEA."""
    return tuple(values("territorial_scope"))
