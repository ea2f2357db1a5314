"""Who may do what: the one place that answers "may this person do this to this case?", for every
verb and every view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.case.confidentiality import Confidentiality
from bot.case.decision import THROUGH_REQUESTER
from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.kinds import KINDS, MAY_BE_TOLD
from bot.case.states import OWNED, CloseReason, State
from bot.case.transitions import TRANSITIONS, Move, Role

_WORDS = {
    Move.CLAIM: "claim it",
    Move.STAND_BACK: "stand back from it",
    Move.RELEASE: "release it",
    Move.HAND_OVER: "hand it over",
    Move.WAIT: "have it wait",
    Move.CONSULT: "ask a team about it",
    Move.RESUME: "resume it",
    Move.DECIDE: "decide it",
    Move.APPROVE: "approve its decision",
    Move.SEND_BACK: "send its decision back",
    Move.MARK_COMMUNICATED: "mark it communicated",
    Move.CLOSE_UNTOLD: "close it untold",
    Move.MARK_CARRIED_OUT: "mark it carried out",
    Move.REOPEN: "reopen it",
    Move.WITHDRAW: "withdraw it",
    Move.CHANGE_PRIORITY: "change its priority",
    Move.SET_DEADLINE: "set its deadline",
    Move.CHANGE_SILENCE: "say whether its party may be told",
    Move.MARK_SUPPRESSION: "mark it as suppression",
    Move.CHANGE_CLASS: "change who may read it",
    Move.ASSIGN: "assign it",
    Move.TAKE_OVER: "take it over",
}
_WHO = {
    Role.REQUESTER: "the requester",
    Role.OWNER: "its owner",
    Role.OFFERED: "the person it is offered to",
    Role.QUEUE: "a specialist of its queue",
    Role.MANAGER: "a manager",
    Role.NAMED: "the person it is handed to",
    Role.APPROVER: "one of its approvers, and never who wrote the decision,",
}
_TAKE_OVER_FIRST = " To decide it yourself, choose Take over in the card's menu first."
OF_THE_REQUESTER = (Move.WITHDRAW, Move.REOPEN)
"""What the requester may do without being cleared for the class: it was theirs to begin with."""


_WORKING_ON_IT = {Role.OWNER, Role.OFFERED, Role.NAMED, Role.QUEUE, Role.APPROVER}


class Sight(StrEnum):
    """How much of a case somebody may see. REFERENCE: its reference, kind and age. STATE: also how
    it stands and when it is due, as its requester may know. ALL: everything."""

    REFERENCE = "reference"
    STATE = "state"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Participants:
    """The people around a case, by what they are to its queue. `cleared` is who may see its
    class; None where everybody is. `approvers` None: the whole queue."""

    rotation: frozenset[UserId] = frozenset()
    managers: frozenset[UserId] = frozenset()
    approvers: frozenset[UserId] | None = None
    cleared: frozenset[UserId] | None = None

    @property
    def queue(self) -> frozenset[UserId]:
        """The queue is its rotation and its managers (rules: Who may do what)."""
        return self.rotation | self.managers

    @property
    def who_approve(self) -> frozenset[UserId]:
        """Who may be the second person of a decision."""
        return self.queue if self.approvers is None else self.approvers


@dataclass(frozen=True, slots=True)
class Roles:
    """Who somebody is to a case: every role they have in it, and whether they are let into its
    class of confidentiality."""

    user: UserId
    roles: frozenset[Role]
    is_cleared: bool = True


def roles_of(user: UserId, escalation: Escalation, participants: Participants) -> Roles:
    """The roles of a person in a case. The second person of a decision is never its owner."""
    offer, hand_over = escalation.offer, escalation.hand_over
    roles = {
        Role.REQUESTER: user == escalation.requester,
        Role.CO_REQUESTER: user in escalation.co_requesters,
        Role.OWNER: user == escalation.owner,
        Role.OFFERED: offer is not None and user == offer.to,
        Role.NAMED: hand_over is not None and user == hand_over.to,
        Role.QUEUE: user in participants.queue,
        Role.APPROVER: user in participants.who_approve and user != escalation.owner,
        Role.MANAGER: user in participants.managers,
    }
    is_cleared = participants.cleared is None or user in participants.cleared
    return Roles(user, frozenset(role for role, holds in roles.items() if holds), is_cleared)


def sight(escalation: Escalation, who: Roles) -> Sight:
    """How much of a case a person may see, on any surface (rules: Sight)."""
    if escalation.confidentiality == Confidentiality.INTERNAL:
        return Sight.ALL
    if who.is_cleared and who.roles & _WORKING_ON_IT:
        return Sight.ALL
    takes_part = who.roles & {Role.REQUESTER, Role.CO_REQUESTER}
    return Sight.STATE if takes_part else Sight.REFERENCE


def check_move(
    move: Move, escalation: Escalation, who: Roles, name_of: Callable[[UserId], str]
) -> None:
    """Raises Refused, in words for the person, unless they may make this move now."""
    _check_clearance(move, escalation, who)
    seen = sight(escalation, who)
    if seen is Sight.REFERENCE or (seen is Sight.STATE and move not in OF_THE_REQUESTER):
        # Who has no part in it isn't told either how it stands, nor who has it.
        words = f"Only who works on {escalation.reference} can {_WORDS[move]}."
        raise Refused(words, code=RefusalCode.NOT_ALLOWED)
    rows = [r for r in TRANSITIONS if r.move is move and r.start is escalation.state]
    if move is Move.CLAIM and escalation.state in OWNED:
        _check_claim_of_claimed(escalation, who, name_of)
        return
    if move is Move.TAKE_OVER and escalation.owner == who.user:
        raise Refused(f"{escalation.reference} is already yours.", code=RefusalCode.ALREADY_SO)
    if not rows:
        stands = _stands(escalation, name_of) if seen is Sight.ALL else _stands_for_all(escalation)
        words = f"{escalation.reference} {stands}, so you can't {_WORDS[move]} now."
        raise Refused(words, code=RefusalCode.WRONG_STATE)
    allowed = frozenset[Role]().union(*(r.who for r in rows))
    if not allowed & who.roles:
        people = [words for role, words in _WHO.items() if role in allowed]
        listed = " or ".join(filter(None, [", ".join(people[:-1]), people[-1]]))
        may_take_over = move is Move.DECIDE and Role.MANAGER in who.roles
        hint = _TAKE_OVER_FIRST if may_take_over else ""
        raise Refused(
            f"Only {listed} can {_WORDS[move]} ({escalation.reference}).{hint}",
            code=RefusalCode.NOT_ALLOWED,
        )


def _check_clearance(move: Move, escalation: Escalation, who: Roles) -> None:
    if who.is_cleared or (move in OF_THE_REQUESTER and Role.REQUESTER in who.roles):
        return
    words = Confidentiality(escalation.confidentiality).words
    raise Refused(
        f"{escalation.reference} is {words}: only people cleared for {words} cases can "
        f"{_WORDS[move]}.",
        code=RefusalCode.NOT_CLEARED,
    )


def suits(move: Move, escalation: Escalation) -> bool:
    """Whether a case has this move: most are everybody's, some are of one kind, and what closes a
    decided case is there while it is left to do."""
    kind = KINDS.get(escalation.kind)
    if move is Move.CHANGE_SILENCE:
        # One that an authority's case was merged into is silenced, too, until that is lifted.
        return escalation.silence is not None or (kind is not None and kind.asks(MAY_BE_TOLD))
    if move is Move.MARK_SUPPRESSION:
        return kind is not None and kind.may_be_suppression
    if move in (Move.MARK_COMMUNICATED, Move.CLOSE_UNTOLD):
        is_barred = escalation.silence is not None
        return escalation.is_untold and is_barred is (move is Move.CLOSE_UNTOLD)
    if move is Move.MARK_CARRIED_OUT:
        return escalation.is_to_be_carried_out
    return True


def allowed_moves(escalation: Escalation, who: Roles) -> tuple[Move, ...]:
    """The moves this person may make now, in the order a card shows them."""

    def may(move: Move) -> bool:
        try:
            check_move(move, escalation, who, str)
        except Refused:
            return False
        raised_it = bool(who.roles & {Role.REQUESTER, Role.CO_REQUESTER})
        if not suits(move, escalation):
            return False
        return not (move is Move.CLAIM and raised_it and not _is_asked_all_the_same(escalation))

    return tuple(move for move in Move if may(move))


def check_wider(escalation: Escalation, who: Roles) -> None:
    """More people are let into a case, or sooner, by a manager alone: its owner may only make it
    narrower. Raises Refused."""
    if Role.MANAGER not in who.roles:
        raise Refused(
            f"Only a manager can let more people read {escalation.reference}, or sooner. You can "
            "make it narrower.",
            code=RefusalCode.NOT_ALLOWED,
        )


def check_conflict(escalation: Escalation, who: Roles) -> None:
    """Nobody decides what they have raised or joined, unless a manager has asked them all the same,
    for a reason. Raises Refused."""
    if _is_asked_all_the_same(escalation) and Role.NAMED in who.roles:
        return
    for role, did in ((Role.REQUESTER, "raised"), (Role.CO_REQUESTER, "joined")):
        if role in who.roles:
            raise Refused(
                f"You {did} {escalation.reference} yourself, so somebody else has to take it: "
                "nobody decides their own escalation.",
                code=RefusalCode.CONFLICT_OF_INTEREST,
            )


def _is_asked_all_the_same(escalation: Escalation) -> bool:
    return escalation.hand_over is not None and escalation.hand_over.overrides


def check_withdrawal(reason: CloseReason, escalation: Escalation, who: Roles) -> None:
    """Withdrawing outright is the requester's or a manager's; as duplicate or misrouted, also the
    owner's. Raises Refused."""
    if reason is CloseReason.WITHDRAWN and not who.roles & {Role.REQUESTER, Role.MANAGER}:
        raise Refused(
            f"Only the requester or a manager can withdraw {escalation.reference}. As its owner "
            "you can close it as a duplicate or as misrouted.",
            code=RefusalCode.NOT_ALLOWED,
        )


