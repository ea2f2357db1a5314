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
    Held,
    check_draft,
    kind_of,
)
from bot.case.errors import Refused
from bot.case.kinds import KINDS, Kind, Outcome
from bot.case.similar import stands
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


@pytest.mark.parametrize(
    "explanation",
    ["Genuine experience", "  genuine EXPERIENCE. ", "Experience", "no real experience", "Génuine"],
)
def test_an_explanation_that_only_says_the_ground_again_explains_nothing(explanation: str) -> None:
    grounds = {"genuine_experience": "Genuine experience: no real experience behind it"}
    with pytest.raises(Refused) as refused:
        check_draft(draft(explanation=explanation), OTHER, grounds)
    assert set(refused.value.fields) == {"explanation"}


def test_an_explanation_may_use_the_ground_s_words() -> None:
    assert checked(explanation="No genuine experience: there was no order.").name == "upheld"


def test_a_ground_that_was_taken_out_meanwhile_is_said_to_be_gone() -> None:
    with pytest.raises(Refused, match="taken out of the policy meanwhile"):
        checked(ground="off_topic")


def test_the_guidelines_version_is_that_in_force() -> None:
    held = Held(guideline="2026-03")
    for version in ("", "2026-03"):
        check_draft(draft(guideline_version=version), OTHER, GROUNDS, held=held)
    with pytest.raises(Refused, match="In force today is 2026-03") as refused:
        check_draft(draft(guideline_version="2025-11"), OTHER, GROUNDS, held=held)
    assert set(refused.value.fields) == {"guideline_version"}
    assert checked(guideline_version="2025-11").name == "upheld", "no policy says which is"


def test_deciding_otherwise_than_the_last_three_asks_why() -> None:
    otherwise = Held(stands="answered")
    with pytest.raises(Refused) as refused:
        check_draft(draft(), OTHER, GROUNDS, held=otherwise)
    assert set(refused.value.fields) == {"why_otherwise"}
    check_draft(draft(why_otherwise="He has proof."), OTHER, GROUNDS, held=otherwise)
    check_draft(draft(), OTHER, GROUNDS, held=Held(stands="upheld"))


def test_the_last_three_make_a_line_only_where_they_ended_alike() -> None:
    assert stands(["upheld"] * 3) == "upheld"
    assert stands(["upheld"] * 2) == ""
    assert stands(["upheld", "upheld", "reversed"]) == ""
    assert stands(["upheld"] * 3 + ["reversed"]) == "upheld"


def test_a_language_nobody_knows_is_refused() -> None:
    assert faults(language="xx") == {"language"}
    assert checked(language="da").name == "upheld"
