"""What is said to people of second looks: the case without its decision, and both sides of a
difference."""

from __future__ import annotations

from collections.abc import Sequence

from bot import notices as n
from bot.case.identifiers import UserId
from bot.case.second_look import SecondLook
from bot.case.transitions import Move
from bot.casework.case_view import CaseView
from bot.events import FeedbackAsked, SecondLookLeft
from bot.ports import TimelineEntry
from bot.views.second_look import BlindCase
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
from handlers.slack.messages.case_note import case_note
from handlers.slack.messages.markup import (
    Message,
    action_button,
    fields,
    inert,
    person,
    section,
    shortened,
    small_print,
)

STORY_SHOWN = 700
SIDE_SHOWN = 700
"""Of the reasons on one side, as they are escaped; a field holds 2,000 characters."""


def wanted(case: BlindCase) -> Message:
    """To a reviewer: the case in short, and what to press. The form has it whole."""
    words = (
        "Would you take a minute for a second look? Judge this case as if it were yours. It's "
        "decided, and how isn't said here: please don't look it up before you answer."
    )
    about = f"*{case.reference} {inert(case.title, 600)}* · {kind_words(case.kind)}"
    story = shortened(case.what_happened, 6, STORY_SHOWN)[0]
    blocks: list[Block] = [section(words), section(f"{about}\n{story}"), _row(case)]
    return Message(f"{words} {case.reference} {inert(case.title, 600)}", blocks)


def _row(case: BlindCase) -> Block:
    value = str(case.look)
    pressed = [
        (SECOND_LOOK, "Judge it", True),
        *([(LOOK_PUT_OFF, "Snooze until tomorrow", False)] if case.can_snooze else []),
        (LOOK_PASS_ON, "I know the decision", False),
    ]
    elements = [
        action_button(action, label, value, main=main)
        | {"accessibility_label": f"{label}: {case.reference}"}
        for action, label, main in pressed
    ]
    return {"type": "actions", "block_id": LOOK_BLOCK, "elements": elements}


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


def differs(notice: n.SecondLookDiffers, view: CaseView, url: str) -> Message | None:
    """Both sides beside each other, to who decided and to a manager; None once it is settled."""
    look, decision = view.second_look, view.decision
    if look is None or decision is None or look.id != notice.look or not look.is_unsettled:
        return None
    verdict = look.verdict
    assert verdict is not None, "it differs, so it was given"
    words = (
        f"{person(verdict.by)} judged this case without seeing the decision, and came to something "
        "else. It may be right as it is: please read both sides."
    )
    said = f"“{shortened(verdict.words, 3, SIDE_SHOWN)[0]}”" if verdict.words else ""
    sides = fields(
        _side(
            f"Decided by {person(decision.decided_by)}",
            decision.outcome,
            decision.ground_words,
            shortened(decision.explanation, 3, SIDE_SHOWN)[0],
        ),
        _side(f"Second look by {person(verdict.by)}", verdict.outcome, view.second_ground, said),
    )
    leave = action_button(LOOK_LEAVE, "Leave it as it is", str(look.id))
    about = f" {view.reference}"
    beside = [leave | {"accessibility_label": f"Leave it as it is{about}"}]
    if view.asks_feedback:
        ask = action_button(FEEDBACK, "Give feedback", str(view.id))
        beside.insert(0, ask | {"accessibility_label": f"Give feedback{about}"})
    made = case_note(view, url, words, Move.DECIDE, Move.REOPEN, beside=beside)
    return Message(made.text, [made.blocks[0], sides, *made.blocks[1:]])


def _side(whose: str, outcome: str, ground: str, reasons: str) -> str:
    label = inert(outcome_label(outcome), 100)
    return f"*{whose}*\n{label}\n_{inert(ground, 300)}_\n{reasons}".rstrip()


def of_difference(view: CaseView, timeline: Sequence[TimelineEntry]) -> str:
    """What came of a difference, in a sentence; '' where the case itself says it."""
    if view.second_look is None:
        return ""
    for entry in reversed(timeline):
        if isinstance(entry.event, SecondLookLeft) and entry.who is not None:
            return f"{person(entry.who)} left the decision as it is."
        if isinstance(entry.event, FeedbackAsked) and entry.who is not None:
            return f"{person(entry.who)} asked for feedback on it."
    return ""
