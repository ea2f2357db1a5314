"""What happens to a decision that another specialist judges without seeing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SecondLookGiven:
    """Somebody judged the case without seeing the decision; the sentence they say, if any, is the
    entry's why. `agrees`: on the same outcome and ground."""

    outcome: str
    ground: str
    agrees: bool
    sort: Literal["second_look_given"] = "second_look_given"


@dataclass(frozen=True, slots=True)
class SecondLookLeft:
    """A second look came to something else, and somebody left the decision as it is."""

    sort: Literal["second_look_left"] = "second_look_left"


SecondLookEvent = SecondLookGiven | SecondLookLeft
"""All of them."""
