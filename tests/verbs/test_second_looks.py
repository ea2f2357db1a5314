"""Second looks: drawn when a decision stands, asked of one specialist after the other, given blind,
and shown where they differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Via
from bot.case.second_look import Consequence, LookState
from bot.due.timers import run_due
from bot.events import CaseLookedAt
from bot.notices import SecondLookDiffers, SecondLookWanted
from bot.policy import Policy
from bot.ports import TimelineEntry
from bot.reminders.timers import SecondLookStep
from storage.tables import LookStratumRow
from storage.work import DatabaseStorage
from tests.support.approvals import approved, with_approvals
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    NOON,
    REVERSED,
    STORK,
    WREN,
    Hand,
    after,
    claimed,
    member,
    open_one,
    person,
    policy,
    settle,
    timeline,
)
from tests.support.feedback import asks, with_targets
from tests.support.looking import at_once, notices, rows
from tests.support.offices import office_policy
from tests.support.refusals import refusing
from tests.support.second_looks import (
    judges,
    leaves,
    look_of,
    looks_of,
    passes_on,
    puts_off,
    with_second_looks,
)

SOON = after(minutes=2)


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, with_second_looks(with_targets(policy())))
    return storage


def decided(storage: DatabaseStorage, at: datetime = NOON, **fields: Any) -> EscalationId:
    """Heron's, and what is due at that instant is done."""
    case = claimed(storage, at)
    Hand(storage, HERON).decide(case, at, **fields)
    run_due(storage, at)
    return case


def asked_for(storage: DatabaseStorage, case: EscalationId) -> UserId | None:
    return look_of(storage, case).reviewer


@pytest.mark.both_databases
def test_of_each_queues_decisions_with_one_outcome_the_share_is_drawn_with_a_seed_of_their_own(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, with_second_looks(policy(), 0.25))
    other = {**REVERSED, "why_otherwise": "It was another language."}
    cases = [decided(storage, after(hours=n)) for n in range(8)]
    cases += [decided(storage, after(hours=9), **other) for _ in range(4)]
    drawn = [*looks_of(storage, *cases)]
    strata = {row.outcome: row for row in rows(engine, LookStratumRow)}

    assert Counter(look.outcome for look in drawn) == {"upheld": 2, "reversed": 1}
    assert {name: row.count for name, row in strata.items()} == {"upheld": 8, "reversed": 4}
    assert len({row.seed for row in strata.values()}) == 2
    assert all(look.draw.is_drawn for look in drawn), "who has the row can draw again"
    assert all(look.draw.seed == strata[look.outcome].seed for look in drawn)


def test_without_a_share_nothing_is_drawn_and_nothing_is_kept(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy())
    case = decided(storage)

    assert not [*looks_of(storage, case)]
    assert rows(engine, LookStratumRow) == []


def test_never_the_decider_nor_who_had_to_do_with_the_case(storage: DatabaseStorage) -> None:
    settle(storage, with_second_looks(with_approvals(policy(), people=[CRANE])))
    case = claimed(storage, NOON)
    Hand(storage, HERON).decide(case, NOON)
    run_due(storage, NOON)
    approved(Hand(storage, CRANE), case, NOON)
    run_due(storage, NOON)

    assert asked_for(storage, case) == EGRET


def of_vendors() -> Policy:
    placed = [replace(member(user), vendor="Acme BPO") for user in (HERON, CRANE)]
    return with_second_looks(policy([*placed, member(EGRET)]))


def test_never_one_of_the_same_vendor(storage: DatabaseStorage) -> None:
    settle(storage, of_vendors())
    case = decided(storage)

    assert asked_for(storage, case) == EGRET
    assert look_of(storage, case).vendor == "Acme BPO"
    passes_on(Hand(storage, EGRET), look_of(storage, case), NOON)
    run_due(storage, NOON)
    assert look_of(storage, case).state is LookState.WAITING


def test_one_at_a_time_and_never_more_than_their_share(storage: DatabaseStorage) -> None:
    first, second, third = (decided(storage, after(minutes=n)) for n in range(3))

    assert [asked_for(storage, case) for case in (first, second, third)] == [CRANE, EGRET, None]
    judges(Hand(storage, CRANE), look_of(storage, first), after(minutes=5))
    run_due(storage, after(hours=2))
    assert asked_for(storage, third) == CRANE, "it is their turn, and it is their share"
    passes_on(Hand(storage, CRANE), look_of(storage, third), after(hours=2))
    run_due(storage, after(hours=4))
    assert asked_for(storage, third) is None, "Egret has one already"


