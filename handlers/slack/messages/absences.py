"""Notes about people who are away, are back or have left, with what they still have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot import notices as n
from bot.case.identifiers import UserId
from bot.case.people import Person
from bot.case.transitions import Move
from bot.casework.case_view import CaseView, Seen
from bot.rotation.choice import Absence
from bot.views.cases_held import CasesHeld
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import ABSENCE_BLOCK, COME_BACK, GO_AWAY
from handlers.slack.messages.fitting import and_more, fitting, length, room_beside
from handlers.slack.messages.in_a_line import linked
from handlers.slack.messages.markup import (
    Message,
    action_button,
    buttons,
    date,
    inert,
    person,
    section,
    small_print,
)

HELD_BLOCK = "held"
_TELLING = (Move.MARK_COMMUNICATED, Move.CLOSE_UNTOLD)
ON_ROTATION = "on the rotation of"
ROOM_LEFT = 200
"""Characters kept for saying how many more there are."""


def until_words(absence: Absence) -> str:
    """Until when somebody is away, in each reader's own time, and who covers for them."""
    until = f"until {date(absence.until)}" if absence.until is not None else "until further notice"
    return until + (f", {person(absence.cover)} covers" if absence.cover else "")


def went_away(absence: Absence, held: CasesHeld, url: str, now: datetime) -> Message:
    """To somebody: they are away, what they still have, and how it ends."""
    by = "You're" if absence.by == absence.user else f"{person(absence.by)} has marked you as"
    words = f"{by} away {until_words(absence)}. Nothing is offered to you until you're back."
    blocks: list[Block] = [section(words), away_buttons(is_away=True)]
    if held.total:
        stays = "You still have this. Hand over what can't wait:"
        blocks += [section(stays), *_cases(held, url, now, room_beside(blocks) - 200)]
    return Message(words, blocks)


def came_back(notice: n.CameBack) -> Message:
    """To somebody whom a manager has brought back."""
    words = f"{person(notice.by)} has marked you as back: you're offered escalations again."
    return Message(words, [section(words), away_buttons(is_away=False)])


def covering(absence: Absence) -> Message:
    """To who covers for somebody."""
    until = f"until {date(absence.until)}" if absence.until is not None else "until further notice"
    words = (
        f"{person(absence.user)} is away {until}, and you cover for them: their "
        "reminders come to you. To take a case over, ask a manager to hand it to you."
    )
    return Message(words, [section(words)])


def no_longer_covering(user: UserId, absence: Absence | None) -> Message:
    """To who covered for somebody, who may still be away."""
    words = f"You no longer cover for {person(user)}, who is still away."
    if absence is None:
        words = f"{person(user)} is back: you no longer cover for them."
    elif absence.cover is not None:
        words = f"You no longer cover for {person(user)}: {person(absence.cover)} does."
    return Message(words, [section(words)])


def member_left(
    left: Person,
    still_named: Mapping[str, Sequence[str]],
    held: CasesHeld,
    url: str,
    now: datetime,
) -> Message:
    """To a manager: somebody can't act any more or can't be written to, what they have, and where
    the policy still names them, by what as."""
    words = f"{_gone(left)}."
    if still_named.get(ON_ROTATION):
        words += " What was offered to them goes to the next person."
    blocks: list[Block] = [section(words)]
    for as_what, where in still_named.items():
        if where:
            listed = inert(", ".join(where), 300)
            blocks.append(small_print(f"They're still {as_what} {listed}: see the settings."))
    if held.total:
        blocks.append(section("They have this. Please hand it over to somebody:"))
        blocks += _cases(held, url, now, room_beside(blocks))
    return Message(words, blocks)


def _gone(left: Person) -> str:
    if left.is_deactivated:
        return f"{person(left.user)} has left the workspace"
    if not left.is_full_member:
        return f"{person(left.user)} is no longer a full member here"
    error = inert(left.unreachable, 60)
    if left.is_stranger:
        return f"Slack knows nobody with the id `{left.user}` (`{error}`)"
    return f"Slack doesn't let me write to {person(left.user)} (`{error}`)"


def nobody_manages(queue: str, unoffered: int) -> Message:
    """To a queue's channel and its rotation: there is nobody left to tell of what goes wrong."""
    words = (
        f"Nobody manages {inert(queue, 100)} any more: none of its managers is here, and none of "
        "the workspace's. Please tell whoever runs Escalations: the policy has to name a manager "
        "who is here, or somebody has to join the managers' user group."
    )
    if unoffered:
        waits = "1 escalation waits" if unoffered == 1 else f"{unoffered} escalations wait"
        words += f" {waits} for somebody who can take it."
    return Message(words, [section(words)])


def taken_off(
    notice: n.TakenOff, queues: Sequence[str], held: CasesHeld, url: str, now: datetime
) -> Message:
    """To a manager, or to somebody themselves: no longer on these rotations, and what of these
    queues is still theirs."""
    of = inert(", ".join(queues), 300)
    words = f"{person(notice.user)} is no longer on the rotation of {of}."
    still = "They still have this. Hand over what somebody else is to have:"
    if notice.to == notice.user:
        words = f"You're no longer on the rotation of {of}: nothing of it is offered to you."
        still = "You still have this. Hand over what you can't finish:"
    blocks = [section(words), section(still)]
    return Message(words, [*blocks, *_cases(held, url, now, room_beside(blocks))])


def away_buttons(*, is_away: bool) -> Block:
    """What somebody can do about their own absence."""
    change = action_button(GO_AWAY, "Change …" if is_away else "I'm away …", "")
    back = [action_button(COME_BACK, "I'm back", "", main=True)] if is_away else []
    return {"type": "actions", "block_id": ABSENCE_BLOCK, "elements": [*back, change]}


def _cases(held: CasesHeld, url: str, now: datetime, room: int) -> list[Block]:
    """As many cases as there is room for, each with its Hand over button; the rest is counted."""
    entries = (_case(one, url, now) for one in held.cases)
    shown = fitting(entries, room - ROOM_LEFT, length)
    more = and_more(held.total - len(shown), ": see `/escalations open`.")
    return [*(block for entry in shown for block in entry), *map(small_print, more)]


def _case(view: Seen, url: str, now: datetime) -> list[Block]:
    text = linked(view, url, now) if isinstance(view, CaseView) else view.reference
    moves = [m for m in (Move.HAND_OVER, *_TELLING) if m in view.moves]
    return [
        section(text[:2950]),
        *buttons(moves, view.id, view.reference, f"{HELD_BLOCK}_{view.id}"),
    ]
