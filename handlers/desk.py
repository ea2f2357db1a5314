"""What every listener works with: the store, the clock, and the one way to carry out a verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.case import carry_out
from bot.identifiers import EscalationId, RequestKey
from bot.ports import Clock, Receipt, Storage, Work


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to each listener."""

    storage: Storage
    clock: Clock

    def carry_out(self, key: RequestKey, verb: Callable[[Work, datetime], Receipt]) -> Receipt:
        """One verb, one transaction, at the present time. Raises Refused, StorageAway."""
        now = self.clock.now()
        return carry_out(self.storage, key, lambda work: verb(work, now), now)


def escalation_id(value: str) -> EscalationId:
    """The case a button is about. A button carries its case's number and nothing else."""
    return EscalationId(int(value)) if value.isascii() and value.isdigit() else EscalationId(0)
