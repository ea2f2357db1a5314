"""What each key figure is computed from, as SQL that both databases read: a row for each thing that
counts, with the group it counts in.

What took time is a row of microseconds (`x`); what is a share is a row of how much it adds to the
numerator (`hit`) and to the denominator (`base`). The definitions in words are
`bot/figures/kpis.py`'s; `tests/reports/slow.py` computes them another way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    union_all,
)

from bot.case.feedback import WITH_THE_TARGET
from bot.case.kinds import CONTESTED, KINDS
from bot.figures.kpis import By, Scope
from storage import imported_facts as imported
from storage.figure_functions import Micros
from storage.figure_scope import (
    ONE,
    VENDOR,
    Facts,
    cases_where,
    entries,
    is_of,
    micros,
    of_any,
    of_cases,
    share_rows,
)
from storage.instants import within
from storage.report_tables import (
    APPEALS,
    CLOCK_EVENTS,
    COMMUNICATIONS,
    DECISIONS,
    EFFECTS,
    ESCALATIONS,
    FEEDBACK,
    FEEDBACK_CASES,
    IMPORTED,
    SECOND_LOOKS,
    TIMELINE,
    TIMERS,
)

CLAIMS = ("claimed", "assigned")
WAITS = ("wait_begun", "wait_ended")
CLOSINGS = ("communicated", "carried_out", "withdrawn", "merged_into")
"""What closes a case, as its timeline has it (`bot/events`). Of a reversal the later of being told
and being carried out does."""
_ONE_SECOND = timedelta(seconds=1)
_CONTESTED = [outcome.name for outcome in CONTESTED]
_REVERSED = [outcome.name for outcome in CONTESTED if outcome.is_reversal]
_APPEALS = [kind.name for kind in KINDS.values() if kind.is_appeal]


@dataclass(frozen=True, slots=True)
class Groups:
    """What cases of ours are told apart by, and the same of imported decisions."""

    ours: ColumnElement[str]
    imported: ColumnElement[str]


def _both(*parts: Facts) -> Facts:
    return select(union_all(*parts).subquery("both"))


def claims(scope: Scope) -> Facts:
    """The first time that somebody had a case."""
    claimed, before = entries(scope, *CLAIMS), TIMELINE.alias("before")
    took = Micros(claimed.c.at) - Micros(ESCALATIONS.c.opened_at)
    earlier = exists().where(
        before.c.escalation_id == claimed.c.escalation_id,
        before.c.id < claimed.c.id,
        before.c.what.in_(CLAIMS),
    )
    return of_cases(scope, claimed, claimed.c.escalation_id, took.label("x")).where(not_(earlier))


def decisions(scope: Scope) -> Facts:
    """The first decision of a case, net of the waits before it."""
    before = DECISIONS.alias("before")
    took = Micros(DECISIONS.c.decided_at) - Micros(ESCALATIONS.c.opened_at) - _waited()
    earlier = exists().where(
        before.c.escalation_id == DECISIONS.c.escalation_id, before.c.id < DECISIONS.c.id
    )
    found = of_cases(scope, DECISIONS, DECISIONS.c.escalation_id, took.label("x"))
    return found.where(*within(DECISIONS.c.decided_at, scope), not_(earlier))


def _waited() -> ColumnElement[int]:
    """The time a case waited before it was decided: each wait until it ended, another began, or the
    decision."""
    begun, next_ = TIMELINE.alias("begun"), TIMELINE.alias("next")
    of_case = begun.c.escalation_id == DECISIONS.c.escalation_id
    ended = (
        select(func.min(next_.c.at))
        .where(
            next_.c.escalation_id == begun.c.escalation_id,
            next_.c.id > begun.c.id,
            next_.c.what.in_(WAITS),
        )
        .correlate(begun)
        .scalar_subquery()
    )
    decided = DECISIONS.c.decided_at
    until = case((ended < decided, Micros(ended)), else_=Micros(decided))
    return (
        select(func.coalesce(func.sum(until - Micros(begun.c.at)), 0))
        .where(of_case, begun.c.what == WAITS[0], begun.c.at < decided)
        .correlate(DECISIONS)
        .scalar_subquery()
    )


def _told(scope: Scope, *same: str) -> tuple[FromClause, ColumnElement[bool], ColumnElement[Any]]:
    """Who was told in the period, the first time for a decision (or for a case): the source, what
    it's held to, when."""
    before, of_before = COMMUNICATIONS.alias("before"), DECISIONS.alias("of_before")
    source = COMMUNICATIONS.join(DECISIONS, DECISIONS.c.id == COMMUNICATIONS.c.decision_id)
    alike = before.join(of_before, of_before.c.id == before.c.decision_id)
    earlier = (
        exists()
        .select_from(alike)
        .where(
            before.c.id < COMMUNICATIONS.c.id,
            *(of_before.c[name] == DECISIONS.c[name] for name in same),
        )
        .correlate(COMMUNICATIONS, DECISIONS)
    )
    held = and_(*within(COMMUNICATIONS.c.at, scope), not_(earlier))
    return source, held, COMMUNICATIONS.c.at


