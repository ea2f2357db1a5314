"""App Home: what is somebody's to do first, what they raised, and to managers the board."""

from __future__ import annotations

from datetime import datetime

from bot.case.transitions import Move
from bot.casework.case_view import CaseView
from bot.rotation.choice import Absence
from bot.views.home import HomeView
from bot.views.lists import CaseList
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.ids import COME_BACK, GO_AWAY, RAISE, SETTINGS
from handlers.slack.messages.board import board
from handlers.slack.messages.consults import each_put
from handlers.slack.messages.entries import brief, due, state_and_due, with_acts
from handlers.slack.messages.feedback import each_item
from handlers.slack.messages.fitting import and_more
from handlers.slack.messages.markup import (
    action_button,
    button,
    date,
    divider,
    header,
    inert,
    person,
    section,
    small_print,
)
from handlers.slack.messages.second_looks import asked_for

BLOCKS_LIMIT = 100
"""A Home takes no more."""


def home(view: HomeView, team_url: str, now: datetime) -> View:
    """A person's App Home."""
    is_theirs = bool(
        view.approvals.total
        or view.offered.total
        or view.held.total
        or view.waiting.total
        or view.second_look
        or view.asked.total
        or view.feedback.total
    )
    blocks = [header("Escalations"), *_top(view, is_theirs)]
    if view.is_specialist or is_theirs:
        blocks += _theirs(view, team_url, now, is_theirs)
    if view.board is not None:
        blocks.append(divider())
        blocks += board(view.board, team_url, now, view.lately)
    is_alone = not (view.is_specialist or is_theirs or view.board is not None)
    if view.raised.total or is_alone:
        blocks.append(divider())
        blocks += _raised(view.raised, team_url, now)
    if view.closed.total:
        blocks += _closed(view.closed, team_url, now)
    return {"type": "home", "blocks": _fitting(blocks)}


def home_refused(words: str) -> View:
    """App Home for somebody who can't act."""
    return {"type": "home", "blocks": [header("Escalations"), section(inert(words))]}


def _top(view: HomeView, is_theirs: bool) -> list[Block]:
    """What can always be done. Raising one is the main thing where nothing waits for them."""
    row = [action_button(RAISE, "Raise an escalation", "home", main=not is_theirs)]
    if view.absence is not None:
        row.append(action_button(COME_BACK, "I'm back", ""))
    elif view.is_specialist:
        row.append(action_button(GO_AWAY, "I'm away", ""))
    if view.board is not None:
        row.append(action_button(SETTINGS, "Settings", "home"))
    blocks: list[Block] = [{"type": "actions", "block_id": "home", "elements": row}]
    if view.absence is not None:
        blocks.append(section(_away(view.absence)))
    return blocks


def _away(absence: Absence) -> str:
    until = f" until {date(absence.until)}" if absence.until else ""
    cover = f" {person(absence.cover)} covers for you." if absence.cover else ""
    return f"*You're away*{until}: nothing is offered to you.{cover}"


def _theirs(view: HomeView, team_url: str, now: datetime, is_theirs: bool) -> list[Block]:
    if not is_theirs:
        words = "Nothing is with you now. What is offered to you shows up here, with *Claim*."
        return [divider(), section(words)]
    blocks = _asked(view, team_url, now)
    for title, cases, line in (
        ("Waits for your approval", view.approvals, _written),
        ("Offered to you", view.offered, _offered),
        ("With you", view.held, _held),
        ("Waiting", view.waiting, _waiting),
    ):
        if cases.total:
            blocks += [divider(), _title(title, cases.total)]
            for case in cases.cases:
                is_next = cases in (view.offered, view.approvals)
                blocks += with_acts(case, line, team_url, now, "home", is_next=is_next)
            blocks += _left(cases, "due later")
    if view.feedback.total:
        found = view.feedback
        items = each_item(found, team_url, now, "home_feedback")
        blocks += [divider(), _title("Feedback with you", found.total), *items]
        blocks += _more(found.total - len(found.items), "due later")
    if view.second_look is not None:
        blocks += [divider(), _title("Second look", 1), *asked_for(view.second_look)]
    return blocks


