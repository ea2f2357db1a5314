"""What a reversal costs in calls to Slack: decided, approved, communicated, carried out."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.stories.conftest import POLICY
from tests.stories.people import REVERSED, Case, Colleague, sent
from tests.stories.workplace import Workplace

PRESSED = "response_url"
"""An edit of the message that was pressed, by the address that came with the press: no call of the
Web API."""
APPROVALS = """
[approvals.executive]
people = ["U0BADGER"]
"""


@pytest.fixture
def policy() -> str:
    return POLICY + APPROVALS


@pytest.fixture
def case(work: Workplace, otter: Colleague, heron: Colleague) -> Case:
    """Heron's, with all said of it that is to be said."""
    raised = otter.raises()
    heron.claims(raised)
    work.settle()
    return raised


def test_from_decided_to_carried_out_it_takes_few_calls_to_slack(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague
) -> None:
    steps: list[Counter[str]] = []
    before = len(work.slack.calls())

    def counted() -> None:
        work.settle()
        already = before + sum(step.total() for step in steps)
        steps.append(Counter(call.method for call in work.slack.calls()[already:]))

    form = heron.starts_deciding(case).fill({"Outcome": REVERSED["Outcome"]})
    form.wait_for(lambda view: "Root cause" in view.labels())  # as people do
    assert sent(form.fill(REVERSED)).closed
    counted()
    badger.clicks(badger.is_told("has written a decision"), "Approve")
    assert badger.form("Review the decision").submit().closed
    counted()
    heron.clicks(case, "Mark communicated")
    case.reads("Next: it's carried out")
    counted()
    heron.marks_carried_out(case)
    case.reads("Closed by")
    counted()
    assert sum(step.total() - step[PRESSED] for step in steps) == 15
    assert steps == [
        # The form, which changes by the outcome; the thread, and the approver, for the first time.
        Counter(
            {
                "views.open": 1,
                "views.update": 1,
                "conversations.open": 1,
                "chat.postMessage": 2,
                PRESSED: 1,
            }
        ),
        # The thread, its requester and who wrote it; the requester's first note is settled. The card and the approver's note were pressed.
        Counter({"views.open": 1, "chat.postMessage": 3, "chat.update": 1, PRESSED: 2}),
        # The notes of its requester and of who wrote it are settled. The card was pressed.
        Counter({"chat.update": 2, PRESSED: 1}),
        # The thread and its requester.
        Counter({"views.open": 1, "chat.postMessage": 2, PRESSED: 1}),
    ]
