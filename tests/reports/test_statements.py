"""Statements of reasons: each keeps every rule of the Transparency Database, and names nobody."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.app.cli import app
from bot.case.decision import Communication, Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId
from bot.case.kinds import BASES, KINDS
from bot.case.priority import Priority
from bot.case.restriction import (
    AUTOMATED_MEANS,
    RESTRICTIONS,
    categories,
    countries,
    exactly,
    field_rules,
    keywords_of,
    values,
)
from bot.policy.grounds import DEFAULT_GROUNDS, STATED, Stated, stated_by
from bot.reports.statement_rules import problems
from bot.reports.statements import (
    LeftOut,
    Restricted,
    as_array,
    as_requests,
    impersonal,
    statements,
)
from storage.work import DatabaseStorage
from tests.architecture.source import ROOT
from tests.reports.statement_examples import (
    BROKEN,
    OTHERWISE,
    REMOVED,
    UNLAWFUL,
    UNPAID,
    statement,
)
from tests.support.factories import HERON, NOON, WREN, after, settle

PAGE = (ROOT / "docs/statements.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", BROKEN)
def test_a_statement_that_breaks_a_rule_is_refused(rule: str) -> None:
    made, words = BROKEN[rule]

    assert words in problems(made())


@pytest.mark.parametrize("one", [REMOVED, UNLAWFUL, OTHERWISE, UNPAID])
def test_a_statement_of_a_restriction_keeps_all_rules(one: Restricted) -> None:
    assert problems(statement(one)) == ()


def test_every_rule_of_every_field_is_broken_by_one() -> None:
    """By the file of rules: each field, its values, its length, when it's needed and when not."""
    expected = {"no other field"}
    for rule in field_rules():
        field, sort = str(rule["field"]), str(rule["type"])
        expected |= {f"{field}: known values"} if "enum" in sort else set()
        expected |= {f"{field}: {rule['max_length']} characters"} if "max_length" in rule else set()
        expected |= {f"{field}: a date"} if sort.startswith("date") else set()
        expected |= {f"{field}: from {rule['min']}"} if "min" in rule else set()
        expected |= {f"{field}: to {rule['max']}"} if "max" in rule else set()
        expected |= {f"{field}: needed"} if rule["required"] is True else set()

    assert expected <= set(BROKEN)
    assert {rule.partition(":")[0] for rule in BROKEN} >= {str(r["field"]) for r in field_rules()}
    for rule in field_rules():
        is_conditional = rule["required"] not in (True, False)
        named = [name for name in BROKEN if name.startswith(f"{rule['field']}: needed ")]
        assert bool(named) is is_conditional, rule
        named = [
            n
            for n in BROKEN
            if re.match(rf"{rule['field']}: (only|not) for|{rule['field']}: only with", n)
        ]
        assert bool(named) is ("excluded" in rule), rule


def test_the_page_lists_every_rule() -> None:
    listed = re.findall(r"(?m)^\| `([^`]+)` \| ([^|]+) \|", PAGE)

    assert [f"{field}: {rule}" for field, rule in listed] == [r for r in BROKEN if ":" in r]


texts = st.text(max_size=3000).map(str.strip)
moments = st.datetimes(datetime(2020, 1, 2), datetime(2037, 1, 1)).map(
    lambda at: at.replace(tzinfo=ZoneInfo("UTC"))
)


@st.composite
def decided(draw: st.DrawFn) -> Restricted:
    """A restriction as the rules of a decision let it be recorded."""
    restriction = draw(st.sampled_from(list(RESTRICTIONS)))
    ground = draw(st.sampled_from(list(DEFAULT_GROUNDS)))
    return replace(
        REMOVED,
        kind=draw(st.sampled_from(list(KINDS))),
        basis=draw(st.sampled_from(["", *BASES])),
        opened_at=draw(moments),
        decided_at=draw(moments),
        ground=ground,
        ground_words=DEFAULT_GROUNDS[ground],
        explanation=draw(texts) or "Why",
        facts=draw(texts),
        restriction=restriction,
        what=draw(st.sampled_from(list(exactly(restriction)))),
        other=draw(texts) or "Otherwise",
        category=draw(st.sampled_from(list(categories()))),
        automated_means=draw(st.sampled_from(list(AUTOMATED_MEANS))),
        territory=tuple(draw(st.sets(st.sampled_from(list(countries()))))),
        until=draw(st.none() | st.dates(date(2020, 1, 1), date(2038, 1, 1))),
        names=("Smith & Sons", "Anna Berg"),
    )


@given(decided())
def test_whatever_can_be_recorded_can_be_stated(one: Restricted) -> None:
    (made,) = statements([one], "Australia/Sydney", STATED)

    assert not isinstance(made, LeftOut), made
    assert problems(made) == ()


def test_a_restriction_says_what_where_and_until_when() -> None:
    assert statement(REMOVED) == {
        "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
        "end_date_visibility_restriction": "2026-09-30",
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": "Incentivised reviews: paid for, rewarded or pressed for"
        " (2026-1)",
        "incompatible_content_explanation": "A voucher was promised for five stars.",
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        "category_specification": ["KEYWORD_INAUTHENTIC_USER_REVIEWS"],
        "territorial_scope": ["AT", "DE"],
        "content_date": "2026-03-03",
        "application_date": "2026-03-04",
        "decision_facts": "The review says that a voucher came with the bill.",
        "source_type": "SOURCE_TYPE_OTHER_NOTIFICATION",
        "automated_detection": "Yes",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
        "puid": "ESC-7-12",
    }


