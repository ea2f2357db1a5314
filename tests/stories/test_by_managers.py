"""A manager assigns what nobody has, and takes over what somebody has."""

from __future__ import annotations

from tests.stories.people import Colleague
from tests.stories.workplace import Workplace


def test_a_manager_assigns_a_case_and_takes_it_over_where_it_is_late(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    form = {"Assign to": badger.id, "Reason": "Badger knows the account."}
    assert owl.chooses(case, "Assign to …", "Assign", **form).closed

    badger.is_told("@Owl (manager) has assigned this to you", "> Badger knows the account.")
    heron.is_told("@Badger (specialist) has this now; it is off your list.")
    otter.is_told("@Badger (specialist)")

    work.later(hours=8, minutes=2)
    note = owl.is_told("The resolution")
    owl.clicks(note, "Take over")
    taken = owl.form("Take over").fill({"Reason": "The press has called."}).submit()
    assert taken.closed
    badger.is_told("@Owl (manager) has taken this over; it is off your list.")
    owl.starts_deciding(case)
