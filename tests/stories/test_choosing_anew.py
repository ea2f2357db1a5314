"""Who chooses anew at once has what they chose last, however late the form changes."""

from __future__ import annotations

import time
from typing import NoReturn

import pytest

from bot.case.errors import StorageAway
from handlers.slack.app import changer
from sandbox.blockkit.contents import option_text, options_of
from sandbox.json_values import Json, as_object, objects
from sandbox.people.modal import Modal
from storage.work import DatabaseStorage
from tests.stories.people import DECISION, RAISED, WHY, Colleague
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
    monkeypatch.setattr(changer, "FOR_SECONDS", 1.0)
    work.slack.trouble.fail(CHANGES, "internal_error", None)

    reports_on_days_of_their_own(owl)

    owl.is_told("please do that once more")
    work.settle()
    assert len(work.slack.calls(CHANGES)) == 2
    assert len(owl.person.dms()) == 1


def fails_once(work: Workplace) -> None:
    """The next change of a form fails, and is to be made again."""
    work.slack.trouble.fail(CHANGES, "internal_error", 1)


def tried_again(work: Workplace) -> None:
    """Until whatever is to be tried again would have been."""
    work.wait(lambda: work.slack.calls(CHANGES), "no change is tried")
    time.sleep(changer.SOONEST + 0.5)
    work.settle()


def with_another_kind_to_choose(otter: Colleague, vole: Colleague) -> tuple[Modal, Json, Json]:
    """A form about what is raised already, its field for the kind, and another one to choose."""
    otter.raises()
    form = vole.starts_raising().fill(RAISED)
    form.wait_for(lambda view: "Already open on the same subject." in view.text)
    kind = form.field("Kind").element
    return form, kind, next(o for o in options_of(kind) if option_text(o) == "Other")


def test_what_a_form_sent_off_asks_is_not_undone_by_a_choice_made_before(
    work: Workplace, otter: Colleague, vole: Colleague
) -> None:
    form, kind, other = with_another_kind_to_choose(otter, vole)
    fails_once(work)
    form.press(kind, other)

    asked = form.submit().view

    assert asked is not None
    asked.fill({WHY: "Another shop of theirs."})
    tried_again(work)
    assert asked.value(WHY) == "Another shop of theirs."
    vole.has_raised(asked.submit())


def test_nobody_is_refused_what_they_have_done_since(work: Workplace, otter: Colleague) -> None:
    case = otter.raises()
    otter.clicks(case, "Withdraw")
    form = otter.form("Withdraw")
    misrouted = form.options("Reason")[2]
    fails_once(work)
    form.fill({"Reason": misrouted})

    assert form.submit().closed

    case.reads("as misrouted")
    tried_again(work)
    assert not [note for note in otter.person.dms() if "withdraw it now" in note.plain]


def test_who_goes_back_to_what_the_form_asks_keeps_it(work: Workplace, owl: Colleague) -> None:
    form = reports_on_days_of_their_own(owl)
    form.wait_for(lambda view: "From" in view.labels())
    own, named = "Days of your own", form.options("Period")[1]
    fails_once(work)

    form.fill({"Period": named}).fill({"Period": own})

    tried_again(work)
    assert "From" in form.labels()


def test_who_waits_for_a_change_as_the_bot_stops_is_told(work: Workplace, owl: Colleague) -> None:
    work.slack.trouble.fail(CHANGES, "internal_error", None)
    reports_on_days_of_their_own(owl)
    work.wait(lambda: work.slack.calls(CHANGES), "no change is tried")

    work.restart()

    owl.is_told("please do that once more")


def test_a_decision_form_asks_what_its_outcome_needs_once_the_database_is_back(
    work: Workplace, otter: Colleague, heron: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = otter.raises()
    heron.claims(case)
    form = heron.starts_deciding(case)

    def away(_storage: object) -> NoReturn:
        raise StorageAway("gone")

    with monkeypatch.context() as broken:
        broken.setattr(DatabaseStorage, "read", away)
        form.fill({"Outcome": "Reversed: the decision is undone"})
        assert "Root cause" not in form.labels()

    form.wait_for(lambda view: "Root cause" in view.labels())


def test_a_choice_that_slack_is_late_with_does_not_come_over_what_is_asked_since(
    work: Workplace, otter: Colleague, vole: Colleague
) -> None:
    form, kind, other = with_another_kind_to_choose(otter, vole)
    work.slack.trouble.slow(SLOW, [CHANGES], takes_effect_late=True)
    form.press(kind, other)

    asked = form.submit().view

    assert asked is not None
    asked.fill({WHY: "Another shop of theirs."})
    tried_again(work)
    assert asked.value(WHY) == "Another shop of theirs."


def test_a_message_written_meanwhile_is_not_drafted_over(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    form = heron.starts_deciding(case)
    form.fill({key: DECISION[key] for key in ("Ground", "Explanation")})
    work.settle()
    fails_once(work)
    form.fill({"Outcome": "Reversed: the decision is undone"})
    work.wait(lambda: work.slack.calls(CHANGES), "no change is tried")

    form.fill({"Message to the impacted party": "We were wrong."})

    form.wait_for(lambda view: "Root cause" in view.labels())
    assert form.value("Message to the impacted party") == "We were wrong."


def test_who_has_joined_is_told_so_where_the_form_can_not_say_it(
    work: Workplace, otter: Colleague, vole: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changer, "FOR_SECONDS", 0.0)
    otter.raises()
    form = vole.starts_raising("Acme again")
    form.fill({"Account": "Acme"})
    form.wait_for(lambda view: "Join" in str(view.blocks))
    work.slack.trouble.fail(CHANGES, "internal_error", None)

    vole.clicks(form, "Join")

    vole.is_told("You have joined ESC-1")


def test_a_change_whose_answer_was_lost_is_not_made_over_what_is_written_since(
    work: Workplace, otter: Colleague, heron: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changer, "SOONEST", 1.0)
    monkeypatch.setattr(changer, "LATEST", 1.0)
    case = otter.raises()
    heron.claims(case)
    form = heron.starts_deciding(case)
    form.fill({key: DECISION[key] for key in ("Ground", "Explanation")})
    work.settle()
    work.slack.trouble.lose_replies(CHANGES, 1)
    form.fill({"Outcome": "Reversed: the decision is undone"})
    form.wait_for(lambda view: "Root cause" in view.labels())

    form.fill({"Message to the impacted party": "We were wrong."})

    work.wait(lambda: len(work.slack.calls(CHANGES)) > 1, "it isn't tried again")
    tried_again(work)
    assert form.value("Message to the impacted party") == "We were wrong."
