"""What people do with second looks, each time as a new request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.case.identifiers import EscalationId
from bot.case.second_look import SecondLook
from bot.casework.transaction import carry_out
from bot.policy import Policy
from bot.ports import Receipt, Storage
from bot.verbs.second_looks.give_second_look import SecondLookRequest, give_second_look
from bot.verbs.second_looks.leave_decision import LeaveRequest, leave_decision
from bot.verbs.second_looks.put_off import PutOffRequest, pass_on_look, put_off
from tests.support.factories import Hand, key


def with_second_looks(plain: Policy, share: float = 1.0) -> Policy:
    """This policy where so many decisions are judged again; all, if nothing is said."""
    return replace(plain, second_look=share)


def looks_of(storage: Storage, *cases: EscalationId) -> Iterable[SecondLook]:
    with storage.read() as work:
        return [look for case in cases for look in work.second_looks.of_case(case)]


def look_of(storage: Storage, case: EscalationId) -> SecondLook:
    """The newest of a case."""
    return [*looks_of(storage, case)][-1]


def judges(
    hand: Hand,
    look: SecondLook,
    now: datetime,
    outcome: str = "upheld",
    ground: str = "genuine_experience",
    words: str = "",
) -> Receipt:
    asked = SecondLookRequest(hand.actor, look.id, outcome, ground, words)
    return carry_out(hand.storage, key(), lambda work: give_second_look(work, asked, now), now)


def puts_off(hand: Hand, look: SecondLook, now: datetime) -> Receipt:
    asked = PutOffRequest(hand.actor, look.id)
    return carry_out(hand.storage, key(), lambda work: put_off(work, asked, now), now)


def passes_on(hand: Hand, look: SecondLook, now: datetime) -> Receipt:
    asked = PutOffRequest(hand.actor, look.id)
    return carry_out(hand.storage, key(), lambda work: pass_on_look(work, asked, now), now)


def leaves(hand: Hand, look: SecondLook, now: datetime) -> Receipt:
    asked = LeaveRequest(hand.actor, look.id)
    return carry_out(hand.storage, key(), lambda work: leave_decision(work, asked, now), now)
