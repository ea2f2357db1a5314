"""Which moves are allowed to whom: the one place that answers "may this person do this?"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import Refused
from bot.escalation import OWNED, TRANSITIONS, CloseReason, Escalation, Move, Role, State
from bot.identifiers import UserId

_WORDS = {
    Move.CLAIM: "claim it",
    Move.RELEASE: "release it",
    Move.HAND_OVER: "hand it over",
    Move.WAIT: "have it wait",
    Move.RESUME: "resume it",
    Move.DECIDE: "decide it",
    Move.MARK_COMMUNICATED: "mark it communicated",
    Move.REOPEN: "reopen it",
    Move.WITHDRAW: "withdraw it",
    Move.CHANGE_PRIORITY: "change its priority",
    Move.SET_DEADLINE: "set its deadline",
}
_WHO = {
    Role.REQUESTER: "the requester",
    Role.OWNER: "its owner",
    Role.QUEUE: "a specialist of its queue",
    Role.MANAGER: "a manager",
    Role.NAMED: "the person it is handed to",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is to a case: every role they have in it."""

    user: UserId
    roles: frozenset[Role]


def standing(
    user: UserId, escalation: Escalation, rotation: frozenset[UserId], managers: frozenset[UserId]
) -> Standing:
    """The roles of a person in a case. The queue is its rotation and its managers (DOMAIN)."""
    roles = {
        Role.REQUESTER: user == escalation.requester,
        Role.OWNER: user == escalation.owner,
        Role.QUEUE: user in rotation or user in managers,
        Role.MANAGER: user in managers,
        Role.NAMED: escalation.hand_over is not None and user == escalation.hand_over.to,
    }
    return Standing(user, frozenset(role for role, holds in roles.items() if holds))


def check(
    move: Move, escalation: Escalation, who: Standing, name_of: Callable[[UserId], str]
) -> None:
    """Raises Refused, in words for the person, unless they may make this move now."""
    rows = [r for r in TRANSITIONS if r.move is move and r.start is escalation.state]
    if move is Move.CLAIM and escalation.state in OWNED:
        _check_claim_of_claimed(escalation, who, name_of)
        return
    if not rows:
        raise Refused(_moved_on(move, escalation, name_of))
    allowed = frozenset[Role]().union(*(r.who for r in rows))
    if not allowed & who.roles:
        people = [words for role, words in _WHO.items() if role in allowed]
        listed = " or ".join(filter(None, [", ".join(people[:-1]), people[-1]]))
        hint = " A manager who wants to decide claims it first." if move is Move.DECIDE else ""
        raise Refused(f"Only {listed} can {_WORDS[move]} ({escalation.reference}).{hint}")


def allowed_moves(escalation: Escalation, who: Standing) -> tuple[Move, ...]:
    """The moves this person may make now, in the order a card shows them."""

    def may(move: Move) -> bool:
        try:
            check(move, escalation, who, str)
        except Refused:
            return False
        return not (move is Move.CLAIM and Role.REQUESTER in who.roles)

    return tuple(move for move in Move if may(move))


def check_withdrawal(reason: CloseReason, escalation: Escalation, who: Standing) -> None:
    """Withdrawing outright is the requester's or a manager's; as duplicate or misrouted, also the
    owner's. Raises Refused."""
    if reason is CloseReason.WITHDRAWN and not who.roles & {Role.REQUESTER, Role.MANAGER}:
        raise Refused(
            f"Only the requester or a manager can withdraw {escalation.reference}. As its owner "
            "you can close it as a duplicate or as misrouted."
        )


def _check_claim_of_claimed(
    escalation: Escalation, who: Standing, name_of: Callable[[UserId], str]
) -> None:
    if escalation.owner == who.user:
        raise Refused(f"{escalation.reference} is already yours.")
    pending = escalation.hand_over
    if pending is None:
        owner = name_of(escalation.owner) if escalation.owner else "somebody"
        raise Refused(f"{owner} has already claimed {escalation.reference}.")
    if Role.NAMED not in who.roles:
        raise Refused(
            f"{escalation.reference} is being handed over to {name_of(pending.to)}: only they can "
            "claim it."
        )


def _moved_on(move: Move, escalation: Escalation, name_of: Callable[[UserId], str]) -> str:
    owner = name_of(escalation.owner) if escalation.owner else "somebody"
    wait = escalation.wait
    stands = {
        State.OPEN: "is open and nobody has claimed it",
        State.CLAIMED: f"is claimed by {owner}",
        State.WAITING: f"waits on {wait.on.words}, claimed by {owner}" if wait else "waits",
        State.DECIDED: "is already decided",
        State.CLOSED: f"is closed ({escalation.close_reason})",
    }[escalation.state]
    return f"{escalation.reference} {stands}, so you can't {_WORDS[move]} now."
