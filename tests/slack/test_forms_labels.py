"""The words on forms and buttons are promised: guides and checks use them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.case.escalation import Party
from bot.case.identifiers import EscalationId
from bot.case.kinds import KINDS, UPHELD, Kind
from bot.case.restriction import RESTRICTIONS
from bot.case.similar import Similar
from bot.policy import ClockKind, Duration, ServiceLevel
from bot.views.deciding import Beside
from handlers.slack.contract.answers import View
from handlers.slack.forms import ask_feedback, wait
from handlers.slack.forms import change_priority as priority_form
from handlers.slack.forms import decide as decide_form
from handlers.slack.forms import raise_escalation as raise_form
from handlers.slack.forms import set_deadline as deadline_form
from handlers.slack.forms.decide_beside import similar
from handlers.slack.forms.decide_parts import is_reversal
from handlers.slack.forms.routes import promise
from handlers.slack.messages.feedback import LABELS as FEEDBACK_BUTTONS
from handlers.slack.messages.markup import BUTTONS
from tests.architecture.filling import inputs, labels, sent
from tests.architecture.forms import (
    BUILT,
    a_case,
    a_draft,
    decision_for,
    intake_for,
    restriction_for,
    snooze_form,
    with_deadline,
)
from tests.support.factories import NOON

INTAKE = ["Kind", "Priority", "Title", "What happened", "Account", "Links"]
DECISION = ["Outcome", "Ground", "Explanation", "Message to the impacted party", "New restriction"]
WHOLE_DECISION = [
    *("Outcome", "Ground", "Explanation", "Facts", "Language", "Message to the impacted party"),
    *("How they are told", "New restriction", "Guideline version"),
]
OF_A_RESTRICTION = ["What exactly", "Category", "Automated means", "Where", "Until"]
OF_A_REVERSAL = ["Root cause", "What should change"]
PROMISED_BUTTONS = {
    "Claim",
    "Release",
    "Hand over",
    "Wait",
    "Resume",
    "Consult",
    "Decide",
    "Approve",
    "Send back",
    "Mark communicated",
    "Mark carried out",
    "Reopen",
    "Withdraw",
}
IN_THE_MENU = {
    *("May they be told", "Suppression", "Stand back", "Change priority", "Legal deadline"),
    *("Confidentiality", "Assign to …", "Take over", "Close untold"),
}
every_built_kind = pytest.mark.parametrize("kind", BUILT, ids=lambda kind: kind.name)


@every_built_kind
def test_the_intake_form_has_the_promised_labels_and_the_kind_s_own(kind: Kind) -> None:
    own = [question.label for question in kind.questions]

    shown = labels(intake_for(kind))

    assert [label for label in shown if label not in own] == INTAKE
    assert [label for label in shown if label in own] == own


@every_built_kind
def test_the_decision_form_asks_what_its_kind_and_outcome_need(kind: Kind) -> None:
    for outcome in kind.outcomes:
        asked = WHOLE_DECISION if kind.asks_all or outcome.changes else DECISION
        asked_why = OF_A_REVERSAL if outcome.is_reversal else []
        unasked = [] if kind.may_restrict else ["New restriction"]
        shown = labels(decision_for(kind, outcome.name))
        assert shown == [label for label in asked if label not in unasked] + asked_why


def test_an_executive_case_that_changes_nothing_is_five_fields() -> None:
    for outcome in ("", "upheld", "answered", "declined"):
        assert labels(decision_for(KINDS["executive"], outcome)) == DECISION
    assert len(DECISION) == 5


@pytest.mark.parametrize("restriction", RESTRICTIONS)
def test_a_new_restriction_opens_its_part(restriction: str) -> None:
    shown = labels(restriction_for(restriction))
    at = shown.index("New restriction") + 1
    in_words = ["In words"] if restriction in ("visibility", "monetary") else []
    asked = [OF_A_RESTRICTION[0], *in_words, *OF_A_RESTRICTION[1:]]
    assert shown[at : at + len(asked)] == asked
    assert shown[shown.index("Explanation") + 1] == "Why it differs from before"


def test_the_titles_are_the_promised_ones() -> None:
    intake: Any = intake_for(BUILT[0])
    decision: Any = decision_for(BUILT[0])
    assert intake["title"]["text"] == "Raise an escalation"
    assert decision["title"]["text"] == "Record the decision"


def test_the_buttons_are_the_promised_ones() -> None:
    assert set(BUTTONS.values()) == PROMISED_BUTTONS | IN_THE_MENU


@pytest.mark.parametrize(
    ("form", "title", "asks"),
    [
        (
            wait.build(a_case(), NOON),
            "Have it wait",
            ["On whom", "What was asked", "Expected back"],
        ),
        (priority_form.build(a_case()), "Change priority", ["Priority", "Reason"]),
        (deadline_form.build(a_case()), "Legal deadline", ["Deadline", "Source"]),
        (
            deadline_form.build(with_deadline(a_case())),
            "Legal deadline",
            ["Deadline", "Source", "Reason"],
        ),
        (snooze_form(a_case()), "Snooze", ["Remind me", "Why it can wait"]),
    ],
)
def test_the_forms_about_time_ask_for_everything(form: View, title: str, asks: list[str]) -> None:
    assert form["title"] == {"type": "plain_text", "text": title}
    assert labels(form) == asks
    assert not any(block["optional"] for block in inputs(form))


def _options(form: View, label: str) -> list[str]:
    block = next(b for b in inputs(form) if b["label"]["text"] == label)
    return [o["text"]["text"] for o in block["element"]["options"]]


def test_whom_a_case_waits_on_is_named_as_people_say_it() -> None:
    parties = ["The customer", "The consumer", "The requester"]
    parties += ["Legal", "A vendor", "Another team"]

    assert _options(wait.build(a_case(), NOON), "On whom") == parties
    assert len(parties) == len(Party)


def test_the_present_priority_is_marked() -> None:
    block = next(b for b in inputs(priority_form.build(a_case())) if b["block_id"] == "priority")
    marked = [o["value"] for o in block["element"]["options"] if "description" in o]

    assert marked == [a_case().priority.value]
    assert "initial_option" not in block["element"]


def test_a_snooze_says_when_it_ends_in_the_person_s_zone() -> None:
    assert _options(snooze_form(a_case()), "Remind me") == [
        "In 1 hour (Tue 14:00)",
        "In 4 hours (Tue 17:00)",
        "Next working day (Wed 13:00)",
    ]


@every_built_kind
def test_what_a_kind_needs_can_t_be_left_out(kind: Kind) -> None:
    optional = {b["label"]["text"] for b in inputs(intake_for(kind)) if b["optional"]}
    may_be_empty = {q.label for q in kind.questions if not q.required} | {"Links"}

    assert optional == may_be_empty | (set() if kind.account_required else {"Account"})


def test_only_a_reversal_is_asked_for_its_root_cause() -> None:
    assert is_reversal(a_draft("partially_reversed").outcome)
    assert not is_reversal(a_draft(UPHELD.name).outcome)


def test_a_choice_of_one_is_not_shown() -> None:
    only = BUILT[0]

    form = raise_form.build([only], raise_form.Prefill())

    assert not {"Kind", "Confidentiality"} & set(labels(form))
    assert raise_form.values_of(sent(form)).get("kind") == only.name


def test_an_executive_case_asks_for_five_things() -> None:
    form = intake_for(BUILT[0])

    assert len([block for block in inputs(form) if not block["optional"]]) == 5


def test_the_form_says_where_it_goes_and_what_each_priority_promises() -> None:
    text = str(intake_for(BUILT[0]))

    assert "Goes to the executive queue, in <#C0EXEC>" in text
    assert "Answered soon" in text


@pytest.mark.parametrize(
    ("first_response", "clock", "promised"),
    [
        (Duration(seconds=1800), ClockKind.ROUND_THE_CLOCK, "Answered within 30 min, any hour"),
        (Duration(seconds=7200), ClockKind.OFFICE, "Answered within 2 working hours"),
        (Duration(days=1), ClockKind.OFFICE, "Answered within 1 working day"),
        (Duration(1, 5400), ClockKind.OFFICE, "Answered within 1 d 1 h 30 min of working time"),
    ],
)
def test_a_priority_promises_an_answer_as_people_say_it(
    first_response: Duration, clock: ClockKind, promised: str
) -> None:
    assert promise(ServiceLevel(first_response, Duration(days=2), clock)) == promised


def test_the_feedback_form_and_the_decision_form_have_the_promised_labels() -> None:
    asked = ["Feedback to", "Root cause", "What should change", "Due"]
    reversal = decide_form.build(
        a_case(),
        None,
        {"law": "The law"},
        a_draft("reversed"),
        beside=Beside(targets=("Acme BPO", "tech")),
    )

    assert labels(ask_feedback.build(a_case(), ("Acme BPO",))) == asked
    assert labels(reversal)[-3:] == [*OF_A_REVERSAL, "Feedback to"]
    assert list(FEEDBACK_BUTTONS.values()) == ["Accept", "Reject", "Done", "Verify"]


def test_a_similar_decision_of_another_system_is_named_by_its_key() -> None:
    elsewhere = Similar(EscalationId(0), 0, "upheld", "Spam", NOON, external_id="OLD-<9>")
    (block,) = similar((elsewhere,))
    assert "*OLD-&lt;9&gt;* Upheld, " in str(block["text"])
