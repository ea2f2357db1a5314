"""Legal deadlines: an instant on the record, that nothing pauses and that is moved for a reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.stories.people import Case, Colleague
from tests.stories.workplace import Workplace

FRIDAY = datetime(2026, 3, 6, 16, tzinfo=UTC)


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def test_the_card_s_menu_sets_it_and_waiting_does_not_pause_it(
    work: Workplace, case: Case, heron: Colleague, owl: Colleague
) -> None:
    past = datetime(2026, 3, 1, 16, tzinfo=UTC)
    result = owl.chooses(
        case, "Legal deadline", "Legal deadline", Deadline=past, Source="Court order 7/26"
    )
    assert result.errors == {"Deadline": "That's already past. A deadline lies ahead."}
    form = owl.form("Legal deadline")
    assert form.value("Source") == "Court order 7/26"
    assert form.fill({"Deadline": FRIDAY}).submit().closed
    at = "Mar 6, 2026 at 17:00"
    case.reads(f"Legal deadline {at}")
    heron.sees_whole(case, f"{at} (2026-03-06 17:00 Europe/Copenhagen), Court order 7/26")
    heron.is_told(f"@Owl (manager) has set a legal deadline: {at}.", "> Court order 7/26")
    assert heron.has_wait(case, Expected_back=datetime(2026, 3, 12, 9, tzinfo=UTC)).closed
    case.reads("Waiting", f"Legal deadline {at}")

    work.later(days=1, hours=7)
    heron.is_told("The legal deadline is in less than 72 hours", at)
    work.later(days=2)
    owl.is_told("The legal deadline is in less than 24 hours", "It's with @Heron (specialist).")
    work.later(days=1)
    heron.is_told("The legal deadline has passed: it was", "Court order 7/26")
    case.reads(f"Legal deadline passed {at}")


def test_a_mention_sets_it_and_moving_it_takes_a_reason(case: Case, heron: Colleague) -> None:
    heron.says("deadline", case)
    heron.is_answered("Say the day, the time and where it comes from, like `deadline 2026-12-01")
    heron.says("deadline friday the court's order", case)
    heron.is_answered("Say the time too, like 2026-12-01 17:00: a legal deadline is an instant.")
    heron.says("deadline the letter says so", case)
    heron.is_answered("I can't read a date in")
    heron.says("deadline 2026-03-06 17:00", case)
    heron.is_answered("Say where the deadline comes from")
    heron.says("deadline 2026-03-06 17:00 the court's <order> & letter", case)
    heron.is_answered("ESC-1 has a legal deadline: Mar 6, 2026 at 17:00.")
    case.reads("Legal deadline Mar 6, 2026 at 17:00")
    heron.sees_whole(case, "the court's <order> & letter")

    heron.says("deadline 2026-03-09 17:00 the court's letter", case)
    answer = heron.is_answered("It has a deadline already: say why it is moved.")
    heron.says("deadline 2026-03-09 17:00 the court's letter because it gave more time", case)
    heron.is_answered("ESC-1 now has a legal deadline: Mar 9, 2026 at 17:00.")
    case.reads("Legal deadline Mar 9, 2026 at 17:00")
    heron.sees_whole(case, "Mar 9, 2026 at 17:00", "the court's letter")
    heron.clicks(answer, "Legal deadline")
    form = heron.form("Legal deadline")
    assert form.labels() == ["Deadline", "Source", "Reason"]
    assert form.value("Source") == "the court's letter"
    form.fill({"Deadline": FRIDAY, "Reason": "They took it back."})
    assert form.submit().closed
    case.reads("Legal deadline Mar 6, 2026 at 17:00")


def test_a_deadline_stands_in_the_zone_it_was_typed_in(case: Case, heron: Colleague) -> None:
    heron.says("deadline 2026-03-06 17:00 New York time the court's order", case)
    heron.is_answered("ESC-1 has a legal deadline: Mar 6, 2026 at 23:00.")
    heron.sees_whole(case, "Mar 6, 2026 at 23:00 (2026-03-06 17:00 America/New_York)")


def test_a_form_from_before_there_was_one_asks_for_the_reason_and_keeps_what_was_typed(
    case: Case, heron: Colleague, owl: Colleague
) -> None:
    owl.clicks(case, "Legal deadline")
    form = owl.form("Legal deadline").fill({"Deadline": FRIDAY, "Source": "The order"})
    heron.says("deadline 2026-03-05 12:00 the law", case)
    case.reads("Legal deadline Mar 5, 2026 at 12:00")
    asked = form.submit().view
    assert asked is not None
    assert "It has a deadline already: say why it is moved." in asked.text
    assert asked.value("Source") == "The order"
    assert asked.fill({"Reason": "The order came later."}).submit().closed
    case.reads("Legal deadline Mar 6, 2026 at 17:00")
    owl.sees_whole(case, "The order")
