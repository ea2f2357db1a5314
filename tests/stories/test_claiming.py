"""Claiming, from everywhere a person may be reading; one owner and no more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.stories.people import Case, Colleague
from tests.stories.workplace import SOON, Workplace


def test_a_mention_in_the_thread_claims(otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    heron.says("claim", case)
    heron.is_answered("ESC-1 is yours.")
    case.reads("by @Heron (specialist)")


def test_a_mention_after_other_words_claims_as_well(otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    heron.person.say("C0EXEC", "I know Acme. @escalations CLAIM\nand thanks @otter", case.root)
    case.reads("by @Heron (specialist)")


def test_the_list_of_open_ones_carries_the_button(otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    assert "open, offered to @Heron (specialist)" in heron.asks("open")
    heron.clicks(heron.person.ephemerals()[-1], "Claim")
    heron.is_answered("ESC-1 is yours.")
    case.reads("by @Heron (specialist)")


def test_app_home_carries_the_button_and_shows_what_came_of_it(
    otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    home = heron.home()
    heron.clicks(home, "Claim")
    case.reads("by @Heron (specialist)")
    home.wait_for(lambda h: "With you (1)" in h.text, SOON)


def test_the_private_note_of_the_offer_carries_the_button(
    otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.clicks(heron.is_told("This is offered to you"), "Claim")
    heron.is_answered("ESC-1 is yours.")
    case.reads("by @Heron (specialist)")


def test_anyone_in_the_queue_may_claim_what_was_offered_to_another(
    work: Workplace, otter: Colleague, vole: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.raises()
    heron.is_told("This is offered to you")
    badger.claims(case)
    heron.is_told("@Badger (specialist) has this now; it's off your list.")
    otter.is_told("@Badger (specialist) has claimed your escalation.")
    # Heron's turn was given back.
    vole.raises("Beta: rating dropped").reads("offered to @Heron (specialist)")


def test_a_manager_may_claim(otter: Colleague, owl: Colleague) -> None:
    owl.claims(otter.raises())


def test_a_second_claimer_is_told_who_has_it(
    otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.raises()
    case.reads("offered to @Heron")
    stale = case.card
    heron.claims(case)
    badger.clicks(stale, "Claim", force=True)
    badger.is_answered("Heron (specialist) has already claimed ESC-1.")
    badger.says("claim", case)
    heron.clicks(stale, "Claim", force=True)
    heron.is_answered("ESC-1 is already yours.")


def test_of_two_people_who_click_at_once_one_wins_and_the_other_is_told_who(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.raises()
    case.reads("offered to @Heron")
    stale, both = case.card, Barrier(2)

    def click(person: Colleague) -> None:
        both.wait()
        person.clicks(stale, "Claim", force=True)

    with ThreadPoolExecutor(2) as screens:
        list(screens.map(click, (heron, badger)))
    case.reads("Claimed")
    winner, loser = (heron, badger) if "by @Heron" in case.words else (badger, heron)
    loser.is_answered(f"{winner.name} has already claimed ESC-1.")
    work.settle()
    claims = [h for h in otter.headlines() if "has claimed your escalation" in h]
    assert len(claims) == 1
    assert winner.name in claims[0]


def test_nobody_claims_what_they_raised_themselves(heron: Colleague) -> None:
    case: Case = heron.raises()
    case.reads("offered to @Badger (specialist)")
    heron.clicks(case, "Claim")
    heron.is_answered("You raised ESC-1 yourself, so somebody else has to take it")


def test_escalations_take_turns_through_the_rotation(work: Workplace, otter: Colleague) -> None:
    cases = [otter.raises(f"Number {n}") for n in range(4)]
    offered = [case.words for case in cases]
    names = ["Heron", "Badger", "Kestrel", "Heron"]
    for words, name in zip(offered, names, strict=True):
        assert f"offered to @{name} (specialist)" in words
    otter.clicks(cases[3], "Why")
    otter.is_answered("ESC-4 was offered to @Heron", "longest since their last turn")
