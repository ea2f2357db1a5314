"""What is to be said of one case: its card, and private notes about it to one person. A note that
is for somebody who isn't there says so: it goes to another person `in_place_of` them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import EscalationId, UserId
from bot.case.spoken import Spoken


@dataclass(frozen=True, slots=True)
class CardChanged:
    """The card of a case is stale. Its first delivery posts it, which opens the thread.
    `is_deleted`: Slack says that somebody deleted it: only a call tells whether it's there."""

    escalation_id: EscalationId
    is_deleted: bool = False
    sort: Literal["card_changed"] = "card_changed"


@dataclass(frozen=True, slots=True)
class Milestones:
    """To who follows the thread of a case: what happened `at` these instants (ISO), in one reply.
    Those that wait for their turn together become one."""

    escalation_id: EscalationId
    at: tuple[str, ...]
    sort: Literal["milestones"] = "milestones"


@dataclass(frozen=True, slots=True)
class Raised:
    """To the requester: the thread is there, with its link. `holder`: with whom it is, as that was
    put or last said: with another it's said anew."""

    to: UserId
    escalation_id: EscalationId
    holder: UserId | None = None
    sort: Literal["raised"] = "raised"


@dataclass(frozen=True, slots=True)
class Offered:
    """To a specialist: this is offered to you. `made_at` tells one offer from the next (ISO)."""

    to: UserId
    escalation_id: EscalationId
    made_at: str
    sort: Literal["offered"] = "offered"


@dataclass(frozen=True, slots=True)
class Claimed:
    """To the requester: somebody has it now."""

    to: UserId
    escalation_id: EscalationId
    owner: UserId
    sort: Literal["claimed"] = "claimed"


@dataclass(frozen=True, slots=True)
class TakenBy:
    """To somebody who held it, or was offered it: another person has it now."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    in_place_of: UserId | None = None
    sort: Literal["taken_by"] = "taken_by"


@dataclass(frozen=True, slots=True)
class Assigned:
    """To a specialist: a manager has given it to you, for a reason."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    reason: str
    in_place_of: UserId | None = None
    sort: Literal["assigned"] = "assigned"


@dataclass(frozen=True, slots=True)
class TakenOver:
    """To who owned it, and to the requester: a manager has taken it over, for a reason."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    reason: str
    in_place_of: UserId | None = None
    sort: Literal["taken_over"] = "taken_over"


@dataclass(frozen=True, slots=True)
class Released:
    """To who had it and to the requester: it is back in the queue."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    in_place_of: UserId | None = None
    sort: Literal["released"] = "released"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """To a specialist: the owner asks you to take it over."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    sort: Literal["handed_over"] = "handed_over"


@dataclass(frozen=True, slots=True)
class NoLongerAsked:
    """To who was asked to take it over: it is settled otherwise. `asked_at` (ISO) tells one asking
    from the next."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    asked_at: str
    sort: Literal["no_longer_asked"] = "no_longer_asked"


@dataclass(frozen=True, slots=True)
class StoodBack:
    """To the requester: who had it can't decide on it, somebody else gets it."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    sort: Literal["stood_back"] = "stood_back"


@dataclass(frozen=True, slots=True)
class HandOverOff:
    """To who asked for a hand-over: the person named can't take it any more, and why not."""

    to: UserId
    escalation_id: EscalationId
    named: UserId
    why: str
    in_place_of: UserId | None = None
    sort: Literal["hand_over_off"] = "hand_over_off"


@dataclass(frozen=True, slots=True)
class NobodyToOffer:
    """To a manager: nobody on the rotation can take it, and why each can't. `again_at` (ISO): when
    time alone makes somebody eligible, '' if it won't."""

    to: UserId
    escalation_id: EscalationId
    reasons: tuple[tuple[UserId, str], ...]
    again_at: str = ""
    sort: Literal["nobody_to_offer"] = "nobody_to_offer"


@dataclass(frozen=True, slots=True)
class Urgent:
    """To a manager: somebody has raised a P1, or has made it one."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    sort: Literal["urgent"] = "urgent"


@dataclass(frozen=True, slots=True)
class Waiting:
    """To the requester, and to the owner where somebody else had it wait: on whom and for what.
    `since` tells one wait from the next."""

    to: UserId
    escalation_id: EscalationId
    since: str
    in_place_of: UserId | None = None
    sort: Literal["waiting"] = "waiting"


@dataclass(frozen=True, slots=True)
class Answered:
    """To the owner: the requester has written in the thread, so it no longer waits; or, where it
    `waits` on somebody who isn't theirs to answer for, what they wrote, which may be the answer."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    in_place_of: UserId | None = None
    quote: str = ""
    sort: Literal["answered"] = "answered"


