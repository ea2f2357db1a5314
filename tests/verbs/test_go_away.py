"""Being away: nothing is offered, what was offered goes on, what is held is told to others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Thread

import pytest
from sqlalchemy import Engine

from bot import events
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.states import State
from bot.casework.transaction import carry_out
from bot.due.timers import run_due
from bot.notices import Covering, HandOverOff, NobodyToOffer
from bot.verbs.intake.raise_escalation import open_escalation
from bot.verbs.people.go_away import AwayRequest, go_away
from bot.views.rota import rotas
from bot.views.show import show
from handlers.delivery.rendering import render
from storage.work import DatabaseStorage
from tests.conftest import Connect
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
    case,
    claimed,
    key,
    member,
    open_one,
    person,
    policy,
    request,
    settle,
    timeline,
)
from tests.support.held_up import wait_until_held_up
from tests.support.looking import Ear, at_once, notices, timers, turns
from tests.support.refusals import refusing

NEXT_WEEK = after(days=7)


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


def refused(storage: DatabaseStorage, **how: object) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        Hand(storage, HERON).go_away(NOON, **how)  # type: ignore[arg-type]
    return dict(refusal.value.fields)


def test_who_is_away_is_offered_nothing(storage: DatabaseStorage, engine: Engine) -> None:
    Hand(storage, HERON).go_away(NOON)
    for _ in range(4):
        open_one(storage)
    assert turns(engine) == [CRANE, EGRET, CRANE, EGRET]


def test_what_is_offered_goes_on_at_once_and_the_turn_stays_used(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    esc = open_one(storage)
    ear.new()
    receipt = Hand(storage, HERON).go_away(after(minutes=1), NEXT_WEEK)
    run_due(storage, after(minutes=1))
    assert case(storage, esc).holder == CRANE
    assert turns(engine) == [HERON, CRANE]
    assert timeline(storage, esc)[-2:] == ["offer_passed_on", "offered"]
    assert ear.new() == ["went_away U0HERON", "offered U0CRANE", "card_changed"]
    assert receipt.words == (
        "You're away until Tue 10 Mar 2026, 12:00. What is offered to you goes to the next person."
    )


def test_with_nobody_else_the_managers_are_told_once_and_why(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy((HERON,)))
    esc = open_one(storage)
    Hand(storage, HERON).go_away(after(minutes=1), NEXT_WEEK)
    for minute in range(1, 20):
        run_due(storage, after(minutes=minute))
    assert case(storage, esc).holder is None
    told = [n for n in notices(engine) if isinstance(n, NobodyToOffer)]
    assert [(n.to, n.reasons) for n in told] == [(STORK, ((HERON, "is away"),))]


def test_what_nobody_could_be_offered_is_offered_when_the_absence_is_over(
    storage: DatabaseStorage,
) -> None:
    settle(storage, policy((HERON,)))
    Hand(storage, HERON).go_away(NOON, after(hours=3))
    esc = open_one(storage, now=after(minutes=1), priority="P3")
    run_due(storage, after(hours=3) - timedelta(seconds=1))
    assert case(storage, esc).holder is None
    run_due(storage, after(hours=3))
    assert case(storage, esc).holder == HERON


def test_an_absence_that_was_made_longer_does_not_end_at_its_former_end(
    storage: DatabaseStorage, engine: Engine
) -> None:
    hand = Hand(storage, HERON)
    hand.go_away(NOON, after(hours=1))
    receipt = hand.go_away(after(minutes=1), after(hours=5))
    assert timers(engine) == [f"absence_over {HERON}"]
    assert "That replaces: away until Tue 3 Mar 2026, 13:00." in receipt.words
    with storage.read() as work:
        assert work.absences.current(after(hours=4))[HERON].until == after(hours=5)
        assert work.absences.current(after(hours=5)) == {}


def test_who_comes_back_gets_one_offer_and_then_waits_for_their_turn(
    storage: DatabaseStorage, engine: Engine
) -> None:
    hand = Hand(storage, HERON)
    hand.go_away(NOON)
    for _ in range(6):
        open_one(storage)
    hand.come_back(after(minutes=1))
    for _ in range(6):
        open_one(storage, now=after(minutes=2))
    assert turns(engine)[6:] == [HERON, CRANE, EGRET, HERON, CRANE, EGRET]


def test_who_comes_back_is_offered_what_waits_the_first_due_first_as_far_as_they_have_room(
    storage: DatabaseStorage,
) -> None:
    settle(storage, policy([member(HERON, capacity=2)]))
    hand = Hand(storage, HERON)
    hand.go_away(NOON)
    week, today, now = (open_one(storage, priority=p) for p in ("P3", "P2", "P1"))
    hand.come_back(after(minutes=1))
    run_due(storage, after(minutes=1, seconds=1))
    assert [case(storage, esc).holder for esc in (now, today, week)] == [HERON, HERON, None]


def test_coming_back_without_having_been_away_is_said_in_words(storage: DatabaseStorage) -> None:
    assert Hand(storage, HERON).come_back(NOON).words == "You aren't away."
    assert Hand(storage, STORK).come_back(NOON, user=HERON).words == "Heron isn't away."


def test_coming_back_early_leaves_no_timer(storage: DatabaseStorage, engine: Engine) -> None:
    hand = Hand(storage, HERON)
    hand.go_away(NOON, NEXT_WEEK)
    hand.come_back(after(hours=1))
    assert timers(engine) == []


def test_a_manager_puts_somebody_away_and_brings_them_back_and_they_are_told(
    storage: DatabaseStorage, ear: Ear
) -> None:
    receipt = Hand(storage, STORK).go_away(NOON, user=HERON, cover=CRANE)
    assert receipt.words == "Heron is away until further notice. Crane covers meanwhile."
    assert ear.new() == ["went_away U0HERON", "covering U0CRANE"]
    Hand(storage, STORK).come_back(after(hours=1), user=HERON)
    assert ear.new() == ["came_back U0HERON", "no_longer_covering U0CRANE"]


def test_who_covers_is_told_once_though_the_absence_is_changed_before_they_are(
    storage: DatabaseStorage, engine: Engine
) -> None:
    hand = Hand(storage, HERON)
    hand.go_away(NOON, NEXT_WEEK, CRANE)
    hand.go_away(after(minutes=1), after(days=3), CRANE)
    (told,) = [n for n in notices(engine) if isinstance(n, Covering)]
    assert render(storage, told, after(minutes=1)) is not None
    hand.go_away(after(minutes=2), NEXT_WEEK, EGRET)
    assert render(storage, told, after(minutes=2)) is None


def test_who_covers_no_longer_is_told_so_unless_they_did_it(
    storage: DatabaseStorage, ear: Ear
) -> None:
    hand = Hand(storage, HERON)
    hand.go_away(NOON, NEXT_WEEK, CRANE)
    ear.new()
    hand.go_away(after(minutes=1), after(days=3), EGRET)
    assert ear.new()[-2:] == ["covering U0EGRET", "no_longer_covering U0CRANE"]
    hand.go_away(after(minutes=2), after(days=3))
    assert ear.new()[-1:] == ["no_longer_covering U0EGRET"]
    hand.go_away(after(minutes=3), after(days=3), STORK)
    ear.new()
    Hand(storage, STORK).come_back(after(minutes=4), user=HERON)
    assert ear.new() == ["came_back U0HERON"]


def test_only_a_manager_puts_somebody_else_away(storage: DatabaseStorage) -> None:
    for how in (Hand(storage, CRANE).go_away, Hand(storage, CRANE).come_back):
        with refusing(RefusalCode.NOT_ALLOWED):
            how(NOON, user=HERON)


def test_the_managers_of_a_queue_put_away_who_is_on_it(storage: DatabaseStorage) -> None:
    plain = policy()
    queue = replace(plain.queues["executive"], managers=(FINCH,))
    settle(storage, replace(plain, queues={"executive": queue}))
    Hand(storage, FINCH).go_away(NOON, user=HERON)
    with storage.read() as work:
        assert work.absences.current(NOON)[HERON].by == FINCH


def test_who_is_in_no_queue_need_not_be_away(storage: DatabaseStorage) -> None:
    with refusing(RefusalCode.NOT_IN_A_QUEUE):
        Hand(storage, WREN).go_away(NOON)


def test_a_past_end_and_one_too_far_away_are_refused_at_the_field(
    storage: DatabaseStorage,
) -> None:
    assert refused(storage, until=NOON) == {"until": "That's already past. Choose a later time."}
    assert refused(storage, until=after(days=367)) == {
        "until": "A year is the longest. Leave it out if you don't know yet."
    }


def test_who_can_not_cover_is_refused_at_the_field(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.people.put([person(EGRET, is_guest=True)])
    Hand(storage, CRANE).go_away(NOON, NEXT_WEEK)
    assert refused(storage, cover=HERON) == {"cover": "You can't cover for yourself."}
    assert refused(storage, cover=FINCH) == {"cover": "Only somebody of your own queues can cover."}
    assert refused(storage, cover=EGRET) == {
        "cover": "Only a full member of this workspace can cover."
    }
    assert refused(storage, cover=CRANE) == {
        "cover": "Crane is away until Tue 10 Mar 2026, 12:00: choose somebody else."
    }


def test_a_hand_over_that_names_who_goes_away_is_off_and_who_asked_is_told(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = claimed(storage, NOON)
    Hand(storage, HERON).hand_over(esc, CRANE, after(minutes=1))
    Hand(storage, CRANE).go_away(after(minutes=2))
    run_due(storage, after(minutes=2))
    assert case(storage, esc).hand_over is None
    assert case(storage, esc).owner == HERON
    told = [n for n in notices(engine) if isinstance(n, HandOverOff)]
    assert [(n.to, n.named, n.why) for n in told] == [(HERON, CRANE, "is away")]
    assert timeline(storage, esc)[-1] == "hand_over_taken_back"


def test_nothing_is_handed_over_to_who_is_away(storage: DatabaseStorage) -> None:
    esc = claimed(storage, NOON)
    Hand(storage, CRANE).go_away(NOON, NEXT_WEEK)
    with pytest.raises(Refused, match=r"Crane is away until Tue 10 Mar 2026, 12:00: choose"):
        Hand(storage, HERON).hand_over(esc, CRANE, after(minutes=1))


def test_a_case_reopened_while_its_owner_is_away_goes_to_the_queue(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, NOON)
    Hand(storage, HERON).decide(esc, after(minutes=1))
    Hand(storage, HERON).mark_communicated(esc, after(minutes=2))
    Hand(storage, HERON).go_away(after(minutes=3))
    Hand(storage, WREN).reopen(esc, after(minutes=4))
    assert case(storage, esc).state is State.OPEN
    assert case(storage, esc).holder == CRANE


def test_the_rota_stands_in_the_order_of_turns(storage: DatabaseStorage) -> None:
    open_one(storage)
    open_one(storage)
    Hand(storage, EGRET).go_away(after(minutes=1))
    with storage.read() as work:
        (rota,) = rotas(work, HERON, "", after(minutes=2))
    assert [c.user for c in rota.candidates] == [EGRET, HERON, CRANE]
    assert [c.load for c in rota.candidates] == [0, 1, 1]
    assert getattr(rota.in_hours, "user", None) == HERON


def test_the_rota_is_shown_to_the_queues_people_and_managers_alone(
    storage: DatabaseStorage,
) -> None:
    with storage.read() as work:
        assert len(rotas(work, STORK, "EXECUTIVE", NOON)) == 1
        with refusing(RefusalCode.NOT_IN_A_QUEUE):
            rotas(work, WREN, "", NOON)
        with pytest.raises(Refused, match=r"no queue called legal\. Yours: executive"):
            rotas(work, HERON, "legal", NOON)


# --- at the same moment


@pytest.fixture
def processes(postgres_url: str, process: Connect) -> tuple[DatabaseStorage, DatabaseStorage]:
    names = ("first", "second")
    first, second = (DatabaseStorage(process(postgres_url, n), lambda: NOON) for n in names)
    settle(first)
    return first, second


def test_nothing_stays_offered_to_who_goes_away_at_the_same_moment(
    processes: tuple[DatabaseStorage, DatabaseStorage],
) -> None:
    offering, leaving = processes
    for minute in range(1, 8):
        now = after(minutes=minute)
        hand = Hand(leaving, HERON)
        raising = [partial(open_one, offering, WREN, now, priority="P3")] * 3
        acts: list[Callable[[], object]] = [partial(hand.go_away, now), *raising]
        found = at_once(acts)
        assert not [error for error in found if isinstance(error, Exception)]
        run_due(offering, now)
        cases = [esc for esc in found if isinstance(esc, int)]
        holders = {case(offering, EscalationId(esc)).holder for esc in cases}
        assert holders <= {CRANE, EGRET}
        hand.come_back(now)


def test_an_offer_that_is_not_committed_yet_is_passed_on_too(
    processes: tuple[DatabaseStorage, DatabaseStorage], postgres_url: str, process: Connect
) -> None:
    offering, leaving = processes
    going = Thread(target=lambda: Hand(leaving, HERON).go_away(after(seconds=1)))
    with offering.begin() as work:
        receipt = open_escalation(work, request(), NOON)
        going.start()
        # By who is making an offer.
        wait_until_held_up(process(postgres_url, "third"), going.is_alive)
    going.join()
    run_due(leaving, after(seconds=1))
    assert receipt.escalation_id is not None
    assert case(leaving, receipt.escalation_id).holder == CRANE


@pytest.mark.both_databases
def test_who_makes_an_offer_by_an_earlier_clock_sees_the_absence_all_the_same(
    storage: DatabaseStorage,
) -> None:
    """It was waiting for the queue's lock when somebody went away."""
    Hand(storage, HERON).go_away(after(seconds=5))
    esc = open_one(storage, now=NOON)
    assert case(storage, esc).holder == CRANE