def check_may_be_told(escalation: Escalation) -> None:
    """Nobody is told anything while an authority has said so. Raises Refused."""
    if escalation.silence is not None:
        raise Refused(
            f"The party of {escalation.reference} may not be told: an authority has said so, since "
            f"{escalation.silence.since:%Y-%m-%d}. Its owner or a manager can change that once the "
            "authority does (May they be told), or close it untold.",
            code=RefusalCode.NOT_ALLOWED,
        )


def check_tells(escalation: Escalation, who: Roles, told_through: str) -> None:
    """Who raised or joined it may say that they have told the customer, where it was left to them.
    Raises Refused."""
    if not who.roles & {Role.REQUESTER, Role.CO_REQUESTER}:
        raise Refused(
            f"Only who raised {escalation.reference} can say that they have told the customer.",
            code=RefusalCode.NOT_ALLOWED,
        )
    if not escalation.is_untold or told_through != THROUGH_REQUESTER:
        raise Refused(
            f"{escalation.reference} isn't waiting for you to tell the customer any more.",
            code=RefusalCode.NO_LONGER_SO,
        )


def check_raised(escalation: Escalation, who: Roles, what: str) -> None:
    """What is for who raised a case, or joined it, while it isn't closed. `what` completes "… can".
    Raises Refused."""
    if not who.roles & {Role.REQUESTER, Role.CO_REQUESTER}:
        raise Refused(
            f"Only who raised {escalation.reference} can {what}.", code=RefusalCode.NOT_ALLOWED
        )
    if escalation.is_closed:
        raise Refused(
            f"{escalation.reference} is closed, so you can't {what} now. You can reopen it.",
            code=RefusalCode.WRONG_STATE,
        )


