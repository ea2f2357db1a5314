"""Feedback items: the message in the target's channel, private notes, and a line in a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from bot.case.decision import ROOT_CAUSES
from bot.case.feedback import FeedbackItem, FeedbackMove, FeedbackState
from bot.case.identifiers import UserId, reference
from bot.views.feedback import FeedbackList, FeedbackView
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import FEEDBACK_BLOCK
from handlers.slack.messages.fitting import and_more
from handlers.slack.messages.markup import (
    Message,
    action_button,
    date,
    header,
    inert,
    link,
    person,
    quoted,
    section,
    small_print,
    thread_link,
)

LABELS = {
    FeedbackMove.ACCEPT: "Accept",
    FeedbackMove.REJECT: "Reject",
    FeedbackMove.DONE: "Done",
    FeedbackMove.VERIFY: "Verify",
}
_MAIN = (FeedbackMove.ACCEPT, FeedbackMove.DONE, FeedbackMove.VERIFY)
TEXTS_SHOWN = 3
TEXT_LIMIT = 1500
"""Of what one case says should change, as it is escaped; as typed it is 1,000 at most."""
CASES_SHOWN = 20


def item_message(view: FeedbackView, team_url: str, now: datetime) -> Message:
    """An item as it is now: what should change and why, who has it, by when, for which cases."""
    item = view.item
    title = f"{item.reference} · Feedback for {item.target}"
    facts = [
        f"*{cause(item)}* · {stands(view, now)}",
        f"For {person(view.owner)}, asked by {person(item.asked_by)} {date(item.asked_at)}",
    ]
    blocks: list[Block] = [header(title), section("\n".join(facts)), *_change(item)]
    if item.state is FeedbackState.REJECTED:
        blocks.append(section(f"*Why not*\n{inert(item.reason, TEXT_LIMIT)}"))
    blocks.append(section(_cases(view, team_url)))
    blocks += row(view)
    return Message(f"{inert(title)}: {cause(item)}, {stands(view, now)}", blocks)


def news(
    view: FeedbackView, state: FeedbackState, instead: UserId | None, team_url: str
) -> Message:
    """To who asked: that the target has rejected it, or that it is done and theirs to verify."""
    item = view.item
    mark = item.mark(state)
    by = f" by {person(mark.by)}" if mark is not None else ""
    yours = f"Your feedback to {inert(item.target, 80)}"
    if state is FeedbackState.REJECTED:
        words = f"{yours} was rejected{by}: {inert(item.reason, TEXT_LIMIT)}"
    else:
        words = f"{yours} is done, says{by.removeprefix(' by')}. Please check it and verify it."
    return _note(view, _in_place_of(instead) + words, team_url)


def reminder(view: FeedbackView, instead: UserId | None, team_url: str, now: datetime) -> Message:
    """To who is to act: that it is half way, late, or still to be verified."""
    item = view.item
    match item.state:
        case FeedbackState.DONE:
            words = "This feedback is marked as done and nobody has verified it yet."
        case FeedbackState.OPEN | FeedbackState.ACCEPTED if item.is_late(now):
            words = f"This feedback is late: it was due {date(item.due_at)}."
        case FeedbackState.OPEN:
            words = f"This feedback waits to be accepted. It's due {date(item.due_at)}."
        case FeedbackState.ACCEPTED:
            words = f"This feedback is to be done by {date(item.due_at)}."
        case FeedbackState.VERIFIED | FeedbackState.REJECTED:
            words = "This feedback is settled."
        case _:
            assert_never(item.state)
    return _note(view, _in_place_of(instead) + words, team_url)


def settled_note(
    view: FeedbackView, team_url: str, now: datetime, *, is_overtaken: bool
) -> Message:
    """A note that has nothing left to press: what came of the item, or that it was said again."""
    newer = " There's a newer reminder further down." if is_overtaken else ""
    words = f"{_line(view, team_url, now)}.{newer}"
    return Message(f"{view.item.reference}: {stands(view, now)}", [small_print(words)])


def feedback_list(title: str, found: FeedbackList, team_url: str, now: datetime) -> list[Block]:
    """The items somebody is to see to; nothing where there are none."""
    if not found.total:
        return []
    more = and_more(found.total - len(found.items), ", due later.")
    head = section(f"*{title}* ({found.total})")
    return [head, *each_item(found, team_url, now), *map(small_print, more)]


def each_item(
    found: FeedbackList, team_url: str, now: datetime, block: str = FEEDBACK_BLOCK
) -> list[Block]:
    """A line for each item, with what its reader may do to it."""
    blocks: list[Block] = []
    for view in found.items:
        blocks.append(section(_line(view, team_url, now)))
        blocks += row(view, f"{block}_{view.item.id}")
    return blocks


def cause(item: FeedbackItem) -> str:
    """The root cause as people call it."""
    return ROOT_CAUSES.get(item.root_cause) or inert(item.root_cause, 80)


def stands(view: FeedbackView, now: datetime) -> str:
    """How an item stands, in a few words."""
    item, mark = view.item, view.item.mark(view.item.state)
    by = f" by {person(mark.by)} {date(mark.at)}" if mark is not None else ""
    due = f"{'*late*, was due' if item.is_late(now) else 'due'} {date(item.due_at)}"
    match item.state:
        case FeedbackState.OPEN:
            return f"open, {due}"
        case FeedbackState.ACCEPTED:
            return f"accepted{by}, {due}"
        case FeedbackState.DONE:
            return f"done{by}, to be verified"
        case FeedbackState.VERIFIED:
            return f"verified{by}"
        case FeedbackState.REJECTED:
            return f"rejected{by}"
        case _:
            assert_never(item.state)


def row(view: FeedbackView, block_id: str = FEEDBACK_BLOCK) -> list[Block]:
    """The buttons of what may be done."""
    item = view.item
    elements = [
        action_button(move.value, LABELS[move], str(item.id), main=move in _MAIN)
        | {"accessibility_label": f"{LABELS[move]} {item.reference}"}
        for move in view.moves
    ]
    return [{"type": "actions", "block_id": block_id, "elements": elements}] if elements else []


def _change(item: FeedbackItem) -> list[Block]:
    texts = item.texts
    blocks: list[Block] = []
    if texts:
        blocks.append(section("*What should change*"))
    for text in texts[:TEXTS_SHOWN]:
        blocks += [section(paragraph) for paragraph in quoted(text, TEXT_LIMIT)]
    blocks += map(small_print, and_more(len(texts) - TEXTS_SHOWN, " are in the cases."))
    kept = [case for case in item.cases if case.is_kept]
    if kept and not texts:
        ask = f"Ask {person(kept[0].by)} what should change: few people may read the case."
        blocks.append(section(ask))
    return blocks


def _cases(view: FeedbackView, team_url: str) -> str:
    """References alone: a title may name somebody. Those that all may read are links."""
    threads, cases = view.threads or {}, view.item.cases
    named = [
        link(thread_link(team_url, threads.get(case.escalation_id)), reference(case.escalation_id))
        for case in cases[:CASES_SHOWN]
    ]
    more = len(cases) - len(named)
    listed = ", ".join(named) + (f" and {more} more" if more else "")
    return f"{'Case' if len(cases) == 1 else f'{len(cases)} cases'}: {listed}"


def _line(view: FeedbackView, team_url: str, now: datetime) -> str:
    named, why, cases = _named(view, team_url)
    return " · ".join([named, why, stands(view, now), cases])


def _named(view: FeedbackView, team_url: str) -> tuple[str, str, str]:
    """Which item, of what cause, of how many cases."""
    item, count = view.item, len(view.item.cases)
    named = link(thread_link(team_url, view.place), item.reference)
    cases = reference(item.cases[0].escalation_id) if count == 1 else f"{count} cases"
    return f"*{named}* {inert(item.target, 80)}", cause(item), cases


def _note(view: FeedbackView, words: str, team_url: str) -> Message:
    line = " · ".join(_named(view, team_url))
    blocks = [section(f"{words}\n{line}"), *_change(view.item)]
    buttons: Sequence[Block] = row(view)
    return Message(f"{words} {view.item.reference}", [*blocks, *buttons])


def _in_place_of(user: UserId | None) -> str:
    return f"{person(user)} isn't there, so you are told in their place. " if user else ""
