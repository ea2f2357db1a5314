"""The states of a case, and which of them count as what."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """The state of a case."""

    OPEN = "open"
    CLAIMED = "claimed"
    WAITING = "waiting"
    IN_REVIEW = "in_review"
    DECIDED = "decided"
    CLOSED = "closed"


# What a state counts as. Elsewhere these are asked, and no state by its name: a new state is a row
# of the table of moves, and a place in these.

UNCLAIMED = (State.OPEN,)
"""Nobody has it, whoever it is offered to."""

IN_HAND = (State.CLAIMED,)
"""Its owner is to act on it."""

ON_HOLD = (State.WAITING,)
"""Its owner waits for what they need."""

OWNED = (*IN_HAND, *ON_HOLD)
"""Somebody works on it, or waits for what they need."""

UNDER_REVIEW = (State.IN_REVIEW,)
"""Its owner has written the decision, and another person is to approve it."""

UNDECIDED = (*UNCLAIMED, *OWNED, *UNDER_REVIEW)
"""It takes work yet: a load to who has it or is offered it."""

UNTOLD = (State.DECIDED,)
"""Decided, and nobody was told."""

UNFINISHED = (*UNDECIDED, *UNTOLD)
"""A decided case that nobody was told of is still open (rules: Closed)."""

HELD = (*OWNED, *UNDER_REVIEW, *UNTOLD)
"""Unfinished, and somebody's."""

FINISHED = (State.CLOSED,)
"""Nothing is to be done about it any more."""

MAY_HAVE_DECISION = (*UNDER_REVIEW, *UNTOLD, *FINISHED)
"""There is a decision, unless it was closed without one, or its first one waits for approval: while
a correction does, the earlier one stands."""


class ToDo(StrEnum):
    """What is left of a decided case until it can be closed. TELL_OTHER: the other one of two
    impacted parties; CARRY_OUT: a reversal (rules: Closed)."""

    TELL = "tell"
    TELL_OTHER = "tell_other"
    CARRY_OUT = "carry_out"


class CloseReason(StrEnum):
    """Why a case is closed. UNTOLD: decided, but its party may not be told; those after it, without
    a decision."""

    COMMUNICATED = "communicated"
    UNTOLD = "untold"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    MISROUTED = "misrouted"


WITHOUT_DECISION = (CloseReason.WITHDRAWN, CloseReason.DUPLICATE, CloseReason.MISROUTED)
"""What it takes no decision to close a case for."""