def communications(scope: Scope) -> Facts:
    """How long a decision lay before the impacted party was told of it."""
    source, held, at = _told(scope, "id")
    took = Micros(at) - Micros(DECISIONS.c.decided_at)
    ours = of_cases(scope, source, DECISIONS.c.escalation_id, took.label("x")).where(held)
    return _both(ours, imported.communications(scope))


def effects(scope: Scope) -> Facts:
    """How long a decision lay before it was in force."""
    before = EFFECTS.alias("before")
    took = Micros(EFFECTS.c.given_at) - Micros(DECISIONS.c.decided_at)
    earlier = exists().where(
        before.c.decision_id == EFFECTS.c.decision_id, before.c.id < EFFECTS.c.id
    )
    source = EFFECTS.join(DECISIONS, DECISIONS.c.id == EFFECTS.c.decision_id)
    found = of_cases(scope, source, EFFECTS.c.escalation_id, took.label("x"))
    ours = found.where(*within(EFFECTS.c.given_at, scope), not_(earlier))
    return _both(ours, imported.effects(scope))


def notifications(scope: Scope) -> Facts:
    """From when it was received until the impacted party was first told, gross."""
    source, held, at = _told(scope, "escalation_id")
    received = func.coalesce(APPEALS.c.received_at, ESCALATIONS.c.opened_at)
    took = Micros(at) - Micros(received)
    ours = of_cases(scope, source, DECISIONS.c.escalation_id, took.label("x")).where(held)
    return _both(ours, imported.notifications(scope))


def clocks(clock: str) -> Callable[[Scope], Facts]:
    """The runs of a clock that were due in the period. One that ended by then without its goal
    isn't counted; one that is late and isn't noted yet is found by its timer."""

    def facts(scope: Scope) -> Facts:
        event, timer = CLOCK_EVENTS, TIMERS
        is_late = or_(event.c.kind == "missed", event.c.at > event.c.due_at)
        late = func.max(case((is_late, 1), else_=0))
        counts = func.max(case((or_(is_late, event.c.kind == "met"), 1), else_=0))
        ended = (
            select(event.c.escalation_id, (1 - late).label("hit"))
            .where(event.c.clock == clock, event.c.due_at.is_not(None))
            .where(*within(event.c.due_at, scope))
            .group_by(event.c.escalation_id, event.c.run)
            .having(counts == 1)
        )
        # A breach is looked at one second after the due instant.
        since, until = scope.since, scope.until
        overdue = select(timer.c.escalation_id, literal_column("0").label("hit")).where(
            timer.c.kind == "reminder",
            timer.c.about == f"{clock}:breach",
            timer.c.due_at <= scope.now,
            *([timer.c.due_at >= since + _ONE_SECOND] if since else []),
            *([timer.c.due_at < until + _ONE_SECOND] if until else []),
        )
        due = union_all(ended, overdue).subquery("due")
        return of_cases(scope, due, due.c.escalation_id, due.c.hit, ONE)

    return facts


