"""App Home within Slack's limits, whatever there is of queues, people, offices and cases."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.case.identifiers import UserId
from bot.casework.attention import Counts
from bot.views.board import Board, BoardView, Choices, Workload
from bot.views.home import HomeView
from bot.views.lists import CaseList
from handlers.slack.contract.ids import GO_AWAY
from handlers.slack.messages.board import LISTED
from handlers.slack.messages.home import home
from tests.architecture.slack_limits import home_problems
from tests.slack.test_digest_said import a_view
from tests.support.factories import NOON, STORK

NOTHING = CaseList((), 0)
AMPERSANDS = "&" * 80
HOSTILE = "```<!channel> *a* & <@U0STORK>\n" + "n" * 100


def with_board(chosen: Board, count: int, name: str = HOSTILE) -> HomeView:
    people = {UserId(f"U0{n:04}"): f"{name}{n}" for n in range(count)}
    names = tuple(f"queue_{n:03}_{'q' * 100}" for n in range(count))
    load = tuple(
        Workload(user, name, f"office_{n % 9}", n, n if n % 2 else None, None)
        for n, (user, name) in enumerate(people.items())
    )
    choices = Choices(names, ("other", "unknown"), people, names)
    counts = {name: Counts(*[9999] * 6) for name in names}
    board = BoardView(chosen, choices, counts, load, NOTHING, 1)
    return HomeView(STORK, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, False, None, board)


def selects(view: Any) -> dict[str, Any]:
    elements = [e for b in view["blocks"] if b["type"] == "actions" for e in b["elements"]]
    return {e["action_id"]: e for e in elements if e["type"] == "static_select"}


def listed(select: Any) -> list[Any]:
    groups = select.get("option_groups", [select])
    return [option for group in groups for option in group["options"]]


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 300, 2000])
def test_a_board_of_many_fits(count: int) -> None:
    view = home(with_board(Board(), count), "", NOON)

    assert home_problems(view) == []
    assert all(len(listed(s)) <= LISTED for s in selects(view).values())


def test_figures_that_are_too_long_lose_whole_lines() -> None:
    view: Any = home(with_board(Board(), 90, AMPERSANDS), "", NOON)

    texts = [str(b.get("text", {}).get("text", "")) for b in view["blocks"]]
    figures, load = next(t for t in texts if "open" in t), next(t for t in texts if "*Load*" in t)
    assert all(len(text) < 3000 for text in (figures, load))
    assert figures.splitlines()[-1].startswith("*78 more queues*: ")
    assert load.splitlines()[-1].startswith("… and ")


def test_what_is_chosen_is_among_the_choices_however_many_there_are() -> None:
    chosen = with_board(Board(person="U01250"), 2000)

    person = selects(home(chosen, "", NOON))["board_person"]

    assert person["initial_option"]["value"] == "U01250"
    assert person["initial_option"] in listed(person)


def test_of_many_people_each_can_be_chosen_from_groups_that_say_who_is_in_them() -> None:
    view: Any = home(with_board(Board(), 250, "bird "), "", NOON)
    away = selects(view)[GO_AWAY]

    assert [g["label"]["text"] for g in away["option_groups"]] == [
        "bird 0 – bird 99",
        "bird 100 – bird 199",
        "bird 200 – bird 249",
    ]
    assert len({o["value"] for o in listed(away)}) == 250
    assert len(listed(selects(view)["board_person"])) == 251


def test_names_are_text_in_the_figures() -> None:
    words = str([b for b in home(with_board(Board(), 3), "", NOON)["blocks"] if "text" in b])  # type: ignore[attr-defined]

    assert "<!channel>" not in words
    assert "```" not in words


def test_another_choice_is_another_block_so_that_a_client_shows_it() -> None:
    def block(board: Board) -> list[str]:
        view: Any = home(with_board(board, 3), "", NOON)
        return [b["block_id"] for b in view["blocks"] if b.get("block_id", "").startswith("choose")]

    assert block(Board()) == block(Board())
    assert block(Board()) != block(Board(person="U00001"))


def test_with_many_people_each_office_counts_all_of_its_own_and_the_busiest_are_named() -> None:
    words = str(home(with_board(Board(), 90, "bird "), "", NOON)["blocks"])

    totals = [sum(n for n in range(90) if n % 9 == office) for office in range(9)]
    for office, total in enumerate(totals):
        assert re.search(rf"\*office {office}\* {total}\b", words, re.IGNORECASE), office
    assert "bird 89" in words
    assert "bird 10 " not in words
    assert "… and 69 more people" in words


def test_a_queue_in_which_nothing_is_open_says_so_without_a_nought() -> None:
    shown = with_board(Board(), 2, "bird ")
    assert shown.board is not None
    by_queue = {"front": Counts(), "legal": replace(Counts(), open=2, waiting=1)}
    board = replace(shown.board, by_queue=by_queue)
    words = str(home(replace(shown, board=board), "", NOON)["blocks"])

    assert "*front*: nothing open" in words
    assert "*legal*: 2 open · 1 waiting" in words


def test_of_more_than_a_home_takes_what_is_theirs_to_do_stays() -> None:
    held = a_view(1)
    many = CaseList((held,) * 16, 16)
    view = replace(with_board(Board(), 1), approvals=many, held=many, waiting=many, raised=many)
    full: Any = home(view, "", NOON)["blocks"]

    assert len(full) == 100
    assert "With you (16)" in str(full)
    assert "more than fits here" in str(full[-1])
