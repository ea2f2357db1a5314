"""Changes of a policy that are about queues as a whole: one that is taken out, and who is told of
a P1."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.case.errors import Fault, RefusalCode, Refused, at_fault
from bot.policy.editing import Fields
from bot.policy.tables import Tables, list_in, table_in


@dataclass(frozen=True, slots=True)
class QueueRemoval:
    """A queue is taken out: its kinds, its cases and its place in digests go to another one."""

    name: str
    to: str
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        """Takes it out. Raises Refused where it is gone, or where it's to go to isn't there."""
        queues = table_in(tables, "queues")
        gone = queues.get(self.name)
        if not isinstance(gone, dict):
            raise Refused(
                f"There is no queue {self.name!r} any more.", code=RefusalCode.NO_LONGER_SO
            )
        heir = queues.get(self.to)
        if not isinstance(heir, dict) or self.to == self.name:
            words = "Choose the queue that takes its cases."
            raise at_fault({"to": Fault(RefusalCode.REQUIRED, words)})
        del queues[self.name]
        heir["kinds"] = [*list_in(heir, "kinds"), *list_in(gone, "kinds")]
        moved = table_in(tables, "moved")
        for name, to in moved.items():
            moved[name] = self.to if to == self.name else to
        moved[self.name] = self.to
        moved.pop(self.to, None)
        for digest in list_in(tables, "digests"):
            if isinstance(digest, dict):
                about = (self.to if q == self.name else q for q in list_in(digest, "queues"))
                digest["queues"] = list(dict.fromkeys(about))
        return {("moved", self.name): "to", ("queues", self.to): "to"}


@dataclass(frozen=True, slots=True)
class TellP1Change:
    """Whether a queue's managers are told at once of every P1."""

    tell: bool
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        """Writes it."""
        table_in(tables, "workspace")["tell_p1"] = self.tell
        return {("workspace", "tell_p1"): "tell"}
