"""Key figures in words: every one has a name, and small numbers stand as numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.figures.kpis import KPIS, Measure, Share, Spread, figure
from handlers.slack.messages.kpis import LABELS, hours, value

MINUTE = 60_000_000


def said(kpi: str, measure: Measure) -> str:
    return value(figure(KPIS[kpi], "all", measure))


def test_every_key_figure_has_a_name_for_people() -> None:
    assert LABELS.keys() == KPIS.keys()


@pytest.mark.parametrize(
    ("kpi", "measure", "words"),
    [
        ("sla_resolution", Share(3, 4), "3 of 4"),
        ("sla_resolution", Share(30, 40), "30 of 40 (75%)"),
        ("sla_resolution", Share(0, 4), "0 of 4"),
        ("sla_resolution", Share(0, 0), "–"),
        ("share_other", Share(0, 4), "–"),
        ("backlog", Share(1200, 0), "1,200"),
        ("backlog", Share(0, 0), "–"),
        ("time_to_claim", Spread(1, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE), "30 min (of 1)"),
        ("time_to_claim", Spread(3, 0, 0, 90 * MINUTE), "under a minute, at most 1.5 h (of 3)"),
        (
            "time_to_claim",
            Spread(40, 60 * MINUTE, 60 * MINUTE, 600 * MINUTE),
            "1 h, 9 of 10 within 10 h (of 40)",
        ),
        ("time_to_claim", Spread(), "–"),
    ],
)
def test_a_value_says_what_it_is_over(kpi: str, measure: Measure, words: str) -> None:
    assert said(kpi, measure) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [("0.4", "24 min"), ("12.34", "12.3 h"), ("48", "48 h"), ("169.6", "170 h")],
)
def test_hours_have_a_decimal_only_where_it_matters(number: str, words: str) -> None:
    assert hours(Decimal(number)) == words
