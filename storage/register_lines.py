"""A line of the register: a decision, with what followed it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Date, Row, func, select, type_coerce

from bot.case.identifiers import EscalationId, reference
from bot.reports.register import Line
from storage.report_tables import (
    COMMUNICATIONS,
    DECISIONS,
    EFFECTS,
    ESCALATIONS,
    OTHER_COMMUNICATIONS,
    PEOPLE,
    WITHHOLDINGS,
)

_OF_A_CASE = ("kind", "priority", "queue", "account", "title", "requester", "opened_at")
_REQUESTER, _DECIDER, _APPROVER = PEOPLE.alias(), PEOPLE.alias(), PEOPLE.alias()
_LATER = DECISIONS.alias()
_SUPERSEDED_BY = (
    select(func.min(_LATER.c.id))
    # The index is by case.
    .where(_LATER.c.escalation_id == DECISIONS.c.escalation_id)
    .where(_LATER.c.supersedes == DECISIONS.c.id)
    .scalar_subquery()
)
LINES = (
    select(
        DECISIONS,
        _SUPERSEDED_BY.label("superseded_by"),
        type_coerce(DECISIONS.c.territory, JSON).label("countries"),
        type_coerce(DECISIONS.c.until, Date).label("last_day"),
        *(ESCALATIONS.c[name] for name in _OF_A_CASE),
        _REQUESTER.c.name.label("requester_name"),
        _DECIDER.c.name.label("decided_by_name"),
        COMMUNICATIONS.c.by,
        COMMUNICATIONS.c.at,
        _APPROVER.c.name.label("approved_by_name"),
        OTHER_COMMUNICATIONS.c.by.label("other_by"),
        OTHER_COMMUNICATIONS.c.at.label("other_at"),
        WITHHOLDINGS.c.by.label("not_told_by"),
        WITHHOLDINGS.c.at.label("not_told_at"),
        WITHHOLDINGS.c.reason.label("not_told_why"),
        EFFECTS.c.by.label("carried_out_by"),
        EFFECTS.c.at.label("carried_out_at"),
        EFFECTS.c.given_at.label("carried_out_since"),
        EFFECTS.c.seen_at,
    )
    .join_from(DECISIONS, ESCALATIONS, ESCALATIONS.c.id == DECISIONS.c.escalation_id)
    .outerjoin(_REQUESTER, _REQUESTER.c.user_id == ESCALATIONS.c.requester)
    .outerjoin(_DECIDER, _DECIDER.c.user_id == DECISIONS.c.decided_by)
    .outerjoin(_APPROVER, _APPROVER.c.user_id == DECISIONS.c.approved_by)
    .outerjoin(COMMUNICATIONS, COMMUNICATIONS.c.decision_id == DECISIONS.c.id)
    .outerjoin(OTHER_COMMUNICATIONS, OTHER_COMMUNICATIONS.c.decision_id == DECISIONS.c.id)
    .outerjoin(WITHHOLDINGS, WITHHOLDINGS.c.decision_id == DECISIONS.c.id)
    .outerjoin(EFFECTS, EFFECTS.c.decision_id == DECISIONS.c.id)
    .order_by(DECISIONS.c.decided_at, DECISIONS.c.id, COMMUNICATIONS.c.id)
)


def line_of(row: Row[Any]) -> Line:
    """A row of `LINES` in the report's columns."""
    return Line(
        reference=reference(EscalationId(row.escalation_id)),
        decision=row.id,
        supersedes=row.supersedes,
        superseded_by=row.superseded_by,
        kind=row.kind,
        priority=row.priority,
        queue=row.queue,
        account=row.account,
        title=row.title,
        requester=row.requester,
        requester_name=row.requester_name,
        opened_at=row.opened_at,
        outcome=row.outcome,
        ground=row.ground,
        ground_text=row.ground_words,
        explanation=row.explanation,
        facts=row.facts,
        message=row.message,
        language=row.language,
        other_message=row.other_message,
        root_cause=row.root_cause,
        what_should_change=row.what_should_change,
        why_otherwise=row.why_otherwise,
        restriction=row.restriction,
        restriction_what=row.restriction_what,
        restriction_other=row.restriction_other,
        category=row.category,
        automated_means=row.automated_means,
        territory=" ".join(row.countries),
        until=row.last_day.isoformat() if row.last_day else "",
        guideline_version=row.guideline_version,
        decided_by=row.decided_by,
        decided_by_name=row.decided_by_name,
        decided_at=row.decided_at,
        approved_by=row.approved_by,
        approved_by_name=row.approved_by_name,
        # What waited for a second person stands from when they approved it.
        approved_at=row.decided_at if row.approved_by else None,
        told_through=row.told_through,
        communicated_by=row.by,
        communicated_at=row.at,
        other_communicated_by=row.other_by,
        other_communicated_at=row.other_at,
        not_told_by=row.not_told_by,
        not_told_at=row.not_told_at,
        not_told_why=row.not_told_why,
        carried_out_by=row.carried_out_by,
        carried_out_at=row.carried_out_at,
        carried_out_since=row.carried_out_since,
        seen_at=row.seen_at,
        policy_version=row.policy_version,
    )