def _not_closed(scope: Scope, *columns: ColumnElement[Any]) -> Facts:
    """Cases that were not closed at the end of the period, as the timeline has it: a case that was
    closed then and reopened since isn't among them."""
    end = scope.end
    opened = ESCALATIONS.c.opened_at < end
    since = or_(ESCALATIONS.c.closed_at.is_(null()), ESCALATIONS.c.closed_at >= end)
    reopened, closing = TIMELINE.alias("reopened"), TIMELINE.alias("closing")
    closed_before = (
        select(func.max(closing.c.at))
        .where(
            closing.c.escalation_id == reopened.c.escalation_id,
            closing.c.id < reopened.c.id,
            closing.c.what.in_(CLOSINGS),
        )
        .correlate(reopened)
        .scalar_subquery()
    )
    was_closed = exists().where(
        reopened.c.escalation_id == ESCALATIONS.c.id,
        reopened.c.what == "reopened",
        reopened.c.at >= end,
        closed_before < end,
    )
    return cases_where(scope, *columns).where(opened, since, not_(was_closed))


def backlog(scope: Scope) -> Facts:
    return _not_closed(scope, *share_rows(hit=1))


def backlog_age(scope: Scope) -> Facts:
    age = literal(micros(scope.end)) - Micros(ESCALATIONS.c.opened_at)
    return _not_closed(scope, age.label("x"))


def appeals(scope: Scope) -> Facts:
    """Appeals that were received, and decisions that were told."""
    appeal, plain = APPEALS.c, ESCALATIONS.c
    are_appeals = cases_where(scope, *share_rows(hit=1, base=0)).where(plain.kind.in_(_APPEALS))
    # In two parts: each goes by an index.
    came = are_appeals.where(appeal.escalation_id.is_not(None), *within(appeal.received_at, scope))
    raised = are_appeals.where(appeal.escalation_id.is_(None), *within(plain.opened_at, scope))
    source, held, _ = _told(scope, "id")
    told = of_cases(scope, source, DECISIONS.c.escalation_id, *share_rows(hit=0)).where(held)
    return _both(came, raised, told, imported.received(scope), imported.told(scope))


def contested(scope: Scope, groups: Groups | None = None) -> Facts:
    """The latest decision of each case, where it upheld or reversed what was contested: with its
    outcome and root cause, when it was, and its case (None of an imported one)."""
    later = DECISIONS.alias("later")
    superseded = exists().where(
        later.c.escalation_id == DECISIONS.c.escalation_id, later.c.id > DECISIONS.c.id
    )
    c, old = DECISIONS.c, IMPORTED.c
    what = (c.outcome, c.root_cause, c.decided_at, c.escalation_id)
    rows = (*what, *share_rows(hit=c.outcome.in_(_REVERSED)))
    group = groups.ours if groups else None
    found = of_cases(scope, DECISIONS, c.escalation_id, *rows, group=group)
    counts = c.outcome.in_(_CONTESTED)
    ours = found.where(counts, *within(c.decided_at, scope), not_(superseded))
    no_cause: ColumnElement[str] = literal_column("''").label("root_cause")
    no_case = cast(null(), BigInteger).label("escalation_id")
    same = (old.outcome, no_cause, old.decided_at, no_case)
    hits = share_rows(hit=old.outcome.in_(_REVERSED))
    theirs = groups.imported if groups else None
    return _both(ours, imported.decided(scope, _CONTESTED, *same, *hits, group=theirs))


def reopenings(scope: Scope) -> Facts:
    """Cases that were closed in the period: those that still are, and those reopened since."""
    closing, closed_at = TIMELINE.alias("closing"), ESCALATIONS.c.closed_at
    closed_before = (
        select(func.max(closing.c.at).label("at"))
        .where(
            closing.c.escalation_id == TIMELINE.c.escalation_id,
            closing.c.id < TIMELINE.c.id,
            closing.c.what.in_(CLOSINGS),
        )
        .correlate(TIMELINE)
        .scalar_subquery()
    )
    reopened = (
        select(TIMELINE.c.escalation_id, closed_before.label("at"))
        .where(is_of("reopened"), *([TIMELINE.c.at >= scope.since] if scope.since else []))
        .subquery("reopened")
    )
    again = select(reopened.c.escalation_id, literal_column("1").label("hit"))
    still = select(ESCALATIONS.c.id.label("escalation_id"), literal_column("0").label("hit"))
    both = union_all(
        again.where(*within(reopened.c.at, scope)),
        still.where(closed_at.is_not(None), *within(closed_at, scope)),
    ).subquery("both")
    closed = (
        select(both.c.escalation_id, func.max(both.c.hit).label("hit"))
        .group_by(both.c.escalation_id)
        .subquery("closed")
    )
    return of_cases(scope, closed, closed.c.escalation_id, closed.c.hit, ONE)


