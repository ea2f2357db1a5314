"""What waits for somebody on their App Home beside cases: questions put to them, feedback items."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.case.confidentiality import Confidentiality
from bot.case.consult import Consult
from bot.case.feedback import FeedbackMove
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Via
from bot.views.home import ASKED_SHOWN, home_of, shown_on
from handlers.delivery.rendering_home import render_home
from handlers.slack.context.mine import listed_mine
from handlers.slack.messages.home import home
from storage.work import DatabaseStorage
from tests.architecture.slack_limits import home_problems
from tests.support.factories import (
    CRANE,
    FINCH,
    HERON,
    NOON,
    STORK,
    after,
    open_one,
    policy,
    settle,
)
from tests.support.feedback import asks, moves, with_targets

CAUSES = ("language", "wrong_policy_reading", "missing_evidence", "tool_fault", "policy_gap")


def puts(
    storage: DatabaseStorage, case: EscalationId, to: UserId, question: str, hours: float = 8
) -> None:
    """Heron asks somebody about a case."""
    with storage.begin() as work:
        work.consults.add(
            Consult(0, case, "safety", (to,), (to,), question, HERON, NOON, after(hours=hours))
        )


def lines(storage: DatabaseStorage, user: UserId) -> list[str]:
    view: Any = render_home(storage, user, NOON)
    assert home_problems(view) == []
    return [b["text"]["text"] for b in view["blocks"] if b["type"] in ("header", "section")]


@pytest.fixture(autouse=True)
def case(storage: DatabaseStorage) -> EscalationId:
    settle(storage, with_targets(policy()))
    return open_one(storage, title="Acme: hidden")


def test_who_is_asked_sees_the_question_with_what_is_due_first_at_the_top(
    storage: DatabaseStorage, case: EscalationId
) -> None:
    puts(storage, case, FINCH, "The later one?", hours=9)
    puts(storage, case, FINCH, "The first one?", hours=8)
    puts(storage, case, CRANE, "Somebody else's?")

    told = lines(storage, FINCH)
    assert told[1] == "Asked of you (2)"
    assert ["The first one?" in told[2], "The later one?" in told[3]] == [True, True]
    assert "Somebody" not in str(told)


def test_of_a_case_that_they_may_not_see_there_is_the_reference_and_it_counts_as_shown(
    storage: DatabaseStorage,
) -> None:
    kept = open_one(storage, title="Secret")
    with storage.begin() as work:
        found = work.escalations.get(kept)
        assert found is not None
        work.escalations.save(replace(found, confidentiality=Confidentiality.LEGAL_PRIVILEGED))
    puts(storage, kept, FINCH, "May we?")

    assert "Secret" not in str(lines(storage, FINCH))
    with storage.read() as work:
        assert [view.id for view in shown_on(home_of(work, FINCH, NOON))] == [kept]


def test_those_that_are_left_out_are_not_taken_for_shown(storage: DatabaseStorage) -> None:
    """Whose look at them would be noted, where they are above `internal`."""
    cases = [open_one(storage) for _ in range(ASKED_SHOWN + 2)]
    for hours, case in enumerate(cases):
        puts(storage, case, FINCH, "May we?", hours=hours)
    with storage.read() as work:
        view = home_of(work, FINCH, NOON)

    assert (len(view.asked.first), view.asked.total) == (ASKED_SHOWN, len(cases))
    assert [view.id for view in shown_on(view)] == cases[:ASKED_SHOWN]


def test_of_many_questions_and_items_the_rest_is_counted(
    storage: DatabaseStorage, case: EscalationId
) -> None:
    for number in range(7):
        puts(storage, case, FINCH, f"Number {number}?", hours=number)
    for cause in (*CAUSES, "policy_unclear", "training_gap"):
        asks(storage, HERON, case, root_cause=cause)
    with storage.read() as work:
        view = home_of(work, FINCH, NOON)

    told = str(home(view, "", NOON))
    assert ("Asked of you (7)" in told, "Feedback with you (7)" in told) == (True, True)
    assert told.count("… and 2 more, due later: `/escalations mine` lists them.") == 2
    _, listed = listed_mine(storage, Actor(FINCH, Via.COMMAND), NOON)
    assert [f"Number {n}?" in str(listed.blocks) for n in range(7)] == [True] * 7
    assert [f"FB-{n}" in str(listed.blocks) for n in range(1, 8)] == [True] * 7


def test_an_item_is_with_who_does_it_and_then_with_who_asked(
    storage: DatabaseStorage, case: EscalationId
) -> None:
    asks(storage, STORK, case)
    assert "Feedback with you (1)" in lines(storage, FINCH)
    assert "Feedback with you (1)" not in lines(storage, STORK)

    moves(storage, FINCH, FeedbackMove.ACCEPT)
    moves(storage, FINCH, FeedbackMove.DONE)

    assert "Feedback with you (1)" not in lines(storage, FINCH)
    assert "Feedback with you (1)" in lines(storage, STORK)


def test_a_manager_has_an_item_of_their_own_once_where_it_is_to_be_done(
    storage: DatabaseStorage, case: EscalationId
) -> None:
    """Not on the board, which is left out first where a Home is full, and is what others do."""
    asks(storage, STORK, case, root_cause="language")
    asks(storage, HERON, case, root_cause="tool_fault")
    board = "*Feedback with others*"
    assert f"{board} (2)" in lines(storage, STORK), "both are the target's to do"

    for item in (1, 2):
        moves(storage, FINCH, FeedbackMove.ACCEPT, item=item)
        moves(storage, FINCH, FeedbackMove.DONE, item=item)

    told = lines(storage, STORK)
    assert ["Feedback with you (1)" in told, f"{board} (1)" in told] == [True, True]
    assert [str(told).count(f"FB-{item}*") for item in (1, 2)] == [1, 1]
    theirs = told.index("Feedback with you (1)")
    assert ["FB-1" in told[theirs + 1], "FB-2" in told[told.index(f"{board} (1)") + 1]] == [
        True
    ] * 2


def test_with_nothing_else_to_do_raising_is_not_the_main_thing_where_somebody_waits(
    storage: DatabaseStorage, case: EscalationId
) -> None:
    puts(storage, case, FINCH, "May we?")

    view: Any = render_home(storage, FINCH, NOON)
    main = [
        e["text"]["text"] for b in view["blocks"] for e in b.get("elements", ()) if "style" in e
    ]
    assert main == ["Answer"]
