"""Timers: rows with a due time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.case.identifiers import EscalationId, UserId


class TimerKind(StrEnum):
    """What is to be looked at when a timer is due. NUDGE: a person is to be reminded. RECKON: the
    policy has changed, or who is there, and with it perhaps whose hours a clock counts and whom a
    case is put before. ABSENCE_OVER: somebody (`about`) is expected back. DAY_END: an office closes
    soon."""

    REMINDER = "reminder"
    OFFER_LAPSE = "offer_lapse"
    OFFER_AGAIN = "offer_again"
    OFFER_LAPSING = "offer_lapsing"
    WAIT_OVER = "wait_over"
    DEADLINE = "deadline"
    COMMUNICATE = "communicate"
    NUDGE = "nudge"
    RECKON = "reckon"
    ABSENCE_OVER = "absence_over"
    DIGEST = "digest"
    DAY_END = "day_end"


@dataclass(frozen=True, slots=True)
class Timer:
    """A row with a due time. `about` says which clock and step, which digest, or which office; `id`
    is given when it is stored.

    A NUDGE has a person, the `run` of what it is about (a clock's run, a deadline's instant), and
    `wanted_at`: when they should be reminded, which is earlier than `due_at` if that had to wait.
    `as_manager`: they needn't hold the case. `at_any_hour`: outside of their hours too.
    """

    kind: TimerKind
    due_at: datetime
    escalation_id: EscalationId | None = None
    about: str = ""
    id: int = 0
    to: UserId | None = None
    run: int = 0
    wanted_at: datetime | None = None
    as_manager: bool = False
    at_any_hour: bool = False
