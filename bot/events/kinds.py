"""What happens only to cases of some kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.case.identifiers import EscalationId


@dataclass(frozen=True, slots=True)
class EmbargoEnded:
    """Its embargo is over: it is everybody's to read."""

    until: datetime
    sort: Literal["embargo_ended"] = "embargo_ended"


@dataclass(frozen=True, slots=True)
class ClassMoved:
    """Another circle may read it. `until` is when its embargo ends from now on, `was_until` when it
    was to; None without one."""

    before: str
    after: str
    until: datetime | None = None
    was_until: datetime | None = None
    sort: Literal["class_moved"] = "class_moved"


@dataclass(frozen=True, slots=True)
class SilenceBegun:
    """Its party may not be told anything."""

    sort: Literal["silence_begun"] = "silence_begun"


@dataclass(frozen=True, slots=True)
class SilenceEnded:
    """Its party may be told again."""

    sort: Literal["silence_ended"] = "silence_ended"


@dataclass(frozen=True, slots=True)
class SuppressionMarked:
    """A letter that threatens over a genuine review; or none after all."""

    is_one: bool
    sort: Literal["suppression_marked"] = "suppression_marked"


@dataclass(frozen=True, slots=True)
class AppealMarked:
    """An appeal out of time, or repeated by the same side: `earlier` is the one before it."""

    is_late: bool
    earlier: EscalationId | None = None
    sort: Literal["appeal_marked"] = "appeal_marked"
