"""What is kept of the four weeks: what people did, to whom cases were offered, who was reminded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    """Somebody did something to a case. `what` is the verb; instants are seconds since 1970."""

    at: int
    case: int
    what: str
    who: str
    kind: str = ""
    priority: str = ""
    until: int = 0
    through: str = ""
    """How the customer is to be told of a decision."""


@dataclass(frozen=True)
class OfferMade:
    """The rotation, which isn't under test, has put a case before somebody."""

    at: int
    case: int
    to: str


@dataclass(frozen=True, order=True)
class Reminder:
    """Somebody was reminded, or ought to have been."""

    at: int
    person: str
    case: int
    about: str
    run: int
