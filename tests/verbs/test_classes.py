"""Who may read a case: narrower by its owner, wider by a manager with a reason, and what becomes of
who may not read it any more."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.case.confidentiality import Confidentiality, is_wider
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.states import State
from bot.case.transitions import Move
from bot.casework.exposure import channel_seen
from bot.due.timers import run_due
from bot.events import ClassMoved
from bot.notices import ChannelExposed, ClassChanged, OwnerNotCleared
from bot.policy import Policy, Team
from bot.ports.channels import Channel
from bot.verbs.people.departures import heard_of_group
from bot.verbs.settings.adopt_policy import adopt_policy
from storage.work import DatabaseStorage
from tests.support import of_kinds
from tests.support.approvals import approved, sent_back
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    case,
    member,
    timeline,
)
from tests.support.looking import notices
from tests.verbs.test_kinds import COUNSEL, ORDER, raised, settled, whole
from tests.verbs.test_who_may import DOING, LATER, Step

RESTRICTED, INTERNAL = Confidentiality.RESTRICTED, Confidentiality.INTERNAL
PRIVILEGED, EMBARGOED = Confidentiality.LEGAL_PRIVILEGED, Confidentiality.EMBARGOED
GROUP = "S0COUNSEL"
ALL = (HERON, CRANE, STORK)


def counsels(clearing: tuple[str, ...] = ALL) -> Policy:
    """Heron and Crane are counsel; both and their manager are cleared, unless told otherwise."""
    policy = whole(clearances=dict.fromkeys(whole().clearances, clearing))
    queue = replace(policy.queues["counsel"], rotation=(member(HERON), member(CRANE)))
    return replace(policy, queues={**policy.queues, "counsel": queue})


def an_order(storage: DatabaseStorage) -> EscalationId:
    settled(storage, counsels())
    order = EscalationId(raised(storage, "authority", ORDER))
    Hand(storage, HERON).claim(order, after(minutes=1))
    return order


def told(engine: Engine, kind: type[OwnerNotCleared | ClassChanged]) -> list[UserId]:
    return sorted(n.to for n in notices(engine) if isinstance(n, kind))


def refusal(hand: Hand, esc: EscalationId, to: str, **more: object) -> Refused:
    with pytest.raises(Refused) as refused:
        of_kinds.class_(hand, esc, after(minutes=5), to, **more)  # type: ignore[arg-type]
    return refused.value


def clear(storage: DatabaseStorage, *users: UserId) -> None:
    with storage.begin() as work:
        adopt_policy(work, counsels(users), STORK, after(minutes=5))
    run_due(storage, after(minutes=6))


def test_an_owner_whose_clearing_is_taken_loses_the_case_to_the_next(
    storage: DatabaseStorage, engine: Engine
) -> None:
    order = an_order(storage)
    clear(storage, CRANE, STORK)
    found = case(storage, order)
    assert (found.state, found.owner) == (State.OPEN, None)
    assert found.offer is not None
    assert found.offer.to == CRANE
    assert told(engine, OwnerNotCleared) == sorted([HERON, STORK, WREN])
    assert timeline(storage, order).count("released") == 1


def test_taken_through_a_group_it_is_taken_too(storage: DatabaseStorage, engine: Engine) -> None:
    settled(storage, counsels((GROUP, CRANE)))
    with storage.begin() as work:
        work.people.put_group(GROUP, [HERON])
    order = EscalationId(raised(storage, "authority", ORDER))
    Hand(storage, HERON).claim(order, after(minutes=1))
    with storage.begin() as work:
        heard_of_group(work, GROUP, after(minutes=2), members=[])
    run_due(storage, after(minutes=3))
    assert case(storage, order).owner is None
    assert STORK in told(engine, OwnerNotCleared)


def test_of_a_decided_case_the_managers_are_told_once_that_it_needs_another_owner(
    storage: DatabaseStorage, engine: Engine
) -> None:
    order = an_order(storage)
    Hand(storage, HERON).decide(order, after(minutes=2), told_through="email")
    clear(storage, CRANE, STORK)
    clear(storage, CRANE, STORK, EGRET)
    assert case(storage, order).state is State.IN_REVIEW
    assert told(engine, OwnerNotCleared) == [STORK]
    Hand(storage, STORK).take_over(order, after(minutes=9))


def test_an_owner_makes_it_narrower_and_a_manager_alone_makes_it_wider(
    storage: DatabaseStorage, engine: Engine
) -> None:
    order = an_order(storage)
    heron, stork = Hand(storage, HERON), Hand(storage, STORK)
    of_kinds.class_(heron, order, after(minutes=2), PRIVILEGED)
    assert case(storage, order).confidentiality == PRIVILEGED
    assert told(engine, ClassChanged) == [WREN]
    assert refusal(heron, order, RESTRICTED).code is RefusalCode.NOT_ALLOWED
    assert set(refusal(stork, order, INTERNAL, reason="").faults) == {"reason"}
    of_kinds.class_(stork, order, after(minutes=3), INTERNAL)
    assert case(storage, order).confidentiality == INTERNAL
    assert timeline(storage, order).count("class_moved") == 2


@pytest.mark.parametrize("by", [WREN, CRANE, EGRET])
def test_nobody_else_changes_who_may_read_it(storage: DatabaseStorage, by: UserId) -> None:
    order = an_order(storage)
    hand = Hand(storage, by)
    assert refusal(hand, order, PRIVILEGED).code in (
        RefusalCode.NOT_ALLOWED,
        RefusalCode.NOT_CLEARED,
    )


def test_a_manager_who_may_not_read_it_can_t_let_others_read_it(storage: DatabaseStorage) -> None:
    order = an_order(storage)
    clear(storage, HERON, CRANE)
    assert refusal(Hand(storage, STORK), order, INTERNAL).code is RefusalCode.NOT_CLEARED


def test_a_class_its_channel_can_t_keep_is_refused_at_the_field(storage: DatabaseStorage) -> None:
    settled(storage, counsels())
    esc = EscalationId(raised(storage, "executive", {}))
    Hand(storage, HERON).claim(esc, after(minutes=1))
    found = refusal(Hand(storage, HERON), esc, RESTRICTED).faults
    assert found["confidentiality"].code is RefusalCode.NOT_SET_UP


def test_who_makes_it_narrower_than_they_may_read_loses_it(storage: DatabaseStorage) -> None:
    settled(storage, counsels())
    with storage.begin() as work:
        plain = Channel(ChannelId("C0EXEC"), "execs", True, True, False, False, NOON)
        channel_seen(work, plain, NOON)
    esc = EscalationId(raised(storage, "executive", {}))
    Hand(storage, EGRET).claim(esc, after(minutes=1))
    of_kinds.class_(Hand(storage, EGRET), esc, after(minutes=2), RESTRICTED)
    run_due(storage, after(minutes=2))
    offer = case(storage, esc).offer
    assert offer is not None
    assert offer.to in (HERON, CRANE)


def test_a_channel_is_watched_for_a_case_that_was_made_narrower(
    storage: DatabaseStorage, engine: Engine
) -> None:
    order = an_order(storage)
    with storage.begin() as work:
        channel_seen(work, work.channels.several([COUNSEL])[COUNSEL], after(minutes=1))
        seen = work.channels.several([COUNSEL])[COUNSEL]
        channel_seen(work, replace(seen, members=frozenset({EGRET})), after(minutes=2))
    assert order
    assert [n.to for n in notices(engine) if isinstance(n, ChannelExposed)] == [STORK]


@pytest.mark.parametrize(
    ("by", "hours", "is_allowed"), [(HERON, 9, True), (HERON, 3, False), (STORK, 3, True)]
)
def test_an_embargo_is_put_off_by_its_owner_and_shortened_by_a_manager(
    storage: DatabaseStorage, by: UserId, hours: int, is_allowed: bool
) -> None:
    settled(storage, counsels())
    until = after(hours=5)
    esc = EscalationId(raised(storage, "comms", {"embargo_until": until.isoformat()}))
    Hand(storage, HERON).claim(esc, after(minutes=1))
    moved = after(hours=hours)
    if not is_allowed:
        wrong = refusal(Hand(storage, by), esc, EMBARGOED, until=moved)
        assert wrong.code is RefusalCode.NOT_ALLOWED
        return
    of_kinds.class_(Hand(storage, by), esc, after(minutes=2), EMBARGOED, moved)
    run_due(storage, moved - timedelta(seconds=1))
    assert case(storage, esc).confidentiality == EMBARGOED
    run_due(storage, moved)
    assert case(storage, esc).confidentiality == INTERNAL


@pytest.mark.parametrize("seed", range(8))
def test_no_sequence_of_verbs_makes_a_class_wider_but_a_manager_s_with_a_reason(
    storage: DatabaseStorage, seed: int
) -> None:
    settled(storage, replace(counsels(), teams={"legal": Team("legal", "C0LEGALDESK")}))
    done: dict[Move, Step] = {
        **DOING,
        Move.APPROVE: lambda hand, esc: approved(hand, esc, LATER),
        Move.SEND_BACK: lambda hand, esc: sent_back(hand, esc, LATER),
    }
    chance = random.Random(seed)
    order = EscalationId(raised(storage, "authority", ORDER))
    for _ in range(50):
        before = Confidentiality(case(storage, order).confidentiality)
        hand = Hand(storage, chance.choice([HERON, HERON, CRANE, STORK, WREN, EGRET]))
        move, to = chance.choice(list(Move)), chance.choice(list(Confidentiality))
        with suppress(Refused):
            if move is Move.CHANGE_CLASS:
                of_kinds.class_(hand, order, LATER, to, after(days=chance.randrange(1, 9)))
            else:
                done[move](hand, order)
        run_due(storage, LATER)
        now = Confidentiality(case(storage, order).confidentiality)
        if is_wider(now, before):
            with storage.read() as work:
                last = [e for e in work.timeline.of(order) if isinstance(e.event, ClassMoved)][-1]
            assert (last.who, last.why) == (STORK, "Counsel has said so.")
            assert (last.event.before, last.event.after) == (before, now)  # type: ignore[union-attr]
    # What was tried was not all refused.
    assert len(timeline(storage, order)) > len(["raised", "deadline_set", "silenced", "offered"])


def test_an_embargo_is_ended_by_a_manager_at_once(storage: DatabaseStorage) -> None:
    settled(storage, counsels())
    until = after(hours=5)
    esc = EscalationId(raised(storage, "comms", {"embargo_until": until.isoformat()}))
    assert set(refusal(Hand(storage, STORK), esc, EMBARGOED).faults) == {"until"}
    past = refusal(Hand(storage, STORK), esc, EMBARGOED, until=NOON)
    assert past.faults["until"].code is RefusalCode.IN_THE_PAST
    of_kinds.class_(Hand(storage, STORK), esc, after(minutes=2), INTERNAL)
    opened = case(storage, esc)
    assert (opened.confidentiality, opened.embargo_until) == (INTERNAL, None)
    run_due(storage, until)
    assert timeline(storage, esc).count("embargo_ended") == 0
