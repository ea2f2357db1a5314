"""Which case another one repeats, and whether it can be merged into it."""

from __future__ import annotations

from bot.case.errors import Fault, RefusalCode, Refused, at_fault
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, read_reference, reference
from bot.case.permissions import check_merge
from bot.casework.approach import Case, namer
from bot.casework.viewer import Viewer
from bot.ports import Work


def lock_in_order(work: Work, escalation_id: EscalationId, named: str) -> None:
    """Locks the case named, where that has the lower number: two that are merged into each other at
    the same moment are locked in the same order, so that one waits and sees what the other did."""
    other = read_reference(named)
    if other is not None and other < escalation_id:
        work.escalations.get(other)


def repeated(work: Work, case: Case, named: str) -> Escalation:
    """The case named, locked. Raises Refused unless that is another one, and there to be merged
    into."""
    before, other = case.escalation, read_reference(named)
    itself = other == before.id
    found = work.escalations.get(other) if other is not None and not itself else None
    if found is None:
        words = "Name the escalation it repeats, like ESC-12."
        if other is not None:
            words = "It can't repeat itself." if itself else f"There is no {reference(other)}."
        raise at_fault({"duplicate_of": Fault(RefusalCode.NOT_FOUND, words)})
    viewer = Viewer(work, case.actor.user)
    try:
        check_merge(before, found, (viewer.sight(before), viewer.sight(found)), namer(work))
    except Refused as refusal:
        raise at_fault({"duplicate_of": Fault(refusal.code, refusal.words)}) from refusal
    return found
