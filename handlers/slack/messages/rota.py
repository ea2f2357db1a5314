"""Whose turn it is: a queue's rotation as its people read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.rotation.choice import Candidate, Choice, NobodyEligible
from bot.views.rota import Rota
from handlers.slack.contract.answers import Block
from handlers.slack.messages.absences import away_buttons, until_words
from handlers.slack.messages.fitting import fitting_blocks, paragraphs
from handlers.slack.messages.markup import (
    Message,
    date,
    hours_words,
    inert,
    person,
    section,
    small_print,
)


def rota_message(rotas: Sequence[Rota], now: datetime, *, is_away: bool | None) -> Message:
    """The rotas, as many of their people as a message takes. `is_away` tells which button the
    reader has for themselves, None for no button."""
    last = [away_buttons(is_away=is_away)] if is_away is not None else []
    names = ", ".join(f"`/escalations rota {inert(r.queue, 60)}`" for r in rotas[:3])
    more = small_print(f"… and more than fits here. Name one queue: {names}")
    blocks = fitting_blocks([b for r in rotas for b in _queue(r, now)], more, last)
    words = " ".join(f"{inert(r.queue, 60)}: {_next(r.in_hours)}" for r in rotas[:5])
    return Message(words, [*blocks, *last])


def _queue(rota: Rota, now: datetime) -> list[Block]:
    blocks: list[Block] = [section(f"*{inert(rota.queue, 100)}*\n{_next(rota.in_hours)}")]
    if _whom(rota.at_any_hour) != _whom(rota.in_hours):
        blocks.append(small_print(f"Of what counts all hours: {_next(rota.at_any_hour)}"))
    if rota.unoffered:
        waits = (
            "1 escalation waits" if rota.unoffered == 1 else f"{rota.unoffered} escalations wait"
        )
        blocks.append(small_print(f"{waits} for somebody who can take it."))
    people = enumerate(rota.candidates, start=1)
    return blocks + paragraphs(f"{place}. {_line(one, now)}" for place, one in people)


def _whom(choice: Choice | NobodyEligible) -> str:
    return choice.user if isinstance(choice, Choice) else ""


def _next(choice: Choice | NobodyEligible) -> str:
    if isinstance(choice, Choice):
        return f"Next: {person(choice.user)}, {inert(choice.why, 200)}."
    if not choice.reasons:
        return "Next: nobody, the rotation is empty."
    again = f" Somebody can from {date(choice.again_at)} on." if choice.again_at is not None else ""
    return f"Next: nobody can be offered a case now.{again}"


def _line(candidate: Candidate, now: datetime) -> str:
    """Somebody's place: whether they are there, how much they have, what they can do."""
    member = candidate.member
    facts = [_presence(candidate, now)]
    of = f" of {member.capacity}" if member.capacity is not None else ""
    facts.append(f"{candidate.load}{of} {'case' if of == '' and candidate.load == 1 else 'cases'}")
    if member.vendor:
        facts.append(inert(member.vendor, 60))
    if member.skills:
        facts.append(inert(", ".join(member.skills), 150))
    return f"{person(candidate.user)} · {' · '.join(facts)}"


def _presence(candidate: Candidate, now: datetime) -> str:
    if not candidate.is_member:
        return "no longer a full member of the workspace"
    if not candidate.is_reachable:
        return "can't be written to in Slack"
    away = candidate.away
    if away is not None and away.holds(now):
        return f"away {until_words(away)}"
    hours = hours_words(candidate.hours)
    if candidate.hours.is_open(now):
        return hours
    return f"outside of their hours until {date(candidate.hours.next_open(now))}"
