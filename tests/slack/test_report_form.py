"""The periods in the form of a report: each a choice of its own that means the days it says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.case.people import Actor, Via
from bot.reports.asked import periods_at
from bot.views.report import Managed
from handlers.slack.contract.requests import FormValues, OpenForm
from handlers.slack.forms.report import CALLBACK, OWN, build, read
from tests.architecture.slack_limits import modal_problems
from tests.support.factories import STORK, policy

YEARS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
MANAGED = Managed(policy(), ("executive",), is_all=True)


def select(today: date, chosen: str = "") -> Any:
    values = FormValues({"period": chosen} if chosen else {})
    view: Any = build(MANAGED, today, values)
    assert modal_problems(view) == []
    return next(b["element"] for b in view["blocks"] if b.get("block_id") == "period")


def named(options: Any) -> dict[str, str]:
    """The value of each choice by its words."""
    return {option["text"]["text"]: option["value"] for option in options}


@given(YEARS)
@example(date(2027, 1, 1))
@example(date(2024, 2, 29))
def test_each_period_is_a_choice_of_its_own_on_every_day(today: date) -> None:
    options = select(today)["options"]
    values = [option["value"] for option in options]

    assert len(options) == len(periods_at(today)) + 1
    assert len(set(values)) == len(set(named(options))) == len(options)
    assert all(len(value) <= 75 for value in values)


@given(YEARS)
@example(date(2027, 1, 1))
def test_what_is_chosen_is_shown_as_chosen_and_asks_for_its_days(today: date) -> None:
    offered = select(today)["options"]
    for days, option in zip(periods_at(today), offered, strict=False):
        assert option["text"]["text"].startswith(f"{days.name}, ")
        assert select(today, option["value"])["initial_option"] == option
        form = OpenForm("V1", "", CALLBACK, "", FormValues({"period": option["value"]}))
        asked = read(form, Actor(STORK, Via.FORM))
        assert (asked.first, asked.last) == (days.first.isoformat(), days.last.isoformat())
    assert offered[-1]["value"] == OWN


@given(YEARS, st.integers(1, 3))
@example(date(2026, 12, 31), 1)
def test_what_was_chosen_before_midnight_is_kept_when_the_form_is_drawn_again_after_it(
    today: date, days_later: int
) -> None:
    later = today + timedelta(days=days_later)
    now = select(later)["options"]
    for place, read_before in enumerate(select(today)["options"]):
        again = select(later, read_before["value"])

        assert again["initial_option"] == read_before
        assert again["options"][place] == read_before, "in its own place"
        others = [o for o in again["options"] if o != read_before]
        assert others == [o for n, o in enumerate(now) if n != place], "as it is now"


@pytest.mark.parametrize(
    "value", ["gone", "a/b/Last week", "2027-01-01/2027-01-07", "2027-01-01/2027-01-07/My week"]
)
def test_a_choice_that_is_none_of_the_periods_changes_none_of_them(value: str) -> None:
    again = select(date(2027, 1, 8), value)

    assert "initial_option" not in again
    assert again["options"] == select(date(2027, 1, 8))["options"]


@pytest.mark.parametrize("sent", ["", "2027-01-01"])
def test_what_is_no_period_asks_for_no_days_that_it_has_not(sent: str) -> None:
    form = OpenForm("V1", "", CALLBACK, "", FormValues({"period": sent}))

    assert read(form, Actor(STORK, Via.FORM)).last == ""
