"""Who chooses anew at once has what they chose last, however late the form changes."""

from __future__ import annotations

import pytest

from sandbox.json_values import as_object, objects
from sandbox.people.modal import Modal
from tests.stories.people import DECISION, Colleague
from tests.stories.workplace import Workplace

CHANGES = "views.update"
SLOW = 0.5
"""Seconds after which a change takes effect: long after the next choice has come."""


@pytest.fixture
def slowly(work: Workplace) -> Workplace:
    """Forms change late."""
    work.slack.trouble.slow(SLOW, [CHANGES], takes_effect_late=True)
    return work


def chosen_at_once(work: Workplace, form: Modal, field: str, *choices: str, asks: str) -> None:
    """Chooses one after the other and waits until what the last one asks has come last."""
    for choice in choices:
        form.fill({field: choice})

    def has_come() -> bool:
        changes = work.slack.calls(CHANGES)
        view = as_object(changes[-1].answer.get("view")) if changes else {}
        return bool(changes) and asks not in {b.get("block_id") for b in objects(view["blocks"])}

    work.wait(has_come, "the form goes by the former choice")
    assert form.value(field) == choices[-1]


def test_a_named_period_asks_for_no_days(slowly: Workplace, owl: Colleague) -> None:
    assert owl.person.command("/escalations", "report").error is None
    form = owl.form("Report")
    own, named = "Days of your own", form.options("Period")[1]

    chosen_at_once(slowly, form, "Period", own, named, asks="first")

    assert "From" not in form.labels()
    assert form.submit().closed


def test_what_is_no_duplicate_is_not_asked_of_what(slowly: Workplace, otter: Colleague) -> None:
    case = otter.raises()
    otter.clicks(case, "Withdraw")
    form = otter.form("Withdraw")
    duplicate, misrouted = form.options("Reason")[1:]

    chosen_at_once(slowly, form, "Reason", duplicate, misrouted, asks="duplicate_of")

    assert "Duplicate of" not in form.labels()
    assert form.submit().closed
    case.reads("as misrouted")


def test_what_is_no_reversal_is_not_asked_for_a_cause(
    slowly: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    form = heron.starts_deciding(case)
    reversal, declined = "Reversed: the decision is undone", "Declined: nothing changes"

    chosen_at_once(slowly, form, "Outcome", reversal, declined, asks="root_cause")

    assert "Root cause" not in form.labels()
    assert form.fill({**DECISION, "Outcome": declined}).submit().closed
    case.reads(f"Decision: {declined}")
