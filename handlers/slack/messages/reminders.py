"""What a person is to be reminded of, in one message: each thing with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.case.identifiers import EscalationId
from bot.case.text import cut
from bot.case.transitions import Move
from bot.casework.case_view import Glimpse
from bot.notices import Nudge
from bot.reminders.about import About, Topic
from bot.reminders.worst_first import how_bad
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import HAND_OVER_TO, HAVE_TOLD, SNOOZE
from handlers.slack.messages.fitting import (
    and_more,
    fitting,
    fitting_lines,
    paragraphs,
    room_beside,
)
from handlers.slack.messages.in_a_line import guarded
from handlers.slack.messages.markup import (
    FALLBACK_LIMIT,
    Message,
    action_button,
    buttons,
    copyable,
    inert,
    link,
    person,
    section,
    small_print,
    thread_button,
)
from handlers.slack.messages.reminder_words import Reminded, words_of
from handlers.slack.messages.theirs import with_menu
from handlers.slack.messages.written import moves_left

WHOLE = 10
"""How many things have buttons of their own; what is more is a line each."""
CANDIDATES = 12
"""How many people have a button of their own, over the whole message: Slack takes 50 blocks."""
ROOM_LEFT = 200
"""Characters kept for saying how many more there are."""
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class RemindedOfKept:
    """One thing that is still so, of a case that this person may not read."""

    nudge: Nudge
    view: Glimpse
    may_snooze: bool


def reminders(things: Sequence[Reminded | RemindedOfKept], now: datetime) -> Message | None:
    """The message; None where nothing of it is so any more. A case comes once, with all that is to
    be said of it."""
    if not things:
        return None
    cases = _by_case(things)
    blocks: list[Block] = []
    said: list[str] = []
    if len(cases) > 1:
        blocks.append(section(f"*{len(cases)} reminders for you*"))
    for place, case in enumerate(cases[:WHOLE]):
        block_id = f"reminder_{place}"
        if isinstance(case, Kept):
            words = _of_kept(case, now)
            blocks += [section(words), *_buttons_of_kept(case, block_id)]
            said.append(words)
            continue
        thing, words = case[0], "\n".join(words_of(one, now) for one in case)
        e = thing.view.escalation
        title = f"{e.reference} {e.title}"
        text = f"{words}\n{link(thing.url, title)}"[:2950]
        blocks.append(with_menu(text, e) if thing.tells else section(text))
        for one in case:
            blocks += _candidates(one, CANDIDATES // len(cases[:WHOLE]))
        blocks += [*_words_to_tell(thing, len(cases)), *_buttons(case, block_id)]
        said.append(f"{words} {e.reference} {inert(e.title, 200)}")
    blocks += _shortly(cases[WHOLE:], room_beside(blocks), now)
    lead = f"{len(cases)} reminders: " if len(cases) > 1 else ""
    return Message(lead + _fitting(said), blocks)


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is still so of one case that this person may not read."""

    view: Glimpse
    things: tuple[RemindedOfKept, ...]


def _by_case(things: Sequence[Reminded | RemindedOfKept]) -> list[list[Reminded] | Kept]:
    """What is to be said of each case, the worst first; somebody who holds a case and manages its
    queue is told the same once."""
    cases: dict[EscalationId, list[Reminded | RemindedOfKept]] = {}
    for thing in sorted(things, key=lambda t: how_bad(t.nudge.of)):
        case = cases.setdefault(thing.view.id, [])
        if all(thing.nudge.of.subject is not other.nudge.of.subject for other in case):
            case.append(thing)
    return [_of_one_case(found) for found in cases.values()]


def _of_one_case(things: Sequence[Reminded | RemindedOfKept]) -> list[Reminded] | Kept:
    kept = tuple(thing for thing in things if isinstance(thing, RemindedOfKept))
    if kept:
        return Kept(kept[0].view, kept)
    return [thing for thing in things if isinstance(thing, Reminded)]


def _of_kept(case: Kept, now: datetime) -> str:
    return f"Something is to be done about {guarded(case.view, now)}."


def _buttons_of_kept(case: Kept, block_id: str) -> list[Block]:
    view, nudges = case.view, [thing.nudge for thing in case.things if thing.may_snooze]
    return buttons((), view.id, view.reference, block_id, *_snooze(view.id, nudges), menu=False)