def test_an_end_is_that_of_the_sort_of_restriction() -> None:
    for restriction in RESTRICTIONS:
        one = replace(REMOVED, restriction=restriction, what=next(iter(exactly(restriction))))
        ends = {name for name in statement(one) if name.startswith("end_date")}

        assert ends == {f"end_date_{restriction}_restriction"}


def test_everywhere_is_every_country_there_is() -> None:
    assert statement(replace(REMOVED, territory=()))["territorial_scope"] == list(countries())


def test_keywords_are_those_of_the_decisions_category() -> None:
    other = replace(REMOVED, category="STATEMENT_CATEGORY_SELF_HARM")

    assert "category_specification" not in statement(other)


def test_built_in_grounds_name_their_category_and_keywords() -> None:
    assert set(STATED) == set(DEFAULT_GROUNDS)
    for ground, stated in STATED.items():
        if ground not in ("law", "no_ground"):
            assert stated.category in values("category"), ground
            assert stated.keywords
            assert set(stated.keywords) <= set(keywords_of(stated.category)), ground


def test_a_policys_ground_names_its_own() -> None:
    found = stated_by({"spam": {"category": "STATEMENT_CATEGORY_VIOLENCE", "is_law": True}})

    assert found["spam"] == Stated("STATEMENT_CATEGORY_VIOLENCE", (), is_law=True)
    assert found["identity"] == STATED["identity"]


def test_nobody_is_named() -> None:
    text = (
        "Anna Berg (anna@berg.example, +45 12 34 56 78) wrote to <@U0HERON12>; so did berg of "
        "https://example.com/anna and Heron Blue. Berg's café is Smith & Sons."
    )
    said = impersonal(text, ("Anna Berg", "Smith & Sons"), ("Heron Blue",))

    for secret in ("Anna", "Berg", "@", "12 34", "HERON", "example", "Heron", "Smith", "Sons"):
        assert secret not in said
    assert said.endswith("café is [left out].")


def test_a_party_that_may_not_be_told_is_not_stated_either() -> None:
    (found,) = statements([replace(REMOVED, is_silent=True)], "UTC", STATED)

    assert str(found) == "ESC-7, decision 12: the party may not be told for now"


def test_one_that_would_be_refused_is_left_out_and_says_why() -> None:
    made = statements([replace(REMOVED, category="", ground="law")], "UTC", STATED)

    assert [str(one) for one in made] == ["ESC-7, decision 12: category: is needed"]


def test_the_database_takes_a_hundred_at_once() -> None:
    made = [statement(replace(REMOVED, decision=n)) for n in range(250)]
    lines = [json.loads(line) for line in as_requests(made)]

    assert [len(line["statements"]) for line in lines] == [100, 100, 50]
    assert json.loads("".join(as_array(made))) == made
    assert json.loads("".join(as_array([]))) == []


CASE = Escalation(
    EscalationId(1), "executive", ChannelId("C0EXEC"), "dispute", Priority.P3, "Title", "Story",
    WREN, NOON, 1, answers={"reviewer": "Anna Berg", "business": "Smith & Sons"},
)  # fmt: skip
DECISION = Decision(
    0, CASE.id, "declined", "advertising", "Advertising or promotion", "Berg advertises.", "Dear you",
    "email", "", "", HERON, after(hours=1), 1, facts="Heron saw it.", restriction="account",
    restriction_what="DECISION_ACCOUNT_SUSPENDED", category="STATEMENT_CATEGORY_CONSUMER_INFORMATION",
    automated_means="none",
)  # fmt: skip


def test_the_report_has_what_came_into_force(storage: DatabaseStorage, database_url: str) -> None:
    settle(storage)
    with storage.begin() as work:
        work.escalations.add(CASE)
        first = work.decisions.add(DECISION)
        second = work.decisions.add(replace(DECISION, supersedes=first.id))
        work.decisions.communicate(Communication(second.id, CASE.id, WREN, after(hours=2), "email"))
        work.decisions.add(replace(DECISION, supersedes=second.id))
        work.decisions.add(replace(DECISION, restriction="", restriction_what="", category=""))
        work.decisions.add(replace(DECISION, category=""))

    done = CliRunner().invoke(app, ["report", "statements"], env={"DATABASE_URL": database_url})

    found = json.loads(done.stdout)
    assert [one["puid"] for one in found] == ["ESC-1-2", "ESC-1-3", "ESC-1-5"]
    assert {problems(one) for one in found} == {()}
    assert found[0]["incompatible_content_explanation"] == "[left out] advertises."
    assert found[0]["decision_facts"] == "[left out] saw it."
    assert (found[0]["decision_account"], found[0]["content_type_other"]) == (
        "DECISION_ACCOUNT_SUSPENDED",
        "An account",
    )
    assert done.exit_code == 0
