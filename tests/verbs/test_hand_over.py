"""To whom a case can be handed over, conflicts overridden by managers, and askings that end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot import events
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, UserId
from bot.casework.assignment import hands_of
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    STORK,
    WREN,
    Hand,
    after,
    case,
    open_one,
    person,
    policy,
    settle,
    timeline,
)
from tests.support.looking import Ear
from tests.support.refusals import refusing

GULL = UserId("U0GULL")
"""A guest."""


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    with storage.begin() as work:
        work.people.put([person(GULL, is_guest=True)])
    return storage


def claimed_by(storage: DatabaseStorage, owner: UserId = HERON, by: UserId = WREN) -> EscalationId:
    esc = open_one(storage, by)
    Hand(storage, owner).claim(esc, after(minutes=1))
    return esc


def hand(
    storage: DatabaseStorage, esc: EscalationId, to: UserId, by: UserId = HERON, **how: Any
) -> None:
    Hand(storage, by).hand_over(esc, to, after(minutes=2), **how)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (HERON, "It's already yours: hand it over to somebody else."),
        (FINCH, "It can only be handed to somebody of the executive queue."),
        (GULL, "It can only be handed to a full member of this workspace."),
        (UserId("U0NOBODY"), "I don't know them yet and am looking them up now."),
    ],
)
def test_to_whom_it_cannot_be_handed_over_is_said_in_words(
    storage: DatabaseStorage, to: UserId, words: str
) -> None:
    esc = claimed_by(storage)
    with pytest.raises(Refused) as refused:
        hand(storage, esc, to)
    assert words in refused.value.words
    assert case(storage, esc).hand_over is None


def test_nobody_gets_what_they_are_not_cleared_for(storage: DatabaseStorage) -> None:
    settle(storage, replace(policy(), clearances={"restricted": (HERON, STORK)}))
    esc = claimed_by(storage)
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, confidentiality="restricted"))
    with refusing(RefusalCode.NOT_CLEARED) as refused:
        hand(storage, esc, CRANE)
    assert list(refused.value.fields) == ["to"]
    hand(storage, esc, STORK)


def stood_back(storage: DatabaseStorage) -> EscalationId:
    """A case of Crane's from which Heron stood back."""
    esc = open_one(storage)
    Hand(storage, HERON).stand_back(esc, after(minutes=1))
    Hand(storage, CRANE).claim(esc, after(minutes=1))
    return esc


def raised_by_heron(storage: DatabaseStorage) -> EscalationId:
    """A case of Crane's that Heron raised."""
    return claimed_by(storage, CRANE, HERON)


CONFLICTS: dict[str, Callable[[DatabaseStorage], EscalationId]] = {
    "raised it": raised_by_heron,
    "stood back from it": stood_back,
}


@pytest.mark.parametrize("conflict", CONFLICTS)
def test_somebody_with_a_conflict_is_refused_and_a_manager_told_how_to_override_it(
    storage: DatabaseStorage, conflict: str
) -> None:
    esc = CONFLICTS[conflict](storage)
    with pytest.raises(Refused) as refused:
        hand(storage, esc, HERON, CRANE, overrides=True)
    assert refused.value.fields == {
        "to": f"They have a conflict of interest: {conflict}. Choose somebody else."
    }
    with pytest.raises(Refused, match="or tick below"):
        hand(storage, esc, HERON, STORK)
    with refusing(RefusalCode.REQUIRED) as unsaid:
        hand(storage, esc, HERON, STORK, overrides=True, note="")
    assert list(unsaid.value.fields) == ["note"]


@pytest.mark.parametrize("conflict", CONFLICTS)
def test_a_manager_overrides_a_conflict_for_a_reason_that_is_kept(
    storage: DatabaseStorage, conflict: str
) -> None:
    esc = CONFLICTS[conflict](storage)
    hand(storage, esc, HERON, STORK, overrides=True, note="Only they know the law.")
    with storage.read() as work:
        entry = work.timeline.of(esc)[-1]
    assert (entry.who, entry.why) == (STORK, "Only they know the law.")
    assert entry.event == events.ConflictOverridden(HERON, conflict)
    Hand(storage, HERON).claim(esc, after(minutes=3))
    assert case(storage, esc).owner == HERON


def test_no_manager_overrides_a_conflict_of_their_own(storage: DatabaseStorage) -> None:
    esc = claimed_by(storage, HERON, STORK)
    with pytest.raises(Refused, match="They have a conflict of interest: raised it"):
        hand(storage, esc, STORK, STORK, overrides=True, note="I am quicker.")


def test_where_there_is_no_conflict_none_is_overridden(storage: DatabaseStorage) -> None:
    esc = claimed_by(storage)
    hand(storage, esc, CRANE, STORK, overrides=True)
    asked = case(storage, esc).hand_over
    assert asked is not None
    assert not asked.overrides
    assert "conflict_overridden" not in timeline(storage, esc)


# Askings that end.

ENDINGS: dict[str, Callable[[DatabaseStorage, EscalationId], object]] = {
    "it is handed to another": lambda s, esc: hand(s, esc, EGRET),
    "it is released": lambda s, esc: Hand(s, STORK).release(esc, after(minutes=3)),
    "it is decided": lambda s, esc: Hand(s, HERON).decide(esc, after(minutes=3)),
    "it is withdrawn": lambda s, esc: Hand(s, WREN).withdraw(esc, after(minutes=3)),
}


@pytest.mark.parametrize("how", ENDINGS)
def test_who_was_asked_is_told_that_they_are_no_longer(
    storage: DatabaseStorage, ear: Ear, how: str
) -> None:
    esc = claimed_by(storage)
    hand(storage, esc, CRANE)
    ear.new()
    ENDINGS[how](storage, esc)
    assert ear.new().count("no_longer_asked U0CRANE") == 1


def test_who_accepts_or_is_asked_again_is_not_told_so(storage: DatabaseStorage, ear: Ear) -> None:
    esc = claimed_by(storage)
    hand(storage, esc, CRANE)
    hand(storage, esc, CRANE, note="Please.")
    Hand(storage, CRANE).claim(esc, after(minutes=3))
    assert "no_longer_asked U0CRANE" not in ear.new()


def test_the_note_of_a_hand_over_stays_until_it_is_decided(storage: DatabaseStorage) -> None:
    esc = claimed_by(storage)
    hand(storage, esc, CRANE, note="The letter is in the thread.")

    def kept() -> tuple[UserId | None, str]:
        with storage.read() as work:
            found = hands_of(work, case(storage, esc))
        return found.handed_over_by, found.note

    assert kept() == (None, "")
    Hand(storage, CRANE).claim(esc, after(minutes=3))
    assert kept() == (HERON, "The letter is in the thread.")
    Hand(storage, CRANE).decide(esc, after(minutes=4))
    assert kept() == (None, "")
