"""A case from its opening to its second end, through the verbs, on each database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from bot import events
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, RequestKey, UserId
from bot.case.people import UnknownPerson
from bot.case.states import CloseReason, State
from bot.casework.transaction import carry_out
from bot.service_levels.clocks import ClockName, Verdict
from bot.verbs.intake.raise_escalation import open_escalation
from storage.tables import ClockEventRow, CommunicationRow, DecisionRow
from storage.work import DatabaseStorage
from tests.support import looking
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
    case,
    open_one,
    person,
    policy,
    request,
    settle,
    timeline,
)
from tests.support.looking import Ear, counts, rows, timers, turns
from tests.support.refusals import refusing

pytestmark = pytest.mark.both_databases

RESOLUTION_TIMERS = [
    "reminder resolution:half",
    "reminder resolution:most",
    "reminder resolution:breach",
]


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


def verdict(storage: DatabaseStorage, esc: EscalationId, clock: ClockName) -> str:
    reading = looking.clock(storage, esc, clock)
    return f"{reading.verdict} in run {reading.run}"


def test_a_case_lives_from_its_opening_to_its_second_end(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    heron, crane = Hand(storage, HERON), Hand(storage, CRANE)

    esc = open_one(storage)
    opened = case(storage, esc)
    assert (opened.state, opened.owner, opened.holder) == (State.OPEN, None, HERON)
    assert timeline(storage, esc) == ["raised", "offered"]
    assert ear.new() == ["card_changed", "offered U0HERON", "raised U0WREN"]
    assert timers(engine) == [
        "offer_lapsing",
        "offer_lapse",
        "reminder first_response:most",
        "reminder first_response:breach",
        *RESOLUTION_TIMERS,
    ]

    heron.claim(esc, after(minutes=5))
    assert (case(storage, esc).state, case(storage, esc).owner) == (State.CLAIMED, HERON)
    assert verdict(storage, esc, ClockName.FIRST_RESPONSE) == "met in run 1"
    assert ear.new() == ["card_changed", "milestones", "claimed U0WREN"]
    assert timers(engine) == RESOLUTION_TIMERS

    heron.hand_over(esc, CRANE, after(minutes=10))
    assert case(storage, esc).owner == HERON
    assert ear.new() == ["card_changed", "handed_over U0CRANE"]

    crane.claim(esc, after(minutes=15))
    assert case(storage, esc).owner == CRANE
    assert case(storage, esc).hand_over is None
    assert ear.new() == ["card_changed", "milestones", "claimed U0WREN", "taken_by U0HERON"]
    assert turns(engine) == [HERON]

    crane.decide(esc, after(hours=1))
    assert case(storage, esc).state is State.DECIDED
    assert verdict(storage, esc, ClockName.RESOLUTION) == "met in run 1"
    assert timers(engine) == ["communicate"]
    assert ear.new() == ["card_changed", "milestones", "decided U0WREN"]

    crane.decide(esc, after(hours=2), **REVERSED)
    first, second = rows(engine, DecisionRow)
    assert (first.outcome, first.supersedes) == ("upheld", None)
    assert (second.outcome, second.supersedes) == ("reversed", first.id)
    assert timers(engine) == ["communicate"]
    assert ear.new() == ["card_changed", "milestones", "decided U0WREN"]

    crane.mark_communicated(esc, after(hours=3))
    assert case(storage, esc).state is State.DECIDED, "it is still to be carried out"
    assert timers(engine) == ["communicate"]
    assert ear.new() == ["card_changed"], "the requester's note of the decision says so"

    crane.mark_carried_out(esc, after(hours=3))
    closed = case(storage, esc)
    assert (closed.state, closed.close_reason) == (State.CLOSED, CloseReason.COMMUNICATED)
    assert [c.decision_id for c in rows(engine, CommunicationRow)] == [second.id]
    assert timers(engine) == []
    assert ear.new() == ["card_changed", "milestones", "carried_out U0WREN"]

    Hand(storage, WREN).reopen(esc, after(days=1))
    again = case(storage, esc)
    assert (again.state, again.owner, again.run) == (State.CLAIMED, CRANE, 2)
    assert verdict(storage, esc, ClockName.RESOLUTION) == "running in run 2"
    assert verdict(storage, esc, ClockName.FIRST_RESPONSE) == "met in run 1"
    assert timers(engine) == RESOLUTION_TIMERS
    assert ear.new() == ["card_changed", "milestones", "reopened U0CRANE"]

    Hand(storage, STORK).withdraw(esc, after(days=1, hours=1), note="It was solved by phone.")
    over = case(storage, esc)
    assert (over.state, over.close_reason) == (State.CLOSED, CloseReason.WITHDRAWN)
    assert verdict(storage, esc, ClockName.RESOLUTION) == "stopped in run 2"
    assert timers(engine) == []
    assert ear.new() == ["card_changed", "withdrawn U0CRANE", "withdrawn U0WREN"]
    assert timeline(storage, esc) == [
        "raised", "offered", "claimed", "hand_over_asked", "claimed", "decided", "decided",
        "communicated", "carried_out", "reopened", "withdrawn",
    ]  # fmt: skip


def test_the_timeline_says_who_when_from_where_and_why(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=5))
    Hand(storage, HERON).hand_over(esc, CRANE, after(minutes=10), note="You speak Danish.")
    with storage.read() as work:
        entry = work.timeline.of(esc)[-1]
    assert (entry.who, entry.at, entry.via) == (HERON, after(minutes=10), "button")
    assert (entry.event, entry.why) == (events.HandOverAsked(CRANE), "You speak Danish.")


def test_clock_events_are_only_ever_added(storage: DatabaseStorage, engine: Engine) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=5))
    Hand(storage, HERON).decide(esc, after(hours=1))
    assert [f"{e.clock} {e.kind}" for e in rows(engine, ClockEventRow)] == [
        "first_response started", "resolution started", "first_response met", "resolution met",
    ]  # fmt: skip


def test_what_is_decided_after_the_due_instant_is_missed(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=30, seconds=1))
    Hand(storage, HERON).decide(esc, after(hours=8))
    assert verdict(storage, esc, ClockName.FIRST_RESPONSE) == f"{Verdict.MISSED} in run 1"
    assert verdict(storage, esc, ClockName.RESOLUTION) == f"{Verdict.MET} in run 1"


def test_claiming_what_was_offered_to_somebody_else_uses_the_claimers_turn_only(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    esc = open_one(storage)
    ear.new()
    Hand(storage, CRANE).claim(esc, after(minutes=1))
    assert turns(engine) == ["(U0HERON)", CRANE]
    assert ear.new() == ["card_changed", "milestones", "claimed U0WREN", "taken_by U0HERON"]


def test_a_manager_who_claims_an_offer_gives_the_turn_back_and_uses_none(
    storage: DatabaseStorage, engine: Engine
) -> None:
    Hand(storage, STORK).claim(open_one(storage), after(minutes=1))
    assert turns(engine) == ["(U0HERON)"]


def test_claiming_what_was_offered_to_oneself_uses_no_second_turn(
    storage: DatabaseStorage, engine: Engine
) -> None:
    Hand(storage, HERON).claim(open_one(storage), after(minutes=1))
    assert turns(engine) == [HERON]


def test_who_raised_it_can_neither_claim_it_nor_be_offered_it(storage: DatabaseStorage) -> None:
    esc = open_one(storage, HERON)
    assert case(storage, esc).holder == CRANE
    with refusing(RefusalCode.CONFLICT_OF_INTEREST):
        Hand(storage, HERON).claim(esc, after(minutes=1))


def test_releasing_offers_it_to_the_next_person(storage: DatabaseStorage, ear: Ear) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    ear.new()
    Hand(storage, STORK).release(esc, after(minutes=2))
    released = case(storage, esc)
    assert (released.state, released.owner, released.holder) == (State.OPEN, None, CRANE)
    assert ear.new() == [
        "offered U0CRANE",
        "card_changed",
        "released U0HERON",
        "released U0WREN",
    ]


def test_what_was_released_goes_back_to_nobody_who_had_it_this_round(
    storage: DatabaseStorage,
) -> None:
    esc = open_one(storage)
    for minute, user in enumerate((HERON, CRANE, EGRET)):
        assert case(storage, esc).holder == user
        Hand(storage, user).claim(esc, after(minutes=minute))
        Hand(storage, user).release(esc, after(minutes=minute))
    assert case(storage, esc).holder == HERON


def test_a_hand_over_goes_to_somebody_else_in_the_queue(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    heron = Hand(storage, HERON)
    heron.claim(esc, after(minutes=1))
    for to, why in (
        (HERON, "already yours"),
        (WREN, "somebody of the executive queue"),
        (FINCH, "somebody of the executive queue"),
    ):
        with pytest.raises(Refused, match=why) as refused:
            heron.hand_over(esc, to, after(minutes=2))
        assert "to" in refused.value.fields


def test_while_a_hand_over_is_pending_only_the_person_named_can_claim(
    storage: DatabaseStorage,
) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    Hand(storage, HERON).hand_over(esc, CRANE, after(minutes=2))
    with refusing(RefusalCode.ALREADY_CLAIMED):
        Hand(storage, EGRET).claim(esc, after(minutes=3))


def test_who_decides_from_an_old_form_is_told_that_somebody_has_decided(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = open_one(storage)
    heron = Hand(storage, HERON)
    heron.claim(esc, after(minutes=1))
    heron.decide(esc, after(minutes=2), seen=0)
    with refusing(RefusalCode.NO_LONGER_SO):
        heron.decide(esc, after(minutes=3), seen=0)
    heron.decide(esc, after(minutes=4), seen=rows(engine, DecisionRow)[0].id)


def test_a_decision_keeps_the_grounds_words_as_they_stood(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    Hand(storage, HERON).decide(esc, after(minutes=2))
    assert rows(engine, DecisionRow)[0].ground_words == "Genuine experience"


def test_a_duplicate_names_the_case_it_repeats(storage: DatabaseStorage) -> None:
    first, second = open_one(storage), open_one(storage)
    hand = Hand(storage, WREN)
    for nothing in ("", "ESC-99", f"ESC-{second}", "١"):
        with refusing(RefusalCode.NOT_FOUND):
            hand.withdraw(second, after(minutes=1), "duplicate", duplicate_of=nothing)
    hand.withdraw(second, after(minutes=1), "duplicate", duplicate_of=f" esc-{first} ")
    assert case(storage, second).duplicate_of == first


def test_a_case_is_reopened_with_a_reason(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    Hand(storage, WREN).withdraw(esc, after(minutes=1))
    with refusing(RefusalCode.REQUIRED):
        Hand(storage, WREN).reopen(esc, after(minutes=2), reason="")


def test_a_case_whose_owner_is_gone_is_reopened_to_the_queue(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    Hand(storage, WREN).withdraw(esc, after(minutes=2))
    with storage.begin() as work:
        work.people.put([person(HERON, is_deactivated=True)])
    Hand(storage, WREN).reopen(esc, after(minutes=3))
    again = case(storage, esc)
    assert (again.state, again.holder, again.run) == (State.OPEN, CRANE, 2)
    assert verdict(storage, esc, ClockName.FIRST_RESPONSE) == "running in run 2"
    assert "offer_lapse" in timers(engine)


@pytest.mark.parametrize("gone", ["is_guest", "is_outsider", "is_bot", "is_deactivated"])
def test_who_is_no_full_member_can_not_act_and_is_offered_nothing(
    storage: DatabaseStorage, gone: str
) -> None:
    with storage.begin() as work:
        work.people.put([person(HERON, **{gone: True})])
    esc = open_one(storage)
    assert case(storage, esc).holder == CRANE
    with pytest.raises(Refused):
        Hand(storage, HERON).claim(esc, after(minutes=1))


def test_somebody_unknown_is_looked_up_before_they_act(storage: DatabaseStorage) -> None:
    with pytest.raises(UnknownPerson):
        open_one(storage, by=UserId("U0NOBODY"))


def test_a_request_that_lacks_something_names_every_field(storage: DatabaseStorage) -> None:
    with pytest.raises(Refused) as refused:
        open_one(
            storage, kind="executive", priority="P9", title="", what_happened="", links=("ftp://x",)
        )
    assert set(refused.value.fields) == {
        "priority", "title", "what_happened", "account", "links",
    }  # fmt: skip


def test_a_refused_verb_leaves_nothing_behind(storage: DatabaseStorage, engine: Engine) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    before, as_it_was = counts(engine), case(storage, esc)
    refused: list[Callable[[], object]] = [
        lambda: Hand(storage, CRANE).claim(esc, after(minutes=2)),
        lambda: Hand(storage, CRANE).release(esc, after(minutes=2)),
        lambda: Hand(storage, HERON).hand_over(esc, FINCH, after(minutes=2)),
        lambda: Hand(storage, HERON).decide(esc, after(minutes=2), outcome="won"),
        lambda: Hand(storage, HERON).mark_communicated(esc, after(minutes=2)),
        lambda: Hand(storage, FINCH).withdraw(esc, after(minutes=2)),
        lambda: Hand(storage, WREN).reopen(esc, after(minutes=2)),
        lambda: open_one(storage, title=""),
        lambda: Hand(storage, HERON).claim(EscalationId(99), after(minutes=2)),
    ]
    for verb in refused:
        with pytest.raises(Refused):
            verb()
    assert counts(engine) == before
    assert case(storage, esc) == as_it_was


def test_without_a_policy_nothing_can_be_raised(storage: DatabaseStorage, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM policies")
    with refusing(RefusalCode.NOT_SET_UP):
        open_one(storage)


def test_the_same_request_twice_has_one_effect_and_the_same_answer(
    storage: DatabaseStorage, engine: Engine
) -> None:
    twice = RequestKey("view:V1")
    first = carry_out(storage, twice, lambda work: open_escalation(work, request(), NOON), NOON)
    before = counts(engine)
    later = after(hours=1)
    again = carry_out(storage, twice, lambda work: open_escalation(work, request(), later), later)
    assert again == first
    assert counts(engine) == before


def test_a_request_that_was_refused_may_be_sent_again(storage: DatabaseStorage) -> None:
    once = RequestKey("view:V1")
    with pytest.raises(Refused):
        carry_out(storage, once, lambda w: open_escalation(w, request(title=""), NOON), NOON)
    done = carry_out(storage, once, lambda w: open_escalation(w, request(), NOON), NOON)
    assert done.escalation_id == 1


def test_the_policy_in_force_is_the_newest(storage: DatabaseStorage) -> None:
    settle(storage, policy([EGRET]))
    assert case(storage, open_one(storage)).holder == EGRET
