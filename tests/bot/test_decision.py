"""The rules a decision is held to, wherever it is stored."""

from __future__ import annotations

from typing import Any

import pytest

from bot.case.decision import (
    CHANGE_LIMIT,
    EXPLANATION_LIMIT,
    MESSAGE_LIMIT,
    ROOT_CAUSES,
    TOLD_THROUGH,
    check_draft,
    kind_of,
)
from bot.case.errors import Refused
from bot.case.kinds import KINDS, Kind, Outcome
from tests.support.factories import draft

GROUNDS = {"genuine_experience": "Genuine experience", "law": "The law"}
OTHER = KINDS["other"]


def checked(kind: Kind = OTHER, **fields: Any) -> Outcome:
    return check_draft(draft(**fields), kind, GROUNDS)


def faults(kind: Kind = OTHER, **fields: Any) -> set[str]:
    with pytest.raises(Refused) as refused:
        checked(kind, **fields)
    assert all(words in refused.value.words for words in refused.value.fields.values())
    return set(refused.value.fields)


def test_a_draft_that_keeps_the_rules_comes_to_its_outcome() -> None:
    assert checked().name == "upheld"


def test_every_fault_is_told_at_once() -> None:
    assert faults(outcome="", ground="", explanation="", message="", told_through="pigeon") == {
        "outcome", "ground", "explanation", "message", "told_through",
    }  # fmt: skip


def test_every_fault_of_a_reversal_is_told_at_once() -> None:
    assert faults(outcome="reversed", ground="", explanation="") == {
        "ground", "explanation", "root_cause", "what_should_change",
    }  # fmt: skip


def test_a_ground_does_not_replace_the_explanation_nor_the_other_way_round() -> None:
    assert faults(explanation="") == {"explanation"}
    assert faults(ground="") == {"ground"}


def test_only_a_ground_of_the_policy_may_be_named() -> None:
    assert faults(ground="commercial_value") == {"ground"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_ends_only_in_its_own_outcomes(kind: Kind) -> None:
    own = {o.name for o in kind.outcomes_for(())}
    whole = {"root_cause": "language", "what_should_change": "The guideline."}
    for name in own:
        assert checked(kind, outcome=name, **whole).name == name
    assert faults(kind, outcome="won") == {"outcome"}


@pytest.mark.parametrize("outcome", ["reversed", "partially_reversed"])
def test_a_reversal_asks_for_its_root_cause_and_what_should_change(outcome: str) -> None:
    assert faults(outcome=outcome) == {"root_cause", "what_should_change"}
    assert faults(outcome=outcome, root_cause="bad_luck", what_should_change="Luck.") == {
        "root_cause"
    }


def test_what_stands_needs_no_root_cause() -> None:
    assert checked(outcome="upheld", root_cause="", what_should_change="").name == "upheld"


@pytest.mark.parametrize("cause", ROOT_CAUSES)
def test_a_reversal_with_a_known_cause_is_kept(cause: str) -> None:
    assert checked(outcome="reversed", root_cause=cause, what_should_change="This.").is_reversal


@pytest.mark.parametrize("channel", TOLD_THROUGH)
def test_the_impacted_party_is_told_through_a_known_channel(channel: str) -> None:
    assert checked(told_through=channel).name == "upheld"


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        ("explanation", EXPLANATION_LIMIT),
        ("message", MESSAGE_LIMIT),
        ("what_should_change", CHANGE_LIMIT),
    ],
)
def test_a_text_may_fill_its_limit_and_not_one_character_more(field: str, limit: int) -> None:
    full, too_much = {field: "x" * limit}, {field: "x" * (limit + 1)}
    assert checked(OTHER, **full).name == "upheld"
    assert faults(OTHER, **too_much) == {field}


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="'gossip'"):
        kind_of("gossip")
