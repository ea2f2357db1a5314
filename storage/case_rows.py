"""Cases as rows, and rows as cases."""

from __future__ import annotations

from bot.case.escalation import Deadline, Escalation, HandOver, Offer, Party, Wait
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.priority import Priority
from bot.case.states import CloseReason, State
from storage.tables.cases import EscalationRow


def to_values(e: Escalation) -> dict[str, object]:
    """A case as the columns of its row."""
    return {
        "id": e.id,
        "version": e.version,
        "run": e.run,
        "queue": e.queue,
        "channel": e.channel,
        "kind": e.kind,
        "priority": e.priority.value,
        "title": e.title,
        "what_happened": e.what_happened,
        "account": e.account,
        "links": list(e.links),
        "answers": dict(e.answers),
        "confidentiality": e.confidentiality,
        "skills": list(e.skills),
        "co_requesters": list(e.co_requesters),
        "requester": e.requester,
        "state": e.state.value,
        "offered_to": e.offer.to if e.offer else None,
        "offer_why": e.offer.why if e.offer else None,
        "offer_made_at": e.offer.made_at if e.offer else None,
        "offer_lapses_at": e.offer.lapses_at if e.offer else None,
        "owner": e.owner,
        "claimed_at": e.claimed_at,
        "hand_over_to": e.hand_over.to if e.hand_over else None,
        "hand_over_by": e.hand_over.by if e.hand_over else None,
        "hand_over_note": e.hand_over.note if e.hand_over else None,
        "hand_over_asked_at": e.hand_over.asked_at if e.hand_over else None,
        "hand_over_overrides": e.hand_over.overrides if e.hand_over else False,
        "wait_on": e.wait.on.value if e.wait else None,
        "wait_for": e.wait.for_what if e.wait else None,
        "wait_until": e.wait.until if e.wait else None,
        "wait_since": e.wait.since if e.wait else None,
        "wait_by": e.wait.by if e.wait else None,
        "deadline_at": e.deadline.at if e.deadline else None,
        "deadline_zone": e.deadline.timezone if e.deadline else None,
        "deadline_source": e.deadline.source if e.deadline else None,
        "deadline_set_by": e.deadline.set_by if e.deadline else None,
        "deadline_set_at": e.deadline.set_at if e.deadline else None,
        "opened_at": e.opened_at,
        "decided_at": e.decided_at,
        "closed_at": e.closed_at,
        "close_reason": e.close_reason.value if e.close_reason else None,
        "close_note": e.close_note,
        "duplicate_of": e.duplicate_of,
        "policy_version": e.policy_version,
    }


def from_row(row: EscalationRow) -> Escalation:
    """A row as the case it holds."""
    return Escalation(
        id=EscalationId(row.id),
        queue=row.queue,
        channel=ChannelId(row.channel),
        kind=row.kind,
        priority=Priority(row.priority),
        title=row.title,
        what_happened=row.what_happened,
        requester=UserId(row.requester),
        opened_at=row.opened_at,
        policy_version=row.policy_version,
        account=row.account,
        links=tuple(row.links),
        answers=dict(row.answers),
        confidentiality=row.confidentiality,
        skills=tuple(row.skills),
        co_requesters=tuple(UserId(user) for user in row.co_requesters),
        state=State(row.state),
        offer=_offer(row),
        owner=UserId(row.owner) if row.owner else None,
        claimed_at=row.claimed_at,
        hand_over=_hand_over(row),
        wait=_wait(row),
        deadline=_deadline(row),
        decided_at=row.decided_at,
        closed_at=row.closed_at,
        close_reason=CloseReason(row.close_reason) if row.close_reason else None,
        close_note=row.close_note,
        duplicate_of=EscalationId(row.duplicate_of) if row.duplicate_of else None,
        run=row.run,
        version=row.version,
    )


def _offer(row: EscalationRow) -> Offer | None:
    if row.offered_to is None or row.offer_made_at is None or row.offer_lapses_at is None:
        return None
    return Offer(
        UserId(row.offered_to), row.offer_why or "", row.offer_made_at, row.offer_lapses_at
    )


def _hand_over(row: EscalationRow) -> HandOver | None:
    if row.hand_over_to is None or row.hand_over_asked_at is None:
        return None
    return HandOver(
        UserId(row.hand_over_to),
        UserId(row.hand_over_by or ""),
        row.hand_over_note or "",
        row.hand_over_asked_at,
        row.hand_over_overrides,
    )


def _wait(row: EscalationRow) -> Wait | None:
    if row.wait_on is None or row.wait_until is None or row.wait_since is None:
        return None
    on, by = Party(row.wait_on), UserId(row.wait_by or "")
    return Wait(on, row.wait_for or "", row.wait_until, row.wait_since, by)


def _deadline(row: EscalationRow) -> Deadline | None:
    if row.deadline_at is None or row.deadline_set_at is None:
        return None
    zone, source = row.deadline_zone or "UTC", row.deadline_source or ""
    set_by = UserId(row.deadline_set_by or "")
    return Deadline(row.deadline_at, zone, source, set_by, row.deadline_set_at)
