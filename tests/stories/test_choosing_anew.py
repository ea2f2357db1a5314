"""Who chooses anew at once has what they chose last, however late the form changes."""

from __future__ import annotations

import pytest

from handlers.slack.app import opener
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


def reports_on_days_of_their_own(by: Colleague) -> Modal:
    assert by.person.command("/escalations", "report").error is None
    return by.form("Report").fill({"Period": "Days of your own"})


def test_what_slack_fails_to_change_is_changed_once_it_works_again(
    work: Workplace, owl: Colleague
) -> None:
    work.slack.trouble.fail(CHANGES, "internal_error", 2)

    form = reports_on_days_of_their_own(owl)

    work.wait(lambda: "From" in form.labels(), "the form goes by what was chosen before")
    assert owl.person.dms() == []


def test_nobody_is_told_of_a_change_of_a_form_that_they_closed(
    slowly: Workplace, owl: Colleague
) -> None:
    form = reports_on_days_of_their_own(owl)

    form.close()

    slowly.wait(lambda: slowly.slack.calls(CHANGES), "the form is changed")
    slowly.settle()
    assert [call.error for call in slowly.slack.calls(CHANGES)] == ["not_found"]
    assert owl.person.dms() == []


def test_who_chose_in_vain_is_told_so_once(
    work: Workplace, owl: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opener, "CHANGE_AGAIN", (0.01, 0.01))
    work.slack.trouble.fail(CHANGES, "internal_error", None)

    reports_on_days_of_their_own(owl)

    owl.is_told("Please choose once more")
    work.settle()
    assert len(work.slack.calls(CHANGES)) == 3
    assert len(owl.person.dms()) == 1
