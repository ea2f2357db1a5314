"""Figures that are compared: vendors, people beside their share, the hours of a week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal_column, or_, select

from bot.case.states import UNDECIDED
from bot.figures.kpis import By, Figure, Scope, Share, share_of
from bot.policy import INTERNAL_TARGETS
from bot.reports.arrivals import QUARTER, quarter
from bot.reports.fairness import (
    CSM,
    EVERYBODY_ELSE,
    FairnessLine,
    Of,
    feedback_line,
    reversal_lines,
    work_lines,
)
from bot.reports.vendors import VendorLine
from storage import imported_facts as imported
from storage.figure_facts import Groups, contested, feedback
from storage.figure_functions import Micros
from storage.figure_scope import VENDOR, cases_where
from storage.figures import Figures
from storage.figures_of_causes import feedback_effects
from storage.instants import within
from storage.report_tables import (
    APPEALS,
    DECISIONS,
    ESCALATIONS,
    GROUP_MEMBERS,
    IMPORTED,
    TURNS,
)

_OF_VENDORS = ("escalation_rate", "appeal_rate", "reversal_rate", "time_to_decision")
_QUARTER_IN_MICROS = int(QUARTER.total_seconds()) * 1_000_000


def vendors(connection: Connection, scope: Scope) -> Sequence[VendorLine]:
    """A line for each vendor that anything in the scope is of, by name."""
    by_vendor = replace(scope, by=By.VENDOR)
    figures: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in Figures(connection).of(by_vendor, _OF_VENDORS):
        figures[figure.group][figure.kpi] = figure
    outcomes = _outcomes(connection, by_vendor)
    asked = _asked(connection, by_vendor)
    named = {*figures, *asked} - {"", *INTERNAL_TARGETS}
    (of_all,) = Figures(connection).of(scope, ("escalation_rate",))
    every = of_all.denominator or 0
    return [
        _line(vendor, figures[vendor], outcomes[vendor], asked[vendor], every)
        for vendor in sorted(named)
    ]


def _line(
    vendor: str,
    figures: Mapping[str, Figure],
    outcomes: Counter[tuple[str, str]],
    asked: Counter[str],
    every: int,
) -> VendorLine:
    def number(kpi: str) -> int:
        return (figures[kpi].numerator or 0) if kpi in figures else 0

    ended: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    for (outcome, cause), count in outcomes.items():
        ended[outcome] += count
        causes[cause] += count if cause else 0
    reversals = ended["reversed"] + ended["partially_reversed"]
    front_line, taken = number("escalation_rate"), figures.get("time_to_decision")
    return VendorLine(
        vendor=vendor,
        front_line=front_line,
        escalation_rate=share_of(front_line, every),
        appeals=number("appeal_rate"),
        decided=ended.total(),
        upheld=ended["upheld"],
        partially_reversed=ended["partially_reversed"],
        reversed=ended["reversed"],
        reversal_rate=share_of(reversals, ended.total()),
        hours_to_decision=taken.median if taken else None,
        hours_to_decision_p90=taken.p90 if taken else None,
        root_causes="; ".join(f"{cause} {n}" for cause, n in causes.most_common() if n),
        feedback_asked=asked["asked"],
        feedback_closed=asked["asked"] - asked["open"],
        feedback_open=asked["open"],
        feedback_overdue=asked["overdue"],
    )


def _outcomes(connection: Connection, scope: Scope) -> Mapping[str, Counter[tuple[str, str]]]:
    """How many contested decisions of each vendor ended so, for this root cause."""
    f = contested(scope).subquery("facts")
    query = select(f.c.grp, f.c.outcome, f.c.root_cause, func.count().label("n"))
    found: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in connection.execute(query.group_by(f.c.grp, f.c.outcome, f.c.root_cause)):
        found[row.grp][row.outcome, row.root_cause] += row.n
    return found


def _asked(connection: Connection, scope: Scope) -> Mapping[str, Counter[str]]:
    """How many items each target was asked for, how many are open, and how many of these late."""
    f = feedback(scope).subquery("facts")
    is_late = (f.c.hit == 0) & (f.c.due_at < scope.now)
    query = select(
        f.c.grp,
        func.count().label("asked"),
        func.sum(case((f.c.hit == 0, 1), else_=0)).label("open"),
        func.sum(case((is_late, 1), else_=0)).label("overdue"),
    ).group_by(f.c.grp)
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in connection.execute(query):
        found[row.grp].update(asked=row.asked, open=int(row.open), overdue=int(row.overdue))
    return found


def arrivals(connection: Connection, scope: Scope) -> Iterator[tuple[datetime, int]]:
    """How many cases were raised in each quarter of an hour that has any: a zone's hours are made
    of these, and no database but PostgreSQL knows zones."""
    number = (Micros(ESCALATIONS.c.opened_at) // _QUARTER_IN_MICROS).label("number")
    opened = cases_where(scope, number).where(*within(ESCALATIONS.c.opened_at, scope))
    raised = opened.subquery("raised")
    query = select(raised.c.number, func.count().label("n")).group_by(raised.c.number)
    for row in connection.execute(query):
        yield quarter(int(row.number)), row.n


def fairness(
    connection: Connection, scope: Scope, policy: Mapping[str, Any]
) -> Iterable[FairnessLine]:
    """Offers and load of each queue, then reversals by who decided, vendor, ground and who asked.
    Who is on a rotation, and what is open, is as it is now."""
    rotations = _rotations(connection, policy, scope)
    for of, counts in (
        (Of.OFFERS, _offers(connection, scope)),
        (Of.LOAD, _load(connection, scope)),
    ):
        for queue in sorted({*rotations, *counts}):
            yield from work_lines(of, queue, rotations.get(queue, ()), counts.get(queue, {}))
    for of, groups in _GROUPS.items():
        yield from reversal_lines(of, _reversals(connection, scope, groups))
    for done, before, since in feedback_effects(connection, scope):
        yield feedback_line(done.item, *done.of, before, since)


def _original_ground() -> ColumnElement[str]:
    """On which ground the contested decision rested, ours or an imported one; else the appeal's."""
    original, old = DECISIONS.alias("original"), IMPORTED.alias("old")
    ours = select(original.c.ground).where(original.c.id == APPEALS.c.decision)
    theirs = select(func.nullif(old.c.ground, "")).where(old.c.external_id == APPEALS.c.imported)
    found = (each.correlate(APPEALS).scalar_subquery() for each in (ours, theirs))
    return func.coalesce(*found, DECISIONS.c.ground)


