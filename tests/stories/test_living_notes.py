"""Notes that live: each says what came of it, and only what is still to do has buttons."""

from __future__ import annotations

from tests.stories.people import Colleague
from tests.stories.workplace import Workplace

P1, P3 = "P1: harm or reputation at stake now", "P3: this week"


def test_an_offer_that_is_claimed_says_so_and_has_no_buttons(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    work.settle()
    assert heron.to_press() == ["Claim 1", "Stand back 1", "Why me? 1"]

    heron.claims(case)
    work.settle()

    assert heron.to_press() == []
    (line,) = heron.notes()
    assert line.startswith("ESC-1 ")
    assert line.endswith(": You claimed it.")


def test_after_ten_days_and_four_cases_only_what_is_still_to_do_has_buttons(
    work: Workplace,
    otter: Colleague,
    heron: Colleague,
    badger: Colleague,
    kestrel: Colleague,
    owl: Colleague,
) -> None:
    told, lapsed, held, kept = (
        otter.raises(f"Acme: the {name} one", Priority=priority)
        for name, priority in (("first", P1), ("second", P1), ("third", P1), ("fourth", P3))
    )
    heron.claims(told)
    heron.decides(told)
    heron.claims(kept)
    work.later(hours=1)
    heron.claims(held)
    for _ in range(10):
        work.later(hours=23)
        heron.says("I'm still at it.", kept)
        work.later(hours=1)
    heron.marks_communicated(told)
    heron.decides(held)
    heron.marks_communicated(held)
    work.settle()

    assert heron.to_press() == ["Decide 4", "Snooze 4"]
    assert badger.to_press() == ["Claim 2", "Stand back 2", "Snooze 2"]
    assert kestrel.to_press() == []
    late = ["Hand over 4", "Take over 4", "Snooze 4"]
    assert owl.to_press() == ["Claim 2", "Assign to … 2", "Snooze 2", *late]
    assert otter.to_press() == []
    assert lapsed.card.buttons[0] == "Claim"


def test_a_reminder_takes_the_place_of_the_note_above_it(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises(Priority=P3)
    offer = heron.is_told("This is offered to you")
    work.later(minutes=97)
    reminder = heron.is_told("Please claim this by")
    work.settle()

    assert offer.ts < reminder.ts
    assert heron.to_press() == ["Claim 1", "Stand back 1", "Snooze 1"]
    assert heron.notes()[0].endswith("There's a newer reminder further down.")

    heron.claims(case)
    heron.decides(case)
    news = otter.is_told("Please tell the customer:")
    work.later(days=1)
    again = otter.is_told("Please tell the customer what was decided")
    work.settle()
    assert news.ts < again.ts
    assert otter.to_press() == ["I have told them 1"]
    assert "Upheld: the decision stands. Why: Nobody behind the hidden reviews" in work.read(again)


def test_what_somebody_wrote_stays_where_a_reminder_takes_the_place_of_their_note(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises(Priority=P3)
    heron.claims(case)
    assert heron.has_wait(case).closed
    work.settle()
    otter.person.say("C0EXEC", "Here it is: *invoice 7*.", case.root)
    heron.is_told("has answered, so the wait is over")
    work.later(days=3)

    assert heron.to_press() == ["Decide 1", "Snooze 1"]
    (line,) = [note for note in heron.notes() if "answered" in note]
    assert line.endswith(
        "@Otter (CSM) answered: “Here it is: *invoice 7*.” There's a newer reminder further down."
    )


def test_why_somebody_got_it_stays_where_a_reminder_takes_the_place_of_that_note(
    work: Workplace, otter: Colleague, badger: Colleague, owl: Colleague
) -> None:
    case = otter.raises(Priority=P3)
    form = {"Assign to": badger.id, "Reason": "Badger knows the account."}
    assert owl.chooses(case, "Assign to …", "Assign", **form).closed
    badger.is_told("has assigned this to you")
    work.later(days=4)

    assert "Decide 1" in badger.to_press()
    (line,) = [note for note in badger.notes() if "assigned" in note]
    assert line.endswith(
        "@Owl (manager) assigned it to you: “Badger knows the account.” There's a newer reminder "
        "further down."
    )


def test_an_edit_of_a_note_that_was_deleted_is_let_be(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    note = heron.is_told("This is offered to you")
    work.settle()  # what isn't said before it's claimed is said no more
    work.slack.core.workspace.delete_message(heron.person.direct_messages().id, note.ts)

    heron.claims(case)
    work.settle()

    assert heron.notes() == []
    (told_of_p1,) = owl.notes()
    assert told_of_p1.endswith("@Heron (specialist) claimed it."), "what was not deleted says so"
    assert work.bot.remembered.outbox.state(work.clock.now()).parked == 0


def test_an_offer_says_first_what_is_worst(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.says("deadline 2026-03-02 13:30 order of the court", case)
    heron.is_told("The legal deadline is in less than 4 hours")
    work.later(hours=4)
    heron.says("release", case)
    badger.is_told("This is offered to you")

    assert badger.was_told()[-1].startswith(
        "The legal deadline passed 1 h ago (order of the court). This is offered to you"
    )


def test_who_hands_over_at_night_is_told_what_time_it_is_there(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    work.later(hours=12)
    assert heron.hands_over(case, badger).closed

    heron.is_told(
        "Badger (specialist) has been asked to take over ESC-1. It's 21:30 where they are. It "
        "stays with its owner until they claim it."
    )
    badger.claims(case)
    work.settle()
    assert badger.to_press() == [], "what they were asked is settled"


def test_who_withdraws_is_answered(work: Workplace, otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    heron.is_told("This is offered to you")
    otter.withdraws(case)
    otter.is_told("ESC-1 is closed: withdrawn.")
    work.settle()

    (line,) = heron.notes()[:1]
    assert line.endswith("@Otter (CSM) withdrew it.")
    assert heron.to_press() == []


def test_an_ordinary_case_takes_one_edit_of_each_note_that_lives(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    work.settle()  # a note that is said only once it's claimed has nothing to be settled
    for step in (heron.claims, heron.decides, heron.marks_communicated):
        step(case)
        work.settle()

    edited = [call.arguments["channel"] for call in work.slack.calls("chat.update")]
    notes = sorted(str(place) for place in edited if place != "C0EXEC")
    # The offer; with whom it is and what was decided; that there is a P1.
    assert notes == ["D0HERON", "D0OTTER", "D0OTTER", "D0OWL"]
