"""Feedback items: asked for by a reversal or from a case, joined by further cases, seen through."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.case.errors import RefusalCode, Refused
from bot.case.feedback import FeedbackId, FeedbackMove, FeedbackState
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.due.timers import run_due
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    claimed,
    person,
    policy,
    settle,
    timeline,
)
from tests.support.feedback import ACME, REVERSED, TARGETS, TECH, asks, item_of, moves, with_targets
from tests.support.looking import Ear, at_once, timers
from tests.support.offices import office_policy
from tests.support.refusals import refusing


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, with_targets(policy()))
    return storage


def a_reversal(storage: DatabaseStorage, now: datetime = NOON, **fields: Any) -> EscalationId:
    case = claimed(storage, now)
    Hand(storage, HERON).decide(case, now, **{**REVERSED, **fields})
    return case


def test_a_reversal_asks_its_target_for_a_change(storage: DatabaseStorage, ear: Ear) -> None:
    case = a_reversal(storage)
    item = item_of(storage)

    assert (item.target, item.owner, item.channel) == ("Acme BPO", FINCH, ACME)
    assert item.texts == (REVERSED["what_should_change"],)
    assert (item.asked_by, item.state) == (HERON, FeedbackState.OPEN)
    assert [c.escalation_id for c in item.cases] == [case]
    assert timeline(storage, case)[-2:] == ["decided", "feedback_asked"]
    assert "feedback_changed" in ear.new()


@pytest.mark.parametrize("outcome", ["partially_reversed", "reversed"])
def test_a_reversal_says_to_whom_the_feedback_goes(storage: DatabaseStorage, outcome: str) -> None:
    case = claimed(storage, NOON)
    for target in ("", "Umbrella BPO"):
        with refusing(RefusalCode.INVALID) as refused:
            fields = {**REVERSED, "outcome": outcome, "feedback_to": target}
            Hand(storage, HERON).decide(case, NOON, **fields)
        assert set(refused.value.fields) == {"feedback_to"}


def test_a_decision_that_stands_asks_for_nothing(storage: DatabaseStorage) -> None:
    said = "The decision stands."
    case = a_reversal(storage, outcome="upheld", message=said, feedback_to="")

    assert "feedback_asked" not in timeline(storage, case)


def test_without_targets_in_the_policy_a_reversal_is_recorded_all_the_same(
    storage: DatabaseStorage,
) -> None:
    settle(storage)
    case = a_reversal(storage, feedback_to="")

    assert timeline(storage, case)[-1] == "decided"


@pytest.mark.parametrize("text", ["Ann (ann@example.com) knows.", "Call +45 12 34 56 78."])
def test_no_party_s_address_or_number_goes_to_a_target(storage: DatabaseStorage, text: str) -> None:
    case = claimed(storage, NOON)
    with refusing(RefusalCode.INVALID) as of_decision:
        Hand(storage, HERON).decide(case, NOON, **{**REVERSED, "what_should_change": text})
    with refusing(RefusalCode.INVALID) as of_menu:
        asks(storage, HERON, case, what_should_change=text)

    assert set(of_decision.value.fields) == set(of_menu.value.fields) == {"what_should_change"}


def test_ten_cases_of_one_cause_make_one_item_with_ten_cases(storage: DatabaseStorage) -> None:
    cases = [a_reversal(storage, after(hours=n)) for n in range(10)]
    item = item_of(storage)

    assert [c.escalation_id for c in item.cases] == cases
    assert all("feedback_asked" in timeline(storage, case) for case in cases)
    with storage.read() as work:
        assert work.feedback.peek(FeedbackId(item.id + 1)) is None


def test_another_cause_or_another_target_is_another_item(storage: DatabaseStorage) -> None:
    a_reversal(storage)
    a_reversal(storage, root_cause="language")
    a_reversal(storage, feedback_to="tech")

    assert [item_of(storage, n).target for n in (1, 2, 3)] == ["Acme BPO", "Acme BPO", "tech"]


def test_what_is_done_or_rejected_is_asked_for_anew_by_the_next_case(
    storage: DatabaseStorage,
) -> None:
    a_reversal(storage)
    moves(storage, FINCH, FeedbackMove.REJECT, reason="It was read rightly.")
    a_reversal(storage)
    moves(storage, FINCH, FeedbackMove.ACCEPT, item=2)
    moves(storage, FINCH, FeedbackMove.DONE, item=2)
    a_reversal(storage)

    assert [len(item_of(storage, n).cases) for n in (1, 2, 3)] == [1, 1, 1]


def test_deciding_again_for_the_same_cause_says_it_once(storage: DatabaseStorage) -> None:
    case = a_reversal(storage)
    Hand(storage, HERON).decide(case, NOON, **{**REVERSED, "what_should_change": "As I said."})

    assert item_of(storage).texts == ("As I said.",)
    assert timeline(storage, case).count("feedback_asked") == 1


def test_a_case_above_internal_gives_its_reference_alone(storage: DatabaseStorage) -> None:
    settle(storage, replace(with_targets(policy()), clearances={"restricted": (HERON,)}))
    a_reversal(storage)
    kept = claimed(storage, NOON)
    with storage.begin() as work:
        found = work.escalations.get(kept)
        assert found is not None
        work.escalations.save(replace(found, confidentiality="restricted"))
    secret = {**REVERSED, "what_should_change": "SECRET", "told_through": "email"}
    Hand(storage, HERON).decide(kept, NOON, **secret)
    item = item_of(storage)

    assert [c.escalation_id for c in item.cases][-1] == kept
    assert "SECRET" not in repr(item)


def test_it_is_asked_for_from_a_case_s_menu_with_a_date(storage: DatabaseStorage) -> None:
    case = claimed(storage, NOON)
    asks(storage, CRANE, case, due_at=after(days=3))
    item = item_of(storage)

    assert (item.asked_by, item.due_at) == (CRANE, after(days=3))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"target": "Umbrella BPO"}, "feedback_to"),
        ({"target": ""}, "feedback_to"),
        ({"root_cause": "sloth"}, "root_cause"),
        ({"what_should_change": ""}, "what_should_change"),
        ({"what_should_change": "x" * 1001}, "what_should_change"),
        ({"due_at": NOON}, "due"),
        ({"due_at": after(days=-1)}, "due"),
        ({"due_at": after(days=3000)}, "due"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(
    storage: DatabaseStorage, fields: dict[str, Any], field: str
) -> None:
    case = claimed(storage, NOON)
    with pytest.raises(Refused) as refused:
        asks(storage, HERON, case, **fields)

    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("who", [WREN, FINCH])
def test_only_who_works_on_a_case_asks_for_it(storage: DatabaseStorage, who: UserId) -> None:
    case = claimed(storage, NOON)
    with refusing(RefusalCode.NOT_ALLOWED):
        asks(storage, who, case)


def test_from_open_to_verified_each_step_is_on_the_timeline_of_each_case(
    storage: DatabaseStorage, ear: Ear
) -> None:
    first, second = a_reversal(storage), a_reversal(storage)
    ear.new()
    moves(storage, FINCH, FeedbackMove.ACCEPT)
    moves(storage, FINCH, FeedbackMove.DONE)
    assert f"feedback_news {HERON}" in ear.new()
    moves(storage, HERON, FeedbackMove.VERIFY)

    for case in (first, second):
        assert timeline(storage, case).count("feedback_moved") == 3
    assert item_of(storage).state is FeedbackState.VERIFIED


def test_who_asked_is_told_of_a_rejection(storage: DatabaseStorage, ear: Ear) -> None:
    a_reversal(storage)
    ear.new()
    moves(storage, FINCH, FeedbackMove.REJECT, reason="It was read rightly.")

    assert f"feedback_news {HERON}" in ear.new()
    assert item_of(storage).reason == "It was read rightly."


def test_of_two_who_accept_at_once_one_is_told_that_it_is_done(storage: DatabaseStorage) -> None:
    a_reversal(storage)
    found = at_once([lambda: moves(storage, FINCH, FeedbackMove.ACCEPT)] * 2)
    refusals = [one for one in found if isinstance(one, Refused)]

    assert [one.code for one in refusals] == [RefusalCode.WRONG_STATE]
    assert item_of(storage).state is FeedbackState.ACCEPTED


@pytest.mark.both_databases
def test_of_two_cases_at_once_one_joins_the_other(storage: DatabaseStorage) -> None:
    settle(storage, with_targets(policy()))
    cases = [claimed(storage, NOON) for _ in range(2)]
    hand = Hand(storage, HERON)
    at_once([partial(hand.decide, case, NOON, **REVERSED) for case in cases])

    assert {c.escalation_id for c in item_of(storage).cases} == set(cases)


def put_in(storage: DatabaseStorage, engine: Engine, channel: ChannelId) -> None:
    """The item's message stands in its channel."""
    from sqlalchemy import update

    from storage.tables import FeedbackRow

    with engine.begin() as connection:
        connection.execute(update(FeedbackRow).values(channel=channel, ts="1.1"))


