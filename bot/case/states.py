"""The states of a case, and which of them count as what."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    WAITING = "waiting"
    DECIDED = "decided"
    CLOSED = "closed"


UNFINISHED = (State.OPEN, State.CLAIMED, State.WAITING, State.DECIDED)
"""A decided case that nobody was told of is still open (rules: Closed)."""


OWNED = (State.CLAIMED, State.WAITING)
"""Somebody works on it, or waits for what they need."""


class CloseReason(StrEnum):
    """Why a case is closed; all but the first without a decision being told."""

    COMMUNICATED = "communicated"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    MISROUTED = "misrouted"
