"""Notes to people who have left the workspace: closed on the timeline, since nobody reads them."""

from __future__ import annotations

from datetime import datetime

from bot.case.identifiers import UserId
from bot.casework.record import note
from bot.notices import Notice, Reminders
from bot.ports import Storage


def closed_for_departed(storage: Storage, notice: Notice, now: datetime) -> bool:
    """Whether the notice was for somebody deactivated; then its case's timeline says so."""
    to = UserId(getattr(notice, "to", ""))
    if not to:
        return False
    with storage.read() as work:
        person = work.people.get(to)
    if person is None or not person.is_deactivated:
        return False
    about = getattr(notice, "escalation_id", None)
    cases = [about] if about is not None else []
    if isinstance(notice, Reminders):
        cases = [nudge.escalation_id for nudge in notice.nudges]
    if cases:
        with storage.begin() as work:
            why = "has left the workspace"
            for case in cases:
                note(work, case, now, "note not delivered", why=why, details={"to": to})
    return True
