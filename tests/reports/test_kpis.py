"""The key figures of a day whose answers were worked out by hand, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine

from bot.case.feedback import FeedbackMove
from bot.case.identifiers import EscalationId
from bot.case.imported import Imported
from bot.figures.kpis import KPIS, By, Figure, Scope
from bot.policy import Policy
from storage.register import Register
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    FINCH,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    open_one,
    policy,
    settle,
)
from tests.support.feedback import REVERSED, moves, with_targets

pytestmark = pytest.mark.both_databases

DAY = (after(hours=-13), after(hours=11))
"""The third of March in Copenhagen."""
TWO_DAYS_LATER = after(days=2)


def with_appeals(plain: Policy) -> Policy:
    queue = plain.queues["executive"]
    queue = replace(queue, kinds=("executive", "frontline", "other", "appeal"))
    return replace(plain, queues={"executive": queue})


def a_day(storage: DatabaseStorage) -> None:
    """Five cases. Targets: P1 half an hour to a claim and eight to a decision, P3 four hours."""
    settle(storage, with_targets(with_appeals(policy())))
    heron, crane, stork, wren = (Hand(storage, user) for user in (HERON, CRANE, STORK, WREN))
    told_and_reopened = open_one(storage)
    heron.claim(told_and_reopened, after(minutes=20))
    heron.wait(told_and_reopened, after(hours=1), after(days=1))
    heron.resume(told_and_reopened, after(hours=3))
    heron.decide(told_and_reopened, after(hours=4))
    heron.mark_communicated(told_and_reopened, after(hours=5))
    wren.reopen(told_and_reopened, after(hours=22))

    late = open_one(storage, language="")
    crane.claim(late, after(hours=1))
    crane.decide(late, after(hours=9), **REVERSED)
    crane.mark_carried_out(late, after(hours=10), given_at=after(hours=9, minutes=30))
    crane.mark_communicated(late, after(hours=14))
    moves(storage, FINCH, FeedbackMove.ACCEPT, after(hours=10))
    moves(storage, FINCH, FeedbackMove.DONE, after(hours=11))

    answers = {"ticket": "https://desk/1", "tried": "All", "exact_question": "Why?"}
    unclaimed = open_one(
        storage,
        kind="frontline",
        priority="P3",
        now=after(hours=2),
        answers={**answers, "vendor": "Acme BPO"},
    )
    stork.set_deadline(unclaimed, after(hours=8), after(hours=2, minutes=30))

    withdrawn = open_one(storage, kind="frontline", now=after(hours=3), answers=answers)
    wren.withdraw(withdrawn, after(hours=3, minutes=15))

    appeal = an_appeal(storage, told_and_reopened, after(hours=6))
    stork.assign(appeal, HERON, after(hours=6, minutes=10), overrides=True)
    partly = {**REVERSED, "outcome": "partially_reversed", "feedback_to": "tech"}
    heron.decide(appeal, after(hours=7), **partly)


def an_appeal(storage: DatabaseStorage, of: EscalationId, now: datetime) -> EscalationId:
    answers = {
        "original_decision": f"ESC-{of}",
        "complainant": "affected_party",
        "basis": "visibility",
    }
    return open_one(storage, kind="appeal", priority="P2", now=now, answers=answers)


@pytest.fixture
def found(storage: DatabaseStorage, engine: Engine) -> Iterator[Mapping[str, Figure]]:
    a_day(storage)
    with Register(engine).read() as books:
        yield {f.kpi: f for f in books.figures.of(Scope(TWO_DAYS_LATER, *DAY))}


BY_HAND = {
    # Claimed after 20 minutes, 10 minutes (assigned) and an hour.
    "time_to_claim": ("0.33", "1.00", None, None, 3),
    # Four hours with two of waiting, nine hours, one hour.
    "time_to_decision": ("2.00", "9.00", None, None, 3),
    # One was told on that day: an hour after its decision, five after it was raised.
    "time_to_notification": ("5.00", "5.00", None, None, 1),
    "communication_gap": ("1.00", "1.00", None, None, 1),
    # In force half an hour after its decision, which was noted later.
    "effect_gap": ("0.50", "0.50", None, None, 1),
    # Two in time, one late, one unclaimed and late; what was withdrawn before isn't counted.
    "sla_first_response": (None, None, "0.5000", 2, 4),
    "sla_update": (None, None, None, 0, 0),
    # Due at 20:00 and 22:00 UTC; the appeal's is due on the next day.
    "sla_resolution": (None, None, "0.5000", 1, 2),
    # Decided and untold for 11 hours, unclaimed for 9, decided and untold for 5. What was reopened
    # on the next day was closed at midnight.
    "backlog": (None, None, "3", 3, None),
    "backlog_age": ("9.00", "11.00", None, None, 3),
    "appeal_rate": (None, None, "1.0000", 1, 1),
    # Upheld, reversed, partly reversed.
    "reversal_rate": (None, None, "0.6667", 2, 3),
    # The one told was reopened, the one withdrawn was not.
    "reopen_rate": (None, None, "0.5000", 1, 2),
    "escalation_rate": (None, None, "0.5000", 1, 2),
    "feedback_closed": (None, None, "0.5000", 1, 2),
    "agreement": (None, None, None, 0, 0),
    "agreement_low": (None, None, None, 0, 0),
    "agreement_high": (None, None, None, 0, 0),
    "agreement_kappa": (None, None, None, 0, 0),
    "agreement_kappa_low": (None, None, None, 0, 0),
    "agreement_kappa_high": (None, None, None, 0, 0),
    "share_other": (None, None, "0.4000", 2, 5),
    "conflict_overrides": (None, None, "1", 1, None),
    "legal_deadlines_missed": (None, None, "1", 1, None),
    "suppression_letters": (None, None, "0", 0, None),
}


def test_the_figures_of_a_day_are_those_worked_out_by_hand(found: Mapping[str, Figure]) -> None:
    def told(f: Figure) -> tuple[object, ...]:
        median, p90, value = (str(x) if x is not None else None for x in (f.median, f.p90, f.value))
        return median, p90, value, f.numerator, f.denominator

    assert {name: told(f) for name, f in found.items()} == BY_HAND
    assert list(found) == list(KPIS), "in the order in which they are defined"


def test_groups_are_told_apart_and_a_vendors_share_is_of_all(
    storage: DatabaseStorage, engine: Engine
) -> None:
    a_day(storage)
    with Register(engine).read() as books:

        def value(kpi: str, by: By) -> dict[str, str]:
            scope = Scope(TWO_DAYS_LATER, *DAY, by=by)
            return {
                f.group: f"{f.numerator}/{f.denominator}" for f in books.figures.of(scope, [kpi])
            }

        assert value("escalation_rate", By.VENDOR) == {"Acme BPO": "1/2"}
        assert value("feedback_closed", By.VENDOR) == {"Acme BPO": "1/1", "tech": "0/1"}
        assert value("reversal_rate", By.KIND) == {"appeal": "1/1", "other": "1/2"}
        assert value("reversal_rate", By.PERSON) == {CRANE: "1/1", HERON: "1/2"}
        assert value("backlog", By.PRIORITY) == {"P1": "1/None", "P2": "1/None", "P3": "1/None"}
        assert value("share_other", By.QUEUE) == {"executive": "2/5"}
        assert value("share_other", By.REQUESTER) == {WREN: "2/5"}
        assert value("share_other", By.LANGUAGE) == {"": "2/5"}


def test_figures_can_be_of_one_of_something_alone(storage: DatabaseStorage, engine: Engine) -> None:
    a_day(storage)
    with Register(engine).read() as books:

        def opened(**only: str) -> int | None:
            chosen = {By(name): value for name, value in only.items()}
            scope = Scope(TWO_DAYS_LATER, *DAY, only=chosen)
            return books.figures.of(scope, ["share_other"])[0].denominator

        assert opened() == 5
        assert opened(kind="frontline") == 2
        assert opened(kind="frontline", vendor="Acme BPO") == 1
        assert opened(priority="P3", kind="appeal") == 0

        def acmes(kpi: str, by: By | None = None) -> list[str]:
            scope = Scope(TWO_DAYS_LATER, *DAY, by=by, only={By.VENDOR: "Acme BPO"})
            return [f"{f.numerator}/{f.denominator}" for f in books.figures.of(scope, [kpi])]

        assert acmes("escalation_rate") == acmes("escalation_rate", By.VENDOR) == ["1/2"], "of all"
        assert acmes("feedback_closed") == acmes("feedback_closed", By.VENDOR) == ["1/1"], "for it"
        assert books.figures.of(Scope(TWO_DAYS_LATER, *DAY, ("legal",)), ["backlog"])[0].value == 0


def test_what_lies_ahead_is_neither_met_nor_missed(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage)
    open_one(storage)
    with Register(engine).read() as books:

        def due(minutes: float) -> str:
            now = after(minutes=minutes)
            (f,) = books.figures.of(Scope(now, *DAY), ["sla_first_response"])
            return f"{f.numerator}/{f.denominator}"

        assert (due(29), due(30), due(30.02)) == ("0/0", "0/0", "0/1")


def test_a_reversal_told_and_not_in_force_is_backlog_also_once_it_was_closed_and_reopened(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, with_targets(policy()))
    crane, wren, case = Hand(storage, CRANE), Hand(storage, WREN), open_one(storage)
    crane.claim(case, after(hours=1))
    crane.decide(case, after(hours=2), **REVERSED)
    crane.mark_communicated(case, after(hours=3))
    crane.mark_carried_out(case, after(hours=12))
    wren.reopen(case, after(hours=13))
    with Register(engine).read() as books:
        (f,) = books.figures.of(Scope(TWO_DAYS_LATER, *DAY), ["backlog"])
        assert f.numerator == 1


A_NIGHT = Imported(
    "K-1", "other", after(hours=-12), "answered", decided_by_type="vendor", vendor="Acme BPO",
    notified_at=after(hours=-11), effect_given_at=after(hours=-10),
)  # fmt: skip
"""Decided and told on the third, by a vendor."""
OF_IT = Imported(
    "K-2", "appeal", after(hours=1), "reversed", original_decision="K-1", requester=WREN,
    submitted_at=after(days=-1), opened_at=after(hours=-20), decided_by_type="staff",
    notified_at=after(hours=4),
)  # fmt: skip
"""Submitted on the second, decided on the third, told three hours later."""
OF_NOBODY_KNOWS_WHEN = Imported(
    "K-3", "appeal", after(hours=2), "upheld", original_decision="K-1", notified_at=after(hours=3)
)


def test_what_was_imported_counts_in_the_periods_it_falls_in(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, with_appeals(policy()))
    with storage.begin() as work:
        work.imported.add([A_NIGHT, OF_IT, OF_NOBODY_KNOWS_WHEN], NOON)
    with Register(engine).read() as books:

        def of(scope: Scope) -> dict[str, tuple[str | None, int | None, int | None]]:
            kpis = ("time_to_notification", "communication_gap", "effect_gap", "appeal_rate")
            found = books.figures.of(scope, [*kpis, "reversal_rate", "time_to_decision", "backlog"])
            return {
                f"{f.kpi} {f.group}": (str(f.median or f.value), f.numerator, f.denominator)
                for f in found
                if f.numerator or f.denominator
            }

        assert of(Scope(TWO_DAYS_LATER, *DAY)) == {
            # From the submission, 28 hours; when the third came in isn't known.
            "time_to_notification all": ("28.00", None, 1),
            # One hour each, and three.
            "communication_gap all": ("1.00", None, 3),
            "effect_gap all": ("2.00", None, 1),
            # The one that came in on that day by its decision, of three told.
            "appeal_rate all": ("0.3333", 1, 3),
            "reversal_rate all": ("0.5000", 1, 2),
        }
        assert of(Scope(TWO_DAYS_LATER, None, DAY[0])) == {"appeal_rate all": ("None", 1, 0)}
        by_vendor = of(Scope(TWO_DAYS_LATER, *DAY, by=By.VENDOR))
        assert by_vendor["reversal_rate Acme BPO"] == ("0.5000", 1, 2), "the original's"
        assert of(Scope(TWO_DAYS_LATER, *DAY, ("executive",), kinds=("appeal",)))[
            "appeal_rate all"
        ] == ("0.5000", 1, 2)
        assert of(Scope(TWO_DAYS_LATER, *DAY, ("legal",), kinds=("account",))) == {}
        assert books.figures.unknown(Scope(TWO_DAYS_LATER, *DAY)) == 1
