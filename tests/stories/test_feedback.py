"""Feedback: a reversal asks a vendor for a change, which is accepted, done and verified."""

from __future__ import annotations

import csv
import io
import os

import pytest

from sandbox import Sandbox
from sandbox.workspace.directory import BOT_USER, Channel
from sandbox.workspace.messages import SlackMessage
from tests.stories.conftest import POLICY
from tests.stories.people import REVERSED, Case, Colleague
from tests.stories.workplace import SOON, Workplace
from tests.support.fork_server import ForkServer

TARGETS = """
[feedback."Acme BPO"]
channel = "C0ACME"
owner = "U0FINCH"
due = "10d"

[feedback.tech]
channel = "C0TECH"
owner = "U0VOLE"
due = "4d"
"""
FED_BACK = {**REVERSED, "Feedback to": "Acme BPO"}
CHANGE = str(REVERSED["What should change"])


@pytest.fixture
def policy() -> str:
    return POLICY + TARGETS


@pytest.fixture
def slack(slack: Sandbox) -> Sandbox:
    """With the vendor's channel, in which there is a guest, and that of the tech team."""
    for channel, name in (("C0ACME", "vendor-acme"), ("C0TECH", "tech-feedback")):
        members = frozenset(("U0FINCH", "U0VOLE", "U0GECKO", BOT_USER))
        slack.admin.add_channel(Channel(channel, name, members))
    return slack


@pytest.fixture
def gecko(work: Workplace) -> Colleague:
    """A guest, of the vendor."""
    return Colleague(work, "U0GECKO")


def item_in(work: Workplace, channel: str, *words: str) -> SlackMessage:
    """The message of an item, once it says all this."""
    found = work.slack.channel(channel).wait_for(lambda m: "FB-" in m.plain, SOON)
    conversation = work.slack.channel(channel)
    work.wait(
        lambda: all(word in work.read(conversation.now(found)) for word in words),
        f"{words} not in:\n{work.read(conversation.now(found))}",
    )
    return conversation.now(found)


def reverses(otter: Colleague, heron: Colleague, title: str) -> Case:
    case = otter.raises(title)
    heron.claims(case)
    heron.decides(case, FED_BACK)
    return case


def test_a_vendor_accepts_and_does_what_a_reversal_asks_for_and_who_asked_verifies(
    work: Workplace, otter: Colleague, heron: Colleague, finch: Colleague, gecko: Colleague
) -> None:
    case = reverses(otter, heron, "Acme: reviews removed after rebrand")
    item = item_in(work, "C0ACME", "FB-1 · Feedback for Acme BPO", CHANGE, case.reference)
    assert item.buttons == ("Accept", "Reject")
    assert "rebrand" not in work.read(item).replace(CHANGE, ""), "a title may name somebody"

    gecko.clicks(item, "Accept")
    item = item_in(work, "C0ACME", "accepted by @Gecko (guest)")
    finch.clicks(item, "Done")
    note = heron.is_told("Your feedback to Acme BPO is done, says @Finch (Legal).")
    finch.clicks(item_in(work, "C0ACME", "to be verified"), "Verify")
    finch.is_answered("FB-1 is verified by who asked for it, not by who has done it.")
    heron.clicks(note, "Verify")
    assert item_in(work, "C0ACME", "verified by @Heron (specialist)").buttons == ()

    work.settle()
    assert not heron.person.direct_messages().now(note).buttons
    history = otter.asks(f"show {case.reference}")
    for words in ("asked for", "accepted by @Gecko", "done by @Finch", "verified by @Heron"):
        assert words in history


def test_an_item_stands_on_the_home_of_whom_it_waits_for_and_is_moved_on_from_there(
    otter: Colleague, heron: Colleague, finch: Colleague
) -> None:
    reverses(otter, heron, "Acme: reviews removed after rebrand")
    home = finch.home().wait_for(lambda h: "# Feedback with you (1)" in h.text, SOON)
    assert "FB-1" in home.text
    assert "rebrand" not in home.text

    finch.clicks(home, "Accept")
    home = home.wait_for(lambda h: "accepted by @Finch (Legal)" in h.text, SOON)
    finch.clicks(home, "Done")
    home.wait_for(lambda h: "Feedback with you" not in h.text, SOON)

    asked = heron.home().wait_for(lambda h: "# Feedback with you (1)" in h.text, SOON)
    heron.clicks(asked, "Verify")
    asked.wait_for(lambda h: "Feedback with you" not in h.text, SOON)


def test_two_cases_of_one_cause_are_one_item_which_its_owner_rejects_with_a_reason(
    work: Workplace, otter: Colleague, heron: Colleague, finch: Colleague, owl: Colleague
) -> None:
    reverses(otter, heron, "The first")
    reverses(otter, heron, "The second")
    item = item_in(work, "C0ACME", "2 cases: ESC-1", "ESC-2")
    assert "FB-1" in finch.asks("mine")
    assert "Feedback with others" in owl.home().text

    finch.clicks(item, "Reject")
    form = finch.form("Reject the feedback")
    assert not form.fill({"Reason": " "}).submit().closed, "a reason says something"
    assert form.fill({"Reason": "Former names are known since May."}).submit().closed
    heron.is_told("was rejected by @Finch (Legal): Former names are known since May.")
    item_in(work, "C0ACME", "rejected by @Finch (Legal)", "Former names are known since May.")
    assert "FB-1" not in finch.asks("mine")


def test_it_is_asked_for_from_a_case_s_menu_with_a_date_in_one_s_own_words(
    work: Workplace, otter: Colleague, heron: Colleague, fork_server: ForkServer
) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.clicks(case, "Feedback")
    form = heron.form("Feedback")
    asked = {"Feedback to": "tech", "Root cause": "A tool was at fault"}
    bad = {**asked, "What should change": "Mail ann@example.com.", "Due": "yesterday"}
    wrong = form.fill(bad).submit().errors or {}
    assert "already past" in wrong["Due"]
    assert "ann@example.com" in wrong["What should change"]
    assert set(form.fill({"Due": "whenever"}).submit().errors or {}) == {"Due"}
    good = {"What should change": "The tool shows both names.", "Due": "2026-03-13"}
    assert form.fill(good).submit().closed
    item_in(work, "C0TECH", "Feedback for tech", "The tool shows both names.")

    (line,) = report(work, fork_server)
    assert (line["item"], line["target"], line["state"]) == ("FB-1", "tech", "open")
    assert (line["cases"], line["asked_by"]) == ("ESC-1", "U0HERON")
    assert line["what_should_change"] == "The tool shows both names."


def report(work: Workplace, server: ForkServer) -> list[dict[str, str]]:
    """What `escalations report feedback` writes, run as a person would."""
    days = ("--from", "2026-03-02", "--to", "2026-03-02")
    command = ("-m", "bot", "report", "feedback", *days, "--format", "csv")
    environment = {**os.environ, "DATABASE_URL": work.settings.database_url}
    code, said, failed = server.run(command, environment)
    assert code == 0, failed
    return list(csv.DictReader(io.StringIO(said)))
