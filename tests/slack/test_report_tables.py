"""What a report's table in Slack says of its rows."""

from __future__ import annotations

import pytest

from bot.figures.kpis import Share
from bot.reports.chosen import ReportName
from bot.reports.fairness import CSM, Of, reversal_lines
from handlers.slack.messages.report import Told
from handlers.slack.messages.report_tables import cells_of


@pytest.mark.parametrize(
    ("hits", "said"),
    [
        (9, "10 of 60 (17%); more than chance (p < 0.0001)"),
        (3, "10 of 60 (17%); may be chance (p = 0.38)"),
    ],
)
def test_whether_chance_explains_a_difference_is_said_beside_its_numbers(
    hits: int, said: str
) -> None:
    lines = [*reversal_lines(Of.ASKED_BY, {CSM: Share(hits, 10), "others": Share(10, 60)})]
    told = Told(ReportName.FAIRNESS, lines, 1, "UTC")

    (row,) = cells_of(told.name, told.rows, None, told).rows
    assert row[2:] == (f"{hits} of 10 ({hits}0%)", said)
