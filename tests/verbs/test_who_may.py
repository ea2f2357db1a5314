"""Who may do what, as the verbs themselves hold it: strangers, people who are not cleared, groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot.case.confidentiality import Confidentiality
from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Silence
from bot.case.identifiers import EscalationId, UserId
from bot.case.states import State
from bot.case.transitions import Move
from bot.casework.transaction import carry_out
from bot.policy import Member, Policy, Team
from bot.ports import Receipt
from bot.verbs.consults.consult import ConsultRequest, consult
from storage.work import DatabaseStorage
from tests.support import of_kinds
from tests.support.approvals import approved, sent_back, with_approvals
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    REVERSED,
    STORK,
    WREN,
    Hand,
    after,
    case,
    key,
    open_one,
    policy,
    settle,
)
from tests.support.looking import counts
from tests.support.refusals import refusing

SOON, LATER = after(minutes=5), after(minutes=10)
GROUP = UserId("S0SPECIALISTS")
Step = Callable[[Hand, EscalationId], Receipt]


def _consult(hand: Hand, esc: EscalationId) -> Receipt:
    asked = ConsultRequest(hand.actor, esc, "legal", "May we show it?")
    return carry_out(hand.storage, key(), lambda work: consult(work, asked, LATER), LATER)


def _narrow(hand: Hand, esc: EscalationId) -> Receipt:
    """A case that is restricted already is made privileged."""
    with hand.storage.read() as work:
        found = work.escalations.peek(esc)
    is_plain = found is not None and found.confidentiality == Confidentiality.INTERNAL
    to = Confidentiality.RESTRICTED if is_plain else Confidentiality.LEGAL_PRIVILEGED
    return of_kinds.class_(hand, esc, LATER, to)


DOING: Mapping[Move, Step] = {
    Move.CLAIM: lambda hand, esc: hand.claim(esc, LATER),
    Move.RELEASE: lambda hand, esc: hand.release(esc, LATER),
    Move.HAND_OVER: lambda hand, esc: hand.hand_over(esc, EGRET, LATER),
    Move.STAND_BACK: lambda hand, esc: hand.stand_back(esc, LATER),
    Move.WAIT: lambda hand, esc: hand.wait(esc, LATER, after(days=1)),
    Move.CONSULT: _consult,
    Move.RESUME: lambda hand, esc: hand.resume(esc, LATER),
    Move.DECIDE: lambda hand, esc: hand.decide(esc, LATER),
    Move.APPROVE: lambda hand, esc: approved(hand, esc, LATER),
    Move.SEND_BACK: lambda hand, esc: sent_back(hand, esc, LATER),
    Move.MARK_COMMUNICATED: lambda hand, esc: hand.mark_communicated(esc, LATER),
    Move.CLOSE_UNTOLD: lambda hand, esc: of_kinds.untold(hand, esc, LATER),
    Move.MARK_CARRIED_OUT: lambda hand, esc: hand.mark_carried_out(esc, LATER),
    Move.REOPEN: lambda hand, esc: hand.reopen(esc, LATER),
    Move.WITHDRAW: lambda hand, esc: hand.withdraw(esc, LATER),
    Move.CHANGE_PRIORITY: lambda hand, esc: hand.change_priority(esc, "P2", LATER),
    Move.ASSIGN: lambda hand, esc: hand.assign(esc, EGRET, LATER),
    Move.TAKE_OVER: lambda hand, esc: hand.take_over(esc, LATER),
    Move.SET_DEADLINE: lambda hand, esc: hand.set_deadline(esc, after(days=9), LATER),
    Move.CHANGE_SILENCE: lambda hand, esc: of_kinds.silence(hand, esc, LATER),
    Move.CHANGE_CLASS: _narrow,
    Move.MARK_SUPPRESSION: lambda hand, esc: of_kinds.suppression(hand, esc, LATER),
}


def _written(hand: Hand, esc: EscalationId) -> Receipt:
    """A decision that needs a second person, whatever else the policy says."""
    with hand.storage.read() as work:
        now = work.policies.current()
    assert now is not None
    settle(hand.storage, with_approvals(now))
    return hand.decide(esc, SOON)


def _silenced(hand: Hand, esc: EscalationId) -> Receipt:
    """An authority forbids to tell the party of it."""
    with hand.storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        silence = Silence(SOON, HERON, "The order says so.")
        work.escalations.save(replace(found, kind="authority", silence=silence))
    return Receipt("", esc)


BEFORE: Mapping[Move, tuple[Step, ...]] = {
    Move.CLAIM: (),
    Move.ASSIGN: (),
    Move.RESUME: (lambda hand, esc: hand.wait(esc, SOON, after(days=1)),),
    Move.APPROVE: (_written,),
    Move.SEND_BACK: (_written,),
    Move.MARK_COMMUNICATED: (lambda hand, esc: hand.decide(esc, SOON),),
    Move.CLOSE_UNTOLD: (lambda hand, esc: hand.decide(esc, SOON), _silenced),
    Move.MARK_CARRIED_OUT: (lambda hand, esc: hand.decide(esc, SOON, **REVERSED),),
    Move.REOPEN: (lambda hand, esc: hand.withdraw(esc, SOON, "misrouted", note="Not ours."),),
}
"""What its owner does to a claimed case before the move can be made at all; nothing by default."""


def _settle(storage: DatabaseStorage, played_by: Policy | None = None) -> None:
    """With a team that can be asked."""
    teams = {"legal": Team("legal", "C0LEGALDESK")}
    settle(storage, replace(played_by or policy(), teams=teams))


def ready_for(storage: DatabaseStorage, move: Move) -> EscalationId:
    """A case that waits for this move."""
    esc = open_one(storage)
    if move not in (Move.CLAIM, Move.ASSIGN):
        Hand(storage, HERON).claim(esc, SOON)
    for step in BEFORE.get(move, ()):
        step(Hand(storage, HERON), esc)
    return esc


def close_the_circle(storage: DatabaseStorage, esc: EscalationId) -> None:
    """The case is restricted from now on."""
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, confidentiality=Confidentiality.RESTRICTED))


def cleared(*users: str) -> Policy:
    return replace(policy(), clearances={Confidentiality.RESTRICTED: users})


def test_every_move_there_is_is_tried() -> None:
    assert set(DOING) == set(Move)


@pytest.mark.parametrize("move", DOING)
def test_a_stranger_may_do_nothing_to_a_case(
    storage: DatabaseStorage, engine: Engine, move: Move
) -> None:
    _settle(storage)
    esc = ready_for(storage, move)
    before, rows = case(storage, esc), counts(engine)
    with refusing(RefusalCode.NOT_ALLOWED):
        DOING[move](Hand(storage, FINCH), esc)
    assert case(storage, esc) == before
    assert counts(engine) == rows


@pytest.mark.parametrize("move", [m for m in DOING if m not in (Move.WITHDRAW, Move.REOPEN)])
@pytest.mark.parametrize("user", [WREN, HERON, CRANE, STORK])
def test_nobody_touches_a_restricted_case_without_being_cleared(
    storage: DatabaseStorage, move: Move, user: UserId
) -> None:
    _settle(storage, cleared("U0LAWYER"))
    esc = ready_for(storage, move)
    close_the_circle(storage, esc)
    before = case(storage, esc)
    with refusing(RefusalCode.NOT_CLEARED):
        DOING[move](Hand(storage, user), esc)
    assert case(storage, esc) == before


def test_who_is_cleared_as_one_of_a_group_may_act(storage: DatabaseStorage) -> None:
    _settle(storage, cleared("S0LEGAL"))
    with storage.begin() as work:
        work.people.put_group("S0LEGAL", [CRANE])
    esc = open_one(storage)
    close_the_circle(storage, esc)
    with pytest.raises(Refused):
        Hand(storage, HERON).claim(esc, SOON)
    Hand(storage, CRANE).claim(esc, SOON)
    assert case(storage, esc).owner == CRANE


def test_the_requester_of_a_restricted_case_may_withdraw_what_is_theirs(
    storage: DatabaseStorage,
) -> None:
    _settle(storage, cleared())
    esc = open_one(storage)
    close_the_circle(storage, esc)
    Hand(storage, WREN).withdraw(esc, SOON)
    assert case(storage, esc).state is State.CLOSED


def with_a_group() -> Policy:
    """The executive queue's rotation is a user group's."""
    base = policy()
    queue = replace(base.queues["executive"], rotation=(Member(GROUP, "copenhagen", capacity=1),))
    return replace(base, queues={**base.queues, "executive": queue})


def test_a_groups_place_on_the_rotation_is_each_of_its_members(storage: DatabaseStorage) -> None:
    _settle(storage, with_a_group())
    with storage.begin() as work:
        work.people.put_group(GROUP, [HERON, CRANE])
    offered = [case(storage, open_one(storage)).holder for _ in range(3)]
    assert offered == [CRANE, HERON, None], "in the order of their ids, each below the capacity"


def test_who_joins_the_group_joins_the_rotation_and_who_leaves_it_leaves(
    storage: DatabaseStorage,
) -> None:
    _settle(storage, with_a_group())
    with storage.begin() as work:
        work.people.put_group(GROUP, [HERON])
    esc = open_one(storage)
    with refusing(RefusalCode.NOT_ALLOWED):
        Hand(storage, CRANE).claim(esc, SOON)
    with storage.begin() as work:
        work.people.change_group(GROUP, [CRANE], [HERON])
    with refusing(RefusalCode.NOT_ALLOWED):
        Hand(storage, HERON).claim(esc, SOON)
    Hand(storage, CRANE).claim(esc, SOON)


def test_managers_may_be_a_group(storage: DatabaseStorage) -> None:
    _settle(storage, replace(policy(), managers=("S0LEADS",)))
    with storage.begin() as work:
        work.people.put_group("S0LEADS", [FINCH])
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, SOON)
    Hand(storage, FINCH).release(esc, LATER)
    assert case(storage, esc).state is State.OPEN


def test_who_joined_a_case_may_not_claim_it(storage: DatabaseStorage) -> None:
    _settle(storage)
    esc = open_one(storage)
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, co_requesters=(CRANE,)))
    with pytest.raises(Refused, match="You joined ESC-1 yourself"):
        Hand(storage, CRANE).claim(esc, SOON)


def test_who_joined_a_case_answers_what_is_asked_of_its_requester(
    storage: DatabaseStorage,
) -> None:
    _settle(storage)
    esc = open_one(storage)
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, co_requesters=(FINCH,)))
    Hand(storage, HERON).claim(esc, SOON)
    Hand(storage, HERON).wait(esc, SOON, after(days=1))
    Hand(storage, EGRET).write(esc, LATER)
    assert case(storage, esc).state is State.WAITING, "a bystander's words are no answer"
    Hand(storage, FINCH).write(esc, LATER)
    assert case(storage, esc).state is State.CLAIMED
