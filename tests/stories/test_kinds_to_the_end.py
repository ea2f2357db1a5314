"""Each kind from its form to its close, where a queue keeps it as close as it has to be."""

from __future__ import annotations

import pytest
from prometheus_client import generate_latest

from tests.stories.conftest import POLICY
from tests.stories.people import DECISION, Case, Colleague, case_of, sent
from tests.stories.test_kinds import APPEAL, ORDER, of_kind
from tests.stories.workplace import Workplace

LETTER = {
    "Sender": "Lund & Partners, for the dentist",
    "Jurisdiction": "Denmark",
    "Allegation": "The reviews are defamatory.",
    "Received at": "yesterday 14:00",
    "Deadline": "in 3 days",
}
DISPUTE = {
    "Business": "Acme",
    "Reviewer": "Lea Holm",
    "Item": "https://example.com/reviews/1",
}
BY_MAIL: dict[str, object] = {
    **DECISION,
    "Facts": "Three reviews, none with an order.",
    "How they are told": "E-mail from Content Integrity",
}
EMBARGOED = {"Audience": "The press", "Embargo until": "today 16:00"}
QUESTION = {"The question": "May a dentist name the patient in an answer?"}
TICKET = {
    "Ticket link": "https://tickets.example.com/77",
    "What was tried": "The invoice was asked for twice.",
    "The exact question": "Is a proof of payment enough?",
    "Vendor": "Acme BPO",
}
ANSWERED: dict[str, object] = {**DECISION, "Outcome": "Answered: no decision was contested"}
LEGAL = "C0LEGAL"


@pytest.fixture
def policy() -> str:
    """Counsel keeps what isn't everybody's; Owl, a manager, is the second person."""
    counsel = """
[queues.counsel]
channel = "C0LEGAL"
kinds = ["legal", "authority", "comms"]

[[queues.counsel.rotation]]
user = "U0HERON"
office = "copenhagen"

[clearances]
restricted = ["U0FINCH", "U0HERON", "U0OWL"]
legal_privileged = ["U0FINCH", "U0HERON", "U0OWL"]
embargoed = ["U0FINCH", "U0HERON", "U0OWL"]

[sla.legal]
P1 = { first_response = "1h", resolution = "1d", clock = "24x7" }
P2 = { first_response = "4h", resolution = "3d", clock = "24x7" }
P3 = { first_response = "1d", resolution = "5d", clock = "24x7" }
"""
    return POLICY.replace('"comms", ', "") + counsel


def kept(work: Workplace, who: Colleague, kind: str, asked: dict[str, str]) -> Case:
    """Raised, with its card where counsel reads it."""
    assert sent(of_kind(who, kind, next(iter(asked))).fill(asked)).closed
    return case_of(work, "ESC-1", channel=LEGAL)


def written_and_approved(
    work: Workplace, case: Case, heron: Colleague, owl: Colleague, decision: dict[str, object]
) -> None:
    heron.claims(case)
    form = heron.starts_deciding(case)
    decision = {label: value for label, value in decision.items() if label in form.labels()}
    assert sent(form.fill(decision)).closed
    owl.clicks(owl.is_told("has written a decision"), "Approve")
    assert owl.form("Review the decision").submit().closed
    work.settle()
    case.reads("Decided by @Heron", "approved by @Owl")


def says_nothing_of(work: Workplace, who: Colleague, *secrets: str) -> bool:
    said = "\n".join([*who.notes(), *map(work.read, work.slack.channel("C0EXEC").messages())])
    return not any(secret in said for secret in secrets)


