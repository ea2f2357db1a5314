"""Who raised a case has left the workspace: who is in their place, and who is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.decision import THROUGH_REQUESTER, TOLD_THROUGH
from bot.case.escalation import Escalation
from bot.case.identifiers import RequestKey, UserId
from bot.case.permissions import Sight
from bot.casework.assignment import raised_by as raised_by  # noqa: PLC0414 (its own word, too)
from bot.casework.news import Listener, instead_of
from bot.casework.record import case_changed, record
from bot.casework.reminding import is_gone, told_of
from bot.casework.service_clocks import ServedBy
from bot.casework.viewer import Viewer
from bot.events import RequesterLeft
from bot.notices import RequesterGone
from bot.ports import Receipt, Work


def tellers(work: Work, escalation: Escalation, now: datetime) -> tuple[UserId, ...]:
    """Who is to tell the customer what was decided, of those who raised it and are there; nobody
    where that was not left to them, is done, or may not be."""
    decision = work.decisions.latest(escalation.id)
    if decision is None or not decision.is_told_by_requester:
        return ()
    if escalation.silence is not None or work.decisions.communication(decision.id) is not None:
        return ()
    there = (u for u in raised_by(work, escalation) if not is_gone(work, u, now))
    return tuple(u for u in there if _reads(work, escalation, u))


def has_left(work: Work, escalation: Escalation) -> bool:
    """Whether who raised the case is no full member of the workspace any more."""
    person = work.people.get(escalation.requester)
    return person is not None and not person.is_full_member


def channels_of(work: Work, escalation: Escalation) -> Mapping[str, str]:
    """By which channels the impacted party of a case can be told: through its requester only while
    they are there, and may read what there is to tell."""
    if not has_left(work, escalation) and _reads(work, escalation, escalation.requester):
        return TOLD_THROUGH
    return {name: words for name, words in TOLD_THROUGH.items() if name != THROUGH_REQUESTER}


def _reads(work: Work, escalation: Escalation, user: UserId) -> bool:
    if escalation.confidentiality == Confidentiality.INTERNAL:
        return True
    return Viewer(work, user).sight(escalation) is Sight.ALL


def follow_requester(
    work: Work, escalation: Escalation, served_by: ServedBy, now: datetime
) -> Escalation:
    """Where the requester has left, puts the first in their place who joined the case and is there,
    and tells who has it, once. Returns the case as saved."""
    left = escalation.requester
    if not has_left(work, escalation):
        return escalation
    joined = escalation.co_requesters
    there = {user for user, p in work.people.several(joined).items() if p.can_be_asked}
    heir = next((u for u in joined if u in there and u != escalation.holder), None)
    if heir is None:
        key = RequestKey(f"requester_left:{escalation.id}:{escalation.run}:{left}")
        if work.requests.find(key) is not None:
            return escalation
        work.requests.keep(key, Receipt("", escalation.id), now)
    record(work, escalation.id, now, RequesterLeft(left, heir))
    told = [Listener(heir)] if heir is not None else []
    if escalation.holder is not None:
        told += instead_of(work, served_by, escalation, escalation.holder, now)
    else:
        managers = told_of(work, served_by.policy, served_by.queue, escalation, now)
        told += [Listener(to) for to in managers]
    saved = escalation
    if heir is not None:
        # Who left keeps a place among them: should they be back, it still isn't theirs to decide.
        others = tuple(user for user in joined if user != heir)
        after = replace(escalation, requester=heir, co_requesters=(*others, left))
        saved = work.escalations.save(after)
    notes = (RequesterGone(o.to, escalation.id, left, heir, o.in_place_of) for o in told)
    case_changed(work, escalation.id, None, *notes)
    return saved
