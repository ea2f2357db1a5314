"""An appeal is bound to one original decision, by one side; what is out of time or repeated is
marked, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.identifiers import EscalationId, UserId
from bot.case.kinds import Mark
from bot.case.subject import link_key


@dataclass(frozen=True, slots=True)
class Original:
    """The decision that is contested: one of ours by its case and its number in the register,
    one that was imported by its key, or one made outside by its link. `decided_by` is automation,
    staff or vendor; `told_at` when the party was told, from where the window runs."""

    decided_by: str
    decided_at: datetime
    case: EscalationId | None = None
    decision: int | None = None
    link: str = ""
    decider: UserId | None = None
    vendor: str = ""
    imported: str = ""
    """The key of a decision that another system made."""
    told_at: datetime | None = None

    @property
    def key(self) -> str:
        """What is the same of every appeal of the same decision."""
        if self.decision is not None:
            return f"decision:{self.decision}"
        return f"imported:{self.imported}" if self.imported else link_key(self.link)

    @property
    def contestable_from(self) -> datetime:
        """From where the window runs: the day the party was told (DSA Art. 20(1))."""
        return self.told_at or self.decided_at


@dataclass(frozen=True, slots=True)
class Appeal:
    """A case as an appeal: of which decision, by which side (`affected_party` or `notifier`), on
    which basis, received when. `earlier`: the same side's appeal of the same decision before it."""

    escalation_id: EscalationId
    original: Original
    complainant: str
    basis: str
    received_at: datetime
    is_late: bool = False
    earlier: EscalationId | None = None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What it is marked as."""
        late = (Mark.LATE,) if self.is_late else ()
        return (*late, Mark.SECOND) if self.earlier is not None else late
