"""Closed without a decision, and taken up again."""

from __future__ import annotations

from tests.stories.people import Colleague
from tests.stories.workplace import Workplace


def test_the_requester_withdraws(work: Workplace, otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    heron.claims(case)
    assert otter.withdraws(case, Note="The customer has found it.").closed
    words = case.reads("Closed by @Otter (CSM)", buttons=("Reopen", "Show"))
    assert "withdrawn\nThe customer has found it." in words
    heron.sees_whole(case, "Resolution not needed", press="Show")
    heron.is_told("@Otter (CSM) has closed this.", "The customer has found it.")
    work.settle()
    assert sum("closed" in note for note in otter.notes()) == 1, "who acts is answered, and no more"


def test_whom_it_is_offered_to_is_told_that_it_is_withdrawn(
    otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.is_told("This is offered to you")
    otter.withdraws(case)
    heron.is_told("@Otter (CSM) has closed this.")


def test_the_owner_closes_as_misrouted_or_duplicate_and_does_not_withdraw(
    otter: Colleague, vole: Colleague, heron: Colleague
) -> None:
    first, second, third = (p.raises(t) for p, t in ((otter, "A"), (vole, "B"), (otter, "C")))
    for case in (first, second, third):
        heron.claims(case)
    refused = heron.withdraws(first).errors
    assert refused is not None
    assert "Only the requester or a manager can withdraw ESC-1." in refused["Reason"]
    form = heron.form("Withdraw").fill({"Reason": "Misrouted: it belongs elsewhere"})
    assert form.submit().closed
    first.reads("as misrouted")
    otter.is_told("@Heron (specialist) has closed this.", "as misrouted")

    heron.clicks(second, "Withdraw")
    form = heron.form("Withdraw")
    assert "Duplicate of" not in form.labels()
    form.fill({"Reason": "Duplicate of another escalation"})
    form.wait_for(lambda view: "Duplicate of" in view.labels())
    which = "Name the escalation it repeats, like ESC-12."
    for wrong, words in (
        ("ESC-1", "ESC-1 is closed, so nobody would be told. Reopen that one first."),
        ("ESC-2", "It can't repeat itself."),
        ("ESC-99", "There is no ESC-99."),
        ("the other one", which),
        ("ESC-²", which),
    ):
        assert form.fill({"Duplicate of": wrong}).submit().errors == {"Duplicate of": words}
    assert form.fill({"Duplicate of": " esc\u00a0–3 "}).submit().closed
    second.reads("as a duplicate of ESC-3")
    vole.is_told("has closed this.", "as a duplicate of ESC-3")


def test_another_specialist_does_not_close_it(otter: Colleague, badger: Colleague) -> None:
    case = otter.raises()
    badger.clicks(case, "Withdraw")
    badger.is_answered("Only the requester, its owner or a manager can withdraw it (ESC-1).")


def test_reopened_it_goes_back_to_its_previous_owner(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.decides(case)
    heron.marks_communicated(case)
    work.later(hours=20)
    assert otter.reopens(case, "They have sent receipts <new> & more.").closed
    words = case.reads("Claimed", "by @Heron (specialist)")
    heron.is_told("@Otter (CSM) has reopened this: They have sent receipts <new> & more.")
    assert "Resolution due Mar 3, 2026 at 14:30" in words, "the clock starts anew"
    heron.decides(case)
    heron.marks_communicated(case)


def test_reopened_without_its_previous_owner_it_is_offered_anew(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.decides(case)
    heron.marks_communicated(case)
    work.slack.admin.deactivate("U0HERON")
    work.settle()
    assert badger.reopens(case, "A lawyer has written.").closed
    case.reads("Open", "offered to @Badger (specialist)", "First response due")
    otter.is_told("@Badger (specialist) has reopened this: A lawyer has written.")
    badger.claims(case)


def test_what_was_withdrawn_can_be_reopened(otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    otter.withdraws(case)
    otter.reopens(case, "It is needed after all.")
    case.reads("Open", "offered to @Badger (specialist)")


def test_reopening_takes_a_reason_and_somebody_it_concerns(
    otter: Colleague, vole: Colleague
) -> None:
    case = otter.raises()
    otter.withdraws(case)
    case.reads("Closed")
    otter.clicks(case, "Reopen")
    empty = otter.form("Reopen").submit(force=True)
    assert empty.errors == {"Reason": "Say why it is reopened."}
    vole.clicks(case, "Reopen")
    vole.is_answered("Only the requester, a specialist of its queue or a manager can reopen it")