@dataclass(frozen=True, slots=True)
class Wrote:
    """To who raised it, or has it: what the other has written about it, in order."""

    to: UserId
    escalation_id: EscalationId
    words: tuple[Spoken, ...]
    in_place_of: UserId | None = None
    sort: Literal["wrote"] = "wrote"


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    """To requester, owner or who it is offered to: another priority, other targets."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    priority: str
    reason: str
    in_place_of: UserId | None = None
    sort: Literal["priority_changed"] = "priority_changed"


@dataclass(frozen=True, slots=True)
class DeadlineSet:
    """To who holds it: somebody else has set its legal deadline (`at`, ISO), or has moved it, for
    a reason."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    at: str
    reason: str = ""
    in_place_of: UserId | None = None
    sort: Literal["deadline_set"] = "deadline_set"


@dataclass(frozen=True, slots=True)
class Added:
    """Into the thread of a case: what who raised it has added."""

    escalation_id: EscalationId
    by: UserId
    text: str
    sort: Literal["added"] = "added"


@dataclass(frozen=True, slots=True)
class PriorityWished:
    """To the owner, or to a manager: who raised it asks for another priority. `asked_at` (seconds)
    tells one question from the next."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    priority: str
    reason: str
    asked_at: int
    in_place_of: UserId | None = None
    sort: Literal["priority_wished"] = "priority_wished"


@dataclass(frozen=True, slots=True)
class NotAsAsked:
    """To who asked for another priority: it stays as it is."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    priority: str
    sort: Literal["not_as_asked"] = "not_as_asked"


@dataclass(frozen=True, slots=True)
class DeadlineMissed:
    """To who raised it: its legal deadline (`at`, ISO) has passed."""

    to: UserId
    escalation_id: EscalationId
    at: str
    sort: Literal["deadline_missed"] = "deadline_missed"


@dataclass(frozen=True, slots=True)
class RequesterGone:
    """To who holds it, or manages it where nobody does: its requester has left the workspace. To
    `heir`, who had joined it: they are in that place now."""

    to: UserId
    escalation_id: EscalationId
    user: UserId
    heir: UserId | None = None
    in_place_of: UserId | None = None
    sort: Literal["requester_gone"] = "requester_gone"


@dataclass(frozen=True, slots=True)
class Delayed:
    """To the requester: the answer will be later than promised."""

    to: UserId
    escalation_id: EscalationId
    run: int
    sort: Literal["delayed"] = "delayed"


@dataclass(frozen=True, slots=True)
class Decided:
    """To the requester: the outcome, and what they may tell the customer."""

    to: UserId
    escalation_id: EscalationId
    decision_id: int
    sort: Literal["decided"] = "decided"


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """To the requester: what was decided is carried out, and where that can be seen."""

    to: UserId
    escalation_id: EscalationId
    decision_id: int
    sort: Literal["carried_out"] = "carried_out"


@dataclass(frozen=True, slots=True)
class FinalText:
    """To the owner of a case above internal: what its parties are told, ready to be copied."""

    to: UserId
    escalation_id: EscalationId
    decision_id: int
    sort: Literal["final_text"] = "final_text"


@dataclass(frozen=True, slots=True)
class Communicated:
    """To the requester: the impacted party has been told, the case is closed."""

    to: UserId
    escalation_id: EscalationId
    sort: Literal["communicated"] = "communicated"


@dataclass(frozen=True, slots=True)
class CustomerTold:
    """To the owner: who raised it has told the customer, the case is closed."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    in_place_of: UserId | None = None
    sort: Literal["customer_told"] = "customer_told"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """To requester, owner or the person it was offered to: closed without a decision, or without
    its party being told of it."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    in_place_of: UserId | None = None
    sort: Literal["withdrawn"] = "withdrawn"


@dataclass(frozen=True, slots=True)
class Reopened:
    """To requester or owner: taken up again."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    reason: str
    sort: Literal["reopened"] = "reopened"
