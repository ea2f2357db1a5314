"""That a case was reopened, why, and what was decided before: wherever somebody takes it up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.notices import Offered
from bot.views.show import show
from handlers.delivery.rendering import render
from handlers.delivery.rendering_home import render_home
from handlers.slack.messages import lists
from tests.architecture import conftest
from tests.architecture.plays import close, release, reopen, then
from tests.architecture.stage import Stage
from tests.support.factories import HERON, STORK, WREN

NewStage = Callable[..., Stage]
stage_engine, new_stage = conftest.stage_engine, conftest.new_stage
AGAIN = f"*Reopened* by <@{WREN}>: The customer wrote again."
BEFORE = "Decided before: Upheld: the decision stands; the impacted party was told: “"


def test_home_board_and_show_say_why_and_what_was_decided_before(new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open()
    then(close, reopen)(stage, case)
    with stage.storage.read() as work:
        seen, timeline = show(work, HERON, f"ESC-{case}")
    whole = lists.one(seen, timeline, "https://birds.example/", stage.now)

    homes: list[Any] = [render_home(stage.storage, user, stage.now) for user in (HERON, STORK)]
    for said in (*homes, whole.blocks):
        assert AGAIN in str(said)
        assert BEFORE in str(said)


def test_the_next_offer_says_it_too(new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open()
    then(close, reopen, release)(stage, case)
    offer = stage.said(Offered)

    message = render(stage.storage, offer, stage.now)

    assert message is not None
    assert AGAIN in message.text
    assert BEFORE in str(message.blocks)
