"""The same subject raised twice: shown while the form is open, joined, raised all the same, or
merged later."""

from __future__ import annotations

from sandbox.blockkit.contents import option_text, options_of
from tests.stories.people import RAISED, WHY, Colleague

OPEN = "Already open on the same subject."


def test_an_open_case_of_the_account_is_shown_while_it_is_typed_and_joined(
    otter: Colleague, vole: Colleague, heron: Colleague
) -> None:
    case = otter.raises("Acme is furious")
    heron.claims(case)
    form = vole.starts_raising("Acme again")
    form.fill({"What happened": "They called me, too.", "Account": "ACME A/S"})
    form.wait_for(lambda view: OPEN in view.text)
    assert "ESC-1 Acme is furious" in form.text
    assert form.value("What happened") == "They called me, too."
    vole.clicks(form, "Join")
    form.wait_for(lambda view: "You have joined ESC-1." in view.text)
    vole.is_told("ESC-1 is with @Heron (specialist): decision by")
    case.reads("joined by @Vole")
    channel = case.work.slack.channel(case.root.channel)
    case.work.wait(
        lambda: any("They called me, too." in case.work.read(m) for m in channel.thread(case.root)),
        "what they had written isn't in the thread",
    )
    heron.decides(case)
    vole.is_told("Your escalation is decided.")


def test_a_kind_chosen_while_the_form_changes_is_what_the_form_asks_for(
    otter: Colleague, vole: Colleague
) -> None:
    otter.raises("Acme is furious")
    form = vole.starts_raising("Acme again")
    shown, kind = form.view, form.field("Kind")
    other = next(o for o in options_of(kind.element) if option_text(o) == "Other")
    form.fill({"Account": "ACME A/S"}).wait_for(lambda view: OPEN in view.text)
    form.press(kind.element, other, shown=shown)
    form.wait_for(lambda view: "What the customer asks for" not in view.labels())


def test_what_is_sent_off_all_the_same_is_asked_why(otter: Colleague, vole: Colleague) -> None:
    otter.raises()
    form = vole.starts_raising().fill(RAISED)
    asked = form.submit().view
    assert asked is not None
    assert OPEN in asked.text
    assert asked.value("What happened") == RAISED["What happened"]
    again = asked.fill({WHY: "\u2800"}).submit().view
    assert again is not None, "nobody sees that"
    assert OPEN in again.text
    second = vole.has_raised(again.fill({WHY: "Another shop of theirs."}).submit())
    assert "Another shop of theirs." in vole.asks(f"show {second.reference}")


def test_merged_in_its_thread_its_requester_is_told_of_the_other(
    otter: Colleague, vole: Colleague, heron: Colleague
) -> None:
    first, second = otter.raises("A"), vole.raises("B", Links="https://reviews.example/r/7")
    heron.claims(second)
    heron.says("merge ESC-2", second)
    heron.is_answered("It can't repeat itself.")
    heron.says("merge ESC-1", second)
    second.reads("as a duplicate of ESC-1")
    first.reads("joined by @Vole", "reviews.example/r/7")
    vole.is_told("has closed this", "as a duplicate of ESC-1")
    vole.is_told("ESC-1 is with", "first answer by")
