"""Vendors beside each other, people beside their share, on both databases."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import EscalationId
from bot.case.imported import Imported
from bot.figures.kpis import By, Scope, Share
from bot.policy import Member
from bot.reports.fairness import CSM, FairnessLine, Of, reversal_lines
from storage.register import Register
from storage.work import DatabaseStorage
from tests.reports.test_kpis import with_appeals
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    NOON,
    WREN,
    Hand,
    after,
    open_one,
    policy,
    settle,
)
from tests.support.feedback import REVERSED, with_targets

pytestmark = pytest.mark.both_databases

NOW = after(days=30)


def of_vendors(storage: DatabaseStorage) -> None:
    """Acme BPO: an agent's question, and of its decisions one reversed, one upheld, one open.
    Tide: an agent's question. Staff: a reversal that goes to the tech team."""
    settle(storage, with_targets(with_appeals(policy())))
    ticket = {"ticket": "https://desk/1", "tried": "All", "exact_question": "Why?"}
    for vendor in ("Acme BPO", "Tide", ""):
        open_one(storage, kind="frontline", answers={**ticket, "vendor": vendor})
    by = {"decided_by": "vendor", "vendor": "Acme BPO"}
    appeals = [_appeal(storage, number, **by) for number in range(3)]
    appeals.append(_appeal(storage, 3, decided_by="staff"))
    heron = Hand(storage, HERON)
    outcomes = (REVERSED, {"outcome": "upheld"}, None, {**REVERSED, "feedback_to": "tech"})
    for appeal, outcome in zip(appeals, outcomes, strict=True):
        heron.claim(appeal, after(hours=1))
        if outcome is not None:
            heron.decide(appeal, after(hours=2), **outcome)


def _appeal(storage: DatabaseStorage, number: int, **answers: str) -> EscalationId:
    whole = {
        "original_decision": f"https://tool/{number}",
        "decided_at": after(days=-2).isoformat(),
        "complainant": "affected_party",
        "basis": "visibility",
        **answers,
    }
    by = FINCH if number == 1 else WREN
    return open_one(storage, by=by, kind="appeal", priority="P2", answers=whole)


def test_a_vendors_line_holds_all_that_is_its_own(storage: DatabaseStorage, engine: Engine) -> None:
    of_vendors(storage)

    with Register(engine).read() as books:
        acme, tide = books.vendors(Scope(NOW, NOON))

    assert (acme.vendor, acme.front_line, acme.escalation_rate) == (
        "Acme BPO",
        1,
        Decimal("0.3333"),
    )
    assert (acme.appeals, acme.decided, acme.upheld, acme.reversed) == (3, 2, 1, 1)
    assert (acme.reversal_rate, acme.root_causes) == (Decimal("0.5000"), "wrong_policy_reading 1")
    assert acme.hours_to_decision == Decimal("2.00")
    assert (acme.feedback_asked, acme.feedback_open, acme.feedback_overdue) == (1, 1, 1)
    assert (tide.vendor, tide.front_line, tide.decided, tide.reversal_rate) == ("Tide", 1, 0, None)


def test_a_vendors_report_alone_has_nothing_of_another_nor_a_queues_of_another_queue(
    storage: DatabaseStorage, engine: Engine
) -> None:
    of_vendors(storage)

    with Register(engine).read() as books:
        both = books.vendors(Scope(NOW, NOON))
        alone = [books.vendors(Scope(NOW, NOON, only={By.VENDOR: v})) for v in ("Acme BPO", "Tide")]
        elsewhere = books.vendors(Scope(NOW, NOON, queues=("legal",)))

    assert [line for lines in alone for line in lines] == [*both]
    assert elsewhere == []


def test_work_is_set_beside_an_even_share_of_the_rotation(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy([Member(HERON, "copenhagen"), Member(CRANE, "copenhagen")]))
    for _ in range(3):
        open_one(storage)
    with Register(engine).read() as books:
        lines = list(books.fairness(Scope(NOW, NOON)))

    offers = {line.group: line for line in lines if line.measure is Of.OFFERS}
    assert {who: (line.numerator, line.denominator) for who, line in offers.items()} == {
        HERON: (2, 3),
        CRANE: (1, 3),
    }
    assert offers[HERON].other_value == Decimal("0.5000")
    assert offers[HERON].says == "2 of 3 offers; an even share is 1.5"
    load = {line.group: line.says for line in lines if line.measure is Of.LOAD}
    assert load[CRANE] == "1 of 3 open now; an even share is 1.5"


