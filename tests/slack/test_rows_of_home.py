"""What can be done to a case on App Home and on the board: one menu a row, whatever there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.casework.viewer import Viewer
from handlers.delivery.rendering_home import render_home
from tests.architecture import conftest
from tests.architecture.card_states import CARD_STATES
from tests.architecture.stage import Stage
from tests.support.factories import CRANE, HERON, STORK, policy

NewStage = Callable[..., Stage]
stage_engine, new_stage = conftest.stage_engine, conftest.new_stage


def menus_of(block: Any) -> list[Any]:
    elements = [*block.get("elements", ()), *filter(None, [block.get("accessory")])]
    return [e for e in elements if e.get("type") == "overflow"]


@pytest.mark.parametrize("state", CARD_STATES)
def test_no_row_has_two_menus_and_nothing_is_left_out(state: str, new_stage: NewStage) -> None:
    stage = new_stage(played_by=policy([HERON, CRANE]))
    stage.open()
    case = stage.open()
    CARD_STATES[state](stage, case)

    for user in (HERON, CRANE, STORK):
        blocks: Any = render_home(stage.storage, user, stage.now)["blocks"]
        assert all(len(menus_of(block)) <= 1 for block in blocks), (user, blocks)


def test_what_changes_the_facts_is_beside_them_where_one_menu_has_no_room(
    new_stage: NewStage,
) -> None:
    stage = new_stage()
    case = stage.open()
    CARD_STATES["claimed"](stage, case)
    with stage.storage.read() as work:
        escalation = work.escalations.get(case)
        assert escalation is not None
        (view,) = Viewer(work, STORK).views([escalation])
    blocks: Any = render_home(stage.storage, STORK, stage.now)["blocks"]

    entries = [o["text"]["text"] for b in blocks for m in menus_of(b) for o in m["options"]]
    assert len(view.moves) > 5
    assert {"Take over", "Change priority", "Legal deadline"} <= set(entries)
    (beside,) = [b["accessory"] for b in blocks if b["type"] == "section" and menus_of(b)]
    assert [o["text"]["text"] for o in beside["options"]][:2] == [
        "Change priority",
        "Legal deadline",
    ]