def test_a_vendor_s_people_act_where_they_read_it_guests_too(
    storage: DatabaseStorage, engine: Engine
) -> None:
    a_reversal(storage)
    put_in(storage, engine, ACME)
    with storage.begin() as work:
        work.people.put([person(EGRET, is_guest=True)])
    with refusing(RefusalCode.NOT_A_MEMBER):
        moves(storage, EGRET, FeedbackMove.ACCEPT)
    moves(storage, EGRET, FeedbackMove.ACCEPT, reads_in=ACME)

    assert item_of(storage).state is FeedbackState.ACCEPTED


def test_who_reads_a_vendor_s_channel_acts_though_its_message_is_not_noted_yet(
    storage: DatabaseStorage,
) -> None:
    a_reversal(storage)
    with storage.begin() as work:
        work.people.put([person(EGRET, is_guest=True)])
    with refusing(RefusalCode.NOT_A_MEMBER):
        moves(storage, EGRET, FeedbackMove.ACCEPT, reads_in=TECH)
    moves(storage, EGRET, FeedbackMove.ACCEPT, reads_in=ACME)


def test_of_a_team_of_one_s_own_only_the_owner_acts(
    storage: DatabaseStorage, engine: Engine
) -> None:
    a_reversal(storage, feedback_to="tech")
    put_in(storage, engine, TECH)
    with refusing(RefusalCode.NOT_ALLOWED):
        moves(storage, CRANE, FeedbackMove.ACCEPT, reads_in=TECH)


