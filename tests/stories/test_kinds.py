"""Each kind from its form on: what it asks, shows, refuses and keeps."""

from __future__ import annotations

import pytest

from sandbox import Modal
from tests.stories.conftest import POLICY
from tests.stories.people import DECISION, Colleague, case_of
from tests.stories.workplace import Workplace

STORY = {"Title": "A letter came", "What happened": "It names three reviews."}
APPEAL = {
    "Complainant": "The affected party",
    "Basis": "Visibility of content was restricted",
    "Received at": "today",
}
ORDER = {
    "Authority": "The court of Milan",
    "Country": "Italia",
    "Request": "Order to act",
    "Legal basis": "Art. 9 DSA",
    "Received at": "yesterday 14:00",
    "Deadline": "in 3 days",
    "May the user be told": "No, not for now",
}


@pytest.fixture
def policy() -> str:
    counsel = """
[queues.counsel]
channel = "C0LEGAL"
kinds = ["legal", "authority"]

[[queues.counsel.rotation]]
user = "U0HERON"
office = "copenhagen"

[clearances]
restricted = ["U0FINCH", "U0HERON", "U0OWL"]
legal_privileged = ["U0FINCH", "U0HERON", "U0OWL"]

[sla.legal]
P1 = { first_response = "1h", resolution = "1d", clock = "24x7" }
P2 = { first_response = "4h", resolution = "3d", clock = "24x7" }
P3 = { first_response = "1d", resolution = "5d", clock = "24x7" }
"""
    return POLICY + counsel


def of_kind(who: Colleague, kind: str, asks: str) -> Modal:
    """The form with this kind chosen, once it asks what that kind is asked."""
    form = who.starts_raising().fill({**STORY, "Kind": kind})
    form.wait_for(lambda view: asks in view.labels())
    return form


def test_the_decision_under_appeal_is_shown_as_soon_as_it_is_named(
    otter: Colleague, heron: Colleague
) -> None:
    original = otter.raises()
    heron.claims(original)
    heron.decides(original, DECISION)
    form = of_kind(otter, "Appeal", "Original decision").fill({"Original decision": "ESC-1"})
    form.wait_for(lambda view: "decided" in view.text and "ESC-1" in view.text)
    assert "Upheld" in form.text
    case = otter.has_raised(form.fill(APPEAL).submit())
    assert "Contests ESC-1, decided" in case.words
    assert "It was: Upheld: the decision stands, on Genuine experience" in case.words
    assert str(DECISION["Explanation"]) in case.words
    assert "offered to @Heron" not in case.words


def test_an_appeal_against_what_isnt_decided_is_refused_at_the_field(otter: Colleague) -> None:
    otter.raises()
    form = of_kind(otter, "Appeal", "Original decision")
    result = form.fill({"Original decision": "ESC-1", **APPEAL}).submit()
    assert "isn't decided" in str(result.errors)


def test_an_order_is_kept_in_its_own_channel_with_its_deadline_and_its_silence(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    form = of_kind(otter, "Authority", "Authority").fill(ORDER)
    refused = form.fill({"Deadline": "tomorrow", "Received at": "tomorrow"}).submit()
    assert "still to come" in str(refused.errors)
    assert form.fill(ORDER).submit().closed
    words = case_of(work, "ESC-1", channel="C0LEGAL").words
    assert "They may not be told anything" in words
    assert "Legal deadline" in words
    assert not [m for m in work.slack.channel("C0EXEC").messages() if "court of Milan" in m.text]


def test_a_kind_whose_queue_cant_keep_it_says_why_and_who_can_mend_it(otter: Colleague) -> None:
    form = of_kind(otter, "Communications", "Embargo until")
    assert "Communications can't be raised now." in form.text
    assert "#escalations-executive is public" in form.text
    assert "nobody in it is cleared for embargoed cases" in form.text
    assert "can fix that" in form.text
    result = form.fill({"Embargo until": "tomorrow"}).submit()
    assert "is public" in str(result.errors)


def test_who_asks_the_same_finds_the_answer(otter: Colleague, heron: Colleague) -> None:
    question = {"The question": "May a dentist name the patient in an answer?"}
    case = otter.has_raised(of_kind(otter, "Advice", "The question").fill(question).submit())
    heron.claims(case)
    answer = {**DECISION, "Outcome": "Answered: no decision was contested"}
    heron.decides(case, answer)
    form = of_kind(otter, "Advice", "The question").fill(question)
    form.wait_for(lambda view: "Asked before" in view.text)
    assert str(DECISION["Explanation"]) in form.text
