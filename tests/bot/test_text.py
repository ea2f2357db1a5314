"""Text from people is kept whole, without what can't be kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case.identifiers import UserId
from bot.case.spoken import in_order, spoken
from bot.case.text import (
    CUT_MARK,
    clean,
    clean_command,
    clean_line,
    clean_name,
    counted,
    cut,
)

ANYTHING = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  as it was said  ", "as it was said"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\ttable", "a\ttable"),
        ("no\x00thing", "nothing"),
        ("turned \u202earound\u202c", "turned around"),
        ("alone \ud83d", "alone"),
        ("\ufeffmarked", "marked"),
        ("smørrebrød 🐦 \u05e9\u05dc\u05d5\u05dd\u200f!", "smørrebrød 🐦 \u05e9\u05dc\u05d5\u05dd\u200f!"),
        ("", ""),
    ],
)  # fmt: skip
def test_clean_text_is_what_was_typed_without_what_can_not_be_kept(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "unseen",
    ["\u200b", " \u200b\u2060\n", "\u200d\u200c", "\xad", "\u3164", "\u2800", "\ufe0f", "\u200f", "\U000e0041"],
)  # fmt: skip
def test_a_text_of_which_nothing_can_be_seen_is_empty(unseen: str) -> None:
    assert clean(unseen) == ""
    assert clean_name(unseen) == ""
    assert clean_command(unseen) == ""


@pytest.mark.parametrize(
    "word",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "🧑\u200d🚒",
        "☎\ufe0f",
    ],
)
def test_what_shapes_words_and_emoji_stays_in_them(word: str) -> None:
    assert clean(word) == word
    assert clean_name(word) == word


def test_a_name_and_a_command_are_rid_of_what_nobody_sees() -> None:
    assert clean_name("He\u200bron\u2060 ") == "Heron"
    assert clean_command("\u200bshow\u00a0ESC\u200d-1") == "show ESC-1"


@given(ANYTHING)
def test_clean_text_can_always_be_stored(text: str) -> None:
    kept = clean(text)
    kept.encode("utf-8")
    assert "\x00" not in kept


@given(ANYTHING)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANYTHING)
def test_a_line_is_one_line(text: str) -> None:
    assert len(clean_line(text).splitlines()) <= 1


def test_a_text_that_fits_is_not_cut() -> None:
    assert cut("twelve chars", 12) == "twelve chars"


def test_a_text_that_is_cut_says_so() -> None:
    assert cut("a" * 50, 20) == "a" * 12 + CUT_MARK


@pytest.mark.parametrize(
    ("text", "characters"),
    [(":fire:", 1), ("a :+1::tada: b", 6), ("at 10:30:15", 11), ("ratio 3:1 : x", 13), ("", 0)],
)
def test_an_emoji_counts_as_one(text: str, characters: int) -> None:
    assert counted(text) == characters


@given(st.text(), st.integers(0, 60))
def test_a_text_that_is_cut_is_never_longer_than_the_limit(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit


def test_what_slack_tells_of_in_another_order_is_quoted_as_it_was_written() -> None:
    late, soon = spoken(UserId("U1"), "two", "1.000200"), spoken(UserId("U1"), "one", "1.000100")
    assert [one.text for one in in_order([late, soon])] == ["one", "two"]
    of_before = [spoken(UserId("U1"), "b"), spoken(UserId("U1"), "a")]
    assert [one.text for one in in_order(of_before)] == ["b", "a"], "kept by an earlier version"
