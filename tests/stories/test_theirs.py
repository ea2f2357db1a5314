"""What who raised a case does to it, from Home and from their notes."""

from __future__ import annotations

from tests.stories.people import TITLE, Case, Colleague
from tests.stories.workplace import Workplace


def chooses(colleague: Colleague, entry: str, title: str, **fields: object) -> dict[str, str]:
    """Chooses from the menu of the case on Home and sends its form off."""
    colleague.clicks(colleague.home(), entry)
    form = colleague.form(title).fill({k.replace("_", " "): v for k, v in fields.items()})
    return dict(form.submit().errors or {})


def test_who_raised_it_adds_corrects_and_asks_for_a_priority_from_home(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    assert not chooses(otter, "Correct title and account …", "Correct ESC-1", Title="Acme Ltd")
    case.reads("# ESC-1 · Acme Ltd")
    heron.claims(case)
    assert not chooses(
        otter, "Add information …", "Add information", **{"What's new": "A *lawyer*."}
    )
    heron.is_told("@Otter (CSM) writes:", "> A *lawyer*.")
    work.slack.channel("C0EXEC").wait_for(lambda m: "A *lawyer*." in work.read(m))

    asked = {"Priority": "P2: today", "Reason": "It can wait."}
    assert not chooses(otter, "Ask for another priority …", "Another priority", **asked)
    question = heron.is_told("@Otter (CSM) asks for P2 (it is P1):", "> It can wait.")
    assert question.buttons == ("Make it P2", "Keep it")
    heron.clicks(question, "Make it P2")
    case.reads("P2 · Executive")
    heron.clicks(question, "Keep it", force=True)
    heron.is_answered("Heron (specialist) has said yes: ESC-1 is P2 now.")


def test_a_correction_that_comes_after_the_claim_is_added(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    raised = otter.is_told("ESC-1 is with @Heron (specialist)")
    otter.clicks(otter.home(), "Correct title and account …")
    open_already = otter.form("Correct ESC-1").fill({"Title": "Acme Ltd: reviews hidden"})
    heron.claims(case)

    shown = open_already.submit().view
    assert shown is not None
    assert shown.title == "Add information"
    assert "It has been claimed, so its title and account stay." in shown.text
    assert shown.value("What's new") == "Title: Acme Ltd: reviews hidden"
    assert shown.submit().closed
    heron.is_told("@Otter (CSM) writes:", "> Title: Acme Ltd: reviews hidden")
    assert f"# ESC-1 · {TITLE}" in case.words

    otter.clicks(raised, "Correct title and account …")
    form = otter.form("Add information")
    assert "It has been claimed, so its title and account stay." in form.text
    assert form.fill({"What's new": "The account is Acme Ltd."}).submit().closed
    otter.withdraws(case)
    otter.clicks(raised, "Correct title and account …", force=True)
    otter.is_answered("ESC-1 is closed, so you can't add to it now. You can reopen it.")


def test_the_note_that_it_is_raised_says_with_whom_it_is_now(
    work: Workplace, otter: Colleague, vole: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.raises()
    note = otter.is_told("ESC-1 is with @Heron (specialist): first answer by")
    heron.claims(case)
    work.settle()
    edited = [call.arguments["ts"] for call in work.slack.calls("chat.update")]
    assert note.ts not in edited, "it's with Heron as it was"

    heron.hands_over(case, badger)
    badger.claims(case)
    work.settle()
    now = work.slack.channel(note.channel).now(note)
    assert "ESC-1 is with @Badger (specialist): decision by" in work.read(now)
    assert "Correct title and account …" not in str(now.blocks)
    badger.says("release", case)
    case.reads("Open, offered to")
    work.settle()
    assert "ESC-1 is with @Kestrel" in work.read(work.slack.channel(note.channel).now(note))


def test_a_no_is_told_to_who_asked_and_what_was_closed_lately_can_be_reopened(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case: Case = otter.raises()
    heron.claims(case)
    asked = {"Priority": "P3: this week", "Reason": "No hurry."}
    assert not chooses(otter, "Ask for another priority …", "Another priority", **asked)
    heron.clicks(heron.is_told("asks for P3"), "Keep it")
    otter.is_told("@Heron (specialist) has looked at it: your escalation stays P1, not P3.")

    assert not chooses(otter, "Withdraw …", "Withdraw")
    case.reads("Closed by ")
    home = otter.home()
    assert "Recently closed (1)" in home.text
    otter.clicks(home, "Reopen")
    assert otter.form("Reopen").fill({"Reason": "It's back."}).submit().closed
    case.reads("Claimed by @Heron (specialist)")
