"""Text from people is kept whole, without what can't be kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case.text import CUT_MARK, clean, clean_line, counted, cut

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
