"""What owner and requester hear of each other: their words, and a deadline that has passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from bot import notices as n
from bot.case.transitions import Move
from bot.casework.case_view import CaseView
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import PRIORITY_NO, PRIORITY_YES
from handlers.slack.messages.markup import (
    Message,
    action_button,
    button,
    date,
    inert,
    person,
    quoted,
    section,
)

ROOM = 7000
"""How much is quoted in one note."""


@dataclass(frozen=True, slots=True)
class Said:
    """A note's first sentence, and the paragraphs after it."""

    words: str
    more: Sequence[str] = ()
    beside: Sequence[Block] = ()


def deadline_missed(notice: n.DeadlineMissed, view: CaseView) -> Said | None:
    """That a legal deadline has passed, for who raised the case."""
    e = view.escalation
    if e.is_closed or e.deadline is None or e.deadline.at.isoformat() != notice.at:
        return None
    has_it = f"{person(e.owner)} has it" if e.owner else "Nobody has claimed it yet"
    words = f"The legal deadline of your escalation has passed: it was {date(e.deadline.at)}."
    source = quoted(e.deadline.source, 600)
    return Said(f"{words} {has_it}, and the managers know.", source)


def added(notice: n.Added) -> Message:
    """What who raised a case has added, in its thread, as theirs."""
    words = f"{person(notice.by)} adds:"
    quotes = [section(quote) for quote in quoted(notice.text, ROOM)]
    return Message(f"{words} {inert(notice.text, 600)}", [section(words), *quotes])


def wished(notice: n.PriorityWished, view: CaseView) -> Said | None:
    """That another priority is asked for, with one button for yes and one for no."""
    e = view.escalation
    if (not e.is_unclaimed and not e.is_owned) or e.priority == notice.priority:
        return None
    words = f"{person(notice.by)} asks for {notice.priority} (it is {e.priority}):"
    return Said(words, quoted(notice.reason, 1100), yes_or_no(notice))


def yes_or_no(notice: n.PriorityWished) -> Sequence[Block]:
    """The two buttons; what they carry names the question."""
    value = f"{notice.escalation_id}:{notice.priority}:{notice.asked_at}"
    yes = action_button(PRIORITY_YES, f"Make it {notice.priority}", value, main=True)
    return [yes, action_button(PRIORITY_NO, "Keep it", value)]


def not_as_asked(notice: n.NotAsAsked, view: CaseView) -> Said | None:
    """That it stays as it is."""
    e = view.escalation
    if e.is_closed or e.priority == notice.priority:
        return None
    by = person(notice.by)
    return Said(
        f"{by} has looked at it: your escalation stays {e.priority}, not {notice.priority}."
    )


def wrote(notice: n.Wrote, view: CaseView) -> Said | None:
    """What the other has written, in order, each speaker named where they change."""
    if view.escalation.is_closed and view.decision is None:
        return None
    lines: list[str] = []
    room, speaker = ROOM, notice.words[0].by
    for one in notice.words:
        quote = quoted(one.text, min(1100, max(room, 50)))
        if one.by != speaker:
            speaker = one.by
            quote = [f"{person(one.by)} writes:", *quote]
        room -= sum(map(len, quote))
        if room < 0:
            lines.append("There's more in the thread.")
            break
        lines += quote
    e = view.escalation
    if e.wait is not None and e.owner == notice.to and Move.RESUME in view.moves:
        words = f"{person(notice.words[0].by)} has written while this waits on {e.wait.on.words}:"
        return Said(words, lines, [button(Move.RESUME, e.id, e.reference)])
    return Said(f"{person(notice.words[0].by)} writes:", lines)


def team_answered(notice: n.TeamAnswered) -> Said:
    """A team's answer, said whatever became of the case. Without a button: a note that has one is
    edited once that is pressed, and the answer would be gone from it."""
    did = "adds to the answer of" if notice.again else "answers for"
    words = f"{person(notice.by)} {did} {inert(notice.team, 60)}:"
    return Said(words, quoted(notice.quote, ROOM))


Words = n.Wrote | n.TeamAnswered | n.DeadlineMissed | n.PriorityWished | n.NotAsAsked
"""What owner and requester hear of each other, and of a team that was asked."""


def said(notice: Words, view: CaseView) -> Said | None:
    """What is said of it; None where it is no longer so."""
    match notice:
        case n.Wrote():
            return wrote(notice, view)
        case n.TeamAnswered():
            return team_answered(notice)
        case n.DeadlineMissed():
            return deadline_missed(notice, view)
        case n.PriorityWished():
            return wished(notice, view)
        case n.NotAsAsked():
            return not_as_asked(notice, view)
        case _:
            assert_never(notice)
