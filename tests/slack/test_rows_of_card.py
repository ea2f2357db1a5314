"""What can be done to a case on its card: one menu a row, and nothing is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from bot.case.identifiers import EscalationId
from bot.case.states import State
from bot.case.transitions import Move, moves_from
from bot.casework.case_view import CaseView, view
from handlers.slack.contract.ids import CARD_BLOCKS, CARD_RAISED, DETAILS, FEEDBACK, WHY_ME
from handlers.slack.messages.card import card
from handlers.slack.messages.markup import OF_THE_FACTS
from tests.architecture import conftest
from tests.architecture.card_states import CARD_STATES
from tests.architecture.pressable import pressable
from tests.architecture.slack_limits import message_problems
from tests.architecture.stage import Stage
from tests.slack.test_rows_of_home import menus_of
from tests.support.factories import policy
from tests.support.feedback import with_targets

NewStage = Callable[..., Stage]
stage_engine, new_stage = conftest.stage_engine, conftest.new_stage
EXPLAINED = {DETAILS, WHY_ME}


def seen(stage: Stage, case: EscalationId) -> CaseView:
    with stage.storage.read() as work:
        found = work.escalations.peek(case)
        assert found is not None
        return view(work, found)


def offered(blocks: list[Any]) -> Counter[str]:
    return Counter(pressable(blocks))


def expected(of: CaseView) -> set[str]:
    """All that a card is to offer: closed, nothing that changes its facts."""
    also = {FEEDBACK} if of.asks_feedback else set()
    if of.escalation.is_closed:
        return {m.value for m in of.moves if m not in OF_THE_FACTS} | also
    return {m.value for m in of.moves} | EXPLAINED | also


@pytest.mark.parametrize("gives_feedback", [True, False])
@pytest.mark.parametrize("state", CARD_STATES)
def test_no_row_has_two_menus_and_nothing_is_left_out(
    state: str, gives_feedback: bool, new_stage: NewStage
) -> None:
    stage = new_stage()
    stage.open()
    case = stage.open(what_happened="One line.")
    CARD_STATES[state](stage, case)
    found = replace(seen(stage, case), asks_feedback=gives_feedback)
    message = card(found, stage.now)
    blocks: Any = message.blocks

    assert message_problems(message) == []
    assert all(len(menus_of(block)) <= 1 for block in blocks)
    assert set(offered(blocks)) - EXPLAINED == expected(found) - EXPLAINED
    assert all(count == 1 for what, count in offered(blocks).items() if what != DETAILS)
    assert all(b["block_id"] in CARD_BLOCKS for b in blocks if menus_of(b))


@pytest.mark.parametrize("state", State)
def test_a_card_has_room_for_all_that_any_case_of_a_state_can_have(
    state: State, new_stage: NewStage
) -> None:
    stage = new_stage()
    found = seen(stage, stage.open(what_happened="One line."))
    for pending, is_offered in product([True, False], repeat=2):
        moves = moves_from(state, hand_over_pending=pending, is_offered=is_offered)
        most = replace(found, moves=moves, asks_feedback=True)
        blocks: Any = card(most, stage.now).blocks

        assert message_problems(card(most, stage.now)) == []
        assert offered(blocks) == Counter(expected(most))
        assert all(len(menus_of(block)) <= 1 for block in blocks)


def test_what_a_row_has_no_room_for_is_beside_who_raised_it(new_stage: NewStage) -> None:
    stage = new_stage(played_by=with_targets(policy()))
    case = stage.open()
    before: Any = card(seen(stage, case), stage.now).blocks
    CARD_STATES["claimed"](stage, case)
    after: Any = card(seen(stage, case), stage.now).blocks

    assert before[-1]["type"] == "context"
    assert after[-1]["block_id"] == CARD_RAISED
    assert after[-1]["text"]["text"] == before[-1]["elements"][0]["text"]
    assert list(pressable([after[-1]])) == [Move.WITHDRAW, FEEDBACK]
