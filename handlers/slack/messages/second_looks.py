"""What is said to people of second looks: the case without its decision, and both sides of a
difference."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.case.identifiers import UserId
from bot.case.second_look import Consequence, SecondLook, Settled
from bot.case.transitions import Move
from bot.casework.case_view import CaseView, Glimpse
from bot.views.second_look import BlindCase, LookAsked
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import (
    FEEDBACK,
    LOOK_BLOCK,
    LOOK_LEAVE,
    LOOK_PASS_ON,
    LOOK_PUT_OFF,
    SECOND_LOOK,
)
from handlers.slack.messages.card import kind_words, outcome_label
from handlers.slack.messages.case_note import case_note, in_place_of
from handlers.slack.messages.in_a_line import guarded
from handlers.slack.messages.markup import (
    Message,
    action_button,
    date,
    fields,
    inert,
    person,
    section,
    shortened,
    small_print,
)

STORY_SHOWN = 700
SIDE_SHOWN = 280
"""Of the reasons on one side: all of it escaped fits in a field, which holds 2,000 characters."""


def wanted(case: BlindCase) -> Message:
    """To a reviewer: the case in short, and what to press. The form has it whole."""
    words = (
        "Would you take a minute for a second look? Judge this case as if it were yours. It's "
        "decided, and how isn't said here: please don't look it up before you answer."
    )
    about = f"*{case.reference} {inert(case.title, 600)}* · {kind_words(case.kind)}"
    story = shortened(case.what_happened, 6, STORY_SHOWN)[0]
    row = _row(case, LOOK_BLOCK)
    blocks: list[Block] = [section(words), section(f"{about}\n{story}"), row]
    return Message(f"{words} {case.reference} {inert(case.title, 600)}", blocks)


def asked_for(asked: LookAsked) -> list[Block]:
    """The second look that is before somebody, in a list of what is theirs: without a word of its
    case but the title."""
    named = f"*{' '.join(filter(None, [asked.reference, inert(asked.title, 400)]))}*"
    how = "Judge it without looking up how it was decided"
    if asked.comes_at is not None:
        how += f". You've put it off until {date(asked.comes_at)}, and can do it now"
    elif asked.lapses_at is not None:
        how += f", by {date(asked.lapses_at)}: then it goes to somebody else"
    words = f"{named} · {kind_words(asked.kind)}\n{how}."
    return [section(words), _row(asked, f"{LOOK_BLOCK}_{asked.look}")]


def _row(case: BlindCase | LookAsked, block_id: str) -> Block:
    value = str(case.look)
    pressed = [
        (SECOND_LOOK, "Judge it", True),
        *([(LOOK_PUT_OFF, "Snooze until tomorrow", False)] if case.can_snooze else []),
        (LOOK_PASS_ON, "I know the decision", False),
    ]
    elements = [
        _pressed(action, label, value, case.reference) | ({"style": "primary"} if main else {})
        for action, label, main in pressed
    ]
    return {"type": "actions", "block_id": block_id, "elements": elements}


def no_longer_wanted(reference: str, look: SecondLook, user: UserId) -> Message:
    """One that is settled: what came of it for who was asked."""
    came_of_it = "it isn't to be judged any more."
    if look.verdict is not None and look.verdict.by == user:
        came_of_it = "you have judged it. Thank you."
    elif look.is_with(user) and look.comes_at is not None:
        came_of_it = "it comes back on your next working day."
    elif look.is_with(user):
        came_of_it = "you're asked again further down."
    elif look.is_open or look.verdict is not None:
        came_of_it = "it went to somebody else."
    words = f"Second look at {reference}: {came_of_it}"
    return Message(words, [small_print(words)])


def differs(
    view: CaseView,
    look: SecondLook,
    grounds: Mapping[str, str],
    instead: UserId | None,
    url: str,
) -> Message | None:
    """Both sides beside each other, to who decided and to a manager."""
    verdict, decision = look.verdict, view.decision
    if verdict is None or decision is None:
        return None
    feed_back = " give feedback," if view.asks_feedback else ""
    words = (
        f"{person(verdict.by)} judged this case without seeing the decision, and came to something "
        f"else. The decision may be right: please read both sides, then correct it,{feed_back} or "
        "leave it."
    )
    said = f"“{shortened(verdict.words, 3, SIDE_SHOWN)[0]}”" if verdict.words else ""
    ground = grounds.get(verdict.ground, verdict.ground)
    why = shortened(decision.explanation, 3, SIDE_SHOWN)[0]
    by = f"Decided by {person(decision.decided_by)}"
    sides = fields(
        _side(by, decision.outcome, decision.ground_words, why),
        _side(f"Second look by {person(verdict.by)}", verdict.outcome, ground, said),
    )
    beside = [_pressed(LOOK_LEAVE, "Leave it as it is", str(look.id), view.reference)]
    if view.asks_feedback:
        ask = _pressed(FEEDBACK, "Give feedback", str(view.id), view.reference)
        beside.insert(0, ask)
    made = case_note(view, url, words, Move.DECIDE, Move.REOPEN, beside=beside)
    message = Message(made.text, [made.blocks[0], sides, *made.blocks[1:]])
    return in_place_of(instead, message) if instead is not None else message


def differs_of_kept(seen: Glimpse, now: datetime) -> Message:
    """To who may not read the case: that there is a difference, and nothing of it."""
    words = f"A second look came to another result. {guarded(seen, now)}."
    return Message(words, [section(words)])


def _pressed(action: str, label: str, value: str, reference: str) -> Block:
    return action_button(action, label, value) | {"accessibility_label": f"{label}: {reference}"}


def _side(whose: str, outcome: str, ground: str, reasons: str) -> str:
    label = inert(outcome_label(outcome), 100)
    return f"*{whose}*\n{label}\n_{inert(ground, 300)}_\n{reasons}".rstrip()


def settled_difference(reference: str, settled: Settled | None) -> Message:
    """One that is settled: what came of it, and of whom, where its reader may know."""
    came_of_it = "nothing left to do here."
    if settled is not None:
        came_of_it = _CAME_OF_IT[settled.how].format(who=person(settled.by))
    words = f"Second look at {reference}: {came_of_it}"
    return Message(words, [small_print(words)])


_CAME_OF_IT = {
    Consequence.LEFT: "{who} left the decision as it is.",
    Consequence.FEEDBACK: "{who} asked for feedback.",
    Consequence.CORRECTED: "{who} decided it anew.",
}