def test_the_same_request_twice_puts_somebody_away_once(storage: DatabaseStorage, ear: Ear) -> None:
    asked, once = AwayRequest(Actor(HERON, Via.FORM), HERON), key()
    for _ in range(2):
        carry_out(storage, once, lambda work: go_away(work, asked, NOON), NOON)
    assert ear.new() == ["went_away U0HERON"]


def test_the_timeline_says_from_whom_an_offer_went_on(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).go_away(after(minutes=1))
    run_due(storage, after(minutes=1))
    with storage.read() as work:
        _, entries = show(work, CRANE, f"ESC-{esc}")
    (passed,) = [
        (e.who, e.event.before, e.why) for e in entries if isinstance(e.event, events.OfferPassedOn)
    ]
    assert passed == (None, HERON, "is away")


def test_another_date_keeps_who_covers_and_says_so(storage: DatabaseStorage) -> None:
    hand = Hand(storage, HERON)
    hand.go_away(after(minutes=1), after(days=2), cover=CRANE)
    later = AwayRequest(hand.actor, HERON, after(days=5), keeps_cover=True)

    receipt = carry_out(storage, key(), lambda work: go_away(work, later, NOON), NOON)

    assert "Crane covers meanwhile, as before." in receipt.words
    with storage.read() as work:
        assert work.absences.current(NOON, [HERON])[HERON].cover == CRANE
