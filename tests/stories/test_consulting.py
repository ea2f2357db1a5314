"""Asking a team: in its channel or one by one, answered in a form or a thread, reminded, late."""

from __future__ import annotations

import pytest

from sandbox.workspace.messages import SlackMessage
from tests.stories.conftest import POLICY
from tests.stories.people import Case, Colleague
from tests.stories.workplace import SOON, Workplace

TEAMS = """
[teams.legal]
channel = "C0LEGAL"
answer_within = "1d"
office = "copenhagen"

[teams."Trust & Safety"]
people = ["U0FINCH", "U0HERON"]
answer_within = "4h"
"""
QUESTION = "May we show the review <!channel> again?"


@pytest.fixture
def policy() -> str:
    return POLICY + TEAMS


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def the_question(work: Workplace, *words: str, channel: str = "C0LEGAL") -> SlackMessage:
    """The question in the team's channel, once it says all this and the bot knows where it is."""
    work.settle()
    return work.slack.channel(channel).wait_for(
        lambda m: all(w in work.read(m) for w in words), SOON
    )


def test_the_button_asks_a_team_and_its_answer_comes_into_the_thread(
    work: Workplace, case: Case, heron: Colleague, finch: Colleague
) -> None:
    sent = heron.chooses(
        case,
        "Consult",
        "Ask a team",
        Team="legal",
        Question=QUESTION,
        Meanwhile=["The escalation waits on the answer"],
    )
    assert sent.closed
    case.reads("Waiting on Legal", "Asked: legal by Mar 3, 2026 at 10:30")
    asked = the_question(work, "@Heron (specialist) asks legal about ESC-1", "<!channel> again?")
    words = work.read(asked)
    assert "Acme" in words
    assert "Please answer by Mar 3, 2026 at 10:30." in words

    finch.clicks(asked, "Answer")
    form = finch.form("Answer")
    assert form.fill({"Answer": "You may, but *not* the photo."}).submit().closed

    settled = the_question(work, "Answered by @Finch (Legal)", "You may, but *not* the photo.")
    assert settled.buttons == ()
    heron.is_told("@Finch (Legal) answers for legal:", "> You may, but *not* the photo.")
    case.reads("Claimed")
    thread = work.slack.channel("C0EXEC").thread(case.root)
    assert any("answers for legal:" in work.read(m) for m in thread)
    assert "legal answered" in heron.asks("show ESC-1")


def test_a_reply_in_the_question_s_thread_is_the_answer_and_what_follows_is_passed_on(
    work: Workplace, case: Case, heron: Colleague, finch: Colleague
) -> None:
    heron.says("consult legal until tomorrow may we show it again?", case)
    heron.is_answered("legal is asked about ESC-1.")
    asked = the_question(work, "may we show it again?", "Mar 3, 2026 at 09:00")
    heron.person.say("C0LEGAL", "It is the one of March.", asked)
    finch.person.say("C0LEGAL", "You may.", asked)
    heron.is_told("@Finch (Legal) answers for legal:", "> You may.")
    the_question(work, "Answered by @Finch (Legal)")
    finch.person.say("C0LEGAL", "x" * 30_000, asked)
    heron.is_told("@Finch (Legal) adds to the answer of legal:")


def test_a_team_of_people_is_asked_one_by_one_lists_it_and_is_reminded_in_its_hours(
    work: Workplace, case: Case, heron: Colleague, finch: Colleague
) -> None:
    heron.says("consult Trust & Safety: is the account one person?", case)
    heron.is_answered("Trust & Safety is asked about ESC-1.")
    put = finch.is_told("@Heron (specialist) asks Trust & Safety about ESC-1")
    assert "reply in this thread" not in work.read(put), "nobody hears what is written there"
    assert "is the account one person?" in finch.asks("mine")

    work.later(hours=2, minutes=30)
    finch.is_told("waits for your answer: half of the time is over.")
    work.later(hours=2, minutes=30)
    late = finch.is_told("question about ESC-1 is late: your answer was due")
    heron.is_told("Trust & Safety was to answer by", "is the account one person?")

    finch.clicks(late, "Answer")
    assert finch.form("Answer").fill({"Answer": "It is."}).submit().closed
    heron.is_told("> It is.")
    finch.is_told("question about ESC-1 is settled. Answered by @Finch (Legal)")
    work.settle()
    assert [m.buttons for m in finch.person.dms()] == [()] * 3, "no button is left anywhere"
    finch.clicks(late, "Answer", force=True)
    finch.is_answered("has already answered this about ESC-1")
    assert "is the account one person?" not in finch.asks("mine")


def test_what_a_mention_leaves_out_comes_with_the_form_and_others_are_refused(
    case: Case, heron: Colleague, badger: Colleague
) -> None:
    heron.says("consult legal", case)
    assert heron.is_answered("Say what you ask legal").buttons == ("Consult",)
    heron.says("consult the press may we?", case)
    heron.is_answered("Say which team (legal, Trust & Safety)")
    heron.says("consult legal " + "x" * 30_000, case)
    heron.is_answered("Keep it under 2,000 characters.")
    badger.says("consult legal may we?", case)
    badger.is_answered("Only its owner or a manager can ask a team about it (ESC-1).")


def test_a_question_stands_on_the_home_of_who_is_asked_and_is_answered_from_there(
    case: Case, heron: Colleague, finch: Colleague
) -> None:
    home = finch.home()
    heron.says("consult trust & safety is the account one person?", case)
    home = home.wait_for(lambda h: "# Asked of you (1)" in h.text, SOON)
    assert "@Heron (specialist) about ESC-1" in home.text
    assert "is the account one person?" in home.text
    assert "Answer due" in home.text

    finch.clicks(home, "Answer")
    assert finch.form("Answer").fill({"Answer": "It is."}).submit().closed

    heron.is_told("> It is.")
    home.wait_for(lambda h: "Asked of you" not in h.text, SOON)


def test_a_closed_case_needs_no_answer_any_more(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague, finch: Colleague
) -> None:
    heron.says("consult legal may we show it again?", case)
    asked = the_question(work, "may we show it again?")
    otter.says("withdraw it is solved", case)
    settled = the_question(work, "No answer is needed any more: the escalation is closed.")
    assert settled.buttons == ()
    finch.clicks(asked, "Answer", force=True)
    finch.is_answered("ESC-1 is closed, so no answer is needed any more.")
