"""As much as Slack takes, and what is left out is said."""

from __future__ import annotations

from handlers.slack.messages.fitting import (
    BLOCKS_LIMIT,
    MESSAGE_LIMIT,
    and_more,
    fitting_blocks,
    fitting_lines,
    length,
    paragraphs,
)
from handlers.slack.messages.markup import SECTION_LIMIT, divider, section, small_print

MORE = small_print("… and more.")


def test_lines_that_just_fit_are_all_kept() -> None:
    assert fitting_lines(["abc", "def"], 8) == ["abc", "def"]
    assert fitting_lines(["abc", "def"], 7) == ["abc"]


def test_nothing_comes_after_the_first_that_has_no_room() -> None:
    assert fitting_lines(["abc", "defghi", "j"], 9) == ["abc"]


def test_as_many_blocks_as_a_message_takes_with_those_beside_them() -> None:
    beside = [divider(), divider()]

    shown = fitting_blocks([divider()] * BLOCKS_LIMIT, MORE, beside)

    assert len([*shown, *beside]) == BLOCKS_LIMIT
    assert shown[-1] == MORE


def test_as_many_characters_as_a_message_takes_with_those_beside_them() -> None:
    beside = [section("b" * 500)]

    shown = fitting_blocks([section("a" * 1000)] * 20, MORE, beside)

    assert shown[-1] == MORE
    assert MESSAGE_LIMIT - 1000 < length([*shown, *beside]) <= MESSAGE_LIMIT


def test_blocks_that_fit_say_nothing_of_more() -> None:
    blocks = [section("one"), section("two")]

    assert fitting_blocks(blocks, MORE) == blocks


def test_lines_are_put_into_as_few_paragraphs_as_hold_them() -> None:
    lines = ["a" * 1000] * 5

    shown = paragraphs(lines)

    assert shown == [
        section("\n".join(lines[:2])),
        section("\n".join(lines[2:4])),
        section(lines[4]),
    ]
    assert length(shown[0]) <= SECTION_LIMIT
    assert paragraphs([]) == []


def test_what_is_left_out_is_counted_and_nothing_is_said_of_none() -> None:
    assert and_more(3, ": see there.") == ["… and 3 more: see there."]
    assert and_more(0) == []
