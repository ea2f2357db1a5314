"""The words on forms and buttons are promised: guides and checks use them."""

from __future__ import annotations

import pytest

from bot.kinds import UPHELD, Kind
from handlers.forms import decision
from handlers.messages.markup import BUTTONS
from tests.architecture.filling import inputs, labels
from tests.architecture.forms import BUILT, a_draft, decision_for, intake_for

INTAKE = ["Kind", "Priority", "Title", "What happened", "Account", "Links", "Confidentiality"]
DECISION = ["Outcome", "Ground", "Explanation", "Message to the impacted party"]
ALSO_ASKED = ["How they are told"]
OF_A_REVERSAL = ["Root cause", "What should change"]
PROMISED_BUTTONS = {
    "Claim",
    "Release",
    "Hand over",
    "Wait",
    "Resume",
    "Decide",
    "Approve",
    "Send back",
    "Mark communicated",
    "Reopen",
    "Withdraw",
}
NOT_YET = {"Wait", "Resume", "Approve", "Send back"}
every_built_kind = pytest.mark.parametrize("kind", BUILT, ids=lambda kind: kind.name)


@every_built_kind
def test_the_intake_form_has_the_promised_labels_and_the_kind_s_own(kind: Kind) -> None:
    own = [question.label for question in kind.questions]

    shown = labels(intake_for(kind))

    assert [label for label in shown if label not in own] == INTAKE
    assert [label for label in shown if label in own] == own


@every_built_kind
def test_the_decision_form_has_the_promised_labels(kind: Kind) -> None:
    for outcome in kind.outcomes:
        asked_why = OF_A_REVERSAL if outcome.is_reversal else []
        assert labels(decision_for(kind, outcome.name)) == DECISION + ALSO_ASKED + asked_why


def test_the_titles_are_the_promised_ones() -> None:
    assert intake_for(BUILT[0])["title"]["text"] == "Raise an escalation"
    assert decision_for(BUILT[0])["title"]["text"] == "Record the decision"


def test_the_buttons_are_the_promised_ones() -> None:
    assert set(BUTTONS.values()) == PROMISED_BUTTONS - NOT_YET


@every_built_kind
def test_what_a_kind_needs_can_t_be_left_out(kind: Kind) -> None:
    optional = {b["label"]["text"] for b in inputs(intake_for(kind)) if b["optional"]}
    may_be_empty = {q.label for q in kind.questions if not q.required} | {"Links"}

    assert optional == may_be_empty | (set() if kind.account_required else {"Account"})


def test_only_a_reversal_is_asked_for_its_root_cause() -> None:
    assert decision.is_reversal(a_draft("partially_reversed").outcome)
    assert not decision.is_reversal(a_draft(UPHELD.name).outcome)


def test_only_the_confidentiality_that_is_kept_is_offered() -> None:
    block = next(b for b in inputs(intake_for(BUILT[0])) if b["block_id"] == "confidentiality")

    assert [o["value"] for o in block["element"]["options"]] == ["internal"]