def _asked(view: HomeView, team_url: str, now: datetime) -> list[Block]:
    """The questions put to them: of what's theirs to do, somebody waits for these."""
    asked = view.asked
    if not asked.total:
        return []
    shown = each_put(asked.first, team_url, now)
    more = _more(asked.total - len(asked.first), "due later")
    return [divider(), _title("Asked of you", asked.total), *shown, *more]


def _raised(raised: CaseList, team_url: str, now: datetime) -> list[Block]:
    if not raised.total:
        words = "What you raise shows up here: who has it and when it is due."
        return [section(f"Nothing you raised is open. {words}")]
    blocks: list[Block] = [_title("Raised by you", raised.total)]
    for case in raised.cases:
        blocks += brief(case, state_and_due, team_url, now, is_theirs=True)
    return blocks + _left(raised, "older")


def _closed(closed: CaseList, team_url: str, now: datetime) -> list[Block]:
    """What they raised that was closed lately, with Reopen beside it."""
    blocks: list[Block] = [_title("Recently closed", closed.total)]
    for case in closed.cases:
        shown = brief(case, _how_it_ended, team_url, now)
        if Move.REOPEN in case.moves:
            shown[0] |= {"accessory": button(Move.REOPEN, case.id, case.reference)}
        blocks += shown
    return blocks


def _how_it_ended(view: CaseView, _now: datetime) -> str:
    e = view.escalation
    at = f"closed {date(e.closed_at)}" if e.closed_at else "closed"
    return f"{at} ({e.close_reason})"


def _title(words: str, count: int) -> Block:
    return header(f"{words} ({count})")


def _left(cases: CaseList, which: str) -> list[Block]:
    return _more(cases.total - len(cases.cases), which)


def _more(count: int, which: str) -> list[Block]:
    words = f", {which}: `/escalations mine` lists them."
    return [small_print(more) for more in and_more(count, words)]


def _fitting(blocks: list[Block]) -> list[Block]:
    """What a Home has room for, from the top: what is theirs to do comes first."""
    if len(blocks) <= BLOCKS_LIMIT:
        return blocks
    left_out = small_print("… and more than fits here. See `/escalations mine`.")
    return [*blocks[: BLOCKS_LIMIT - 1], left_out]


def _offered(view: CaseView, now: datetime) -> str:
    e = view.escalation
    when = due(view, now)
    if e.hand_over is not None:
        note = f": {inert(e.hand_over.note, 200)}" if e.hand_over.note else ""
        return f"{when}\nHanded over to you by {person(e.hand_over.by)}{note}".strip()
    return f"{when}\nWhy you: {inert(e.offer.why, 300)}".strip() if e.offer else when


def _written(view: CaseView, now: datetime) -> str:
    by = view.escalation.owner
    written = f"decision written by {person(by)}" if by else "decision written"
    return " · ".join(filter(None, [written, due(view, now)]))


def _held(view: CaseView, now: datetime) -> str:
    e = view.escalation
    if e.is_untold:
        also = "; it is to be carried out, too" if e.is_to_be_carried_out else ""
        if e.silence is not None:
            return f"decided, and its party may not be told: close it untold, or wait{also}"
        return f"decided: tell the impacted party, then mark it communicated{also}"
    if e.is_settling:
        told = "its party is not told" if e.close_note else "its party is told"
        return f"decided, and {told}: have it carried out, then mark it carried out"
    if e.is_in_review:
        return " · ".join(filter(None, ["decision waits for approval", due(view, now)]))
    over = f"\nHand-over asked of {person(e.hand_over.to)}" if e.hand_over else ""
    return (due(view, now) + over).strip()


def _waiting(view: CaseView, now: datetime) -> str:
    wait = view.escalation.wait
    if wait is None:
        return due(view, now)
    return f"on {wait.on.words} until {date(wait.until)}: {inert(wait.for_what, 300)}"
