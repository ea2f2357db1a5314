"""The card: six lines, two buttons, and a menu for the rest; closed, three lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from textwrap import wrap
from typing import Any

import pytest

from bot.case.identifiers import EscalationId
from bot.notices import CardChanged
from bot.views.show import decisions_in, show
from handlers.delivery.rendering import render
from handlers.slack.messages.history import history
from handlers.slack.messages.markup import BUTTONS_SHOWN, MENU_ROOM
from tests.architecture import conftest
from tests.architecture.card_states import CARD_STATES
from tests.architecture.plays import (
    Play,
    carry_out_if_needed,
    claim,
    claim_by_another,
    close,
    communicate,
    decide,
    hand_over,
    reopen,
    then,
)
from tests.architecture.stage import Stage
from tests.support.factories import HERON, WREN

NewStage = Callable[..., Stage]
stage_engine, new_stage = conftest.stage_engine, conftest.new_stage
FOLDED = ("Show", "Show more")
SCREEN = 28
"""Lines of 22 points between the bars of a phone that is 844 points high, with gaps of blocks."""


def plain(text: str) -> str:
    """What is seen of markup: names, and dates and links by their labels."""
    dates = re.sub(r"<!date[^|]*\|([^>]+)>", "Mar 2, 2026 at 10:30", text)
    return re.sub(r"<[^|>]*\|([^>]+)>", r"\1", dates).replace("*", "")


def blocks_of(stage: Stage, case: EscalationId) -> list[Any]:
    message = render(stage.storage, CardChanged(case), stage.now)
    assert message is not None
    return list(message.blocks)


def lines(blocks: list[Any]) -> int:
    """How many lines there are to read; a row of buttons is none."""
    texts = [b["elements"][0]["text"] if b["type"] == "context" else None for b in blocks]
    texts += [b["text"]["text"] for b in blocks if b["type"] in ("section", "header")]
    return sum(len(text.splitlines()) for text in texts if text is not None)


def pressed(blocks: list[Any]) -> list[Any]:
    rows = [e for b in blocks if b["type"] == "actions" for e in b["elements"]]
    return rows + [b["accessory"] for b in blocks if "accessory" in b]


def labels(blocks: list[Any]) -> list[str]:
    """Every button and every entry of a menu, in order."""
    return [
        option["text"]["text"]
        for element in pressed(blocks)
        for option in element.get("options", [element])
    ]


def height_on_a_phone(block: Any) -> int:
    """In lines of 22 points, on a screen 390 points wide: beside the picture of who wrote it there
    are about 41 characters a line, 33 in a heading, 50 in small print, 36 beside a menu. A button
    beside words stands below them, and two in a row take two lines."""
    if block["type"] == "actions":
        return 2 * -(-len(block["elements"]) // 3)
    beside = block.get("accessory", {}).get("type")
    words = block["elements"][0] if block["type"] == "context" else block["text"]
    wide = {"header": 33, "context": 50}.get(block["type"], 36 if beside == "overflow" else 41)
    shown = sum(len(wrap(line, wide)) or 1 for line in plain(words["text"]).splitlines())
    return shown + (2 if beside == "button" else 0)


@pytest.mark.parametrize("state", CARD_STATES)
def test_a_card_shows_two_buttons_at_most_and_no_red_one(state: str, new_stage: NewStage) -> None:
    stage = new_stage()
    stage.open()
    case = stage.open()
    CARD_STATES[state](stage, case)

    elements = pressed(blocks_of(stage, case))
    shown = [e["text"]["text"] for e in elements if e["type"] == "button"]
    menus = [e["options"] for e in elements if e["type"] == "overflow"]
    assert len([label for label in shown if label not in FOLDED]) <= BUTTONS_SHOWN
    assert not any(e.get("style") == "danger" for e in elements)
    assert all(1 <= len(options) <= MENU_ROOM for options in menus)


@pytest.mark.parametrize(
    ("state", "most"),
    [
        ("offered", 6),
        ("claimed", 6),
        ("waiting", 6),
        ("overdue", 6),
        ("past its deadline", 6),
        ("decided", 7),
        ("reopened", 8),
        ("communicated", 3),
        ("withdrawn", 3),
    ],
)
def test_a_card_takes_few_lines(state: str, most: int, new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open(what_happened="One line.", links=("https://a.example",))
    CARD_STATES[state](stage, case)

    assert lines(blocks_of(stage, case)) <= most


@pytest.mark.parametrize("state", CARD_STATES)
def test_a_card_fits_one_screen_of_a_phone(state: str, new_stage: NewStage) -> None:
    stage = new_stage()
    stage.open()
    case = stage.open(
        title="Acme: every review since the rebrand of March is hidden, and the press asks",
        account="Acme Holdings International",
        what_happened="Since the rebrand every review is hidden. " * 20,
        links=tuple(f"https://reviews.example/acme/review/{n}?from=mail" for n in range(5)),
    )
    CARD_STATES[state](stage, case)

    blocks = blocks_of(stage, case)
    assert sum(map(height_on_a_phone, blocks)) <= SCREEN, [*map(height_on_a_phone, blocks)]


def test_a_reopened_card_offers_what_one_does_that_never_was_closed(new_stage: NewStage) -> None:
    offered = []
    again = then(decide, communicate, carry_out_if_needed, reopen)
    for play in (claim, then(close, reopen), then(close, reopen, again)):
        stage = new_stage()
        case = stage.open()
        play(stage, case)
        offered.append(labels(blocks_of(stage, case)))

    assert offered[0] == offered[1] == offered[2]
    assert offered[0][:2] == ["Decide", "Wait"]
    assert not {"Reopen", "Show", "Mark carried out", "Mark communicated"} & {*offered[0]}


def test_three_lines_of_the_story_are_shown_and_the_rest_is_folded(new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open(what_happened="One\n\nTwo\nThree\nFour")

    (story,) = [b for b in blocks_of(stage, case) if b.get("block_id") == "card_story"]
    assert story["text"]["text"] == "One\nTwo\nThree …"
    assert story["accessory"]["text"]["text"] == "Show more"


@pytest.mark.parametrize("title", ["x" * 150, "W" * 139 + " :fire: :x:", "<!channel> " + "y" * 139])
def test_a_title_of_150_characters_is_whole_on_the_card(title: str, new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open(title=title)

    headline = blocks_of(stage, case)[0]["text"]["text"]
    kept = title.replace("<", "&lt;").replace(">", "&gt;")
    assert f"ESC-1 · {kept}" in headline


def test_a_reopened_card_says_why_and_what_was_decided_before(new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open()
    then(close, reopen)(stage, case)

    words = str(blocks_of(stage, case))
    assert f"*Reopened* by <@{WREN}>: The customer wrote again." in words
    assert "Decided before: Upheld: the decision stands; the impacted party was told: “" in words


def test_a_decision_after_a_reopening_corrects_nothing(new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open()
    then(close, reopen, decide)(stage, case)

    with stage.storage.read() as work:
        decided = work.decisions.latest(case)
    assert decided is not None
    assert decided.supersedes is None
    assert "corrects" not in str(blocks_of(stage, case))
    decide(stage, case)
    assert "corrects an earlier one" in str(blocks_of(stage, case))


def told(stage: Stage, case: EscalationId) -> str:
    with stage.storage.read() as work:
        _, timeline = show(work, HERON, f"ESC-{case}")
        return "\n".join(history(timeline, decisions_in(work, timeline)))


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (claim, "raised by <@U0WREN>"),
        (
            close,
            "decided: Upheld: the decision stands, by <@U0HERON> — Genuine experience — message: “",
        ),
        (
            hand_over,
            "hand-over asked of <@U0CRANE> by <@U0HERON> — You know them better.",
        ),
    ],
)
def test_history_says_who_did_what(play: Play, words: str, new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open()
    play(stage, case)

    assert words in told(stage, case)
    assert "by the bot" not in told(stage, case)


def test_the_note_of_a_hand_over_belongs_to_who_wrote_it(new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open()
    then(hand_over, claim_by_another)(stage, case)

    taken = [line for line in told(stage, case).splitlines() if "taken over" in line]
    assert len(taken) == 1
    assert taken[0].endswith("taken over from <@U0HERON> by <@U0CRANE>")
