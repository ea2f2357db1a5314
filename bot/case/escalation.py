"""An escalation: its facts, and what each move makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from bot.case.identifiers import ChannelId, EscalationId, UserId, reference
from bot.case.kinds import KINDS
from bot.case.priority import Priority
from bot.case.states import (
    FINISHED,
    IN_HAND,
    MAY_HAVE_DECISION,
    ON_HOLD,
    OWNED,
    UNCLAIMED,
    UNDER_REVIEW,
    UNTOLD,
    CloseReason,
    State,
    ToDo,
)


class Party(StrEnum):
    """On whom a case waits; time lost is kept for each."""

    CUSTOMER = "customer"
    CONSUMER = "consumer"
    REQUESTER = "requester"
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
            case Party.CUSTOMER | Party.CONSUMER | Party.REQUESTER | Party.VENDOR:
                return f"the {self.value}"
            case _:
                assert_never(self)

    @property
    def answers_through_requester(self) -> bool:
        """Whether what the requester writes may be the answer that is waited for."""
        return self in (Party.CUSTOMER, Party.CONSUMER, Party.REQUESTER)


@dataclass(frozen=True, slots=True)
class Offer:
    """An open case offered to one specialist, with the one line that says why them."""

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
class Silence:
    """Nobody may tell the impacted party anything: since when, who has said so, and why."""

    since: datetime
    by: UserId
    reason: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """A case. `version` counts its saves, 0 before the first; `run` its lives, one more each time
    it is reopened.

    `channel` is the queue's channel at the time it was raised: a thread never moves. `skills` are
    those asked of who takes it. `co_requesters` joined it with the same subject of their own.
    `is_suppression`: a legal letter that threatens over a genuine review. `still_to_do` is what
    keeps a decided case open; with nothing listed, that its party wasn't told. `close_note` is
    why it is closed, and of a decided case why its party is not to be told.
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
    embargo_until: datetime | None = None
    silence: Silence | None = None
    is_suppression: bool = False
    decided_at: datetime | None = None
    still_to_do: tuple[ToDo, ...] = ()
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
    def is_appeal(self) -> bool:
        """Whether it contests an earlier decision."""
        kind = KINDS.get(self.kind)
        return kind is not None and kind.is_appeal

    @property
    def is_new(self) -> bool:
        """Whether it is being raised, and was never stored."""
        return self.version == 0

    @property
    def is_unclaimed(self) -> bool:
        """Nobody has it, whoever it is offered to."""
        return self.state in UNCLAIMED

    @property
    def is_in_hand(self) -> bool:
        """Its owner is to act on it."""
        return self.state in IN_HAND

    @property
    def is_waiting(self) -> bool:
        """Its owner waits for what they need."""
        return self.state in ON_HOLD

    @property
    def is_owned(self) -> bool:
        """Its owner works on it, or waits."""
        return self.state in OWNED

    @property
    def is_in_review(self) -> bool:
        """Its decision is written, and another person is to approve it."""
        return self.state in UNDER_REVIEW

    @property
    def is_untold(self) -> bool:
        """Decided, and a party wasn't told."""
        told = self.still_to_do and not {ToDo.TELL, ToDo.TELL_OTHER} & {*self.still_to_do}
        return self.is_settling and not told

    @property
    def is_settling(self) -> bool:
        """Decided, and not closed: somebody is to be told, or it is to be carried out."""
        return self.state in UNTOLD

    @property
    def is_to_be_carried_out(self) -> bool:
        """A reversal that nobody has said is carried out."""
        return self.is_settling and ToDo.CARRY_OUT in self.still_to_do

    @property
    def is_closed(self) -> bool:
        """Nothing is to be done about it any more."""
        return self.state in FINISHED

    @property
    def is_decided(self) -> bool:
        """Whether a decision stands: one of this run. One from before it was reopened doesn't."""
        return self.decided_at is not None and self.state in MAY_HAVE_DECISION

    @property
    def holder(self) -> UserId | None:
        """Who is to act on it now: the owner, or the person it is offered to."""
        return self.owner or (self.offer.to if self.offer else None)

    def was_raised_by(self, user: UserId) -> bool:
        """Whether they raised it or joined it: both are told the same."""
        return user == self.requester or user in self.co_requesters

    def joined(self, *users: UserId) -> Escalation:
        """With these among those who joined it, each once; who raised it has no need to."""
        others = dict.fromkeys((*self.co_requesters, *users))
        others.pop(self.requester, None)
        return replace(self, co_requesters=tuple(others))

    def offered(self, offer: Offer | None) -> Escalation:
        """Put before a specialist, or before nobody."""
        return replace(self, offer=offer)

    def claimed(self, by: UserId, now: datetime) -> Escalation:
        """Owned by this person; an offer and a pending hand-over are used up. What waits on
        somebody goes on waiting."""
        state = State.WAITING if self.state is State.WAITING else State.CLAIMED
        return replace(self, state=state, owner=by, claimed_at=now, offer=None, hand_over=None)

    def taken_over(self, by: UserId, now: datetime) -> Escalation:
        """Owned by this person in another's place; a pending hand-over is used up, all else stays
        as it is."""
        return replace(self, owner=by, claimed_at=now, hand_over=None)

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

    def decided(self, now: datetime, to_do: tuple[ToDo, ...] = (ToDo.TELL,)) -> Escalation:
        """Decided, or decided again; all of `to_do` is left until it can be closed."""
        return replace(
            self,
            state=State.DECIDED,
            decided_at=now,
            still_to_do=to_do,
            close_note="",
            hand_over=None,
            wait=None,
        )

    def without(self, *done: ToDo) -> Escalation:
        """Decided, and this is done of what was left."""
        left = tuple(one for one in self.still_to_do if one not in done)
        return replace(self, still_to_do=left)

    def in_review(self) -> Escalation:
        """Its decision is written, and waits for a second person."""
        return replace(self, state=State.IN_REVIEW, hand_over=None, wait=None)

    def sent_back(self) -> Escalation:
        """Its owner's again, or decided as before where that was a correction."""
        state = State.CLAIMED if self.decided_at is None else State.DECIDED
        return replace(self, state=state)

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
            still_to_do=(),
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
