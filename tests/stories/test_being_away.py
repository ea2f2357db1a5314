"""Going away and coming back, and what becomes of the work meanwhile."""

from __future__ import annotations

import pytest

from sandbox.workspace.messages import SlackMessage
from tests.stories.people import Colleague
from tests.stories.workplace import Workplace


def test_the_command_hands_on_what_is_offered_and_lists_what_is_claimed(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, kestrel: Colleague
) -> None:
    mine = otter.raises("Mine")
    heron.claims(mine)
    last = [otter.raises(whose) for whose in ("Badger's", "Kestrel's", "Heron's next")][-1]
    last.reads("offered to @Heron (specialist)")

    said = heron.asks("away until Friday cover @badger")

    assert said == (
        "You're away until Fri 6 Mar 2026, 09:00. Badger (specialist) covers meanwhile. What is "
        "offered to you goes to the next person. 1 escalation stays yours: I have sent you a list, "
        "to hand them over."
    )
    work.later(seconds=1)
    last.reads("offered to @Badger (specialist)")
    badger.is_told("@Heron (specialist) is away until", "you cover for them")
    listed = heron.is_told(
        "You still have this. Hand over what can't wait:", "Mine (P1, Executive): claimed by"
    )
    heron.clicks(listed, "Hand over")
    form = heron.form("Hand over")
    form.submit()
    mine.reads("Hand-over asked of @Badger (specialist)")
    assert "away until" in heron.asks("rota")


def test_while_somebody_is_away_who_covers_is_reminded(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.asks("away cover @badger")
    work.later(hours=4, minutes=1)
    badger.is_told(
        "Half of the time for the resolution is used.", "@Heron (specialist), who isn't there"
    )
    assert not any("Half" in note for person in (heron, owl) for note in person.notes())


def test_alone_it_opens_the_form(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.raises()
    assert heron.asks("away") == ""
    form = heron.form("Away")
    assert form.submit().closed
    note = heron.is_told("You're away until further notice.", "until you're back")
    work.later(seconds=1)
    case.reads("offered to @Badger (specialist)")

    heron.clicks(note, "Change …")
    heron.form("Away").close()
    heron.clicks(note, "I'm back")
    heron.is_answered("You are back: you are offered escalations again, in turn.")
    assert heron.asks("back") == "You aren't away."
    work.settle()
    assert heron.notes()[-1] == "You're back."


def test_the_form_offers_who_can_cover_and_says_at_its_field_who_can_not_any_more(
    heron: Colleague, badger: Colleague
) -> None:
    heron.asks("away")
    form = heron.form("Away")
    assert "Heron (specialist)" not in form.options("Cover")
    form.fill({"Cover": badger.id})
    badger.asks("away until Friday")
    assert form.submit().errors == {
        "Cover": "Badger (specialist) is away until Fri 6 Mar 2026, 09:00: choose somebody else."
    }


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("until Mondag", "I can't read a date in 'until Mondag'."),
        ("until Friday or so", "I can't read 'or so' behind the date."),
        ("until 2026-02-01 12:00", "That's already past. Choose a later time."),
        ("until Friday cover @finch", "Only somebody of your own queues can cover."),
        ("until <Friday> & *more*", "I can't read a date in 'until <Friday> & *more*'"),
    ],
)
def test_what_can_not_be_read_comes_with_the_button_to_the_form(
    heron: Colleague, typed: str, words: str
) -> None:
    assert words in heron.asks(f"away {typed}")
    heron.clicks(last_answer(heron), "Use the form")
    heron.form("Away").submit()
    heron.is_told("You're away until further notice.")


def last_answer(who: Colleague) -> SlackMessage:
    return who.person.ephemerals()[-1]