def test_reversals_are_compared_by_who_decided_and_who_asked(
    storage: DatabaseStorage, engine: Engine
) -> None:
    of_vendors(storage)
    open_one(storage, by=WREN, kind="executive", account="acct-9")

    with Register(engine).read() as books:
        lines = list(books.fairness(Scope(NOW, NOON)))

    def of(measure: Of) -> dict[str, str]:
        return {
            line.group: f"{line.numerator}/{line.denominator} {line.other_numerator}/{line.other_denominator}"
            for line in lines
            if line.measure is measure
        }

    assert of(Of.DECIDED_BY) == {"vendor": "1/2 1/1", "staff": "1/1 1/2"}
    assert of(Of.VENDOR) == {"Acme BPO": "1/2 1/1", "": "1/1 1/2"}
    assert of(Of.GROUND) == {"genuine_experience": "2/3 0/0"}
    # Finch's appeal was upheld; Wren has raised an executive escalation.
    assert of(Of.ASKED_BY) == {CSM: "2/2 0/1"}


def test_imported_appeals_are_compared_by_whose_decision_they_contested(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, with_targets(with_appeals(policy())))
    old = Imported(
        "K-1", "other", after(hours=1), "answered", ground="spam", decided_by_type="automation"
    )
    by_acme = replace(old, external_id="K-2", decided_by_type="vendor", vendor="Acme BPO")
    of_old = Imported(
        "K-3", "appeal", after(hours=2), "reversed", original_decision="K-1", requester=WREN,
        decided_by_type="vendor", vendor="Acme BPO",
    )  # fmt: skip
    of_acme = replace(of_old, external_id="K-4", original_decision="K-2", outcome="upheld")
    open_one(storage, by=WREN, kind="executive", account="acct-9")
    with storage.begin() as work:
        work.imported.add([old, by_acme, of_old, replace(of_acme, requester="Finn")], NOON)
    with Register(engine).read() as books:
        lines = list(books.fairness(Scope(NOW, NOON)))
        (acme,) = books.vendors(Scope(NOW, NOON))

    found = {(one.measure, one.group): (one.numerator, one.denominator) for one in lines}
    assert found[Of.DECIDED_BY, "automation"] == (1, 1)
    assert found[Of.DECIDED_BY, "vendor"] == (0, 1), "whose it was, not who heard the appeal"
    assert found[Of.VENDOR, "Acme BPO"] == (0, 1)
    assert found[Of.GROUND, "spam"] == (1, 2)
    assert found[Of.ASKED_BY, CSM] == (1, 1)
    assert (acme.appeals, acme.decided, acme.upheld) == (1, 1, 1)


def test_an_appeal_of_an_imported_decision_is_compared_by_that_ones_ground(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, with_targets(with_appeals(policy())))
    old = Imported("K-1", "other", after(hours=-1), "answered", ground="spam")
    with storage.begin() as work:
        work.imported.add([old], NOON)
    contests = {"original_decision": "K-1", "complainant": "affected_party", "basis": "visibility"}
    appeal = open_one(storage, kind="appeal", answers=contests)
    Hand(storage, HERON).claim(appeal, after(hours=1))
    Hand(storage, HERON).decide(appeal, after(hours=2), outcome="upheld")
    with Register(engine).read() as books:
        lines = list(books.fairness(Scope(NOW, NOON)))

    assert [one.group for one in lines if one.measure is Of.GROUND] == ["spam"]
    assert Of.DECIDED_BY not in {one.measure for one in lines}, "by whom isn't known"


def test_what_chance_does_not_explain_is_said_with_its_numbers() -> None:
    shares = {CSM: Share(9, 10), "everybody else": Share(10, 60)}
    (line,) = reversal_lines(Of.ASKED_BY, shares)

    assert line.says == (
        "CSM: 9 of 10 reversed, everybody else: 10 of 60; chance doesn't explain that (p < 0.0001)."
    )
    (line,) = reversal_lines(Of.ASKED_BY, {**shares, CSM: Share(3, 10)})
    assert line.says.endswith("10 of 60; chance explains that (p = 0.38).")


def test_who_has_left_the_rotation_has_no_share(storage: DatabaseStorage, engine: Engine) -> None:
    settle(storage)
    open_one(storage)
    settle(storage, policy([CRANE, EGRET]), people=[])

    with Register(engine).read() as books:
        scope = Scope(NOW, NOON, queues=("executive",))
        lines: list[FairnessLine] = list(books.fairness(scope))

    left = next(one for one in lines if one.measure is Of.OFFERS and one.group == HERON)
    assert (left.numerator, left.other_value, left.says) == (1, None, "1 of 1 offer")
