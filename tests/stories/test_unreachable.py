"""Somebody Slack doesn't know, or who can't be written to: the work goes round them."""

from __future__ import annotations

import pytest

from tests.stories.conftest import POLICY
from tests.stories.people import Colleague
from tests.stories.workplace import Workplace

WITH_A_GHOST = POLICY.replace("U0HERON", "U0GHOST").replace(
    'managers = ["S0MANAGERS"]', 'managers = ["S0MANAGERS", "U0PHANTOM"]'
) + (
    """
[[digests]]
to = "U0SHADE"
queues = ["executive"]
cron = "0 9 * * mon-fri"
timezone = "Europe/Copenhagen"
"""
)


def test_an_offer_that_does_not_reach_its_person_goes_to_the_next_at_once(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    otter.raises("Heron's")
    work.settle()
    work.slack.trouble.fail("conversations.open", "user_disabled")
    case = otter.raises("Badger's")
    work.later(seconds=1)

    case.reads("offered to @Kestrel (specialist)")
    work.settle()
    (about,) = [note for note in owl.notes() if "let me write to" in note]
    assert "Slack doesn't let me write to @Badger (specialist) (`user_disabled`)." in about
    assert "They're still on the rotation of executive: see the settings." in about
    assert "note not delivered to @Badger (specialist)" in heron.asks("show ESC-2")
    assert "can't be written to in Slack" in owl.asks("rota")

    badger.says("claim", case)
    case.reads("by @Badger (specialist)")
    assert "can't be written to" not in owl.asks("rota")


def test_over_restarts_who_can_not_be_written_to_is_told_of_once_and_tried_again_each_time(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises("Heron's")
    work.settle()
    work.slack.trouble.fail("conversations.open", "user_disabled")
    otter.raises("Badger's")
    work.later(seconds=1)
    for _ in range(2):
        work.slack.trouble.fail("conversations.open", "user_disabled")
        work.restart()
    otter.raises("Heron's once more").reads("offered to @Heron (specialist)")
    work.settle()

    assert sum("let me write to @Badger" in note for note in owl.notes()) == 1
    assert "can't be written to in Slack" in owl.asks("rota")

    work.restart()
    assert "can't be written to" not in owl.asks("rota")


@pytest.mark.parametrize("policy", [WITH_A_GHOST])
def test_wrong_ids_are_told_to_the_managers_by_name_and_get_nothing(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    case.reads("offered to @Badger (specialist)")
    work.settle()

    told = "\n".join(owl.notes())
    for wrong, still in (
        ("U0GHOST", "They're still on the rotation of executive"),
        ("U0PHANTOM", "They're still a manager of the workspace"),
        ("U0SHADE", "They're still who gets the digest of executive"),
    ):
        assert told.count(f"Slack knows nobody with the id `{wrong}` (`user_not_found`).") == 1
        assert still in told
    work.restart()
    work.settle()
    assert "\n".join(owl.notes()) == told, "once"
