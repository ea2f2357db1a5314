"""How each vendor does: what its agents escalated, how its contested decisions ended, and what it
was asked to change."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class VendorLine:
    """A vendor in a period, in the report's columns. `escalation_rate` is its share of all
    front-line cases; `root_causes` are those of its reversals, the commonest first. Of feedback,
    `overdue` is what is open and due by now. The line holds nothing of any one case: it can be sent
    on."""

    vendor: str
    front_line: int
    escalation_rate: Decimal | None
    appeals: int
    decided: int
    upheld: int
    partially_reversed: int
    reversed: int
    reversal_rate: Decimal | None
    hours_to_decision: Decimal | None
    hours_to_decision_p90: Decimal | None
    root_causes: str
    feedback_asked: int
    feedback_closed: int
    feedback_open: int
    feedback_overdue: int


COLUMNS = tuple(field.name for field in fields(VendorLine))
