"""Round robin: who is offered a case next, and why them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.identifiers import EscalationId, UserId
from bot.policy import Member


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn used: being offered a case, or claiming one offered to somebody else. A turn given
    back is struck out and no longer counts."""

    queue: str
    user: UserId
    escalation_id: EscalationId
    at: datetime
    run: int = 1
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The person chosen, with the one line that says why."""

    user: UserId
    why: str


@dataclass(frozen=True, slots=True)
class NobodyEligible:
    """Why each member of the rotation was passed over, in the rotation's order."""

    reasons: tuple[tuple[UserId, str], ...]


def obstacles(
    rotation: tuple[Member, ...],
    load: Mapping[UserId, int],
    excluded: Mapping[UserId, str],
) -> dict[UserId, str]:
    """What stands in each member's way: an exclusion given by the caller, or a full desk."""
    found: dict[UserId, str] = {}
    for member in rotation:
        if member.user in excluded:
            found[member.user] = excluded[member.user]
        elif member.capacity is not None and load.get(member.user, 0) >= member.capacity:
            found[member.user] = f"has {load[member.user]} of {member.capacity} cases"
    return found


def choose(
    rotation: tuple[Member, ...],
    last_turns: Mapping[UserId, int],
    load: Mapping[UserId, int],
    excluded: Mapping[UserId, str],
) -> Choice | NobodyEligible:
    """The eligible member whose last turn is longest ago; before any turn, the policy's order.

    `last_turns` holds the place of each person's newest turn not struck out. `excluded` gives
    people a reason why not: a conflict of interest, offered already this round, no longer in the
    workspace.
    """
    blocked = obstacles(rotation, load, excluded)
    eligible = [m for m in rotation if m.user not in blocked]
    if not eligible:
        return NobodyEligible(tuple((m.user, blocked[m.user]) for m in rotation))
    never = [m for m in eligible if m.user not in last_turns]
    chosen = never[0] if never else min(eligible, key=lambda m: last_turns[m.user])
    return Choice(chosen.user, _why(len(eligible), len(rotation), bool(never)))


def _why(eligible: int, members: int, first_turn: bool) -> str:
    if eligible == 1:
        because = "the only one available"
    elif first_turn:
        because = "first in the rotation's order, no turn yet"
    else:
        because = "longest since their last turn"
    return f"{because} ({eligible} of {members} on the rotation could take it)"
