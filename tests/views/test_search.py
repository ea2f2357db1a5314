"""Looking for cases and answers by words."""

from __future__ import annotations

import pytest

from bot.case.errors import Refused
from bot.views.search import search
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, FINCH, HERON, Hand, after
from tests.verbs.test_kinds import ORDER, raised, settled


def test_a_search_finds_answers_by_their_question_and_cases_by_account_or_link_for_who_may_read(
    storage: DatabaseStorage,
) -> None:
    settled(storage)
    link = "https://reviews.example/r/7"
    asked = raised(storage, "advice", {"question": "May a dentist name the patient?"})
    Hand(storage, HERON).claim(asked, after(minutes=1))
    Hand(storage, HERON).decide(asked, after(minutes=2), outcome="answered")
    Hand(storage, HERON).mark_communicated(asked, after(minutes=3))
    linked = raised(storage, "executive", {}, links=(link,))
    order = raised(storage, "authority", ORDER)
    with storage.read() as work:
        words = search(work, FINCH, "dentist patient")
        accounts = {user: search(work, user, "ACME Ltd") for user in (FINCH, CRANE)}
        links = search(work, FINCH, f"{link}/?utm_source=mail")

    assert [a.reference for a in words.answers] == [f"ESC-{asked}"]
    assert [c.id for c in accounts[FINCH].cases.cases] == [linked, asked]
    assert [c.id for c in accounts[CRANE].cases.cases] == [order, linked, asked]
    assert [c.id for c in links.cases.cases] == [linked]


@pytest.mark.parametrize("text", ["", " ", "\u200b\u2800", "x" * 30_000])
def test_a_search_for_nothing_and_for_too_much_is_refused(
    storage: DatabaseStorage, text: str
) -> None:
    settled(storage)
    with storage.read() as work, pytest.raises(Refused, match="Say what you look for"):
        search(work, FINCH, text)
