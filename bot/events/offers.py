"""What happens while a case is offered round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import UserId


@dataclass(frozen=True, slots=True)
class OfferMade:
    """It was offered to somebody. `others`: who wasn't asked, each with why."""

    to: UserId
    others: tuple[tuple[UserId, str], ...] = ()
    sort: Literal["offered"] = "offered"


@dataclass(frozen=True, slots=True)
class OfferLapsed:
    """Nobody claimed it in time: it goes on to the next person."""

    to: UserId
    sort: Literal["offer_lapsed"] = "offer_lapsed"


@dataclass(frozen=True, slots=True)
class OfferPassedOn:
    """Whom it was offered to can't take it any more."""

    before: UserId
    sort: Literal["offer_passed_on"] = "offer_passed_on"


@dataclass(frozen=True, slots=True)
class NobodyFound:
    """It could be offered to nobody."""

    sort: Literal["nobody_eligible"] = "nobody_eligible"
