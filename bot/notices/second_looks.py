"""What is to be said of second looks: to who is asked for one, and to whom one differs from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import EscalationId, UserId


@dataclass(frozen=True, slots=True)
class SecondLookWanted:
    """To a specialist: please judge a case without seeing how it was decided. `number` tells one
    asking from the next."""

    to: UserId
    look: int
    number: int
    sort: Literal["second_look_wanted"] = "second_look_wanted"


@dataclass(frozen=True, slots=True)
class SecondLookDiffers:
    """To who decided, and to a manager: another specialist would have decided otherwise."""

    to: UserId
    escalation_id: EscalationId
    look: int
    in_place_of: UserId | None = None
    sort: Literal["second_look_differs"] = "second_look_differs"
