"""A decision that needs a second person: it waits, is approved or sent back, and only then
stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

import pytest
from sqlalchemy import Engine

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.kinds import OUTCOMES
from bot.case.message import Wording
from bot.case.priority import Priority
from bot.case.states import State
from bot.casework.service_clocks import clocks_of
from bot.notices import Approved, Decided, SentBack
from bot.policy import Approval, ApprovalWhen, Policy
from bot.service_levels.clocks import ClockName, Verdict
from storage.work import DatabaseStorage
from tests.support.approvals import approved, asked_of, review_of, sent_back, with_approvals
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    STORK,
    WREN,
    Hand,
    after,
    case,
    open_one,
    policy,
    settle,
    timeline,
)
from tests.support.looking import notices

N = TypeVar("N")
CLAIMED_AT, WRITTEN_AT, JUDGED_AT = after(minutes=5), after(minutes=10), after(minutes=20)


def written(storage: DatabaseStorage, rules: Policy | None = None, **fields: Any) -> EscalationId:
    """A case whose decision Heron has written."""
    settle(storage, rules or with_approvals(policy()))
    number = open_one(storage)
    Hand(storage, HERON).claim(number, CLAIMED_AT)
    Hand(storage, HERON).decide(number, WRITTEN_AT, **fields)
    return number


def said(engine: Engine, sort: type[N]) -> list[N]:
    return [notice for notice in notices(engine) if isinstance(notice, sort)]


def refused(code: RefusalCode, do: Any, *given: Any, **more: Any) -> str:
    with pytest.raises(Refused) as found:
        do(*given, **more)
    assert found.value.code is code
    return found.value.words


def verdict(storage: DatabaseStorage, number: EscalationId, clock: ClockName) -> Verdict:
    with storage.read() as work:
        return clocks_of(work, case(storage, number))[clock].verdict


def test_what_needs_a_second_person_is_no_decision_until_they_approve(
    storage: DatabaseStorage, engine: Engine
) -> None:
    number = written(storage)

    with storage.read() as work:
        assert work.decisions.latest(number) is None
    assert case(storage, number).state is State.IN_REVIEW
    assert said(engine, Decided) == []
    assert verdict(storage, number, ClockName.RESOLUTION) is Verdict.RUNNING


def test_an_approved_message_is_read_for_the_operators_own_words(storage: DatabaseStorage) -> None:
    says = "We looked at it again: the decision stands. You can still go to a court."
    number = written(storage, language="en", message=says)
    own = {"en": Wording(outcomes={"upheld": ("quetzal",)})}
    with pytest.raises(Refused, match="What holds for decisions has changed"):
        approved(Hand(storage, asked_of(storage, number)[0]), number, JUDGED_AT, wordings=own)
    assert case(storage, number).state is State.IN_REVIEW


def test_approved_it_stands_from_that_instant_by_who_wrote_it(
    storage: DatabaseStorage, engine: Engine
) -> None:
    number = written(storage)
    approved(Hand(storage, asked_of(storage, number)[0]), number, JUDGED_AT, "Well argued.")

    with storage.read() as work:
        decision = work.decisions.latest(number)
    assert decision is not None
    assert (decision.decided_by, decision.decided_at) == (HERON, JUDGED_AT)
    assert decision.approved_by == CRANE
    assert case(storage, number).state is State.DECIDED
    assert case(storage, number).decided_at == JUDGED_AT
    assert verdict(storage, number, ClockName.RESOLUTION) is Verdict.MET
    assert verdict(storage, number, ClockName.REVIEW) is Verdict.MET
    assert [n.to for n in said(engine, Decided)] == [WREN]
    assert [(n.to, n.by, n.reason) for n in said(engine, Approved)] == [
        (HERON, CRANE, "Well argued.")
    ]


def test_sent_back_it_is_claimed_again_with_the_reason(
    storage: DatabaseStorage, engine: Engine
) -> None:
    number = written(storage)
    sent_back(Hand(storage, CRANE), number, JUDGED_AT, "Name the section.")

    assert case(storage, number).state is State.CLAIMED
    assert case(storage, number).owner == HERON
    assert [(n.to, n.reason) for n in said(engine, SentBack)] == [(HERON, "Name the section.")]
    assert verdict(storage, number, ClockName.RESOLUTION) is Verdict.RUNNING
    assert timeline(storage, number)[-1] == "sent_back"


def test_sending_back_takes_a_reason_and_approving_none(storage: DatabaseStorage) -> None:
    number = written(storage)

    refused(RefusalCode.REQUIRED, sent_back, Hand(storage, CRANE), number, JUDGED_AT, "")
    approved(Hand(storage, CRANE), number, JUDGED_AT, "")


def test_nothing_is_approved_after_it_was_sent_back(storage: DatabaseStorage) -> None:
    number = written(storage)
    seen = review_of(storage, number).id
    sent_back(Hand(storage, CRANE), number, JUDGED_AT)

    hand = Hand(storage, EGRET)
    refused(RefusalCode.WRONG_STATE, approved, hand, number, JUDGED_AT, seen=seen)
    Hand(storage, HERON).decide(number, after(minutes=30), explanation="Section 4.2 applies.")
    words = refused(RefusalCode.NO_LONGER_SO, approved, hand, number, after(minutes=31), seen=seen)
    assert "was written anew" in words


def test_its_writer_is_never_its_second_person(storage: DatabaseStorage) -> None:
    number = written(storage)
    refused(RefusalCode.NOT_ALLOWED, approved, Hand(storage, HERON), number, JUDGED_AT)
    Hand(storage, STORK).take_over(number, JUDGED_AT)

    refused(RefusalCode.CONFLICT_OF_INTEREST, approved, Hand(storage, HERON), number, JUDGED_AT)
    refused(RefusalCode.NOT_ALLOWED, approved, Hand(storage, STORK), number, JUDGED_AT)


def test_who_raised_it_is_never_its_second_person(storage: DatabaseStorage) -> None:
    settle(storage, with_approvals(policy()))
    number = open_one(storage, by=CRANE)
    Hand(storage, HERON).claim(number, CLAIMED_AT)
    Hand(storage, HERON).decide(number, WRITTEN_AT)

    assert asked_of(storage, number) == (EGRET,)
    refused(RefusalCode.CONFLICT_OF_INTEREST, approved, Hand(storage, CRANE), number, JUDGED_AT)


def test_where_the_policy_names_approvers_nobody_else_is_one(storage: DatabaseStorage) -> None:
    number = written(storage, with_approvals(policy(), people=[FINCH]))

    assert asked_of(storage, number) == (FINCH,)
    refused(RefusalCode.NOT_ALLOWED, approved, Hand(storage, STORK), number, JUDGED_AT)
    approved(Hand(storage, FINCH), number, JUDGED_AT)


@pytest.mark.parametrize(
    "change",
    [
        lambda s, n: Hand(s, STORK).change_priority(n, "P2", after(minutes=15)),
        lambda s, n: Hand(s, STORK).take_over(n, after(minutes=15)),
    ],
    ids=["priority", "owner"],
)
def test_a_decision_on_a_case_that_changed_since_is_not_approved(
    storage: DatabaseStorage, change: Any
) -> None:
    number = written(storage)
    change(storage, number)

    words = refused(RefusalCode.NO_LONGER_SO, approved, Hand(storage, EGRET), number, JUDGED_AT)
    assert "has changed since this decision was written" in words


def test_written_anew_it_can_be_approved_again(storage: DatabaseStorage) -> None:
    number = written(storage)
    Hand(storage, STORK).change_priority(number, "P2", after(minutes=12))
    Hand(storage, HERON).decide(number, after(minutes=15), explanation="Still so.")
    approved(Hand(storage, CRANE), number, JUDGED_AT)

    with storage.read() as work:
        decision = work.decisions.latest(number)
    assert decision is not None
    assert decision.explanation == "Still so."


def test_a_ground_that_the_policy_lost_meanwhile_is_not_approved(
    storage: DatabaseStorage,
) -> None:
    number = written(storage)
    rules = with_approvals(policy())
    settle(storage, replace(rules, grounds={"law": "The law"}))

    words = refused(RefusalCode.NO_LONGER_SO, approved, Hand(storage, CRANE), number, JUDGED_AT)
    assert "Send it back" in words


def test_a_correction_waits_too_and_the_earlier_decision_stands_meanwhile(
    storage: DatabaseStorage,
) -> None:
    number = written(storage)
    approved(Hand(storage, CRANE), number, JUDGED_AT)
    Hand(storage, HERON).decide(number, after(minutes=30), outcome="granted")

    assert case(storage, number).state is State.IN_REVIEW
    assert case(storage, number).is_decided
    with pytest.raises(Refused):
        Hand(storage, HERON).mark_communicated(number, after(minutes=31))
    sent_back(Hand(storage, EGRET), number, after(minutes=32))
    assert case(storage, number).state is State.DECIDED
    Hand(storage, HERON).mark_communicated(number, after(minutes=33))


def test_withdrawn_while_it_waits_nobody_is_asked_any_more(storage: DatabaseStorage) -> None:
    number = written(storage)
    Hand(storage, WREN).withdraw(number, JUDGED_AT)

    assert asked_of(storage, number) == ()
    assert case(storage, number).state is State.CLOSED


@pytest.mark.parametrize(
    ("when", "outcome", "priority", "waits"),
    [
        ((ApprovalWhen.REVERSED,), "reversed", "P3", True),
        ((ApprovalWhen.REVERSED,), "upheld", "P1", False),
        ((ApprovalWhen.REVERSED, ApprovalWhen.P1), "partially_reversed", "P1", True),
        ((ApprovalWhen.REVERSED, ApprovalWhen.P1), "reversed", "P2", False),
        ((ApprovalWhen.RESTRICTION,), "reversed", "P1", False),
    ],
)
def test_all_that_the_policy_names_has_to_hold(
    when: tuple[ApprovalWhen, ...], outcome: str, priority: str, waits: bool
) -> None:
    asks = Approval("executive", (), when).asks(
        is_reversal=OUTCOMES[outcome].is_reversal, restricts=False, priority=Priority(priority)
    )
    assert asks is waits
