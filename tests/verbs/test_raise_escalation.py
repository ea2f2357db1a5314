"""What a case asks of who takes it: the skills of its kind, and a language where one is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.case.errors import Refused
from bot.due.timers import run_due
from bot.policy import Member, Policy
from bot.policy.languages import language_name, languages_of
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, EGRET, HERON, Hand, after, case, open_one, policy, settle


def skilled() -> Policy:
    """Heron knows Danish and fraud, Crane Danish and Klingon, Egret nothing."""
    rotation = (
        Member(EGRET, "copenhagen"),
        Member(HERON, "copenhagen", ("fraud", "language:da")),
        Member(CRANE, "copenhagen", ("language:tlh", "language:da")),
    )
    return replace(policy(rotation), skills={"frontline": ("fraud",)})


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, skilled())
    return storage


FRONTLINE: dict[str, Any] = {
    "kind": "frontline",
    "answers": {
        "ticket": "https://tickets.example/4711",
        "tried": "All of it",
        "exact_question": "Was it theirs?",
    },
}


def test_a_case_asks_for_the_skills_of_its_kind(storage: DatabaseStorage) -> None:
    plain, asks = open_one(storage), open_one(storage, **FRONTLINE)
    assert (case(storage, plain).skills, case(storage, plain).holder) == ((), EGRET)
    assert (case(storage, asks).skills, case(storage, asks).holder) == (("fraud",), HERON)


def test_and_for_a_language_if_one_is_chosen(storage: DatabaseStorage) -> None:
    asks = open_one(storage, **FRONTLINE, language="da")
    assert case(storage, asks).skills == ("fraud", "language:da")
    assert case(storage, open_one(storage, language="tlh")).holder == CRANE


def test_it_goes_on_only_to_who_has_them(storage: DatabaseStorage) -> None:
    esc = open_one(storage, language="da")
    assert case(storage, esc).holder == HERON
    run_due(storage, after(minutes=15))
    assert case(storage, esc).holder == CRANE
    Hand(storage, CRANE).stand_back(esc, after(minutes=16))
    assert case(storage, esc).holder == HERON, "of those who may, nobody else is left"


@pytest.mark.parametrize("language", ["de", "language:da", "DA", "<!channel>"])
def test_a_language_nobody_has_is_refused_at_the_field(
    storage: DatabaseStorage, language: str
) -> None:
    with pytest.raises(Refused) as refused:
        open_one(storage, language=language)
    assert refused.value.fields == {"language": "Choose one of the languages offered, or none."}


def test_the_languages_of_a_kind_are_those_of_its_queue_by_name() -> None:
    assert languages_of(skilled(), "other") == ("da", "tlh")
    assert languages_of(skilled(), "legal") == ()
    assert [language_name(code) for code in ("da", "tlh")] == ["Danish", "tlh"]
