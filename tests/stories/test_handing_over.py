"""Handing over and releasing: the owner stays responsible until another has claimed."""

from __future__ import annotations

import pytest

from tests.stories.people import Case, Colleague
from tests.stories.workplace import Workplace


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def test_the_form_asks_another_who_accepts_by_claiming(
    work: Workplace,
    case: Case,
    otter: Colleague,
    heron: Colleague,
    badger: Colleague,
    kestrel: Colleague,
) -> None:
    assert heron.hands_over(case, badger, "Half read.\nNext: the <owner> & their letter").closed
    case.reads(
        "Hand-over asked of @Badger (specialist) by @Heron (specialist)",
        "by @Heron (specialist)",
    )
    note = badger.is_told(
        "@Heron (specialist) asks you to take this over.",
        "> Half read.\n> Next: the <owner> & their letter",
    )
    kestrel.clicks(case, "Claim")
    kestrel.is_answered("ESC-1 is being handed over to Badger (specialist): only they can claim it")
    work.later(hours=4, minutes=1)
    heron.is_told("Half of the time for the resolution is used.")

    badger.clicks(note, "Claim")
    case.reads("by @Badger (specialist)")
    heron.is_told("@Badger (specialist) has this now; it's off your list.")
    otter.is_told("@Badger (specialist) has claimed your escalation.")
    assert "Hand-over asked" not in case.words
    case.reads("Handed over by @Heron (specialist)")
    badger.sees_whole(case, "Handed over by @Heron (specialist): Half read.")
    work.later(hours=2, minutes=30)
    badger.is_told("80 % of the time for the resolution is used.")
    assert not any("80 %" in note for note in heron.notes())


def test_a_mention_hands_over_with_a_note(case: Case, heron: Colleague, badger: Colleague) -> None:
    heron.says("handover @badger I am off from three", case)
    heron.is_answered(
        "Badger (specialist) has been asked to take over ESC-1. It stays with its owner until they "
        "claim it."
    )
    badger.is_told("asks you to take this over", "> I am off from three")
    badger.says("claim", case)
    case.reads("by @Badger (specialist)")


def test_a_mention_that_names_nobody_is_answered_with_the_button_to_the_form(
    case: Case, heron: Colleague, badger: Colleague
) -> None:
    heron.says("handover", case)
    answer = heron.is_answered("Whom to? Name a person, like `handover @person`, or use the form.")
    heron.clicks(answer, "Hand over")
    heron.form("Hand over").fill({"Hand over to": badger.id}).submit()
    case.reads("Hand-over asked of @Badger (specialist)")


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("U0HERON", "It's already yours: hand it over to somebody else."),
        ("U0OTTER", "It can only be handed to somebody of the executive queue."),
        ("U0FINCH", "It can only be handed to somebody of the executive queue."),
        ("U0GECKO", "It can only be handed to a full member of this workspace."),
        ("U0DODO", "It can only be handed to a full member of this workspace."),
    ],
)
def test_it_is_handed_to_nobody_who_can_not_own_it(
    case: Case, heron: Colleague, to: str, words: str
) -> None:
    heron.says(f"handover <@{to}> please", case)
    heron.is_answered(words)


def test_the_form_offers_only_who_can_take_it(
    case: Case, heron: Colleague, kestrel: Colleague
) -> None:
    kestrel.asks("away until Friday")
    heron.clicks(case, "Hand over")

    offered = heron.form("Hand over").options("Hand over to")
    assert "Badger (specialist)" in offered
    assert not {"Heron (specialist)", "Kestrel (specialist)", "Otter (CSM)"} & set(offered)


def test_the_old_owner_may_still_decide_and_the_hand_over_lapses(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague
) -> None:
    heron.hands_over(case, badger)
    case.reads("Hand-over asked")
    stale = case.card
    heron.decides(case)
    badger.clicks(stale, "Claim", force=True)
    badger.is_answered("ESC-1 is already decided, so you can't claim it now.")


def test_a_manager_overrides_a_conflict_of_interest_and_an_owner_can_not(
    heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    case = badger.raises()
    heron.claims(case)
    conflict = "They have a conflict of interest: raised it. Choose somebody else"
    heron.says("handover <@U0BADGER> They know the law.", case)
    heron.is_answered(f"{conflict}.")

    owl.clicks(case, "Hand over")
    form = owl.form("Hand over").fill({"Hand over to": badger.id})
    tick = f"{conflict}, or tick below that it is handed over in spite of that."
    assert form.submit().errors == {"Hand over to": tick}
    form.fill({"Conflict of interest": "Hand over in spite of the conflict"})
    why = "Say why it goes to somebody with a conflict of interest."
    assert form.submit().errors == {"Note": why}
    assert form.fill({"Note": "Only they know the law."}).submit().closed
    case.reads("Hand-over asked of @Badger (specialist) by @Owl (manager)")
    badger.claims(case)
    assert "conflict overridden to @Badger (specialist) by @Owl (manager)" in owl.asks("show ESC-1")


def test_who_was_asked_is_told_when_it_is_settled_otherwise(
    case: Case, heron: Colleague, badger: Colleague, kestrel: Colleague
) -> None:
    heron.hands_over(case, badger)
    badger.is_told("asks you to take this over")
    heron.hands_over(case, kestrel)
    badger.is_told("You're no longer asked to take this over: @Heron (specialist) has settled it")
    kestrel.is_told("asks you to take this over")
    heron.decides(case)
    kestrel.is_told("You're no longer asked to take this over")


def test_what_is_released_goes_to_the_next_person(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague
) -> None:
    heron.clicks(case, "Release")
    case.reads("Open", "offered to @Badger (specialist)")
    badger.is_told("This is offered to you")
    badger.claims(case)
    work.settle()
    assert len(heron.notes()) == 1, (
        "the offer, which Heron has claimed: what they did since they know"
    )


def test_a_mention_releases(case: Case, heron: Colleague) -> None:
    heron.says("release", case)
    heron.is_answered("ESC-1 is back in the queue.")
    case.reads("offered to @Badger (specialist)")


def test_a_manager_may_release_it_and_the_owner_is_told(
    case: Case, heron: Colleague, owl: Colleague
) -> None:
    owl.clicks(case, "Release")
    heron.is_told("@Owl (manager) has put this back in the queue; it's off your list.")
    case.reads("offered to @Badger (specialist)")


def test_another_specialist_may_neither_release_nor_hand_over(
    case: Case, badger: Colleague
) -> None:
    badger.clicks(case, "Release")
    badger.is_answered("Only its owner or a manager can release it (ESC-1).")
    badger.clicks(case, "Hand over")
    badger.is_answered("Only its owner or a manager can hand it over (ESC-1).")