def front_line(scope: Scope) -> Facts:
    """Those of a vendor, of the one where the scope is of one, among those of all."""
    vendor = scope.only.get(By.VENDOR)
    is_hit = vendor == VENDOR if vendor is not None else VENDOR != ""
    found = cases_where(of_any(scope, By.VENDOR), *share_rows(hit=is_hit))
    return found.where(ESCALATIONS.c.kind == "frontline", *within(ESCALATIONS.c.opened_at, scope))


def others(scope: Scope) -> Facts:
    found = cases_where(scope, *share_rows(hit=ESCALATIONS.c.kind == "other"))
    return found.where(*within(ESCALATIONS.c.opened_at, scope))


def suppression(scope: Scope) -> Facts:
    found, c = cases_where(scope, *share_rows(hit=1)), ESCALATIONS.c
    return found.where(c.is_suppression.is_(True), *within(c.opened_at, scope))


def feedback(scope: Scope) -> Facts:
    """Items by the case that asked for them first; their vendor is whom they are for."""
    is_closed = FEEDBACK.c.state.not_in([state.value for state in WITH_THE_TARGET])
    first = and_(FEEDBACK_CASES.c.item == FEEDBACK.c.id, FEEDBACK_CASES.c.place == 0)
    source = FEEDBACK.join(FEEDBACK_CASES, first)
    rows = (FEEDBACK.c.due_at, *share_rows(hit=is_closed))
    own = {By.VENDOR: FEEDBACK.c.target}
    found = of_cases(scope, source, FEEDBACK_CASES.c.escalation_id, *rows, own=own)
    return found.where(*within(FEEDBACK.c.asked_at, scope))


def judged(scope: Scope) -> Facts:
    """Second looks that were given: what was decided, and what the second said."""
    looks = SECOND_LOOKS
    first = looks.c.outcome.concat(literal(" ")).concat(looks.c.ground)
    second = looks.c.said_outcome.concat(literal(" ")).concat(looks.c.said_ground)
    own = {By.VENDOR: looks.c.vendor, By.GROUND: looks.c.ground}
    rows = (first.label("first"), second.label("second"))
    found = of_cases(scope, looks, looks.c.escalation_id, *rows, own=own)
    return found.where(looks.c.given_at.is_not(None), *within(looks.c.given_at, scope))


def overrides(scope: Scope) -> Facts:
    happened = entries(scope, "conflict_overridden")
    return of_cases(scope, happened, happened.c.escalation_id, *share_rows(hit=1))


def deadlines(scope: Scope) -> Facts:
    """Deadlines that passed, and those of which it's not noted yet."""
    columns = (TIMELINE.c.escalation_id,)
    noted = select(*columns).where(is_of("deadline_passed"), *within(TIMELINE.c.at, scope))
    unnoted = select(TIMERS.c.escalation_id).where(
        TIMERS.c.kind == "deadline",
        TIMERS.c.about == "deadline:passed",
        TIMERS.c.due_at <= scope.now,
        *within(TIMERS.c.due_at, scope),
    )
    passed = union_all(noted, unnoted).subquery("passed")
    return of_cases(scope, passed, passed.c.escalation_id, *share_rows(hit=1))


FACTS: Mapping[str, Callable[[Scope], Facts]] = {
    "time_to_claim": claims,
    "time_to_decision": decisions,
    "time_to_notification": notifications,
    "communication_gap": communications,
    "effect_gap": effects,
    "sla_first_response": clocks("first_response"),
    "sla_update": clocks("update"),
    "sla_resolution": clocks("resolution"),
    "backlog": backlog,
    "backlog_age": backlog_age,
    "appeal_rate": appeals,
    "reversal_rate": contested,
    "reopen_rate": reopenings,
    "escalation_rate": front_line,
    "feedback_closed": feedback,
    "share_other": others,
    "conflict_overrides": overrides,
    "legal_deadlines_missed": deadlines,
    "suppression_letters": suppression,
}
"""What figures that are spreads, shares and counts are computed from; `judged` is apart."""
