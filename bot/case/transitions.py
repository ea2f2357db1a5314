"""The table of moves: from which state to which, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.case.states import HELD, OWNED, UNCLAIMED, UNDECIDED, UNFINISHED, State


class Move(StrEnum):
    """What a person can do to a case."""

    CLAIM = "claim"
    STAND_BACK = "stand_back"
    RELEASE = "release"
    HAND_OVER = "hand_over"
    WAIT = "wait"
    CONSULT = "consult"
    RESUME = "resume"
    DECIDE = "decide"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    MARK_COMMUNICATED = "mark_communicated"
    CLOSE_UNTOLD = "close_untold"
    MARK_CARRIED_OUT = "mark_carried_out"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    CHANGE_PRIORITY = "change_priority"
    SET_DEADLINE = "set_deadline"
    CHANGE_SILENCE = "change_silence"
    MARK_SUPPRESSION = "mark_suppression"
    CHANGE_CLASS = "change_class"
    ASSIGN = "assign"
    TAKE_OVER = "take_over"


class Role(StrEnum):
    """What somebody is to a case. OFFERED: it is offered to them. NAMED: the person a pending
    hand-over names. APPROVER: may be the second person of a decision, never its first."""

    REQUESTER = "requester"
    CO_REQUESTER = "co_requester"
    OWNER = "owner"
    OFFERED = "offered"
    NAMED = "named"
    QUEUE = "queue"
    APPROVER = "approver"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: a move, where it starts and ends, and who may make it."""

    move: Move
    start: State
    end: State
    who: frozenset[Role]


def _row(move: Move, start: State, end: State, *who: Role) -> Transition:
    return Transition(move, start, end, frozenset(who))


_MANAGING = (Role.OWNER, Role.MANAGER)


_ENDING = (Role.REQUESTER, Role.OWNER, Role.MANAGER)


_TAKING_UP = (Role.REQUESTER, Role.QUEUE, Role.MANAGER)


TRANSITIONS: tuple[Transition, ...] = (
    _row(Move.CLAIM, State.OPEN, State.CLAIMED, Role.QUEUE, Role.MANAGER),
    _row(Move.CLAIM, State.CLAIMED, State.CLAIMED, Role.NAMED),
    _row(Move.CLAIM, State.WAITING, State.WAITING, Role.NAMED),
    _row(Move.STAND_BACK, State.OPEN, State.OPEN, Role.OFFERED),
    _row(Move.STAND_BACK, State.CLAIMED, State.OPEN, Role.OWNER),
    _row(Move.STAND_BACK, State.WAITING, State.OPEN, Role.OWNER),
    _row(Move.RELEASE, State.CLAIMED, State.OPEN, *_MANAGING),
    _row(Move.RELEASE, State.WAITING, State.OPEN, *_MANAGING),
    _row(Move.HAND_OVER, State.CLAIMED, State.CLAIMED, *_MANAGING),
    _row(Move.HAND_OVER, State.WAITING, State.WAITING, *_MANAGING),
    _row(Move.WAIT, State.CLAIMED, State.WAITING, *_MANAGING),
    _row(Move.RESUME, State.WAITING, State.CLAIMED, *_MANAGING),
    _row(Move.DECIDE, State.CLAIMED, State.DECIDED, Role.OWNER),
    _row(Move.DECIDE, State.WAITING, State.DECIDED, Role.OWNER),
    _row(Move.DECIDE, State.DECIDED, State.DECIDED, Role.OWNER),
    *(
        _row(Move.DECIDE, s, State.IN_REVIEW, Role.OWNER)
        for s in (State.CLAIMED, State.WAITING, State.IN_REVIEW, State.DECIDED)
    ),
    _row(Move.DECIDE, State.IN_REVIEW, State.DECIDED, Role.OWNER),
    _row(Move.APPROVE, State.IN_REVIEW, State.DECIDED, Role.APPROVER),
    _row(Move.SEND_BACK, State.IN_REVIEW, State.CLAIMED, Role.APPROVER),
    _row(Move.SEND_BACK, State.IN_REVIEW, State.DECIDED, Role.APPROVER),
    _row(Move.MARK_COMMUNICATED, State.DECIDED, State.CLOSED, *_MANAGING),
    _row(Move.MARK_COMMUNICATED, State.DECIDED, State.DECIDED, *_MANAGING),
    _row(Move.CLOSE_UNTOLD, State.DECIDED, State.CLOSED, *_MANAGING),
    _row(Move.CLOSE_UNTOLD, State.DECIDED, State.DECIDED, *_MANAGING),
    _row(Move.MARK_CARRIED_OUT, State.DECIDED, State.CLOSED, *_MANAGING),
    _row(Move.MARK_CARRIED_OUT, State.DECIDED, State.DECIDED, *_MANAGING),
    _row(Move.WITHDRAW, State.OPEN, State.CLOSED, *_ENDING),
    _row(Move.WITHDRAW, State.CLAIMED, State.CLOSED, *_ENDING),
    _row(Move.WITHDRAW, State.WAITING, State.CLOSED, *_ENDING),
    _row(Move.WITHDRAW, State.IN_REVIEW, State.CLOSED, *_ENDING),
    _row(Move.REOPEN, State.CLOSED, State.CLAIMED, *_TAKING_UP),
    _row(Move.REOPEN, State.CLOSED, State.OPEN, *_TAKING_UP),
    *(_row(Move.CONSULT, s, s, *_MANAGING) for s in HELD),
    _row(Move.ASSIGN, State.OPEN, State.CLAIMED, Role.MANAGER),
    *(_row(Move.TAKE_OVER, s, s, Role.MANAGER) for s in HELD),
    *(_row(Move.CHANGE_PRIORITY, s, s, *_MANAGING) for s in UNDECIDED),
    *(_row(Move.SET_DEADLINE, s, s, *_MANAGING) for s in UNFINISHED),
    *(_row(Move.CHANGE_SILENCE, s, s, *_MANAGING) for s in UNFINISHED),
    *(_row(Move.MARK_SUPPRESSION, s, s, *_MANAGING) for s in State),
    *(_row(Move.CHANGE_CLASS, s, s, *_MANAGING) for s in State),
)


def moves_from(
    state: State, *, hand_over_pending: bool = False, is_offered: bool = True
) -> tuple[Move, ...]:
    """The moves a state allows to somebody, in the order a card shows them."""
    allowed = {row.move for row in TRANSITIONS if row.start is state}
    if state in OWNED and not hand_over_pending:
        allowed.discard(Move.CLAIM)
    if state in UNCLAIMED and not is_offered:
        allowed.discard(Move.STAND_BACK)
    return tuple(move for move in Move if move in allowed)