def test_a_target_that_has_another_owner_now_is_theirs(storage: DatabaseStorage) -> None:
    a_reversal(storage)
    moved_on = {"Acme BPO": replace(TARGETS["Acme BPO"], owner=WREN)}
    settle(storage, replace(policy(), feedback=moved_on))
    with refusing(RefusalCode.NOT_ALLOWED):
        moves(storage, FINCH, FeedbackMove.ACCEPT)
    moves(storage, WREN, FeedbackMove.ACCEPT)


def fire_until(storage: DatabaseStorage, start: datetime, days: int) -> None:
    for hour in range(days * 24):
        run_due(storage, start + timedelta(hours=hour))


def reminded(ear: Ear) -> list[str]:
    return [line.split()[1] for line in ear.new() if line.startswith("feedback_reminder")]


def test_its_owner_is_reminded_half_way_when_due_and_then_ever_later(
    storage: DatabaseStorage, ear: Ear
) -> None:
    """Finch is in no office: nine to five in UTC, from Monday to Friday. Noon is a Tuesday's."""
    a_reversal(storage)
    due = item_of(storage).due_at
    assert due == after(days=14), "ten working days of eight hours"
    ear.new()
    seen = []
    for day in range(60):
        fire_until(storage, NOON + timedelta(days=day), 1)
        seen += [day for _ in reminded(ear)]

    assert seen == [7, 14, 15, 17, 23, 35, 57]


def test_what_is_done_is_brought_to_who_verifies_until_they_do(
    storage: DatabaseStorage, ear: Ear, engine: Engine
) -> None:
    a_reversal(storage)
    moves(storage, FINCH, FeedbackMove.ACCEPT)
    moves(storage, FINCH, FeedbackMove.DONE)
    ear.new()
    fire_until(storage, NOON, 3)
    assert set(reminded(ear)) == {HERON}
    moves(storage, STORK, FeedbackMove.VERIFY, after(days=3))

    assert not [t for t in timers(engine) if t.startswith("feedback")]


def test_where_its_owner_is_away_the_managers_hear_of_it(
    storage: DatabaseStorage, ear: Ear
) -> None:
    settle(storage, with_targets(office_policy((HERON, "copenhagen"))))
    a_reversal(storage)
    with storage.begin() as work:
        work.people.put([person(FINCH, is_deactivated=True)])
    ear.new()
    fire_until(storage, NOON, 9)

    assert set(reminded(ear)) == {STORK}
