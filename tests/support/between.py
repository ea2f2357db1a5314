"""A notice of each sort that owner, requester and managers hear of each other."""

from __future__ import annotations

from bot import notices as n
from bot.case.identifiers import EscalationId
from bot.case.spoken import Spoken
from tests.support.factories import CRANE, HERON, NOON, STORK, WREN


def words_between(case: EscalationId, text: str) -> tuple[n.Notice, ...]:
    """One of each, about this case, with this text."""
    return (
        n.DeadlineSet(HERON, case, STORK, NOON.isoformat()),
        n.Answered(HERON, case, WREN, STORK),
        n.PriorityChanged(WREN, case, STORK, "P1", text),
        n.DeadlineMissed(WREN, case, NOON.isoformat()),
        n.Wrote(WREN, case, (Spoken(HERON, text), Spoken(HERON, "")), STORK),
        n.Added(case, WREN, text),
        n.PriorityWished(HERON, case, WREN, "P1", text, 1772539200),
        n.NotAsAsked(WREN, case, HERON, "P1"),
        n.CustomerTold(HERON, case, WREN),
        n.FormNotOpened(WREN, text, "https://birds.example/p1"),
    )


def with_managers(case: EscalationId, text: str) -> tuple[n.Notice, ...]:
    """What managers are told at once, and what others are told of a manager's act."""
    return (
        n.Urgent(STORK, case, WREN),
        n.Assigned(CRANE, case, STORK, text),
        n.TakenOver(HERON, case, STORK, text),
    )
