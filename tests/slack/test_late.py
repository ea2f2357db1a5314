"""By how much something is late is counted in one way, wherever it is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.casework.case_view import CaseView
from bot.casework.viewer import Viewer
from handlers.slack.messages.in_a_line import linked
from handlers.slack.messages.worst import standing, worst_facts
from tests.architecture import conftest
from tests.architecture.stage import Stage
from tests.support.factories import CRANE, HERON
from tests.support.offices import office_policy

NewStage = Callable[..., Stage]
stage_engine, new_stage = conftest.stage_engine, conftest.new_stage


def seen(stage: Stage) -> CaseView:
    """The only case, as Heron sees it: due at one in the afternoon, an hour after it was raised."""
    case = stage.open()
    with stage.storage.read() as work:
        escalation = work.escalations.get(case)
        assert escalation is not None
        (view,) = Viewer(work, HERON).views([escalation])
    assert isinstance(view, CaseView)
    return view


def test_an_offer_and_a_list_say_the_same_of_a_night_that_has_passed(new_stage: NewStage) -> None:
    stage = new_stage(played_by=office_policy((HERON, "copenhagen"), (CRANE, "copenhagen")))
    view, next_morning = seen(stage), stage.now + timedelta(hours=20)

    assert worst_facts(view, next_morning) == "*The first response is late by 19 h.* "
    assert standing(view, next_morning).startswith("*Late* by 19 h (first response, since ")


def test_a_list_says_by_how_much_and_since_when_and_not_once_more_when_it_was_due(
    new_stage: NewStage,
) -> None:
    stage = new_stage(played_by=office_policy((HERON, "copenhagen"), (CRANE, "copenhagen")))
    view, at = seen(stage), stage.now

    late = linked(view, "", at + timedelta(hours=2))
    assert "(P1, Other): *Late* by 1 h (first response, since " in late
    assert "due" not in late
    assert "*At risk* · open, offered to" in linked(view, "", at + timedelta(minutes=55))
    soon = linked(view, "", at + timedelta(minutes=5))
    assert "(P1, Other): open, offered to" in soon
    assert ". First response due " in soon
