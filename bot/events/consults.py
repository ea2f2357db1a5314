"""What happens to a question that a team was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class ConsultAsked:
    """A question was put before a team; the question is the entry's why."""

    team: str
    until: datetime
    sort: Literal["consult_asked"] = "consult_asked"


@dataclass(frozen=True, slots=True)
class ConsultAnswered:
    """A team has answered; the answer is the entry's why. `again`: it adds to its answer."""

    team: str
    again: bool = False
    sort: Literal["consult_answered"] = "consult_answered"


@dataclass(frozen=True, slots=True)
class ConsultOverdue:
    """A team hasn't answered by its date."""

    team: str
    sort: Literal["consult_overdue"] = "consult_overdue"


@dataclass(frozen=True, slots=True)
class ConsultCancelled:
    """A team's answer is no longer wanted: the case has ended."""

    team: str
    sort: Literal["consult_cancelled"] = "consult_cancelled"