def test_who_is_there_first_is_not_asked_past_their_share(storage: DatabaseStorage) -> None:
    """Denver opens at four in UTC, when Copenhagen closes."""
    offices = ((HERON, "copenhagen"), (CRANE, "copenhagen"), (EGRET, "denver"))
    settle(storage, with_second_looks(office_policy(*offices)))
    first = decided(storage)
    judges(Hand(storage, CRANE), look_of(storage, first), SOON)
    second = decided(storage, after(hours=1))
    assert asked_for(storage, second) is None, "Egret could be asked for it, and has had none"
    run_due(storage, after(hours=4))

    assert asked_for(storage, second) == EGRET


def test_it_is_asked_in_the_reviewers_hours(storage: DatabaseStorage) -> None:
    """At noon in UTC Melbourne has closed, and Denver opens at four."""
    settle(storage, with_second_looks(office_policy()))
    case = decided(storage)
    assert asked_for(storage, case) is None
    run_due(storage, after(hours=3, minutes=59))
    assert asked_for(storage, case) is None
    run_due(storage, after(hours=4))

    assert asked_for(storage, case) == EGRET


def test_put_off_it_comes_back_on_the_next_working_day_and_not_for_ever(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, with_second_looks(office_policy((HERON, "london"), (CRANE, "copenhagen"))))
    case = decided(storage)
    hand, at = Hand(storage, CRANE), NOON
    for day in (1, 2):
        puts_off(hand, look_of(storage, case), at)
        with refusing(RefusalCode.ALREADY_SO):
            puts_off(hand, look_of(storage, case), at)
        at = after(hours=-4, days=day)
        run_due(storage, at - timedelta(seconds=1))
        assert look_of(storage, case).comes_at == at
        run_due(storage, at)
        assert look_of(storage, case).comes_at is None

    with refusing(RefusalCode.ALREADY_SO):
        puts_off(hand, look_of(storage, case), at)
    wanted = [n for n in notices(engine) if isinstance(n, SecondLookWanted)]
    assert [(n.to, n.number) for n in wanted] == [(CRANE, 1), (CRANE, 2), (CRANE, 3)]


def test_unanswered_for_two_working_days_it_goes_to_somebody_else_and_ends_after_four_weeks(
    storage: DatabaseStorage,
) -> None:
    case = decided(storage)
    assert asked_for(storage, case) == CRANE
    run_due(storage, after(days=2))
    assert asked_for(storage, case) == EGRET
    with refusing(RefusalCode.NO_LONGER_SO):
        judges(Hand(storage, CRANE), look_of(storage, case), after(days=2))
    run_due(storage, after(days=4, minutes=1))
    assert look_of(storage, case).state is LookState.WAITING
    run_due(storage, after(days=28, hours=1))

    assert look_of(storage, case).state is LookState.LAPSED


def test_who_goes_away_or_leaves_passes_it_on(storage: DatabaseStorage) -> None:
    case = decided(storage)
    Hand(storage, CRANE).go_away(SOON)
    run_due(storage, SOON)

    assert asked_for(storage, case) == EGRET


def test_where_both_come_to_the_same_nobody_is_told_anything(
    storage: DatabaseStorage, engine: Engine
) -> None:
    case = decided(storage)
    judges(Hand(storage, CRANE), look_of(storage, case), SOON)

    look = look_of(storage, case)
    assert (look.state, look.agrees) == (LookState.GIVEN, True)
    assert not [n for n in notices(engine) if isinstance(n, SecondLookDiffers)]
    assert timeline(storage, case)[-1] == "second_look_given"


@pytest.mark.parametrize(
    ("outcome", "ground"), [("reversed", "genuine_experience"), ("upheld", "law")]
)
def test_where_outcome_or_ground_differ_who_decided_and_a_manager_are_told(
    storage: DatabaseStorage, engine: Engine, outcome: str, ground: str
) -> None:
    case = decided(storage)
    judges(Hand(storage, CRANE), look_of(storage, case), SOON, outcome, ground)

    told = [n.to for n in notices(engine) if isinstance(n, SecondLookDiffers)]
    assert sorted(told) == [HERON, STORK]
    with refusing(RefusalCode.ALREADY_SO):
        judges(Hand(storage, CRANE), look_of(storage, case), SOON)


def test_a_verdict_names_an_outcome_of_the_kind_and_a_ground_of_the_policy(
    storage: DatabaseStorage,
) -> None:
    case = decided(storage)
    with pytest.raises(Refused) as refused:
        judges(Hand(storage, CRANE), look_of(storage, case), SOON, "", "made_up", "x" * 301)

    assert set(refused.value.fields) == {"outcome", "ground", "words"}


@pytest.mark.parametrize("user", [HERON, EGRET, STORK, WREN, FINCH])
def test_nobody_but_who_is_asked_judges_it(storage: DatabaseStorage, user: UserId) -> None:
    case = decided(storage)
    for do in (judges, puts_off, passes_on):
        with refusing(RefusalCode.NO_LONGER_SO):
            do(Hand(storage, user), look_of(storage, case), SOON)


