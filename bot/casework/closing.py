"""A case that ends without a decision: nothing runs for it any more, and who has to do with it is
told."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.casework.approach import Case
from bot.casework.assignment import no_longer_asked
from bot.casework.ending import end
from bot.casework.news import listeners
from bot.casework.offers import wake_unoffered
from bot.casework.record import case_changed
from bot.notices import Withdrawn
from bot.ports import Work


def close(work: Work, case: Case, after: Escalation, now: datetime) -> None:
    """Keeps the case as it is `after`, closed by who acts on it."""
    before, by = case.escalation, case.actor.user
    end(work, before, case.actor, now)
    work.escalations.save(after)
    told = listeners(work, case.served_by, before, by, now)
    notes = (Withdrawn(one.to, before.id, by, one.in_place_of) for one in told)
    case_changed(work, before.id, by, *notes)
    no_longer_asked(work, before, after, by)
    wake_unoffered(work, case.queue.name, now)
