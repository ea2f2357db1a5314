"""What can be done to a case in a list, in a digest and in what `show` says: one menu a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.casework.case_view import CaseView
from bot.casework.viewer import Viewer
from bot.views.digest import digest_now
from handlers.slack.context.listings import listed
from handlers.slack.messages.digest import digest
from handlers.slack.messages.lists import list_of
from handlers.slack.messages.markup import BUTTONS
from tests.architecture import conftest
from tests.architecture.card_states import CARD_STATES
from tests.architecture.slack_limits import message_problems
from tests.architecture.stage import Stage
from tests.slack.test_rows_of_home import menus_of
from tests.support.factories import CRANE, HERON, STORK, policy

NewStage = Callable[..., Stage]
stage_engine, new_stage = conftest.stage_engine, conftest.new_stage
IN_LISTS = ("mine", "open", "at-risk", "search Acme")
NOT_LISTED = {BUTTONS[Move.WITHDRAW], BUTTONS[Move.REOPEN]}


def offered(blocks: Any, case: EscalationId) -> list[str]:
    """What can be pressed of a case, in words."""
    found: list[Any] = []
    for block in blocks:
        elements = [*block.get("elements", ()), *filter(None, [block.get("accessory")])]
        found += [e for e in elements if e.get("type") == "button" and "url" not in e]
        found += [option for menu in menus_of(block) for option in menu["options"]]
    return sorted(e["text"]["text"] for e in found if e["value"].split(":")[-1] == str(case))


def possible(stage: Stage, user: UserId, case: EscalationId) -> set[str]:
    with stage.storage.read() as work:
        found = work.escalations.peek(case)
        assert found is not None
        (view,) = Viewer(work, user).views([found])
    assert isinstance(view, CaseView)
    return {BUTTONS[move] for move in view.moves}


@pytest.mark.parametrize("state", CARD_STATES)
def test_no_row_has_two_menus_and_nothing_is_left_out(state: str, new_stage: NewStage) -> None:
    stage = new_stage(played_by=policy([HERON, CRANE]))
    stage.open()
    case = stage.open(account="Acme")
    CARD_STATES[state](stage, case)

    for user in (HERON, CRANE, STORK):
        may = possible(stage, user, case)
        for which in (*IN_LISTS, "show ESC-2"):
            message = listed(stage.storage, Actor(user, Via.COMMAND), which, stage.now)
            assert message_problems(message) == []
            assert all(len(menus_of(block)) <= 1 for block in message.blocks), (user, which)
            expected = may if which.startswith("show") else may - NOT_LISTED
            is_there = which.startswith(("show", "search")) or "ESC-2" in str(message.blocks)
            assert offered(message.blocks, case) == (sorted(expected) if is_there else [])


def test_what_is_pressed_beside_a_cases_lines_is_pressed_in_the_list(new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open(account="Acme")
    CARD_STATES["claimed"](stage, case)

    for which in ("open", "search Acme", "show ESC-1"):
        blocks: Any = listed(stage.storage, Actor(HERON, Via.COMMAND), which, stage.now).blocks
        (beside,) = (b for b in blocks if b["type"] == "section" and menus_of(b))
        assert list_of(beside["block_id"]) == which


@pytest.mark.parametrize("state", ["overdue", "waiting past its deadline"])
def test_in_a_digest_a_row_has_one_menu_too(state: str, new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open()
    CARD_STATES[state](stage, case)
    with stage.storage.read() as work:
        asked = digest_now(work, STORK, stage.now)
    blocks = digest(asked.figures, asked.worst, (), asked.queues, "UTC", "").blocks

    assert all(len(menus_of(block)) <= 1 for block in blocks)
    assert offered(blocks, case) == sorted(possible(stage, STORK, case) - NOT_LISTED)
