"""The rules of service clocks and reminders, told a second time and slowly.

It takes the policy's values, what people did and to whom cases were offered, and says who is to be
reminded of what, and when. It shares no code with the clocks, reminders and hours of the bot. Where
nothing ran for a while, what would have come then comes at its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.policy import Policy
from tests.soak.facts import CaseFilter, Due
from tests.soak.log import Act, OfferMade, Reminder
from tests.soak.one_case import OneCase
from tests.soak.open_minutes import OpenMinutes, tables, usual


class Model:
    """The four weeks as they ought to be."""

    def __init__(
        self,
        policy: Policy,
        zones: Mapping[str, str],
        down: Sequence[tuple[int, int]],
        ends: int,
    ) -> None:
        self.policy, self.zones, self.down, self.ends = policy, zones, down, ends
        self.offices: Mapping[str, OpenMinutes] = tables(policy.offices)
        self.office_of: dict[str, str] = {
            member.user: member.office for q in policy.queues.values() for member in q.rotation
        }

    def tick(self, at: int) -> int:
        """The first instant from here on at which anything runs."""
        return next((end for start, end in self.down if start <= at < end), at)

    def hours_of(self, person: str) -> OpenMinutes:
        office = self.office_of.get(person)
        return self.offices[office] if office else usual(self.zones[person])

    def said_at(self, person: str, due: Due) -> int:
        if due.any_hour:
            return due.tick
        hours, at = self.hours_of(person), max(due.since, due.tick)
        while True:
            at = self.tick(hours.next_open(at))
            if hours.next_open(at) == at:
                return at

    def reminders(self, acts: Iterable[Act], offers: Iterable[OfferMade]) -> list[Reminder]:
        """What is to be said, and is still so by then."""
        by_case: defaultdict[int, list[Act]] = defaultdict(list)
        for act in acts:
            by_case[act.case].append(act)
        offered: defaultdict[int, list[OfferMade]] = defaultdict(list)
        for made in offers:
            offered[made.case].append(made)
        lives = {n: OneCase(self, n, done, offered[n]) for n, done in by_case.items()}
        latest: dict[tuple[int, str, int, str, bool], CaseFilter] = {}
        for number, life in lives.items():
            for place, due in enumerate(life.dues):
                for person, as_manager in due.tell:
                    at = self.said_at(person, due)
                    key = (at, person, number, due.subject, as_manager)
                    wanted = CaseFilter(at, person, number, due, as_manager, place)
                    other = latest.get(key)
                    if other is None or (due.since, place) >= (other.due.since, other.place):
                        latest[key] = wanted
        return sorted(
            Reminder(w.at, w.person, w.case, w.due.about, w.due.run)
            for w in latest.values()
            if w.at < self.ends and lives[w.case].is_so(w)
        )
