"""Recording a decision: once, with its reasons, and again when it must be corrected."""

from __future__ import annotations

import csv
import io
import os
from typing import Any

import pytest

from tests.stories.people import DECISION, REVERSED, Case, Colleague
from tests.stories.workplace import Workplace
from tests.support.fork_server import ForkServer


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def register(work: Workplace, server: ForkServer) -> list[dict[str, str]]:
    """What `escalations report decisions` writes, run as a person would."""
    days = ("--from", "2026-03-02", "--to", "2026-03-02")
    command = ("-m", "bot", "report", "decisions", *days, "--format", "csv")
    environment = {**os.environ, "DATABASE_URL": work.settings.database_url}
    code, said, failed = server.run(command, environment)
    assert code == 0, failed
    return list(csv.DictReader(io.StringIO(said)))


def test_a_mention_is_answered_with_the_button_to_the_form(case: Case, heron: Colleague) -> None:
    heron.says("decide", case)
    heron.clicks(heron.is_answered("Record the decision in the form:"), "Decide")
    assert heron.form("Record the decision").fill(DECISION).submit().closed
    case.reads("Decided")


def test_the_form_offers_the_outcomes_of_the_kind_and_the_grounds_of_the_policy(
    case: Case, heron: Colleague
) -> None:
    form = heron.starts_deciding(case)
    assert form.options("Outcome") == [
        "Upheld: the decision stands",
        "Partially reversed",
        "Reversed: the decision is undone",
        "Answered: no decision was contested",
        "Granted: it is done as asked",
        "Declined: nothing changes",
    ]
    assert "No rule was broken" in form.options("Ground")
    assert "Root cause" not in form.labels()


@pytest.mark.parametrize("outcome", ["Reversed: the decision is undone", "Partially reversed"])
def test_a_reversal_is_asked_for_its_root_cause(case: Case, heron: Colleague, outcome: str) -> None:
    form = heron.starts_deciding(case).fill({"Explanation": "They were real."})
    form.fill({"Outcome": outcome})
    form.wait_for(lambda view: "Root cause" in view.labels())
    assert form.value("Explanation") == "They were real.", "what was typed stays"
    assert len(form.options("Root cause")) == 10
    assert form.fill({**REVERSED, "Outcome": outcome}).submit().closed
    case.reads(f"Decision: {outcome}")


def test_another_outcome_takes_the_questions_away_again(case: Case, heron: Colleague) -> None:
    form = heron.starts_deciding(case).fill(REVERSED)
    form.fill({"Outcome": "Declined: nothing changes"})
    form.wait_for(lambda view: "Root cause" not in view.labels())
    assert form.submit().closed
    case.reads("Decision: Declined: nothing changes")


def test_a_reversal_sent_before_the_form_could_ask_is_asked_then(
    work: Workplace, case: Case, heron: Colleague
) -> None:
    form = heron.starts_deciding(case).fill({**DECISION, "Outcome": "Declined: nothing changes"})
    # The choice reaches the form only: the click that tells the bot is lost.
    field = form.field("Outcome")
    options: Any = field.element["options"]
    chosen = next(o for o in options if o["value"] == "reversed")
    work.slack.core.views.type_in(form.id, field.place, chosen)
    asked = form.submit(force=True).view
    assert asked is not None
    assert "A reversal is asked for its root cause." in asked.text
    assert asked.value("Explanation") == DECISION["Explanation"]
    rest = {k: v for k, v in REVERSED.items() if k.startswith(("Root", "What", "Message"))}
    assert asked.fill(rest).submit().closed
    case.reads("Decision: Reversed: the decision is undone")


def test_decided_again_the_new_decision_supersedes_and_the_register_holds_both(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague, fork_server: ForkServer
) -> None:
    heron.decides(case)
    work.settle()
    form = heron.starts_deciding(case)
    assert "What you record now supersedes that decision." in form.text
    assert form.value("Explanation") == DECISION["Explanation"]
    assert form.fill(REVERSED).submit().closed
    case.reads("Decision: Reversed: the decision is undone (corrects an earlier one)")
    whole = heron.sees_whole(case, "Superseded by")
    assert "(decision 2, corrects 1)" in whole
    assert "Superseded by decision 2: decision 1, Upheld" in whole
    otter.is_told("corrected decision", "Reversed: the decision is undone")
    heron.clicks(case, "Mark communicated")
    case.reads("Next: it's carried out")
    heron.marks_carried_out(case)
    case.reads("Closed by", "They were told")

    first, second = register(work, fork_server)
    assert first["reference"] == second["reference"] == "ESC-1"
    assert (first["outcome"], second["outcome"]) == ("upheld", "reversed")
    assert (first["supersedes"], second["supersedes"]) == ("", first["decision"])
    assert (first["superseded_by"], second["superseded_by"]) == (second["decision"], "")
    assert (first["carried_out_by"], second["carried_out_by"]) == ("", "U0HERON")
    assert (second["kind"], second["priority"], second["account"]) == ("executive", "P1", "Acme")
    assert second["requester_name"] == "Otter (CSM)"
    assert second["decided_by_name"] == "Heron (specialist)"
    assert second["decided_at"].startswith("2026-03-02T09:30:")
    assert second["ground"] == "genuine_experience"
    assert second["explanation"] == DECISION["Explanation"]
    assert second["message"] == REVERSED["Message to the impacted party"]
    assert (first["communicated_by"], second["communicated_by"]) == ("", "U0HERON")
    assert second["root_cause"] == "automation_false_positive"
    assert second["what_should_change"] == REVERSED["What should change"]


def test_the_requester_is_told_what_they_may_tell_and_by_whom_it_is_told(
    case: Case, otter: Colleague, heron: Colleague
) -> None:
    heron.decides(case, {**DECISION, "How they are told": "E-mail from Content Integrity"})
    otter.is_told("Content Integrity tells the customer:", "> The decision stands")


def test_a_manager_decides_only_after_claiming(case: Case, owl: Colleague) -> None:
    owl.clicks(case, "Decide")
    owl.is_answered(
        "Only its owner can decide it (ESC-1).", "choose Take over in the card's menu first"
    )


def test_a_manager_may_mark_it_communicated(case: Case, heron: Colleague, owl: Colleague) -> None:
    heron.decides(case)
    owl.marks_communicated(case)
    case.reads("Closed by @Owl (manager)", "decided by @Heron (specialist)")
