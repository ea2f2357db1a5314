"""A new restriction is recorded as a statement of reasons takes it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.case.decision import EXPLANATION_LIMIT, Held, check_draft
from bot.case.errors import RefusalCode, Refused
from bot.case.kinds import KINDS
from bot.case.restriction import (
    AUTOMATED_MEANS,
    FACTS_LIMIT,
    OF_RESTRICTION,
    REASONS_LIMIT,
    RESTRICTIONS,
    WHAT_LIMIT,
    asks_words,
    categories,
    countries,
    exactly,
    field_rules,
)
from tests.support.factories import draft

GROUNDS = {"genuine_experience": "Genuine experience", "no_ground": "No rule was broken"}
TODAY = date(2026, 3, 2)
WHOLE: dict[str, Any] = {
    "restriction": "visibility",
    "restriction_what": "DECISION_VISIBILITY_CONTENT_REMOVED",
    "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    "automated_means": "none",
    "facts": "Forty reviews in one night, from one address.",
}


def faults(kind: str = "other", **fields: Any) -> dict[str, RefusalCode]:
    """What is wrong with a restriction that would be whole but for these."""
    try:
        check_draft(draft(**(WHOLE | fields)), KINDS[kind], GROUNDS, held=Held(TODAY))
    except Refused as refused:
        return {name: fault.code for name, fault in refused.faults.items()}
    return {}


def test_a_whole_one_is_recorded_and_so_is_none() -> None:
    assert faults() == {}
    assert faults(restriction="", facts="", category="") == {}


def test_all_that_is_missing_is_told_at_once() -> None:
    empty = dict.fromkeys(WHOLE, "") | {"restriction": "account"}
    required = ("facts", "restriction_what", "category", "automated_means")
    assert faults(**empty) == dict.fromkeys(required, RefusalCode.REQUIRED)


@pytest.mark.parametrize("restriction", RESTRICTIONS)
def test_each_sort_takes_its_own_values_and_no_other_s(restriction: str) -> None:
    for what in exactly(restriction):
        words = {"restriction_other": "A word in it."} if asks_words(what) else {}
        assert faults(restriction=restriction, restriction_what=what, **words) == {}
    other = next(what for r in RESTRICTIONS if r != restriction for what in exactly(r))
    assert "restriction_what" in faults(restriction=restriction, restriction_what=other)


def test_other_alone_says_nothing() -> None:
    other = {"restriction_what": "DECISION_VISIBILITY_OTHER"}
    assert faults(**other) == {"restriction_other": RefusalCode.REQUIRED}
    assert faults(**other, restriction_other="x" * WHAT_LIMIT) == {}
    assert faults(**other, restriction_other="x" * (WHAT_LIMIT + 1)) == {
        "restriction_other": RefusalCode.TOO_LONG
    }


def test_values_that_the_schema_does_not_know_are_refused() -> None:
    assert faults(restriction="shadow") == {"restriction": RefusalCode.INVALID}
    assert faults(category="STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT") == {
        "category": RefusalCode.INVALID
    }
    assert faults(automated_means="wholly") == {"automated_means": RefusalCode.INVALID}
    assert faults(territory=("DK", "US")) == {"territory": RefusalCode.INVALID}
    assert faults(territory=("DK", "NO")) == {}


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2026-03-01", RefusalCode.IN_THE_PAST),
        ("2038-01-02", RefusalCode.TOO_FAR),
        ("next week", RefusalCode.INVALID),
        ("2026-02-30", RefusalCode.INVALID),
    ],
)
def test_a_restriction_ends_on_a_day_that_is_to_come(until: str, code: RefusalCode) -> None:
    assert faults(until=until) == {"until": code}


@pytest.mark.parametrize("until", ["", "2026-03-02", "2038-01-01"])
def test_it_may_end_today_or_never(until: str) -> None:
    assert faults(until=until) == {}


def test_a_restriction_rests_on_a_rule_that_was_broken() -> None:
    assert faults(ground="no_ground") == {"ground": RefusalCode.INVALID}
    assert faults(ground="no_ground", restriction="") == {}


def test_its_reasons_and_facts_fit_in_a_statement_of_reasons() -> None:
    assert faults(explanation="x" * (REASONS_LIMIT + 1)) == {"explanation": RefusalCode.TOO_LONG}
    assert faults(explanation="x" * EXPLANATION_LIMIT, restriction="") == {}
    assert faults(facts="x" * (FACTS_LIMIT + 1)) == {"facts": RefusalCode.TOO_LONG}


def test_advice_restricts_nothing() -> None:
    assert faults("advice", outcome="answered") == {"restriction": RefusalCode.INVALID}


def test_our_limits_and_names_are_those_of_the_schema() -> None:
    rules = {str(rule["field"]): rule for rule in field_rules()}
    assert set(OF_RESTRICTION) == set(RESTRICTIONS)
    assert {rules[name]["type"] for name in OF_RESTRICTION.values()} == {"enum", "array of enum"}
    for name in ("illegal_content_explanation", "incompatible_content_explanation"):
        assert rules[name]["max_length"] == REASONS_LIMIT
    assert rules["decision_facts"]["max_length"] == FACTS_LIMIT
    assert rules["decision_visibility_other"]["max_length"] == WHAT_LIMIT
    assert (len(categories()), len(countries())) == (16, 30)
    assert "none" in AUTOMATED_MEANS
