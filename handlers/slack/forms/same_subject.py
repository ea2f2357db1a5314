"""In the intake form: open cases of the same subject, each with Join, and why another one is raised
all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.case.identifiers import UserId
from bot.case.text import REASON_LIMIT, clean
from bot.casework.case_view import Glimpse, Seen
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.ids import JOIN
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import noted_text, page, typed, words
from handlers.slack.messages.card import state_line
from handlers.slack.messages.in_a_line import guarded
from handlers.slack.messages.markup import action_button, inert, link, section, thread_link

WHY = "why_anyway"
NOTED = "alike"
RAISE_ANYWAY = "Raise anyway"
TITLE_SHOWN = 150


@dataclass(frozen=True, slots=True)
class Alike:
    """What is open on the same subject, for the person who raises one. `asks_why`: they have sent
    the form off all the same. `team` is the workspace's address."""

    user: UserId
    cases: Sequence[Seen] = ()
    team: str = ""
    asks_why: bool = False
    why: str = ""


NOTHING_ALIKE = Alike(UserId(""))


def blocks(alike: Alike, now: datetime) -> list[Block]:
    """The cases, and the question why."""
    if not alike.cases:
        return []
    lead = "*Already open on the same subject.* Who joins is told all that its requester is told."
    if alike.asks_why:
        lead += " Or say why you raise another one."
    shown = [section(lead), *(_one(alike, view, now) for view in alike.cases)]
    if alike.asks_why:
        hint = "It's kept with the escalation"
        shown.append(typed(WHY, "Why raise it anyway", alike.why, hint=hint, limit=REASON_LIMIT))
    return shown


def _one(alike: Alike, view: Seen, now: datetime) -> Block:
    if isinstance(view, Glimpse):
        return section(f"{guarded(view, now)}\nYou raised or joined it.")
    e = view.escalation
    title = link(thread_link(alike.team, view.thread), f"{e.reference} {e.title}"[:TITLE_SHOWN])
    account = f" · {inert(e.account, 150)}" if e.account else ""
    line = f"{title}\n{state_line(view)}{account}"
    if e.was_raised_by(alike.user):
        return section(f"{line}\nYou raised or joined it.")
    if alike.user in (e.holder, e.hand_over.to if e.hand_over else None):
        return section(f"{line}\nIt is with you.")
    button = action_button(JOIN, "Join", str(e.id))
    return section(line) | {"accessory": button | {"accessibility_label": f"Join {e.reference}"}}


def note(alike: Alike) -> dict[str, object]:
    """What the form remembers of what it shows."""
    return {NOTED: mark(alike.cases)} if alike.cases else {}


def mark(cases: Sequence[Seen]) -> str:
    """What tells these cases from others."""
    return " ".join(str(view.id) for view in cases)


def shows(form: OpenForm, cases: Sequence[Seen]) -> bool:
    """Whether the form shows these already."""
    return noted_text(form, NOTED) == mark(cases)


def is_answered(form: OpenForm, cases: Sequence[Seen]) -> bool:
    """Whether it was said, with all of these in sight, why another one is raised."""
    seen = noted_text(form, NOTED).split()
    said = bool(clean(form.values.get(WHY)))
    return said and all(str(view.id) in seen for view in cases)


def joined(reference: str) -> View:
    """What takes the form's place once they have joined."""
    return page(
        "Joined", [words(f"You have joined {reference}. A message from me says who has it.")]
    )