def check_join(escalation: Escalation, who: Roles) -> None:
    """Joining is for who sees all of a case and isn't working on it, while it isn't closed. Raises
    Refused."""
    named = escalation.reference
    if Role.REQUESTER in who.roles:
        words = f"You raised {named} yourself: you're told how it goes."
        raise Refused(words, code=RefusalCode.ALREADY_SO)
    if Role.CO_REQUESTER in who.roles:
        raise Refused(f"You have joined {named} already.", code=RefusalCode.ALREADY_SO)
    if sight(escalation, who) is not Sight.ALL:
        words = f"You may not see {named}, so you can't join it."
        raise Refused(words, code=RefusalCode.NOT_CLEARED)
    if escalation.is_closed:
        words = f"{named} is closed, so you can't join it. You can raise one of your own."
        raise Refused(words, code=RefusalCode.WRONG_STATE)
    if who.roles & {Role.OWNER, Role.OFFERED, Role.NAMED}:
        raise Refused(
            f"{named} is with you: nobody decides what they have joined. Add what you know in its "
            "thread.",
            code=RefusalCode.CONFLICT_OF_INTEREST,
        )


def check_merge(
    escalation: Escalation,
    into: Escalation,
    seen: tuple[Sight, Sight],
    name_of: Callable[[UserId], str],
) -> None:
    """Two are made one by who sees all of both, while the other isn't closed, and isn't owned by
    somebody who raised this one. `seen` is what they may see of each. Raises Refused."""
    if seen[1] is not Sight.ALL:
        words = f"You may not see {into.reference}, so you can't merge anything into it."
        raise Refused(words, code=RefusalCode.NOT_CLEARED)
    if seen[0] is not Sight.ALL:
        words = f"You may not see all of {escalation.reference}, so you can't merge it."
        raise Refused(words, code=RefusalCode.NOT_CLEARED)
    if into.is_closed:
        hint = "Reopen that one first."
        if into.duplicate_of is not None and into.duplicate_of != escalation.id:
            hint = f"It was a duplicate of ESC-{into.duplicate_of}: name that one."
        elif into.duplicate_of is not None:
            hint = f"It was merged into {escalation.reference}, so nothing is left to merge."
        words = f"{into.reference} is closed, so nobody would be told. {hint}"
        raise Refused(words, code=RefusalCode.WRONG_STATE)
    if into.owner is not None and escalation.was_raised_by(into.owner):
        raise Refused(
            f"{name_of(into.owner)} has {into.reference} and raised {escalation.reference}: nobody "
            f"decides their own escalation. Somebody else has to take {into.reference} first.",
            code=RefusalCode.CONFLICT_OF_INTEREST,
        )


