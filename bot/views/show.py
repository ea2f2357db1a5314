"""One case by its reference, with its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.case.decision import Decision
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, UserId, read_reference
from bot.case.people import Via
from bot.casework.approach import admitted
from bot.casework.case_view import CaseView, Seen
from bot.casework.viewer import view_for
from bot.events import CaseDecided
from bot.events.reviews import DraftKept
from bot.ports import TimelineEntry, Work


def decisions_in(work: Work, timeline: Sequence[TimelineEntry]) -> Mapping[int, Decision]:
    """The decisions that a timeline tells of, by their number."""
    numbers = [e.event.decision for e in timeline if isinstance(e.event, CaseDecided)]
    return {n: found for n in numbers if (found := work.decisions.get(n)) is not None}


def show(work: Work, user: UserId, words: str) -> tuple[Seen, Sequence[TimelineEntry]]:
    """One case by its reference, with its timeline, as far as the person may see it. Raises Refused
    if there is none such."""
    admitted(work, user)
    escalation_id = read_reference(words)
    if escalation_id is None:
        raise Refused(
            "Say which one, like this: /escalations show ESC-1", code=RefusalCode.NOT_UNDERSTOOD
        )
    escalation = work.escalations.peek(escalation_id)
    if escalation is None:
        raise Refused(f"There is no ESC-{escalation_id}.", code=RefusalCode.NOT_FOUND)
    seen = view_for(work, user, escalation)
    if not isinstance(seen, CaseView):
        return seen, ()
    return seen, (*work.timeline.of(escalation_id), *_kept(work, escalation_id, user))


def _kept(work: Work, escalation_id: EscalationId, user: UserId) -> tuple[TimelineEntry, ...]:
    """What they had written of its decision, as an entry that only they have."""
    kept = work.decisions.draft_of(escalation_id, user)
    if kept is None:
        return ()
    return (TimelineEntry(escalation_id, kept.at, user, DraftKept(), Via.FORM),)
