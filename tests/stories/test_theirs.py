"""What who raised a case does to it, from Home and from their notes."""

from __future__ import annotations

from tests.stories.people import Case, Colleague
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
    otter.clicks(otter.home(), "Correct title and account …")
    late = otter.form("Correct ESC-1").fill({"Title": "Too late"})
    heron.claims(case)
    assert "has been claimed, so its title" in " ".join((late.submit().errors or {}).values())
    assert "# ESC-1 · Acme Ltd" in case.words
    late.close()

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
