"""What a decision's record holds, and who may not make it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.case.decision import Decision
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Via
from bot.policy import Policy
from bot.rotation.choice import Exclusion
from bot.views.deciding import deciding
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    HERON,
    STORK,
    Hand,
    after,
    case,
    member,
    open_one,
    policy,
    settle,
)

LATER = after(minutes=10)
RESTRICTS: dict[str, Any] = {
    "facts": "Forty reviews in one night.",
    "restriction": "visibility",
    "restriction_what": "DECISION_VISIBILITY_CONTENT_REMOVED",
    "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    "automated_means": "detection",
    "territory": ("SE", "DK", "SE"),
    "until": "2027-03-01",
}


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


def claimed(storage: DatabaseStorage, by: UserId = HERON) -> EscalationId:
    esc = open_one(storage, account="Acme")
    Hand(storage, by).claim(esc, after(minutes=1))
    return esc


def decided(storage: DatabaseStorage, **fields: Any) -> Decision:
    """A case, decided so."""
    esc = claimed(storage)
    Hand(storage, HERON).decide(esc, LATER, **fields)
    with storage.read() as work:
        made = work.decisions.latest(esc)
    assert made is not None
    return made


def versioned(**guidelines: str) -> Policy:
    return replace(policy(), guidelines=guidelines)


def test_a_new_restriction_is_recorded_with_all_that_is_said_of_it(
    storage: DatabaseStorage,
) -> None:
    made = decided(
        storage,
        **RESTRICTS,
        language="da",
        message="Afgørelsen står ved magt. Du kan klage.",
        guideline_version="7.2",
    )
    assert (made.facts, made.language) == (RESTRICTS["facts"], "da")
    assert (made.restriction, made.restriction_what) == (
        "visibility",
        RESTRICTS["restriction_what"],
    )
    assert (made.category, made.automated_means) == (RESTRICTS["category"], "detection")
    assert (made.territory, made.until) == (("DK", "SE"), date(2027, 3, 1))
    assert (made.guideline_version, made.why_otherwise, made.approved_by) == ("7.2", "", None)


def test_nothing_is_kept_of_a_restriction_that_was_not_imposed(storage: DatabaseStorage) -> None:
    made = decided(storage, **(RESTRICTS | {"restriction": "", "until": "2001-01-01"}))
    assert (made.restriction, made.restriction_what, made.category) == ("", "", "")
    assert (made.automated_means, made.territory, made.until) == ("", (), None)
    assert made.facts, "facts are of every decision"


def test_a_restriction_that_breaks_a_rule_is_refused_where_it_is_stored(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage)
    with pytest.raises(Refused) as refused:
        Hand(storage, HERON).decide(
            esc, LATER, **(RESTRICTS | {"category": "", "until": "2026-03-01"})
        )
    assert set(refused.value.fields) == {"category", "until"}
    assert not case(storage, esc).is_decided


def test_a_million_characters_are_refused_at_their_field(storage: DatabaseStorage) -> None:
    esc = claimed(storage)
    with pytest.raises(Refused) as refused:
        Hand(storage, HERON).decide(esc, LATER, explanation="why " * 250_000)
    assert {f: fault.code for f, fault in refused.value.faults.items()} == {
        "explanation": RefusalCode.TOO_LONG
    }


def test_the_guidelines_in_force_on_the_day_are_recorded(storage: DatabaseStorage) -> None:
    settle(storage, versioned(old="2025-01-01", new="2026-03-01", next="2026-03-20"))
    assert decided(storage).guideline_version == "new"


def test_why_it_departs_from_the_last_three_is_recorded(storage: DatabaseStorage) -> None:
    for _ in range(3):
        decided(storage)
    with pytest.raises(Refused) as refused:
        decided(storage, outcome="answered")
    assert set(refused.value.fields) == {"why_otherwise"}
    assert decided(storage, outcome="answered", why_otherwise="Proof.").why_otherwise == "Proof."
    assert decided(storage, why_otherwise="Proof.").why_otherwise == "", "no line any more"


def kept_from(storage: DatabaseStorage, esc: EscalationId, exclusion: Exclusion) -> None:
    with storage.begin() as work:
        work.exclusions.add(esc, exclusion, None, LATER)


@pytest.mark.parametrize(
    "exclusion",
    [
        Exclusion("made the decision under appeal", HERON),
        Exclusion("made the decision under appeal", vendor=" acme  bpo"),
    ],
    ids=["the person", "everybody of the vendor"],
)
def test_who_made_the_contested_decision_decides_it_only_if_a_manager_lets_them(
    storage: DatabaseStorage, exclusion: Exclusion
) -> None:
    of_vendor = policy((replace(member(HERON), vendor="Acme BPO"), member(CRANE)))
    settle(storage, of_vendor)
    esc = claimed(storage)
    kept_from(storage, esc, exclusion)
    with pytest.raises(Refused) as refused:
        Hand(storage, HERON).decide(esc, LATER)
    assert refused.value.code is RefusalCode.CONFLICT_OF_INTEREST
    Hand(storage, HERON).release(esc, LATER)
    Hand(storage, STORK).assign(esc, HERON, LATER, "Nobody else reads Danish.", overrides=True)
    Hand(storage, HERON).decide(esc, LATER)
    assert case(storage, esc).is_decided


def test_a_decision_from_a_form_that_somebody_else_s_hand_over_left_behind_is_refused(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage)
    Hand(storage, HERON).hand_over(esc, CRANE, LATER)
    Hand(storage, CRANE).claim(esc, LATER)
    with pytest.raises(Refused) as refused:
        Hand(storage, HERON).decide(esc, LATER, seen=0)
    assert refused.value.code is RefusalCode.NOT_ALLOWED


def test_of_two_outcomes_at_once_the_second_is_told_of_the_first(storage: DatabaseStorage) -> None:
    esc = claimed(storage)
    Hand(storage, HERON).decide(esc, LATER, seen=0)
    with pytest.raises(Refused) as refused:
        Hand(storage, HERON).decide(esc, LATER, seen=0, outcome="answered")
    assert refused.value.code is RefusalCode.NO_LONGER_SO


def test_a_ground_that_went_while_the_form_was_open_is_refused_at_its_field(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage)
    gone = next(iter(policy().grounds))
    settle(storage, replace(policy(), grounds={"law": "The law"}))

    with storage.read() as work:
        found = deciding(work, Actor(HERON, Via.FORM), esc, LATER, gone)
    assert gone not in found.grounds
    with pytest.raises(Refused) as refused:
        Hand(storage, HERON).decide(esc, LATER, ground=gone)
    assert "ground" in refused.value.fields