def _snooze(case: EscalationId, nudges: Sequence[Nudge]) -> list[Block]:
    if not nudges:
        return []
    put_off = (f"{nudge.of}|{nudge.run}" for nudge in nudges)
    return [action_button(SNOOZE, "Snooze", "|".join([str(case), *put_off]))]


def _fitting(said: Sequence[str]) -> str:
    """As many of them as a notification takes, each whole: a cut could fall into an escape."""
    first, *others = said
    room = FALLBACK_LIMIT - 100 - len(first) + len(BETWEEN)
    shown = [first, *fitting(others, room, lambda one: len(BETWEEN) + len(one))]
    return BETWEEN.join(shown if len(shown) == len(said) else [*shown, "…"])


def _shortly(cases: Sequence[list[Reminded] | Kept], room: int, now: datetime) -> list[Block]:
    """What comes after the first few, a line each with its link; what has no room is counted."""
    shown = fitting_lines((_line(case, now) for case in cases), room - ROOM_LEFT)
    more = and_more(len(cases) - len(shown), ": see `/escalations open`.")
    return [*paragraphs(shown), *map(small_print, more)]


def _line(case: list[Reminded] | Kept, now: datetime) -> str:
    if isinstance(case, Kept):
        return f"• {_of_kept(case, now)}"
    thing = case[0]
    e, words = thing.view.escalation, words_of(thing, now)
    return f"• {link(thing.url, f'{e.reference} {cut(e.title, 60)}')}: {words}"


def _buttons(case: Sequence[Reminded], block_id: str) -> list[Block]:
    """One row for all that is said of a case."""
    first = case[0]
    e = first.view.escalation
    wanted = dict.fromkeys(m for thing in case for m in _moves(thing, thing.nudge.of))
    moves = [m for m in wanted if m in first.view.moves]
    more: list[Block] = []
    told = next((thing for thing in case if thing.tells), None)
    if told is not None:
        decision = told.view.decision
        value = f"{e.id}:{decision.id if decision is not None else 0}"
        more.append(action_button(HAVE_TOLD, "I have told them", value, main=True))
        return [{"type": "actions", "block_id": block_id, "elements": more}]
    writes = any(t.nudge.of.subject is Topic.UPDATE and not t.nudge.as_manager for t in case)
    if first.url and (writes or (first.holder_is_gone and not moves)):
        more.append(thread_button(first.url, "Write in the thread", e.reference))
    more += _snooze(e.id, [t.nudge for t in case if t.may_snooze])
    return buttons(moves, e.id, e.reference, block_id, *more, menu=False)


def _words_to_tell(thing: Reminded, count: int) -> list[Block]:
    """What who raised a case is to tell the customer, to be copied: where there's room for it."""
    decision = thing.view.decision
    if not thing.tells or decision is None or count > 1:
        return []
    return [copyable(decision.message)]


def _candidates(thing: Reminded, most: int) -> list[Block]:
    """Each with the button that opens the hand-over to them."""
    e = thing.view.escalation
    rows: list[Block] = []
    for user in thing.awake[: max(most, 1)]:
        press = action_button(HAND_OVER_TO, "Hand over", f"{e.id}:{user}")
        rows.append(section(f"• {person(user)}") | {"accessory": press})
    return rows


def _moves(thing: Reminded, about: About) -> tuple[Move, ...]:
    """The one thing to do about it; after a wait there are two."""
    e = thing.view.escalation
    if e.is_unclaimed:
        return (Move.CLAIM, Move.ASSIGN if thing.nudge.as_manager else Move.STAND_BACK)
    if e.is_settling:
        return moves_left(e)
    if e.is_in_review and about.subject is not Topic.CONSULT:
        return () if about.subject is Topic.UPDATE else (Move.APPROVE, Move.SEND_BACK)
    if thing.nudge.as_manager:
        return (Move.HAND_OVER, Move.TAKE_OVER)
    match about.subject:
        case Topic.UPDATE | Topic.CONSULT:
            return ()
        case Topic.WAIT:
            return (Move.DECIDE, Move.WAIT)
        case Topic.DAY_END:
            # Beside each person who could take it there is a button of their own.
            return () if thing.awake else (Move.HAND_OVER,)
        case (
            Topic.FIRST_RESPONSE
            | Topic.RESOLUTION
            | Topic.REVIEW
            | Topic.OFFER
            | Topic.DEADLINE
            | Topic.COMMUNICATION
        ):
            return (Move.DECIDE,)
        case _:
            assert_never(about.subject)