def test_a_manager_puts_somebody_away_who_is_told_and_brings_them_back(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague, badger: Colleague
) -> None:
    case = otter.raises()
    assert owl.asks("away @heron until Friday").startswith("Heron (specialist) is away until Fri")
    heron.is_told("@Owl (manager) has marked you as away until")
    work.later(seconds=1)
    case.reads("offered to @Badger (specialist)")
    assert owl.asks("back @heron").startswith("Heron (specialist) is back")
    heron.is_told("@Owl (manager) has marked you as back")


def test_nobody_else_may_put_somebody_away(badger: Colleague, otter: Colleague) -> None:
    words = "Only a manager can say that somebody else is away or back."
    assert badger.asks("away @heron") == words
    assert badger.asks("back @heron") == words
    assert otter.asks("away until Friday").startswith("You are in no queue")
    assert otter.asks("back").startswith("You are in no queue")
    assert badger.asks("back tomorrow").startswith("Say just /escalations back, or")


def test_who_is_expected_back_on_a_date_is_offered_what_waits_then(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, kestrel: Colleague
) -> None:
    for person in (heron, badger, kestrel):
        person.asks("away until tomorrow")
    case = otter.raises()
    case.reads("Open")
    work.later(hours=23)
    case.reads("offered to @Heron (specialist)")


def test_who_asked_somebody_who_goes_away_chooses_somebody_else(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, kestrel: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.hands_over(case, badger)
    case.reads("Hand-over asked of @Badger (specialist)")
    badger.asks("away until Friday")
    work.later(seconds=1)
    note = heron.is_told("@Badger (specialist) is away now, so the hand-over is off")
    heron.clicks(note, "Hand over")
    form = heron.form("Hand over")
    assert "Badger (specialist)" not in form.options("Hand over to")
    assert form.fill({"Hand over to": kestrel.id}).submit().closed
    case.reads("Hand-over asked of @Kestrel (specialist)")


def test_who_leaves_the_workspace_drops_out_and_the_manager_hands_over_what_they_have(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    theirs = otter.raises("Theirs")
    heron.claims(theirs)
    otter.raises("Badger's")
    otter.raises("Kestrel's")
    offered = otter.raises("Offered")
    offered.reads("offered to @Heron (specialist)")

    work.slack.admin.deactivate("U0HERON")
    work.later(seconds=1)

    offered.reads("offered to @Badger (specialist)")
    note = owl.is_told("@Heron (specialist) has left the workspace.", "Theirs (P1", "still on")
    owl.clicks(note, "Hand over")
    assert owl.form("Hand over").fill({"Hand over to": badger.id}).submit().closed
    theirs.reads("Hand-over asked of @Badger (specialist) by @Owl (manager)")
    assert sum("has left the workspace" in note for note in owl.notes()) == 1


def test_who_left_while_the_bot_was_down_is_noticed_at_its_start(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    work.stop()
    work.slack.admin.deactivate("U0HERON")
    work.start()
    work.later(seconds=1)
    case.reads("offered to @Badger (specialist)")
    owl.is_told("@Heron (specialist) has left the workspace.")


def test_somebody_can_be_chosen_again_to_be_put_away(work: Workplace, owl: Colleague) -> None:
    home = owl.home()
    work.settle()
    for _ in range(2):
        home.fill({"Mark somebody as away": "Heron (specialist)"})
        form = owl.form("Away")
        assert "Heron" in form.text
        form.close()
        work.settle()
        assert home.value("Mark somebody as away") is None


def test_news_for_an_owner_who_is_away_is_told_to_who_covers(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.asks("away cover @badger")
    work.settle()
    before = len(heron.notes())

    assert owl.has_wait(case).closed
    badger.is_told(
        "@Heron (specialist) isn't there, so you are told in their place:",
        "@Owl (manager) has this wait on the customer",
    )
    otter.person.say(case.root.channel, "Here it is.", case.root)
    badger.is_told("in their place:", "has answered, so the wait is over")
    work.settle()

    assert heron.notes()[before:] == []
    assert not any("in their place" in note for note in owl.notes())
