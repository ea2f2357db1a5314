"""What is said of a question that a team is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import EscalationId, UserId


@dataclass(frozen=True, slots=True)
class ConsultPut:
    """To a team's channel, or one of its people: a question about a case, as it stands now. Its
    first delivery posts it, which opens a thread for the answer; later ones edit it."""

    to: str
    escalation_id: EscalationId
    consult: int
    sort: Literal["consult_put"] = "consult_put"


@dataclass(frozen=True, slots=True)
class ConsultDue:
    """To a team's channel, or one of its people: a question waits for their answer. `step` is how
    far its time is used, with its number where it comes several times (`half`, `again:2`). Once the
    question is settled the reminder is edited."""

    to: str
    escalation_id: EscalationId
    consult: int
    step: str
    sort: Literal["consult_due"] = "consult_due"


@dataclass(frozen=True, slots=True)
class TeamAnswered:
    """To the owner, and to who asked: a team has answered. `quote` is its beginning; `again`: it
    adds to its answer."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    team: str
    quote: str
    again: bool = False
    in_place_of: UserId | None = None
    sort: Literal["team_answered"] = "team_answered"
