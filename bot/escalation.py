"""An escalation: its facts, its states, and the table of moves between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.identifiers import ChannelId, EscalationId, UserId, reference
from bot.policy import Priority


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    WAITING = "waiting"
    DECIDED = "decided"
    CLOSED = "closed"


UNFINISHED = (State.OPEN, State.CLAIMED, State.WAITING, State.DECIDED)
"""A decided case that nobody was told of is still open (DOMAIN, closed)."""
OWNED = (State.CLAIMED, State.WAITING)
"""Somebody works on it, or waits for what they need."""


class Move(StrEnum):
    """What a person can do to a case."""

    CLAIM = "claim"
    STAND_BACK = "stand_back"
    RELEASE = "release"
    HAND_OVER = "hand_over"
    WAIT = "wait"
    RESUME = "resume"
    DECIDE = "decide"
    MARK_COMMUNICATED = "mark_communicated"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    CHANGE_PRIORITY = "change_priority"
    SET_DEADLINE = "set_deadline"


class Role(StrEnum):
    """What somebody is to a case. OFFERED: it is put before them. NAMED: the person a pending
    hand-over names. APPROVER: may be the second person of a decision, never its first."""

    REQUESTER = "requester"
    CO_REQUESTER = "co_requester"
    OWNER = "owner"
    OFFERED = "offered"
    NAMED = "named"
    QUEUE = "queue"
    APPROVER = "approver"
    MANAGER = "manager"


class Party(StrEnum):
    """On whom a case waits; time lost is kept for each."""

    CUSTOMER = "customer"
    CONSUMER = "consumer"
    LEGAL = "legal"
    VENDOR = "vendor"
    TEAM = "team"

    @property
    def words(self) -> str:
        """The party as people call it."""
        match self:
            case Party.LEGAL:
                return "Legal"
            case Party.TEAM:
                return "another team"
            case _:
                return f"the {self.value}"


class CloseReason(StrEnum):
    """Why a case is closed; all but the first without a decision being told."""

    COMMUNICATED = "communicated"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    MISROUTED = "misrouted"


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
    _row(Move.MARK_COMMUNICATED, State.DECIDED, State.CLOSED, *_MANAGING),
    _row(Move.WITHDRAW, State.OPEN, State.CLOSED, *_ENDING),
    _row(Move.WITHDRAW, State.CLAIMED, State.CLOSED, *_ENDING),
    _row(Move.WITHDRAW, State.WAITING, State.CLOSED, *_ENDING),
    _row(Move.REOPEN, State.CLOSED, State.CLAIMED, *_TAKING_UP),
    _row(Move.REOPEN, State.CLOSED, State.OPEN, *_TAKING_UP),
    *(_row(Move.CHANGE_PRIORITY, s, s, *_MANAGING) for s in (State.OPEN, *OWNED)),
    *(_row(Move.SET_DEADLINE, s, s, *_MANAGING) for s in UNFINISHED),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """An open case put before one specialist, with the one line that says why them."""

    to: UserId
    why: str
    made_at: datetime
    lapses_at: datetime


@dataclass(frozen=True, slots=True)
class HandOver:
    """A claimed case asked of another person, who accepts by claiming. `overrides`: a manager has
    asked somebody with a conflict of interest all the same."""

    to: UserId
    by: UserId
    note: str
    asked_at: datetime
    overrides: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """A case waits on a party for what was asked; it comes back by itself at `until`."""

    on: Party
    for_what: str
    until: datetime
    since: datetime
    by: UserId


@dataclass(frozen=True, slots=True)
class Deadline:
    """A legal deadline: an instant, the zone it was set in, and who says so. Nothing pauses it."""

    at: datetime
    timezone: str
    source: str
    set_by: UserId
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Escalation:
    """A case. `version` counts its saves, 0 before the first; `run` its lives, one more each time
    it is reopened.

    `channel` is the queue's channel at the time it was raised: a thread never moves. `skills` are
    those asked of who takes it. `co_requesters` joined it with the same subject of their own.
    """

    id: EscalationId
    queue: str
    channel: ChannelId
    kind: str
    priority: Priority
    title: str
    what_happened: str
    requester: UserId
    opened_at: datetime
    policy_version: int
    account: str = ""
    links: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    confidentiality: str = "internal"
    skills: tuple[str, ...] = ()
    co_requesters: tuple[UserId, ...] = ()
    state: State = State.OPEN
    offer: Offer | None = None
    owner: UserId | None = None
    claimed_at: datetime | None = None
    hand_over: HandOver | None = None
    wait: Wait | None = None
    deadline: Deadline | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: CloseReason | None = None
    close_note: str = ""
    duplicate_of: EscalationId | None = None
    run: int = 1
    version: int = 0

    @property
    def reference(self) -> str:
        """The name people use, ESC-<n>."""
        return reference(self.id)

    @property
    def is_new(self) -> bool:
        """Whether it is being raised, and was never stored."""
        return self.version == 0

    @property
    def holder(self) -> UserId | None:
        """Who is to act on it now: the owner, or the person it is offered to."""
        return self.owner or (self.offer.to if self.offer else None)

    def offered(self, offer: Offer | None) -> Escalation:
        """Put before a specialist, or before nobody."""
        return replace(self, offer=offer)

    def claimed(self, by: UserId, now: datetime) -> Escalation:
        """Owned by this person; an offer and a pending hand-over are used up. What waits on
        somebody goes on waiting."""
        state = State.WAITING if self.state is State.WAITING else State.CLAIMED
        return replace(self, state=state, owner=by, claimed_at=now, offer=None, hand_over=None)

    def released(self) -> Escalation:
        """Back in the queue, owned by nobody."""
        return replace(
            self, state=State.OPEN, owner=None, claimed_at=None, hand_over=None, wait=None
        )

    def asked_over(self, hand_over: HandOver | None) -> Escalation:
        """Asked of another person; the owner stays responsible until they claim. None: of nobody
        any more."""
        return replace(self, hand_over=hand_over)

    def waiting(self, wait: Wait) -> Escalation:
        """Nothing to do for its owner until the party answers."""
        return replace(self, state=State.WAITING, wait=wait)

    def resumed(self) -> Escalation:
        """Its owner's again."""
        return replace(self, state=State.CLAIMED, wait=None)

    def decided(self, now: datetime) -> Escalation:
        """Decided, or decided again."""
        return replace(self, state=State.DECIDED, decided_at=now, hand_over=None, wait=None)

    def closed(
        self,
        reason: CloseReason,
        now: datetime,
        *,
        note: str = "",
        duplicate_of: EscalationId | None = None,
    ) -> Escalation:
        """Ended, for a reason."""
        return replace(
            self,
            state=State.CLOSED,
            closed_at=now,
            close_reason=reason,
            close_note=note,
            duplicate_of=duplicate_of,
            offer=None,
            hand_over=None,
            wait=None,
        )

    def reopened(self, owner: UserId | None, now: datetime) -> Escalation:
        """Taken up again in a new run, by its previous owner if they are there."""
        return replace(
            self,
            state=State.CLAIMED if owner else State.OPEN,
            owner=owner,
            claimed_at=now if owner else None,
            decided_at=None,
            closed_at=None,
            close_reason=None,
            close_note="",
            duplicate_of=None,
            run=self.run + 1,
        )


def moves_from(
    state: State, *, hand_over_pending: bool = False, is_offered: bool = True
) -> tuple[Move, ...]:
    """The moves a state allows to somebody, in the order a card shows them."""
    allowed = {row.move for row in TRANSITIONS if row.start is state}
    if state in OWNED and not hand_over_pending:
        allowed.discard(Move.CLAIM)
    if state is State.OPEN and not is_offered:
        allowed.discard(Move.STAND_BACK)
    return tuple(move for move in Move if move in allowed)
