"""What is said of who may read a case: its class has changed, or its owner isn't cleared for it."""

from __future__ import annotations

from datetime import datetime

from bot import notices as n
from bot.case.confidentiality import Confidentiality
from bot.casework.case_view import CaseView
from handlers.slack.messages.case_note import case_note
from handlers.slack.messages.markup import Message, date, person, quoted


def of_class(
    notice: n.OwnerNotCleared | n.ClassChanged, view: CaseView, url: str
) -> Message | None:
    """The note to somebody who may read the case, or None where it is no longer so."""
    if isinstance(notice, n.OwnerNotCleared):
        return _not_cleared(notice, view, url)
    e = view.escalation
    until = e.embargo_until.isoformat() if e.embargo_until is not None else ""
    if (e.confidentiality, until) != (notice.confidentiality, notice.until):
        return None
    class_ = Confidentiality(notice.confidentiality)
    ends = f", until {date(datetime.fromisoformat(until))}" if until else ""
    words = f"{person(notice.by)} has made it {class_.words}{ends}."
    return case_note(view, url, words, more=quoted(notice.reason, 600))


def _not_cleared(notice: n.OwnerNotCleared, view: CaseView, url: str) -> Message | None:
    e = view.escalation
    if e.is_closed or e.owner not in (None, notice.owner) or e.is_owned:
        return None  # somebody has it who may
    class_ = Confidentiality(e.confidentiality).words
    words = f"{person(notice.owner)} had it and isn't cleared for {class_} cases."
    if e.owner == notice.owner:
        how = "is decided and nobody was told" if e.is_untold else "waits for its approval"
        then = f"It {how}: somebody who is cleared has to take it over."
    elif e.offer is not None:
        then = f"It's back in the queue, and offered to {person(e.offer.to)}."
    else:
        then = "It's back in the queue, and nobody can be offered it now."
    return case_note(view, url, f"{words} {then}")
