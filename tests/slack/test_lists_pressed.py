"""Which list a row says that it stands in, by its address."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.lists import CaseList
from handlers.slack.messages.lists import BLOCK_ID_LIMIT, NAMED, list_of, listing
from tests.slack.test_digest_said import a_view
from tests.support.factories import NOON


def row_of(named: str) -> str:
    """The address of the row of a case in this list."""
    blocks: Any = listing("", CaseList((a_view(7),), 1), "", NOON, named=named)
    (row,) = (block for block in blocks if block["type"] == "actions")
    return str(row["block_id"])


@pytest.mark.parametrize("named", NAMED)
def test_a_row_says_in_which_list_it_stands(named: str) -> None:
    assert list_of(row_of(named)) == ("show ESC-7" if named == "show" else named)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=500))
def test_a_row_that_was_found_says_by_which_words_or_that_it_stays_as_it_is(words: str) -> None:
    row = row_of(f"search {words}")

    assert len(row) <= BLOCK_ID_LIMIT
    assert list_of(row) in (f"search {words}", "")
    assert list_of(row) or len(words) > 18, "what people type has room"


@pytest.mark.parametrize(
    "block", ["", "list", "list_7", "list_nothing_7", "list_search_7", "home_7"]
)
def test_what_is_no_row_of_a_list_is_none(block: str) -> None:
    assert list_of(block) == ""
