"""A manager assigns what nobody has, and takes over what somebody has."""

from __future__ import annotations

from tests.stories.people import Colleague
from tests.stories.workplace import SOON, Workplace


def test_a_manager_assigns_a_case_and_takes_it_over_where_it_is_late(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    form = {"Assign to": badger.id, "Reason": "Badger knows the account."}
    assert owl.chooses(case, "Assign to …", "Assign", **form).closed

    badger.is_told("@Owl (manager) has assigned this to you", "> Badger knows the account.")
    heron.is_told("@Badger (specialist) has this now; it's off your list.")
    otter.is_told("@Badger (specialist)")

    work.later(hours=8, minutes=2)
    note = owl.is_told("The resolution")
    owl.clicks(note, "Take over")
    taken = owl.form("Take over").fill({"Reason": "The press has called."}).submit()
    assert taken.closed
    badger.is_told("@Owl (manager) has taken this over; it's off your list.")
    owl.starts_deciding(case)


def test_who_is_away_is_asked_about_and_the_board_shows_at_once_what_was_done(
    work: Workplace, otter: Colleague, badger: Colleague, owl: Colleague
) -> None:
    badger.asks("away until Friday")
    otter.raises()
    home = owl.home().wait_for(lambda h: "open, offered to" in h.text, SOON)

    owl.clicks(home, "Assign to …")
    form = owl.form("Assign").fill({"Assign to": badger.id, "Reason": "Badger knows them."})
    asked = " ".join((form.submit().errors or {}).values())
    assert "Badger (specialist) is away until " in asked
    assert "Choose somebody else, or tick below" in asked
    all_the_same = {"Away, full or in conflict": "Assign it all the same"}
    assert owl.form("Assign").fill(all_the_same).submit().closed

    home.wait_for(lambda h: "claimed by @Badger (specialist)" in h.text, SOON)
    owl.clicks(home, "Take over")
    assert owl.form("Take over").fill({"Reason": "Badger is away."}).submit().closed
    home.wait_for(lambda h: "claimed by @Owl (manager)" in h.text, SOON)
