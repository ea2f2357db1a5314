"""What is to be said, to whom, about what: the words come later, from the state at delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from bot.escalation import Move
from bot.identifiers import ChannelId, EscalationId, UserId


@dataclass(frozen=True, slots=True)
class CardChanged:
    """The card of a case is stale. Its first delivery posts it, which opens the thread."""

    escalation_id: EscalationId
    sort: Literal["card_changed"] = "card_changed"


@dataclass(frozen=True, slots=True)
class Raised:
    """To the requester: the thread stands, here is the link."""

    to: UserId
    escalation_id: EscalationId
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
    sort: Literal["taken_by"] = "taken_by"


@dataclass(frozen=True, slots=True)
class Released:
    """To who had it and to the requester: it is back in the queue."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
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
class Nudge:
    """One thing somebody is reminded of: a case, what of it (`reminders.About` as text), and
    the `run` it is about. `wanted_at` (ISO) is when they were to be reminded."""

    escalation_id: EscalationId
    about: str
    run: int
    wanted_at: str
    as_manager: bool = False
    at_any_hour: bool = False


@dataclass(frozen=True, slots=True)
class Reminders:
    """To a person: everything they are to be reminded of at this moment, in one message."""

    to: UserId
    nudges: tuple[Nudge, ...]
    sort: Literal["reminders"] = "reminders"


@dataclass(frozen=True, slots=True)
class Waiting:
    """To the requester, and to the owner where somebody else had it wait: on whom and for what.
    `since` tells one wait from the next."""

    to: UserId
    escalation_id: EscalationId
    since: str
    sort: Literal["waiting"] = "waiting"


@dataclass(frozen=True, slots=True)
class Answered:
    """To the owner: the requester has written in the thread, so it waits no more."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    sort: Literal["answered"] = "answered"


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    """To requester, owner or who it is offered to: another priority, other targets."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    priority: str
    reason: str
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
    sort: Literal["deadline_set"] = "deadline_set"


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
class Communicated:
    """To the requester: the impacted party has been told, the case is closed."""

    to: UserId
    escalation_id: EscalationId
    sort: Literal["communicated"] = "communicated"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """To requester, owner or the person it was offered to: closed without a decision."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    sort: Literal["withdrawn"] = "withdrawn"


@dataclass(frozen=True, slots=True)
class Reopened:
    """To requester or owner: taken up again."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    reason: str
    sort: Literal["reopened"] = "reopened"


@dataclass(frozen=True, slots=True)
class DigestDue:
    """A digest, to a person or a channel, over the period that ends now (ISO UTC instants)."""

    to: str
    queues: tuple[str, ...]
    timezone: str
    since: str
    until: str
    sort: Literal["digest_due"] = "digest_due"


@dataclass(frozen=True, slots=True)
class WentAway:
    """To somebody: they are away, and what they still have. `since` (ISO) tells one absence from
    the next."""

    to: UserId
    by: UserId
    since: str
    sort: Literal["went_away"] = "went_away"


@dataclass(frozen=True, slots=True)
class CameBack:
    """To somebody whom a manager has brought back."""

    to: UserId
    by: UserId
    sort: Literal["came_back"] = "came_back"


@dataclass(frozen=True, slots=True)
class Covering:
    """To who covers for somebody: that they do, since when (ISO)."""

    to: UserId
    user: UserId
    since: str
    sort: Literal["covering"] = "covering"


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """To a manager: somebody of these queues can't act any more, and what they leave behind."""

    to: UserId
    user: UserId
    queues: tuple[str, ...]
    sort: Literal["member_left"] = "member_left"


@dataclass(frozen=True, slots=True)
class HomeChanged:
    """Somebody's App Home is stale. `with_others`: it is one of many, for what another person did;
    those who did something themselves go first."""

    to: UserId
    with_others: bool = False
    sort: Literal["home_changed"] = "home_changed"


@dataclass(frozen=True, slots=True)
class HomesChanged:
    """The App Homes of all who look at theirs are stale, but for that of the person who changed
    something: theirs was drawn first."""

    by: UserId | None = None
    sort: Literal["homes_changed"] = "homes_changed"


@dataclass(frozen=True, slots=True)
class LookUp:
    """Somebody unknown acted: find out who they are."""

    user: UserId
    sort: Literal["look_up"] = "look_up"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """To a manager: something could not be delivered, and why; they may have it tried again.

    `what` is of our own words, with the recipient as a mention.
    """

    to: UserId
    outbox_id: int
    what: str
    error: str
    escalation_id: EscalationId | None = None
    sort: Literal["undelivered"] = "undelivered"


@dataclass(frozen=True, slots=True)
class PrivateAnswer:
    """An answer to a click or a mention, seen by that person alone: sent at once and at most once.

    Either a `reply_address` (lives 30 minutes) or a channel and thread. With `offers`, it carries
    the button of that move; with `shows`, the case's own state in words.
    """

    to: UserId
    words: str
    channel: ChannelId | None = None
    thread: str = ""
    reply_address: str = ""
    escalation_id: EscalationId | None = None
    offers: Move | None = None
    shows: bool = False
    sort: Literal["private_answer"] = "private_answer"


CaseNote = (
    Raised
    | Offered
    | Claimed
    | TakenBy
    | Released
    | HandedOver
    | NoLongerAsked
    | StoodBack
    | HandOverOff
    | NobodyToOffer
    | Waiting
    | Answered
    | PriorityChanged
    | DeadlineSet
    | Delayed
    | Decided
    | Communicated
    | Withdrawn
    | Reopened
)
"""Private notes to one person about one case."""

PersonNote = WentAway | CameBack | Covering | MemberLeft
"""Private notes to one person about a person, who may be themselves."""

Notice = (
    CardChanged
    | CaseNote
    | PersonNote
    | Reminders
    | DigestDue
    | HomeChanged
    | HomesChanged
    | LookUp
    | Undelivered
    | PrivateAnswer
)


HOME_LANES = 8


def lane(notice: Notice) -> str:
    """The lane a notice waits in: one case's thread, one person's notes, or one of its own.

    Within a lane the order of writing is kept; lanes go side by side. Empty: no order at all.
    """
    match notice:
        case CardChanged():
            return f"case:{notice.escalation_id}"
        case DigestDue():
            return f"to:{notice.to}"
        case HomeChanged():
            # What somebody waits for is not to stand behind what many wait for. Those stand in a
            # few lanes, so that they don't all ask at once whether it is their turn.
            one_of_many = f"homes:{crc32(notice.to.encode()) % HOME_LANES}"
            return one_of_many if notice.with_others else f"home:{notice.to}"
        case HomesChanged():
            return "homes"
        case LookUp():
            return f"person:{notice.user}"
        case PrivateAnswer():
            return ""
        case _:
            return f"to:{notice.to}"
