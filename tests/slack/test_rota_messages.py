"""The rota and the notes about people fit Slack's limits, however many there are of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.case.identifiers import UserId
from bot.notices import MemberLeft, WentAway
from bot.policy import Member
from bot.views.rota import rotas
from handlers.delivery.rendering import render
from handlers.slack.messages.rota import rota_message
from tests.architecture import conftest
from tests.architecture.slack_limits import message_problems
from tests.architecture.stage import TEXTS, Stage, Texts, names
from tests.support.factories import CRANE, HERON, STORK, person, policy

NewStage = Callable[..., Stage]
stage_engine, new_stage = conftest.stage_engine, conftest.new_stage


@pytest.mark.parametrize("count", [0, 1, 50, 400])
def test_a_rota_fits_or_says_that_it_is_cut(count: int, new_stage: NewStage) -> None:
    skills = ("appeal & <more>", "language:da", *(f"skill {n}" for n in range(12)))
    members = [
        Member(UserId(f"U0BIRD{n:05}"), "copenhagen", skills, capacity=7, vendor="A & B")
        for n in range(count)
    ]
    stage = new_stage(played_by=policy(members))
    with stage.storage.begin() as work:
        work.people.put([person(m.user) for m in members])
        found = rotas(work, STORK, "", stage.now)

    message = rota_message(found, stage.now, is_away=True)

    assert message_problems(message) == []
    is_cut = "more than fits here" in str(message.blocks)
    assert is_cut == (count > 50)
    assert ("U0BIRD00049" in str(message.blocks)) == (count >= 50 and not is_cut) or is_cut


@pytest.mark.parametrize("texts", names(TEXTS))
def test_what_somebody_has_fits_or_says_that_it_is_cut(texts: Texts, new_stage: NewStage) -> None:
    stage = new_stage(texts=texts)
    for _ in range(20):
        stage.hand(HERON).claim(stage.open(), stage.now)
    stage.go_away(HERON, HERON, timedelta(days=1), CRANE)
    went = render(stage.storage, stage.said(WentAway), stage.now)
    stage.leaves(HERON, is_deactivated=True)
    left = render(stage.storage, stage.said(MemberLeft), stage.now)

    for message in (went, left):
        assert message is not None
        assert message_problems(message) == []
        assert "more: see `/escalations open`" in str(message.blocks)