def test_a_legal_letter_is_answered_by_two_and_told_by_mail(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = kept(work, otter, "Legal", LETTER)
    written_and_approved(work, case, heron, owl, BY_MAIL)
    assert "Legal deadline" in case.words
    heron.marks_communicated(case)
    work.settle()
    otter.is_told("The impacted party has been told.", "closed")
    secrets = ("Lund", "defamatory", str(DECISION["Explanation"]))
    assert says_nothing_of(work, otter, *secrets)
    work.bot.health.gauge()
    counted = generate_latest().decode()
    assert not [secret for secret in secrets if secret in counted], "in /metrics"


@pytest.mark.parametrize("may_be_told", [False, True])
def test_an_order_is_closed_untold_or_told_once_that_may_be(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague, may_be_told: bool
) -> None:
    case = kept(work, otter, "Authority", ORDER)
    written_and_approved(work, case, heron, owl, BY_MAIL)
    case.reads("its party is told once that may be")
    if may_be_told:
        lifted = heron.chooses(case, "May they be told", "They may be told", Reason="The trial.")
        assert lifted.closed
        heron.marks_communicated(case)
    else:
        why = "Art. 5 of the order, until the trial."
        assert heron.chooses(case, "Close untold", "Close untold", Reason=why).closed
        case.reads("Closed by @Heron", "and its party is not told", f"Not told: {why}")
        assert why in heron.asks("show ESC-1")
    work.settle()
    assert says_nothing_of(work, otter, "court of Milan", "until the trial")


def test_a_dispute_is_closed_when_both_of_its_parties_are_told(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.has_raised(sent(of_kind(otter, "Dispute", "Business").fill(DISPUTE)))
    heron.claims(case)
    form = heron.starts_deciding(case)
    (other,) = (label for label in form.labels() if label.startswith("Message to the reviewer"))
    words = "The decision stands: your review stays."
    form.fill({**BY_MAIL, other: words})
    assert sent(form).closed
    case.reads("Decided by @Heron")
    heron.marks_communicated(case)
    otter.is_told("The impacted party has been told.", "ESC-1")
    thread = [work.read(m) for m in work.slack.channel("C0EXEC").thread(case.root)]
    assert any(words in said for said in thread)


@pytest.mark.parametrize(("kind", "asked"), [("Front line", TICKET), ("Other", {})])
def test_what_is_everybody_s_is_answered_and_told_by_who_asked(
    work: Workplace, otter: Colleague, heron: Colleague, kind: str, asked: dict[str, str]
) -> None:
    form = of_kind(otter, kind, next(iter(asked), "What happened")).fill(asked)
    case = otter.has_raised(sent(form))
    case.reads(f"P2 · {kind}")
    heron.claims(case)
    assert all(words in heron.sees_whole(case) for words in asked.values())
    heron.decides(case, ANSWERED)
    otter.clicks(otter.is_told("is decided", "I have told them"), "I have told them")
    case.reads("Closed by @Otter", "Answered: no decision was contested")


def test_an_appeal_is_decided_by_somebody_else_and_its_requester_tells(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    original = otter.raises()
    heron.claims(original)
    heron.decides(original)
    named = {"Original decision": "ESC-1", **APPEAL}
    case = otter.has_raised(sent(of_kind(otter, "Appeal", "Original decision").fill(named)))
    badger.claims(case)
    badger.decides(case, {**BY_MAIL, "How they are told": "The requester tells them"})
    otter.clicks(otter.is_told("is decided", "I have told them", "ESC-2"), "I have told them")
    case.reads("Closed by @Otter", "Upheld: the decision stands")


def test_what_is_embargoed_is_told_and_opens_once_the_embargo_is_over(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = kept(work, otter, "Communications", EMBARGOED)
    written_and_approved(work, case, heron, owl, {**BY_MAIL, **ANSWERED})
    assert "A letter came" not in otter.asks("show ESC-1")
    work.later(hours=6)
    heron.marks_communicated(case)
    assert "A letter came" in otter.asks("show ESC-1")


def test_advice_ends_with_an_answer_that_others_find_by_its_words(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.has_raised(sent(of_kind(otter, "Advice", "The question").fill(QUESTION)))
    heron.claims(case)
    heron.decides(case, ANSWERED)
    heron.marks_communicated(case)
    found = badger.asks("search dentist patient")
    assert "ESC-1" in found
    assert str(DECISION["Explanation"]) in found
