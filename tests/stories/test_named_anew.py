"""A channel can't be written to, and the policy names another: what waits goes there."""

from __future__ import annotations

import pytest

from sandbox import Sandbox
from sandbox.workspace.directory import BOT_USER, Channel
from sandbox.workspace.messages import SlackMessage
from tests.stories.conftest import POLICY
from tests.stories.people import REVERSED, Colleague, case_of
from tests.stories.test_moved_queues import adopt
from tests.stories.workplace import SOON, Workplace

NAMED = """
[teams.legal]
channel = "C0DESK"
answer_within = "1d"
office = "copenhagen"

[feedback."Acme BPO"]
channel = "C0DESK"
owner = "U0FINCH"
due = "10d"

[[digests]]
to = "C0DESK"
queues = ["executive"]
cron = "0 11 * * mon-fri"
timezone = "Europe/Copenhagen"
"""
TO_PEOPLE = """
[teams."Trust & Safety"]
people = ["U0FINCH", "U0VOLE"]
answer_within = "4h"
"""


@pytest.fixture
def policy() -> str:
    return POLICY + NAMED + TO_PEOPLE


@pytest.fixture
def slack(slack: Sandbox) -> Sandbox:
    """With two channels for everything."""
    for channel, name in (("C0DESK", "desk"), ("C0NEW", "new-desk")):
        members = frozenset(("U0FINCH", "U0OWL", "U0HERON", BOT_USER))
        slack.admin.add_channel(Channel(channel, name, members))
    return slack


def posted(work: Workplace, words: str, channel: str = "C0NEW") -> SlackMessage:
    return work.slack.channel(channel).wait_for(lambda m: words in work.read(m), SOON)


def test_questions_feedback_and_digests_go_to_the_channel_named_instead(
    work: Workplace, otter: Colleague, heron: Colleague, finch: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    work.slack.admin.archive("C0DESK")
    heron.says("consult legal may we show it again?", case)
    owl.is_told("I can't write to", "desk")
    other = otter.raises("Another matter")
    heron.claims(other)
    heron.decides(other, {**REVERSED, "Feedback to": "Acme BPO"})
    work.later(hours=1)
    adopt(work, (POLICY + NAMED + TO_PEOPLE).replace("C0DESK", "C0NEW"))

    question = posted(work, "asks legal about ESC-1")
    posted(work, "FB-1 · Feedback for Acme BPO")
    posted(work, "Escalations digest")
    work.settle()
    assert work.bot.health.held() == []
    finch.clicks(question, "Answer")
    finch.form("Answer").fill({"Answer": "You may."}).submit()
    heron.is_told("@Finch (Legal) answers for legal:")
    posted(work, "Answered by @Finch (Legal)")


def test_a_case_whose_channel_is_closed_goes_on_in_the_one_named_instead(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    mine, free = otter.raises("Mine"), otter.raises("Free")
    heron.claims(mine)
    work.settle()
    work.slack.admin.archive("C0EXEC")
    heron.hands_over(mine, Colleague(work, "U0BADGER"), "Yours, please.")
    owl.is_told("I can't write to", "escalations-executive")
    adopt(work, (POLICY + NAMED + TO_PEOPLE).replace("C0EXEC", "C0NEW"))

    there = case_of(work, mine.reference, "C0NEW")
    there.reads("@Badger (specialist)")
    work.settle()
    assert work.bot.health.held() == []
    assert work.bot.remembered.outbox.state(work.clock.now()).parked == 0
    heron.clicks(free, "Claim", force=True)
    work.settle()
    case_of(work, free.reference, "C0NEW").reads("by @Heron (specialist)")
    heron.clicks(there, "Details")
    heron.is_answered("Account", "Mine")


def test_a_digest_that_the_policy_gives_to_no_channel_any_more_is_not_sent(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises()
    work.slack.admin.archive("C0DESK")
    work.later(hours=1)
    owl.is_told("I can't write to", "desk")
    adopt(work, POLICY + TO_PEOPLE)
    work.settle()

    assert work.bot.health.held() == []
    assert work.bot.remembered.outbox.state(work.clock.now()).parked == 0


def test_a_question_in_a_conversation_that_is_gone_keeps_nothing_back(
    work: Workplace, otter: Colleague, heron: Colleague, finch: Colleague, owl: Colleague
) -> None:
    """As after a new installation, whose bot isn't in the conversations of the old one."""
    case = otter.raises()
    heron.claims(case)
    heron.says("consult Trust & Safety: is it one person?", case)
    question = finch.is_told("asks Trust & Safety")
    Colleague(work, "U0VOLE").is_told("asks Trust & Safety")
    finch.clicks(question, "Answer")
    form = finch.form("Answer")
    work.settle()
    work.slack.trouble.fail("chat.update", "channel_not_found", 2)
    form.fill({"Answer": "It is."}).submit()
    heron.is_told("@Finch (Legal) answers for Trust & Safety:")
    work.settle()

    assert work.bot.health.held() == []
    assert not [line for line in owl.headlines() if "can't write to" in line]