def check_manages(user: UserId, managers: frozenset[UserId], what: str) -> None:
    """What is done to a queue, to people or to settings, rather than to a case, is the managers'.
    `what` completes "Only a manager can …". Raises Refused."""
    if user not in managers:
        raise Refused(f"Only a manager can {what}.", code=RefusalCode.NOT_ALLOWED)


def _check_claim_of_claimed(
    escalation: Escalation, who: Roles, name_of: Callable[[UserId], str]
) -> None:
    if escalation.owner == who.user:
        raise Refused(f"{escalation.reference} is already yours.", code=RefusalCode.ALREADY_SO)
    pending = escalation.hand_over
    if pending is None:
        owner = name_of(escalation.owner) if escalation.owner else "somebody"
        raise Refused(
            f"{owner} has already claimed {escalation.reference}.", code=RefusalCode.ALREADY_CLAIMED
        )
    if Role.NAMED not in who.roles:
        raise Refused(
            f"{escalation.reference} is being handed over to {name_of(pending.to)}: only they can "
            "claim it.",
            code=RefusalCode.ALREADY_CLAIMED,
        )


def _stands_for_all(escalation: Escalation) -> str:
    """How a case stands, without a name."""
    if escalation.is_closed:
        return f"is closed ({escalation.close_reason})"
    return f"is {escalation.state.value.replace('_', ' ')}"


def _stands(escalation: Escalation, name_of: Callable[[UserId], str]) -> str:
    owner = name_of(escalation.owner) if escalation.owner else "somebody"
    wait = escalation.wait
    return {
        State.OPEN: "is open and nobody has claimed it",
        State.CLAIMED: f"is claimed by {owner}",
        State.WAITING: f"waits on {wait.on.words}, claimed by {owner}" if wait else "waits",
        State.IN_REVIEW: "has its decision in review",
        State.DECIDED: "is already decided",
        State.CLOSED: f"is closed ({escalation.close_reason})",
    }[escalation.state]
