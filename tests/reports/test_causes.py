"""Why decisions were reversed, month by month and around a feedback item, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from bot.case.feedback import FeedbackMove
from bot.figures.kpis import Scope, Share
from bot.reports.causes import months
from bot.reports.fairness import Of, feedback_line
from storage.register import Register
from storage.work import DatabaseStorage
from tests.reports.test_kpis import with_appeals
from tests.support.factories import FINCH, HERON, NOON, Hand, after, open_one, policy, settle
from tests.support.feedback import REVERSED, moves, with_targets

NOW = after(days=60)
"""The second of May; noon is that of the third of March."""


def reversals(storage: DatabaseStorage) -> None:
    """Of Acme two in March, one of them before its item was done, none in April; of the tech team
    one in April; one upheld in each month."""
    settle(storage, with_targets(with_appeals(policy())))
    heron = Hand(storage, HERON)
    to_tech = {**REVERSED, "feedback_to": "tech"}
    upheld = {"outcome": "upheld"}
    for day, outcome in ((1, REVERSED), (2, upheld), (4, REVERSED), (40, to_tech), (41, upheld)):
        case = open_one(storage, now=after(days=day))
        heron.claim(case, after(days=day, hours=1))
        heron.decide(case, after(days=day, hours=2), **outcome)
        if day == 1:
            moves(storage, FINCH, FeedbackMove.ACCEPT, after(days=2))
            moves(storage, FINCH, FeedbackMove.DONE, after(days=3))


@pytest.mark.both_databases
def test_reversals_of_a_cause_are_counted_by_month_before_and_after_its_item_was_done(
    storage: DatabaseStorage, engine: Engine
) -> None:
    reversals(storage)
    with Register(engine).read() as books:
        lines = list(books.causes(Scope(NOW, NOON)))
        later = list(books.causes(Scope(NOW, after(days=30))))

    assert {one.root_cause for one in lines} == {"wrong_policy_reading"}
    found = [
        (one.target, one.month, one.reversals, one.contested, one.before, one.after, one.done)
        for one in lines
    ]
    assert found == [
        ("Acme BPO", "2026-03", 2, 3, 1, 1, "FB-1 on 2026-03-06"),
        ("Acme BPO", "2026-04", 0, 2, 0, 0, ""),
        ("Acme BPO", "2026-05", 0, 0, 0, 0, ""),
        ("tech", "2026-04", 1, 2, None, None, ""),
        ("tech", "2026-05", 0, 0, None, None, ""),
    ]
    assert lines[0].value == Decimal("0.6667")
    assert [one.target for one in later] == ["tech", "tech"], "of the period alone"


@pytest.mark.both_databases
def test_without_a_first_day_the_first_month_is_a_whole_one(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, with_targets(with_appeals(policy())))
    heron = Hand(storage, HERON)
    for day, outcome in ((1, {"outcome": "upheld"}), (2, REVERSED)):
        case = open_one(storage, now=after(days=day))
        heron.claim(case, after(days=day, hours=1))
        heron.decide(case, after(days=day, hours=2), **outcome)
    with Register(engine).read() as books:
        first = next(iter(books.causes(Scope(NOW))))

    assert (first.month, first.reversals, first.contested) == ("2026-03", 1, 2)


@pytest.mark.both_databases
def test_an_item_that_was_done_is_measured_by_reversals_before_and_since(
    storage: DatabaseStorage, engine: Engine
) -> None:
    reversals(storage)
    with Register(engine).read() as books:
        (line,) = (x for x in books.fairness(Scope(NOW, NOON)) if x.measure is Of.FEEDBACK)
        later = list(books.fairness(Scope(NOW, after(days=30))))
        elsewhere = list(books.fairness(Scope(NOW, NOON, queues=("legal",))))
        there = list(books.fairness(Scope(NOW, NOON, queues=("executive",))))

    assert line.says == (
        "wrong_policy_reading (FB-1, Acme BPO): 1 of 3 since it was done, 1 of 2 before; "
        "chance explains that (p = 1.00)."
    )
    assert Of.FEEDBACK not in {one.measure for one in later}, "it was done before that period"
    assert Of.FEEDBACK not in {one.measure for one in elsewhere}, "another queue asked for it"
    assert line in there


def test_what_feedback_changed_beyond_chance_is_said() -> None:
    line = feedback_line("FB-3", "policy_gap", "tech", Share(30, 60), Share(4, 60))

    assert line.says == (
        "policy_gap (FB-3, tech): 4 of 60 since it was done, 30 of 60 before; "
        "chance doesn't explain that (p < 0.0001)."
    )
    assert feedback_line("FB-3", "policy_gap", "tech", Share(), Share(4, 60)).says.endswith(
        "4 of 60 since it was done, 0 of 0 before; there is nothing to compare."
    )


def test_months_are_those_of_the_zone() -> None:
    since = datetime(2025, 11, 30, 23, 30, tzinfo=UTC)
    found = list(months(since, datetime(2026, 1, 31, 23, 0, tzinfo=UTC), "Europe/Copenhagen"))

    assert [month for month, _ in found] == [date(2025, 12, 1), date(2026, 1, 1)]
    assert found[-1][1] == datetime(2026, 1, 31, 23, 0, tzinfo=UTC)
