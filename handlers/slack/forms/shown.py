"""What the intake form shows of what is known by now, beside what it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation

CIRCLES: Mapping[Confidentiality, str] = {
    Confidentiality.INTERNAL: "Everybody in the workspace may read it",
    Confidentiality.EMBARGOED: "Hidden until its embargo ends",
    Confidentiality.RESTRICTED: "Only people cleared for it; others see its reference",
    Confidentiality.LEGAL_PRIVILEGED: "Only people cleared for it; others see a count",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form shows of what is known by now: the classes to choose from, why the kind can't be
    raised, and lines of mrkdwn beside a question, by its key, with the cases that they tell of."""

    classes: Sequence[Confidentiality] = ()
    hindrance: str = ""
    beside: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cases: Sequence[Escalation] = ()

    @property
    def mark(self) -> int:
        """What tells this from what the form shows already."""
        lines = "\n".join(line for found in self.beside.values() for line in found)
        return crc32(lines.encode()) if lines else 0


NOTHING_SHOWN = Shown()