def differing(storage: DatabaseStorage) -> EscalationId:
    case = decided(storage)
    reviewer = asked_for(storage, case)
    assert reviewer is not None
    judges(Hand(storage, reviewer), look_of(storage, case), SOON, "reversed")
    return case


def consequence(storage: DatabaseStorage, case: EscalationId) -> tuple[Consequence, UserId] | None:
    settled = next(iter(looks_of(storage, case))).settled
    return (settled.how, settled.by) if settled is not None else None


def test_a_difference_is_left_by_who_decided_or_a_manager_once(storage: DatabaseStorage) -> None:
    case = differing(storage)
    for other in (CRANE, WREN, FINCH):
        with refusing(RefusalCode.NOT_ALLOWED):
            leaves(Hand(storage, other), look_of(storage, case), SOON)
    leaves(Hand(storage, STORK), look_of(storage, case), SOON)

    assert consequence(storage, case) == (Consequence.LEFT, STORK)
    with refusing(RefusalCode.ALREADY_SO):
        leaves(Hand(storage, HERON), look_of(storage, case), SOON)


def test_a_difference_becomes_a_feedback_item_or_a_correction(storage: DatabaseStorage) -> None:
    fed_back, corrected = differing(storage), differing(storage)
    asks(storage, STORK, fed_back, after(minutes=3))
    Hand(storage, HERON).decide(corrected, after(minutes=3), ground="law")

    assert consequence(storage, fed_back) == (Consequence.FEEDBACK, STORK)
    assert consequence(storage, corrected) == (Consequence.CORRECTED, HERON)


@pytest.mark.parametrize("how", ["decided again", "reopened"])
def test_what_is_no_longer_the_decision_is_not_judged(storage: DatabaseStorage, how: str) -> None:
    case = decided(storage)
    look = look_of(storage, case)
    if how == "decided again":
        Hand(storage, HERON).decide(case, SOON, ground="law")
    else:
        Hand(storage, HERON).mark_communicated(case, SOON)
        Hand(storage, WREN).reopen(case, SOON)
    with refusing(RefusalCode.NO_LONGER_SO):
        judges(Hand(storage, CRANE), look, SOON)
    run_due(storage, after(days=2, hours=1))

    assert next(iter(looks_of(storage, case))).state is LookState.DROPPED


def test_of_two_verdicts_at_once_one_counts(storage: DatabaseStorage) -> None:
    case = decided(storage)
    look, hand = look_of(storage, case), Hand(storage, CRANE)
    found = at_once(
        [partial(judges, hand, look, SOON, outcome) for outcome in ("upheld", "reversed")]
    )

    assert sum(isinstance(one, Refused) for one in found) == 1
    assert timeline(storage, case).count("second_look_given") == 1


def test_of_a_kept_case_only_who_is_cleared_and_has_its_skills_is_asked(
    storage: DatabaseStorage,
) -> None:
    """Crane isn't cleared, and who alone is hasn't what its kind asks for at first."""
    rotation = [replace(member(user), skills=("reviews",)) for user in (HERON, CRANE)]
    plain = with_second_looks(policy([*rotation, member(EGRET)]))
    plain = replace(
        plain, clearances={"restricted": (HERON, EGRET)}, skills={"other": ("reviews",)}
    )
    settle(storage, plain)
    case = open_one(storage)
    Hand(storage, HERON).claim(case, NOON)
    with storage.begin() as work:
        found = work.escalations.get(case)
        assert found is not None
        work.escalations.save(replace(found, confidentiality="restricted"))
    Hand(storage, HERON).decide(case, NOON, told_through="email")
    run_due(storage, NOON)
    assert asked_for(storage, case) is None
    skilled = replace(member(EGRET), skills=("reviews",))
    queue = replace(plain.queues["executive"], rotation=(*rotation, skilled))
    settle(storage, replace(plain, queues={"executive": queue}))
    run_due(storage, after(hours=1))

    assert asked_for(storage, case) == EGRET
    with storage.begin() as work:
        looked = CaseLookedAt()
        work.timeline.add(TimelineEntry(case, after(hours=1), EGRET, looked, Via.BUTTON))
        work.timers.plan([SecondLookStep(after(hours=2), look_of(storage, case).id)])
    run_due(storage, after(days=1))
    assert asked_for(storage, case) == EGRET, "that they opened its form is no reason"


def test_who_left_the_workspace_is_asked_for_nothing(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.people.put([person(CRANE, is_deactivated=True)])

    assert asked_for(storage, decided(storage)) == EGRET
