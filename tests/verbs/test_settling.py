"""What closes a decided case: its parties are told, and a reversal is carried out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.states import State, ToDo
from bot.case.transitions import Move
from bot.casework.approach import approach
from bot.casework.case_view import view
from bot.policy import Policy
from bot.templates import built_in
from bot.views.drafting import drafts_of
from storage.tables import OtherCommunicationRow
from storage.work import DatabaseStorage
from tests.support.factories import (
    HERON,
    NOON,
    REVERSED,
    STORK,
    WREN,
    Hand,
    after,
    case,
    draft,
    open_one,
    policy,
    settle,
    timeline,
)
from tests.support.looking import rows, timers

SOON = after(minutes=5)
EMAIL: dict[str, Any] = {"told_through": "email"}
BOTH = {"other_message": "We looked at it again, and the decision stands.", **EMAIL}


def disputes() -> Policy:
    plain = policy()
    queue = replace(plain.queues["executive"], kinds=("executive", "dispute", "other"))
    return replace(plain, queues={"executive": queue})


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, disputes())
    return storage


@pytest.fixture
def heron(storage: DatabaseStorage) -> Hand:
    return Hand(storage, HERON)


def decided(storage: DatabaseStorage, heron: Hand, **fields: Any) -> EscalationId:
    esc = open_one(storage)
    heron.claim(esc, after(minutes=1))
    heron.decide(esc, SOON, **fields)
    return esc


def dispute(storage: DatabaseStorage, heron: Hand, **fields: Any) -> EscalationId:
    answers = {
        "business": "Café Nord",
        "reviewer": "Lea Holm",
        "item": "https://example.com/reviews/1",
    }
    esc = open_one(storage, kind="dispute", answers=answers)
    heron.claim(esc, after(minutes=1))
    heron.decide(esc, SOON, **(BOTH | fields))
    return esc


def moves(storage: DatabaseStorage, esc: EscalationId) -> set[Move]:
    """What of closing it the card shows."""
    with storage.read() as work:
        shown = view(work, case(storage, esc)).moves
    return {Move.MARK_COMMUNICATED, Move.MARK_CARRIED_OUT} & {*shown}


def refused(act: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


def test_what_reverses_nothing_is_closed_once_its_party_is_told(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = decided(storage, heron)
    assert moves(storage, esc) == {Move.MARK_COMMUNICATED}
    heron.mark_communicated(esc, after(hours=1))

    assert case(storage, esc).state is State.CLOSED


@pytest.mark.parametrize("told_first", [True, False])
def test_a_reversal_is_closed_when_it_is_told_and_carried_out_in_either_order(
    storage: DatabaseStorage, heron: Hand, told_first: bool
) -> None:
    esc = decided(storage, heron, **REVERSED)
    acts = [heron.mark_communicated, heron.mark_carried_out]
    left = [Move.MARK_CARRIED_OUT, Move.MARK_COMMUNICATED]
    first, second = (0, 1) if told_first else (1, 0)
    assert moves(storage, esc) == {*left}
    acts[first](esc, after(hours=1))
    assert case(storage, esc).state is State.DECIDED
    assert case(storage, esc).is_untold is not told_first
    assert moves(storage, esc) == {left[first]}
    acts[second](esc, after(hours=2))

    closed = case(storage, esc)
    assert (closed.state, closed.still_to_do) == (State.CLOSED, ())
    assert {"communicated", "carried_out"} <= {*timeline(storage, esc)}


def test_what_is_done_is_not_done_again(storage: DatabaseStorage, heron: Hand) -> None:
    esc = decided(storage, heron, **REVERSED)
    heron.mark_communicated(esc, after(hours=1))
    again = refused(lambda: heron.mark_communicated(esc, after(hours=2)))
    esc = decided(storage, heron, **REVERSED)
    heron.mark_carried_out(esc, after(hours=1))
    twice = refused(lambda: heron.mark_carried_out(esc, after(hours=2)))
    nothing = refused(lambda: heron.mark_carried_out(decided(storage, heron), after(hours=1)))

    assert again.code is twice.code is RefusalCode.ALREADY_SO
    assert nothing.code is RefusalCode.WRONG_STATE


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"given_at": None}, "given_at"),
        ({"given_at": after(hours=2)}, "given_at"),
        ({"given_at": after(days=-2)}, "given_at"),
        ({"seen_at": ""}, "seen_at"),
        ({"seen_at": "x" * 501}, "seen_at"),
    ],
)
def test_since_when_and_where_it_can_be_seen_are_asked(
    storage: DatabaseStorage, heron: Hand, fields: dict[str, Any], at_fault: str
) -> None:
    esc = decided(storage, heron, **REVERSED)

    assert {*refused(lambda: heron.mark_carried_out(esc, after(hours=1), **fields)).fields} == {
        at_fault
    }


def test_what_was_carried_out_is_on_record(storage: DatabaseStorage, heron: Hand) -> None:
    esc = decided(storage, heron, **REVERSED)
    Hand(storage, STORK).mark_carried_out(esc, after(hours=2), given_at=after(hours=1))

    with storage.read() as work:
        decision = work.decisions.latest(esc)
        assert decision is not None
        effect = work.decisions.effect(decision.id)
    assert effect is not None
    assert (effect.by, effect.at, effect.given_at) == (STORK, after(hours=2), after(hours=1))
    assert effect.seen_at == "On the review's page."


def test_a_corrected_decision_is_carried_out_anew(storage: DatabaseStorage, heron: Hand) -> None:
    esc = decided(storage, heron, **REVERSED)
    with storage.read() as work:
        first = work.decisions.latest(esc)
    assert first is not None
    heron.mark_carried_out(esc, after(hours=1))
    heron.decide(esc, after(hours=2), **REVERSED)
    stale = refused(lambda: heron.mark_carried_out(esc, after(hours=3), decision=first.id))

    assert stale.code is RefusalCode.NO_LONGER_SO
    assert case(storage, esc).still_to_do == (ToDo.TELL, ToDo.CARRY_OUT)


def test_a_decided_case_of_an_earlier_version_is_closed_by_telling(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = decided(storage, heron, **REVERSED)
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, still_to_do=()))
    heron.mark_communicated(esc, after(hours=1))

    assert case(storage, esc).state is State.CLOSED


def test_the_daily_timer_goes_on_until_both_are_done(
    storage: DatabaseStorage, engine: Engine, heron: Hand
) -> None:
    esc = decided(storage, heron, **REVERSED)
    heron.mark_communicated(esc, after(hours=1))
    assert timers(engine) == ["communicate"]
    heron.mark_carried_out(esc, after(hours=1))

    assert timers(engine) == []


def test_a_dispute_has_a_message_for_each_party(
    storage: DatabaseStorage, engine: Engine, heron: Hand
) -> None:
    without = refused(lambda: dispute(storage, heron, other_message=""))
    needless = refused(lambda: decided(storage, heron, **BOTH))
    esc = dispute(storage, heron)
    heron.mark_communicated(esc, after(hours=1))

    assert {*without.fields} == {*needless.fields} == {"other_message"}
    assert case(storage, esc).state is State.CLOSED
    with storage.read() as work:
        decision = work.decisions.latest(esc)
        assert decision is not None
        assert work.decisions.communication(decision.id) is not None
    (told,) = rows(engine, OtherCommunicationRow)
    assert told.decision_id == decision.id


def test_the_requester_tells_their_own_party_and_the_other_is_left_to_the_owner(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = dispute(storage, heron, told_through="requester")
    with storage.read() as work:
        decision = work.decisions.latest(esc)
    assert decision is not None
    Hand(storage, WREN).customer_told(esc, decision.id, after(hours=1))
    again = refused(lambda: Hand(storage, WREN).customer_told(esc, decision.id, after(hours=2)))
    assert case(storage, esc).still_to_do == (ToDo.TELL_OTHER,)
    assert case(storage, esc).is_untold
    heron.mark_communicated(esc, after(hours=3))

    assert again.code is RefusalCode.ALREADY_SO
    assert case(storage, esc).state is State.CLOSED


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("message", "The decision on what Lea Holm wrote stands."),
        ("message", "The decision stands. [link]"),
        ("message", "The decision stands, though you are a paying customer."),
        ("other_message", "The decision stands, says Café Nord."),
        ("other_message", "The decision stands. Write to ana@example.com."),
    ],
)
def test_each_message_is_read_before_it_is_recorded(
    storage: DatabaseStorage, heron: Hand, field: str, text: str
) -> None:
    assert {*refused(lambda: dispute(storage, heron, **{field: text})).fields} == {field}


def test_a_message_longer_than_any_is_refused_by_its_field(
    storage: DatabaseStorage, heron: Hand
) -> None:
    found = refused(lambda: dispute(storage, heron, message="x" * 1_000_000))

    assert {*found.fields} == {"message"}


def test_what_is_on_record_is_read_again_before_it_is_marked_communicated(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = decided(storage, heron, message="The decision stands, as Lea Holm asked.")
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        parties = {"business": "Café Nord", "reviewer": "Lea Holm"}
        work.escalations.save(replace(found, kind="dispute", answers=parties))
    barred = refused(lambda: heron.mark_communicated(esc, after(hours=1)))

    assert barred.code is RefusalCode.INVALID
    assert "Lea Holm" in barred.words


def test_nobody_outside_is_told_before_an_embargo_is_over(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = decided(storage, heron)
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, embargo_until=after(hours=2)))
    early = refused(lambda: heron.mark_communicated(esc, after(hours=1)))
    heron.mark_communicated(esc, after(hours=2))

    assert early.code is RefusalCode.NOT_ALLOWED
    assert case(storage, esc).state is State.CLOSED


def test_a_message_in_a_language_with_words_has_to_say_the_outcome_on_record(
    storage: DatabaseStorage, heron: Hand
) -> None:
    german = {"language": "de", "message": "Die Entscheidung wurde aufgehoben. Sie können klagen."}

    assert {*refused(lambda: decided(storage, heron, **german)).fields} == {"message"}


def test_a_message_without_a_language_may_not_say_another_outcome_in_the_one_it_is_drafted_in(
    storage: DatabaseStorage, heron: Hand
) -> None:
    other = {"message": "The decision was reversed."}

    fault = refused(lambda: decided(storage, heron, **other)).fields["message"]
    assert fault == "The first sentence reads as reversed, and the record says upheld: say that."
    decided(storage, heron, message="Die Entscheidung bleibt.")


def test_a_form_that_asks_no_language_is_drafted_and_read_in_the_cases_own(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = open_one(storage)
    heron.claim(esc, NOON)
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, skills=("language:de",)))
    with storage.read() as work:
        approached = approach(work, esc, heron.actor, lock=False)
        drafts = drafts_of(approached, draft(), built_in())

    assert (drafts.wanted, drafts.language) == ("de", "de")
    assert {*refused(lambda: heron.decide(esc, NOON)).fields} == {"message"}, "it's in English"