def _who_asked() -> ColumnElement[str]:
    """Who raises executive escalations is a CSM; nothing else says who works for a customer."""
    other = ESCALATIONS.alias("other")
    raises = (
        select(literal_column("1"))
        .where(other.c.requester == ESCALATIONS.c.requester, other.c.kind == "executive")
        .correlate(ESCALATIONS)
        .exists()
    )
    return case((raises, CSM), else_=EVERYBODY_ELSE)


_GROUPS: Mapping[Of, Groups] = {
    Of.DECIDED_BY: Groups(func.nullif(APPEALS.c.decided_by, ""), imported.original_decider()),
    Of.VENDOR: Groups(VENDOR, imported.contested_vendor()),
    Of.GROUND: Groups(_original_ground(), imported.original_ground()),
    Of.ASKED_BY: Groups(_who_asked(), imported.who_asked(CSM, EVERYBODY_ELSE)),
}


def _reversals(connection: Connection, scope: Scope, groups: Groups) -> Mapping[str, Share]:
    """By group. What nobody is named for (a case that contests no decision) is in none."""
    f = contested(scope, groups).subquery("facts")
    query = select(f.c.grp, func.sum(f.c.hit).label("hits"), func.sum(f.c.base).label("n"))
    found = connection.execute(query.where(f.c.grp.is_not(None)).group_by(f.c.grp))
    return {row.grp: Share(int(row.hits), int(row.n)) for row in found}


def _rotations(
    connection: Connection, policy: Mapping[str, Any], scope: Scope
) -> Mapping[str, Sequence[str]]:
    """The people on each queue's rotation, those of a user group each."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(select(GROUP_MEMBERS).order_by(GROUP_MEMBERS.c.user_id)):
        groups[row.group_id].append(row.user_id)
    found: dict[str, Sequence[str]] = {}
    for queue, table in policy.get("queues", {}).items():
        if scope.queues is None or queue in scope.queues:
            named = (member["user"] for member in table.get("rotation", ()))
            people = (one for user in named for one in groups.get(user, [user]))
            found[queue] = tuple(dict.fromkeys(people))
    return found


def _by_queue(connection: Connection, query: Select[Any]) -> Mapping[str, Mapping[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.queue][row.who] = row.n
    return found


def _offers(connection: Connection, scope: Scope) -> Mapping[str, Mapping[str, int]]:
    """Turns used in the period; one that was given back isn't one."""
    queues = scope.queues
    query = select(TURNS.c.queue, TURNS.c.user_id.label("who"), func.count().label("n"))
    query = query.where(TURNS.c.struck.is_(False), *within(TURNS.c.at, scope))
    if queues is not None:
        query = query.where(TURNS.c.queue.in_(queues))
    return _by_queue(connection, query.group_by(TURNS.c.queue, TURNS.c.user_id))


def _load(connection: Connection, scope: Scope) -> Mapping[str, Mapping[str, int]]:
    """What each has or is offered, and isn't decided, now."""
    who = func.coalesce(ESCALATIONS.c.owner, ESCALATIONS.c.offered_to).label("who")
    held = cases_where(scope, ESCALATIONS.c.queue, who).where(
        ESCALATIONS.c.state.in_([state.value for state in UNDECIDED]),
        or_(ESCALATIONS.c.owner.is_not(None), ESCALATIONS.c.offered_to.is_not(None)),
    )
    f = held.subquery("held")
    query = select(f.c.queue, f.c.who, func.count().label("n")).group_by(f.c.queue, f.c.who)
    return _by_queue(connection, query)
